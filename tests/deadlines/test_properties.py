"""What holds for every rule, start and calendar: months, backward periods, rolling, suspension, counting again."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import Rule, WorkCalendar, due
from tests.deadlines.conftest import shipped_calendar, shipped_rules

CALENDAR, PACK = shipped_calendar(), shipped_rules()
STARTS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
CLOCKS = [rule for rule in PACK.values() if rule.length and rule.unit != "h"]
BACKWARD = [rule for rule in CLOCKS if rule.direction == "backward"]
MONTHS = [rule for rule in CLOCKS if rule.unit in ("month", "year")]
HOLIDAYS = st.dictionaries(STARTS, st.sampled_from(["holiday", "workday"]), max_size=40)
WAYS = st.builds(
    lambda rule, length, roll: replace(rule, length=length, roll=roll),
    st.sampled_from([rule for rule in CLOCKS if rule.direction == "forward"]),
    st.integers(1, 90),
    st.booleans(),
)


def with_days(days: dict[date, str]) -> WorkCalendar:
    return WorkCalendar({**CALENDAR.days, **days}, CALENDAR.years)  # type: ignore[dict-item]


def last_of(month: date) -> int:
    return monthrange(month.year, month.month)[1]


@given(STARTS, WAYS, HOLIDAYS)
@settings(deadline=None)
def test_no_period_ends_before_it_starts_and_counting_again_gives_the_same(
    start: date, rule: Rule, days: dict[date, str]
) -> None:
    calendar = with_days(days)
    found = due(rule, start, calendar)
    assert start < found.raw <= found.due
    assert due(rule, start, calendar) == found


@given(STARTS, WAYS, HOLIDAYS, st.integers(1, 200))
@settings(deadline=None)
def test_a_holiday_more_never_makes_an_end_earlier(
    start: date, rule: Rule, days: dict[date, str], after: int
) -> None:
    more = with_days({**days, start + timedelta(after): "holiday"})
    assert due(rule, start, more).due >= due(rule, start, with_days(days)).due


@given(STARTS, st.sampled_from(BACKWARD), HOLIDAYS)
@settings(deadline=None)
def test_a_backward_period_leaves_so_many_working_days_before_the_event(
    start: date, rule: Rule, days: dict[date, str]
) -> None:
    calendar = with_days(days)
    found = due(rule, start, calendar)
    assert isinstance(found.due, date) and found.due < start and calendar.is_working(found.due)
    between = sum(calendar.is_working(found.due + timedelta(n)) for n in range((start - found.due).days))
    assert between == rule.length


@given(STARTS, st.sampled_from(BACKWARD), st.integers(1, 15))
@settings(deadline=None)
def test_a_holiday_more_never_makes_a_backward_end_later(start: date, rule: Rule, before: int) -> None:
    more = with_days({start - timedelta(before): "holiday"})
    assert due(rule, start, more).due <= due(rule, start, CALENDAR).due


@given(STARTS, st.sampled_from(MONTHS))
@settings(deadline=None)
def test_months_and_years_end_on_the_corresponding_day_or_the_last_of_the_month(
    start: date, rule: Rule
) -> None:
    raw = due(rule, start, CALENDAR).raw
    months = (rule.length or 0) * (12 if rule.unit == "year" else 1)
    assert (raw.year * 12 + raw.month) - (start.year * 12 + start.month) == months
    assert raw.day == min(start.day, last_of(raw))  # type: ignore[arg-type]


@given(STARTS, WAYS, HOLIDAYS)
@settings(deadline=None)
def test_only_a_rule_that_rolls_moves_and_then_to_the_next_working_day(
    start: date, rule: Rule, days: dict[date, str]
) -> None:
    calendar = with_days(days)
    found = due(rule, start, calendar)
    if rule.roll:
        assert found.due == calendar.next_working(found.raw)  # type: ignore[arg-type]
    else:
        assert found.due == found.raw


@given(STARTS, HOLIDAYS, st.integers(1, 90), st.integers(1, 30), st.integers(0, 60))
@settings(deadline=None)
def test_suspended_working_days_move_an_end_by_as_many(
    start: date, days: dict[date, str], length: int, n: int, gap: int
) -> None:
    calendar = with_days(days)
    rule = replace(PACK["INS-07"], length=length, suspend=("ARB-09",))
    plain = due(rule, start, calendar).due
    first = calendar.add_working(start, min(gap, length - 1) + 1)
    last = calendar.add_working(first, n - 1)
    halted = due(rule, start, calendar, suspended=[(first, last)]).due
    assert calendar.working_between(plain, halted) == n  # type: ignore[arg-type]


@given(STARTS, st.integers(1, 120), st.integers(1, 60), st.integers(0, 119))
@settings(deadline=None)
def test_suspended_calendar_days_move_a_raw_end_by_as_many(
    start: date, length: int, n: int, gap: int
) -> None:
    rule = replace(PACK["ARB-07"], length=length)
    first = start + timedelta(min(gap, length - 1) + 1)
    halted = due(rule, start, CALENDAR, suspended=[(first, first + timedelta(n - 1))])
    assert halted.raw - due(rule, start, CALENDAR).raw == timedelta(n)
