"""The working-day functions, ours besides the standard; they count by the calendar that whoever evaluates lends.

A host lends functions of the same names (app.deadlines.working_days gives them); where it lends none, a call is an
error and not null: a deadline must never be reckoned without its calendar.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.feel.errors import Overrun
from app.feel.functions import builtin
from app.feel.limits import Run

_MOST_DAYS = 4_000


@builtin("add working days(from: day, days: number)")
def add_working_days(run: Run, start: date, days: Decimal) -> date | None:
    if days != days.to_integral_value() or abs(days) > _MOST_DAYS:
        return None
    found = _asked(run, "add working days", _day(start), int(days), span=2 * int(days))
    return found if isinstance(found, date) else None


@builtin("working days between(from: day, to: day)")
def working_days_between(run: Run, start: date, end: date) -> Decimal | None:
    span = (_day(end) - _day(start)).days
    if abs(span) > 2 * _MOST_DAYS:
        return None
    found = _asked(run, "working days between", _day(start), _day(end), span=span)
    return None if found is None else Decimal(found)


@builtin("is working day(date: day)")
def is_working_day(run: Run, day: date) -> bool | None:
    found = _asked(run, "is working day", _day(day), span=1)
    return found if isinstance(found, bool) else None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _asked(run: Run, name: str, *arguments: Any, span: int) -> Any:
    """Call the lent function; a day that is looked up costs about as much as two nodes."""
    run.charge(4 + 2 * abs(span))
    lent = run.functions.get(name)
    if lent is None:
        raise Overrun(
            f"这里没有工作日历，不能用「{name}」", f"there is no working calendar here for {name!r}"
        )
    return lent(*arguments)
