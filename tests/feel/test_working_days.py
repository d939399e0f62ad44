"""Expressions count working days by the calendar of the case, and never without one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.deadlines import WorkCalendar, working_day_functions
from app.feel import FeelError, compile_expression
from tests.feel.conftest import NOW

HOLIDAYS = {date(2026, 10, day): "holiday" for day in range(1, 8)}
CALENDAR = WorkCalendar({**HOLIDAYS, date(2026, 10, 10): "workday"}, {2026: "official"})  # type: ignore[dict-item]
EQUATIONS = [
    'add working days(@"2026-09-30", 1) = @"2026-10-08"',
    'add working days(@"2026-09-30", 3) = @"2026-10-10"',
    'add working days(@"2026-10-08", -1) = @"2026-09-30"',
    'add working days(@"2026-09-30T17:00:00", 0) = @"2026-09-30"',
    'add working days(days: 1, from: @"2026-09-30") = @"2026-10-08"',
    'working days between(@"2026-09-30", @"2026-10-10") = 3',
    'working days between(@"2026-10-10", @"2026-09-30") = -3',
    'is working day(@"2026-10-10")',
    'is working day(@"2026-10-01") = false',
    'add working days(@"2026-09-30", 1.5) = null',
    'add working days(@"2026-09-30", 99999) = null',
    'add working days(@"9999-12-30", 5) = null',
    'add working days("2026-09-30", 1) = null',
    'every d in [@"2026-10-01"..@"2026-10-07"] satisfies not(is working day(d))',
]


def value(source: str) -> Any:
    return compile_expression(source).evaluate({}, now=NOW, functions=working_day_functions(lambda: CALENDAR))


@pytest.mark.parametrize("equation", EQUATIONS)
def test_working_days_are_those_of_the_published_calendar(equation: str) -> None:
    assert value(equation) is True


def test_without_a_calendar_there_is_no_answer_but_a_sentence() -> None:
    with pytest.raises(FeelError, match="没有工作日历") as refused:
        compile_expression('1 + working days between(@"2026-01-01", today())').evaluate({}, now=NOW)
    assert refused.value.column == 5


def test_a_count_over_many_years_is_paid_for() -> None:
    with pytest.raises(FeelError, match="上限"):
        value('for i in 1..1000 return add working days(@"2026-01-01", 3900)')


def test_designers_need_no_declaration_to_call_them() -> None:
    assert compile_expression('is working day(@"2026-01-01")').calls == frozenset()
