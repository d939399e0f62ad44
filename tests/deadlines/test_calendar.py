"""The published holidays and make-up days are data, checked against the notices and a second source."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import BadCalendar, CalendarDay, WorkCalendar, load_calendar, read_days
from app.deadlines.calendar import EndlessCount
from tests.deadlines.conftest import shipped_calendar

SHIPPED = shipped_calendar()
YEARS = (2024, 2025, 2026)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_the_shipped_year_agrees_with_the_holidays_library(year: int) -> None:
    china = holidays.country_holidays("CN", years=year)
    assert [SHIPPED.is_working(day) for day in days_of(year)] == [
        china.is_working_day(day) for day in days_of(year)
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ],
)
def test_nobody_works_on_a_published_holiday(first: str, last: str) -> None:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        assert not SHIPPED.is_working(day)
        day += timedelta(1)


MAKE_UP = "2025: 01-26 02-08 04-27 09-28 10-11; 2026: 01-04 02-14 02-28 05-09 09-20 10-10"


def test_the_eleven_make_up_days_of_two_years_are_working_days() -> None:
    listed = {f"{part[:4]}-{day}" for part in MAKE_UP.split("; ") for day in part[6:].split()}
    weekends = {
        str(day)
        for year in (2025, 2026)
        for day in days_of(year)
        if day.weekday() > 4 and SHIPPED.is_working(day)
    }
    assert weekends == listed


def test_every_day_of_the_files_names_its_source(calendar: WorkCalendar) -> None:
    assert set(calendar.names) == set(calendar.days)
    assert calendar.describe(date(2026, 2, 14)) == "2026-02-14（周六，春节调休上班）"
    assert calendar.describe(date(2026, 3, 4)) == "2026-03-04（周三）"


def test_a_year_without_file_is_not_official(calendar: WorkCalendar) -> None:
    assert calendar.is_official(date(2026, 12, 31))
    assert not calendar.is_official(date(2027, 1, 1))
    assert not load_calendar({2026: b"date,kind,name,source\n2026-01-01,holiday,x,y\n"}, [2026]).is_official(
        date(2026, 1, 1)
    )


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 60))
@settings(deadline=None)
def test_adding_and_counting_working_days_are_inverse(day: date, count: int) -> None:
    end = SHIPPED.add_working(day, count)
    assert SHIPPED.is_working(end)
    assert SHIPPED.working_between(day, end) == count
    assert SHIPPED.working_between(end, day) == -count


@given(st.dates(date(2024, 6, 1), date(2026, 10, 1)), st.integers(0, 60))
@settings(deadline=None)
def test_going_back_and_forth_from_a_working_day_returns(day: date, count: int) -> None:
    start = SHIPPED.next_working(day)
    assert SHIPPED.add_working(SHIPPED.add_working(start, count), -count) == start


def test_a_local_layer_adds_a_holiday_of_the_district(calendar: WorkCalendar) -> None:
    eid = date(2026, 3, 20)
    layered = calendar.with_layer([CalendarDay(eid, "holiday", "开斋节", "本地文件")])
    assert calendar.is_working(eid) and not layered.is_working(eid)
    assert "开斋节" in layered.describe(eid)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date,kind,name,source\n2026-13-01,holiday,x,y\n", "第2行"),
        ("date,kind,name,source\n2026-01-01,feast,x,y\n", "holiday 或 workday"),
        ("date,kind,name,source\n2026-01-01,holiday,x,y\n2026-01-01,workday,x,y\n", "出现两次"),
        ("date,kind,name,source\n", "没有日期"),
        ("nonsense", "没有日期"),
    ],
)
def test_a_broken_calendar_file_says_which_line_is_wrong(text: str, says: str) -> None:
    with pytest.raises(BadCalendar, match=says):
        read_days(text.encode())


def test_a_file_of_another_year_is_refused() -> None:
    with pytest.raises(BadCalendar, match="2026-01-01"):
        load_calendar({2027: b"date,kind,name,source\n2026-01-01,holiday,x,y\n"})


def test_a_calendar_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadCalendar, match="UTF-8"):
        read_days("date,kind,name,source\n2026-01-01,holiday,元旦,x\n".encode("gb18030"))


def test_counting_past_the_end_of_time_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(EndlessCount):
        calendar.add_working(date(9999, 12, 30), 5)
