"""The working-day functions that FEEL asks for, on one calendar; it knows no expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.deadlines.calendar import EndlessCount, WorkCalendar


def working_day_functions(calendar: WorkCalendar) -> Mapping[str, Callable[..., Any]]:
    """Return `add working days`, `working days between` and `is working day` by the names that expressions use."""

    def add(start: date, days: int) -> date | None:
        try:
            return calendar.add_working(start, days)
        except (EndlessCount, OverflowError):
            return None

    return {
        "add working days": add,
        "working days between": calendar.working_between,
        "is working day": calendar.is_working,
    }
