"""The one place where the present moment is read; tests and demonstrations may set it. It knows no action."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

LOCAL = timezone(timedelta(hours=8), "CST")
"""Chinese standard time, in which all dates and hours of the law are meant."""


class SetClock:
    """A clock that stands still until it is moved; lent out by `clock_at`."""

    def __init__(self, moment: datetime) -> None:
        self.moment = _aware(moment)

    def set(self, moment: datetime) -> None:
        """Put the clock to another moment; raise ValueError if it has no time zone."""
        self.moment = _aware(moment)

    def advance(self, span: timedelta) -> None:
        """Move the clock forward, or back with a negative span."""
        self.moment += span


_set_clocks: list[SetClock] = []
_lock = threading.Lock()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock needs a moment with a time zone")
    return moment.astimezone(LOCAL)


def now() -> datetime:
    """Return the present moment in Chinese standard time, or that of the innermost `clock_at`."""
    clocks = _set_clocks
    return clocks[-1].moment if clocks else datetime.now(LOCAL)


def today() -> date:
    """Return the present day in Chinese standard time."""
    return now().date()


def local(moment: datetime) -> datetime:
    """Return an aware moment in Chinese standard time."""
    return moment.astimezone(LOCAL)


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Chinese standard time."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


@contextmanager
def clock_at(moment: datetime) -> Iterator[SetClock]:
    """Set the clock of the whole process, all its threads, while the block runs; lend it, to be moved."""
    clock = SetClock(moment)
    with _lock:
        _set_clocks.append(clock)
    try:
        yield clock
    finally:
        with _lock:
            _set_clocks.remove(clock)
