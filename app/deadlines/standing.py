"""How a running clock stands on a day: used up, nearly over, due, overdue; it reads no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.deadlines.calendar import WorkCalendar

Level = Literal["running", "half", "near", "today", "overdue"]
NEAR = 3
"""Working days left from which a clock counts as nearly over."""


@dataclass(frozen=True)
class Standing:
    """The warning level and the working days left (overdue: how many have passed, as a negative figure)."""

    level: Level
    working_days_left: int


def standing(start: date, due: date, today: date, calendar: WorkCalendar) -> Standing:
    """Return how a clock from `start` to `due` stands today: half used, near its end, due, overdue."""
    if today > due:
        return Standing("overdue", -calendar.working_between(due, today))
    left = calendar.working_between(today, due)
    if today == due:
        return Standing("today", 0)
    if left <= NEAR:
        return Standing("near", left)
    half = (today - start).days * 2 >= (due - start).days
    return Standing("half" if half else "running", left)


def warnings(start: date, due: date, calendar: WorkCalendar) -> list[date]:
    """Return the days on which a clock warns: half used, three working days left, the last day; in their order."""
    half = start + (due - start) / 2
    near = calendar.add_working(due, -NEAR)
    return sorted({day for day in (half, near, due) if start < day <= due})
