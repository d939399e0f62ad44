"""What a dot reaches: keys of contexts, parts of dates, durations and ranges, items of a list; no attributes."""

from __future__ import annotations

from typing import Any

from app.feel.kinds import kind_of
from app.feel.limits import Run
from app.feel.ranges import Range
from app.feel.temporal import part

_PARTED = frozenset(("date", "date and time", "time", "years and months duration", "days and time duration"))


def walk(value: Any, name: str, run: Run) -> Any:
    """Return what `value.name` is; of a list, the list of what each item gives; null where nothing is reached."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list | tuple):
        run.charge(len(value))
        return [item.get(name) if type(item) is dict else walk(item, name, run) for item in value]
    if isinstance(value, Range):
        return value.part(name)
    run.charge(3)
    return part(value, name) if kind_of(value) in _PARTED else None
