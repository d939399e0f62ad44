"""Every period of the pack is counted as the law says; the expected dates here were counted by hand."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import CannotCount, Rule, RulePack, WorkCalendar, due, standing
from tests.deadlines.conftest import shipped_calendar, shipped_rules

CALENDAR = shipped_calendar()
PACK = shipped_rules()
CHINA = timezone(timedelta(hours=8))
FRIDAY = date(2026, 9, 18)
"""Two days before a make-up Sunday, a week before 中秋节, two weeks before 国庆节."""

BY_HAND: dict[tuple[int | None, str, str, bool], str] = {
    (1, "wd", "forward", False): "2026-09-20",
    (3, "wd", "forward", False): "2026-09-22",
    (5, "wd", "forward", False): "2026-09-24",
    (7, "wd", "forward", False): "2026-09-29",
    (10, "wd", "forward", False): "2026-10-09",
    (15, "wd", "forward", False): "2026-10-15",
    (20, "wd", "forward", False): "2026-10-22",
    (60, "wd", "forward", False): "2026-12-17",
    (3, "wd", "backward", False): "2026-09-15",
    (5, "wd", "backward", False): "2026-09-11",
    (7, "wd", "backward", False): "2026-09-09",
    (3, "cd", "forward", True): "2026-09-21",
    (5, "cd", "forward", True): "2026-09-23",
    (7, "cd", "forward", True): "2026-09-28",
    (10, "cd", "forward", True): "2026-09-28",
    (15, "cd", "forward", True): "2026-10-08",
    (30, "cd", "forward", True): "2026-10-19",
    (45, "cd", "forward", True): "2026-11-02",
    (60, "cd", "forward", True): "2026-11-17",
    (90, "cd", "forward", True): "2026-12-17",
    (1, "month", "forward", True): "2026-10-19",
    (3, "month", "forward", True): "2026-12-18",
    (6, "month", "forward", True): "2027-03-18",
    (6, "month", "forward", False): "2027-03-18",
    (1, "year", "forward", False): "2027-09-18",
    (2, "year", "forward", False): "2028-09-18",
    (2, "year", "forward", True): "2028-09-18",
    (3, "year", "forward", False): "2029-09-18",
    (5, "year", "forward", False): "2031-09-18",
    (10, "year", "forward", False): "2036-09-18",
    (None, "quarter", "forward", False): "2026-09-30",
    (None, "half_year", "forward", False): "2026-12-31",
    (None, "date", "forward", False): "2026-09-18",
}
CLOCKS = [rule for rule in PACK.values() if rule.has_clock and rule.unit != "h"]


@pytest.mark.parametrize("rule", CLOCKS, ids=lambda rule: rule.rule_id)
def test_each_rule_counts_to_the_day_found_by_hand(rule: Rule) -> None:
    expected = BY_HAND[rule.length, rule.unit, rule.direction, rule.roll]
    assert due(rule, FRIDAY, CALENDAR).due == date.fromisoformat(expected)


HOURS = [rule for rule in PACK.values() if rule.unit == "h"]


@pytest.mark.parametrize("rule", HOURS, ids=lambda rule: rule.rule_id)
def test_hours_run_through_night_and_weekend(rule: Rule) -> None:
    start = datetime(2026, 9, 18, 16, 30, tzinfo=CHINA)
    hours = rule.length or 2
    expected = {24: (19, 16), 48: (20, 16), 2: (18, 18)}[hours]
    found = due(rule, start, CALENDAR, length=hours)
    assert found.due == datetime(2026, 9, expected[0], expected[1], 30, tzinfo=CHINA)


def test_the_day_of_the_event_is_never_counted(rules: RulePack) -> None:
    found = due(rules["INS-01"], date(2026, 3, 2), CALENDAR)
    assert found.due == date(2026, 3, 9)
    assert "2026-03-02（周一） 为事件当日，不计入" in found.explanation[1]


def test_an_event_late_in_the_evening_counts_in_chinese_time(rules: RulePack) -> None:
    at = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    assert due(rules["INS-01"], at, CALENDAR).due == date(2026, 3, 9)


def test_the_explanation_goes_day_by_day(rules: RulePack) -> None:
    lines = due(rules["INS-01"], date(2025, 9, 26), CALENDAR).explanation
    assert lines[0] == "INS-01 受理或不予受理：5个工作日（关于实施《劳动保障监察条例》若干规定 §18，待确认）"
    assert "2025-09-28（周日，国庆节、中秋节调休上班） 第1个工作日" in lines
    assert lines[-1] == "届满日：2025-10-10（周五）24时"
    assert sum("不计" in line for line in lines[2:]) == 9


def test_a_month_without_the_day_ends_on_its_last(rules: RulePack) -> None:
    assert due(rules["BLK-09"], date(2025, 8, 31), CALENDAR).due == date(2026, 2, 28)
    assert due(rules["BLK-15"], date(2024, 2, 29), CALENDAR).due == date(2025, 2, 28)


def test_a_document_sets_the_date_itself(rules: RulePack) -> None:
    found = due(rules["INS-15"], date(2025, 12, 8), CALENDAR, until=date(2025, 12, 14))
    assert found.due == date(2025, 12, 14)
    with pytest.raises(CannotCount, match="早于"):
        due(rules["INS-15"], date(2025, 12, 8), CALENDAR, until=date(2025, 12, 1))


def test_the_plenary_is_due_at_the_end_of_the_half_year(rules: RulePack) -> None:
    assert due(rules["MTG-01"], date(2026, 1, 1), CALENDAR).due == date(2026, 6, 30)
    assert due(rules["MTG-01"], date(2025, 12, 31), CALENDAR).due == date(2026, 6, 30)
    assert due(rules["BLK-16"], date(2026, 12, 31), CALENDAR).due == date(2027, 3, 31)


def test_suspended_days_of_arbitration_are_not_counted(rules: RulePack) -> None:
    plain = due(rules["ARB-07"], date(2026, 3, 5), CALENDAR)
    halted = due(
        rules["ARB-07"], date(2026, 3, 5), CALENDAR, suspended=[(date(2026, 3, 16), date(2026, 3, 25))]
    )
    assert (plain.raw, halted.raw) == (date(2026, 4, 19), date(2026, 4, 29))
    assert "2026-03-16（周一） 中止期间，不计" in halted.explanation


@pytest.mark.parametrize(
    ("rule", "more", "says"),
    [
        ("INS-12", {}, "没有期限"),
        ("INS-28", {}, "mass_event_report_hours"),
        ("INS-01", {"extended": True}, "不得延长"),
        ("INS-07", {"extended": 31}, "最多延长 30"),
        ("INS-10", {"extended": True}, "延长多少"),
        ("INS-07", {"suspended": [(FRIDAY, FRIDAY)]}, "不能中止"),
        ("ARB-07", {"suspended": [(FRIDAY, date(2026, 9, 1))]}, "早于开始日"),
        ("INS-01", {"length": 0}, "不在可计算范围"),
        ("INS-01", {"length": 10**9}, "不在可计算范围"),
    ],
)
def test_what_the_law_does_not_give_is_refused_with_a_sentence(
    rules: RulePack, rule: str, more: dict[str, object], says: str
) -> None:
    with pytest.raises(CannotCount, match=says):
        due(rules[rule], FRIDAY, CALENDAR, **more)  # type: ignore[arg-type]


def test_a_start_without_time_zone_is_refused(rules: RulePack) -> None:
    for rule in ("INS-01", "CRM-04"):
        with pytest.raises(CannotCount, match="时区"):
            due(rules[rule], datetime(2026, 3, 2, 9), CALENDAR)


def test_a_date_beyond_the_calendar_of_the_world_is_refused(rules: RulePack) -> None:
    for rule in ("BLK-07", "INS-01", "PEN-01"):
        with pytest.raises(CannotCount, match="超出"):
            due(rules[rule], date(9999, 12, 30), CALENDAR)


def test_part_of_an_extension_may_be_granted(rules: RulePack) -> None:
    found = due(rules["INS-08"], date(2025, 11, 5), CALENDAR, extended=10)
    assert found.due == date(2026, 1, 14)
    assert "含延长10日" in found.explanation[0]


def test_a_new_year_calendar_moves_the_provisional_date(rules: RulePack) -> None:
    made_up = WorkCalendar(
        {**CALENDAR.days, date(2027, 1, 1): "holiday", date(2027, 1, 2): "workday"},
        {**CALENDAR.years, 2027: "official"},
    )
    before = due(rules["PEN-10b"], date(2026, 7, 1), CALENDAR)
    after = due(rules["PEN-10b"], date(2026, 7, 1), made_up)
    assert (before.due, before.provisional) == (date(2027, 1, 1), True)
    assert (after.due, after.provisional) == (date(2027, 1, 2), False)


@pytest.mark.parametrize(
    ("today", "level", "left"),
    [
        ("2026-03-03", "running", 19),
        ("2026-03-17", "half", 9),
        ("2026-03-25", "near", 3),
        ("2026-03-30", "today", 0),
        ("2026-04-01", "overdue", -2),
    ],
)
def test_a_clock_warns_at_half_three_days_and_on_the_day(today: str, level: str, left: int) -> None:
    found = standing(date(2026, 3, 2), date(2026, 3, 30), date.fromisoformat(today), CALENDAR)
    assert (found.level, found.working_days_left) == (level, left)


STARTS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
FORWARD = [rule for rule in CLOCKS if rule.direction == "forward" and rule.length]


@given(STARTS, st.sampled_from(FORWARD))
@settings(deadline=None)
def test_nothing_is_due_before_it_starts(start: date, rule: Rule) -> None:
    found = due(rule, start, CALENDAR)
    assert start < found.raw <= found.due
    assert due(rule, start, CALENDAR) == found


@given(STARTS, st.sampled_from(FORWARD), st.integers(1, 90))
@settings(deadline=None)
def test_one_more_holiday_never_makes_a_date_earlier(start: date, rule: Rule, after: int) -> None:
    extra = WorkCalendar({**CALENDAR.days, start + timedelta(after): "holiday"}, CALENDAR.years)
    assert due(rule, start, extra).due >= due(rule, start, CALENDAR).due


@given(STARTS, st.integers(1, 30), st.integers(0, 20))
@settings(deadline=None)
def test_suspending_n_working_days_moves_a_date_by_n(start: date, n: int, gap: int) -> None:
    rule = Rule(**{**PACK["INS-07"].__dict__, "suspend": ("XXX-01",)})
    first = CALENDAR.add_working(start, gap + 1)
    last = CALENDAR.add_working(first, n - 1)
    plain = due(rule, start, CALENDAR).due
    halted = due(rule, start, CALENDAR, suspended=[(first, last)]).due
    assert CALENDAR.working_between(plain, halted) == n


@given(STARTS, st.sampled_from([rule for rule in FORWARD if rule.roll]))
@settings(deadline=None)
def test_a_rolled_date_is_the_first_working_day(start: date, rule: Rule) -> None:
    found = due(rule, start, CALENDAR)
    assert isinstance(found.raw, date) and found.due == CALENDAR.next_working(found.raw)
