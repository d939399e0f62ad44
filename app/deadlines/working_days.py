"""The working-day functions that FEEL asks for, on one calendar; it knows no expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.deadlines.calendar import EndlessCount, WorkCalendar


def working_day_functions(calendar: Callable[[], WorkCalendar]) -> Mapping[str, Callable[..., Any]]:
    """Return `add working days`, `working days between` and `is working day` by the names that expressions use.

    The calendar is asked for when one of them is called, because few expressions do.
    """

    def add(start: date, days: int) -> date | None:
        try:
            return calendar().add_working(start, days)
        except (EndlessCount, OverflowError):
            return None

    return {
        "add working days": add,
        "working days between": lambda *span: calendar().working_between(*span),
        "is working day": lambda day: calendar().is_working(day),
    }
