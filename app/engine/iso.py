"""ISO 8601 texts of timers, told apart from FEEL; it must not know diagrams or tokens."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.feel import DaysTime, read_duration

SHORTEST_TURN = 60_000_000
"""Microseconds that a repeating clock takes at least; anything shorter would keep workers busy with nothing else."""

_DURATION = re.compile(r"-?P(?=[0-9T])[0-9YMDTHS.]+")
_WEEKS = re.compile(r"P(\d{1,5})W")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_CYCLE = re.compile(r"R(\d{0,4})/(P[0-9YMDTHSW.]+)")
_PERIODS = {"R/P1M": 1, "R/P3M": 3, "R/P6M": 6, "R/P1Y": 12, "R/P12M": 12}


def iso_source(text: str) -> str | None:
    """Return a duration, a date or a moment of ISO 8601, with or without quotes, as FEEL; None for anything else."""
    bare = _unquoted(text)
    if (written := written_duration(bare)) is not None:
        return f'duration("{written}")'
    if _DATE.fullmatch(bare):
        return f'date("{bare}")'
    if found := _MOMENT.fullmatch(bare):
        return f'date and time("{found[1]}{found[2] or ":00"}{found[3] or ""}")'
    return None


def written_duration(text: str) -> str | None:
    """Return a duration as it is written, with weeks as days; None for anything else."""
    bare = _unquoted(text)
    if weeks := _WEEKS.fullmatch(bare):
        return f"P{int(weeks[1]) * 7}D"
    return bare if _DURATION.fullmatch(bare) else None


def is_right(text: str) -> bool:
    """Whether an ISO 8601 text that `iso_source` knows names a duration, day or moment that exists."""
    bare = _unquoted(text)
    try:
        if (written := written_duration(bare)) is not None:
            read_duration(written)
        elif _DATE.fullmatch(bare):
            date.fromisoformat(bare)
        else:
            datetime.fromisoformat(bare)
    except ValueError:
        return False
    return True


def read_cycle(text: str) -> tuple[int, str] | None:
    """Return how often a repeating clock is up (0: without end) and its period; None for one that cannot run."""
    found = _CYCLE.fullmatch(_unquoted(text))
    written = None if found is None else written_duration(found[2])
    if found is None or written is None:
        return None
    turns = int(found[1] or 0)
    if found[1] and turns == 0:
        return None
    try:
        period = read_duration(written)
    except ValueError:
        return None
    long_enough = period.microseconds >= SHORTEST_TURN if isinstance(period, DaysTime) else period.months > 0
    return (turns, written) if long_enough else None


def read_period(text: str) -> int | None:
    """Return the months of the calendar period with which a process begins again: 1, 3, 6 or 12; else None."""
    return _PERIODS.get(_unquoted(text))


def _unquoted(text: str) -> str:
    bare = text.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" else bare
