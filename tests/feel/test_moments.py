"""Dates, times and durations in expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from app.feel import DaysTime, YearsMonths, add_duration, compile_expression, read_duration
from tests.feel.conftest import NOW

Evaluate = Callable[..., Any]

EQUATIONS = """
date("2026-01-31") + duration("P1M") = date("2026-02-28")
date("2026-01-01") + duration("P10D") = @"2026-01-11"
@"2026-03-01" - @"2026-02-01" = @"P28D"
@"2026-03-01" - duration("P1Y") = date(2025, 3, 1)
duration("P10D") + @"2026-01-01" = @"2026-01-11"
@"P1D" * 3 = @"P3D"
@"P3D" / @"P1D" = 3
@"P1Y" / 2 = @"P6M"
@"P1DT12H" + @"PT12H" = @"P2D"
-@"P1D" = @"-P1D"
@"P1D" < @"P2D"
@"P1Y" = @"P12M"
duration("P1D") = duration("PT24H")
date("2026-05-01").year = 2026
@"2026-05-01".weekday = 5
@"2026-05-01T08:30:15".hour = 8
@"2026-05-01T08:30:15+08:00".time offset = @"PT8H"
@"P1Y3M".months = 3
@"P3DT4H".days = 3
@"-P3DT4H".hours = -4
day of week(@"2026-03-01") = "Sunday"
month of year(@"2026-03-01") = "March"
day of year(@"2026-02-01") = 32
week of year(@"2026-01-01") = 1
last day of month(@"2024-02-10") = @"2024-02-29"
date and time("2026-01-01T10:00:00") = date and time(@"2026-01-01", @"10:00:00")
date and time("2026-01-01T24:00:00") = @"2026-01-02T00:00:00"
@"2026-01-01T10:00:00" = @"2026-01-01T02:00:00Z"
time("10:00:00") + @"PT15H" = @"01:00:00"
time(9, 30, 0) < @"10:00:00"
years and months duration(@"2025-12-31", @"2027-01-30") = @"P1Y"
date(date and time("2026-01-01T23:00:00")) = @"2026-01-01"
@"2026-03-02T10:00:00" > @"2026-03-02"
@"2026-03-02" <= @"2026-03-02T00:00:00"
today() = @"2026-03-02"
now() = @"2026-03-02T01:30:00"
case.mediation.accepted_on < today()
count(for d in @"2026-02-27"..@"2026-03-02" return d) = 4
@"2026-02-15" in [@"2026-02-01"..@"2026-03-01"]
@"9999-12-31" + @"P1D" = null
@"2026-01-15T10:00:00@Asia/Shanghai" = @"2026-01-15T02:00:00Z"
@"2026-07-15T10:00:00@Europe/Paris" = @"2026-07-15T08:00:00Z"
@"2026-01-15T10:00:00@Europe/Paris" < @"2026-01-15T10:00:00@America/Argentina/Buenos_Aires"
@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H" = @"2026-03-29T03:30:00@Europe/Paris"
@"2026-03-29T03:30:00@Europe/Paris" - @"2026-03-29T01:30:00@Europe/Paris" = @"PT1H"
string(@"2026-01-15T10:00:00@Europe/Paris" + @"P1D") = "2026-01-16T10:00:00@Europe/Paris"
@"2026-07-15T10:00:00@Europe/Paris".time offset = @"PT2H"
@"10:00:00@Asia/Dhaka".timezone = "Asia/Dhaka"
@"10:00:00@Europe/Paris" = @"09:00:00Z"
is(@"10:00:00@Australia/Sydney", @"10:00:00@Australia/Melbourne") = false
@"2026-01-15T10:00:00@../../etc/passwd" = null
@"2026-01-15T10:00:00@No/Where" = null
@"2026-01-01" + @"P99999Y" = null
@"2026-13-01" = null
(@"2026-03-02" = @"2026-03-02T00:00:00") = null
(@"P1Y" < @"P400D") = null
""".strip().splitlines()


@pytest.mark.parametrize("equation", EQUATIONS)
def test_the_calendar_is_computed_as_written(value: Evaluate, equation: str) -> None:
    assert value(equation) is True


def test_today_is_the_day_in_the_district_not_in_greenwich(value: Evaluate) -> None:
    assert value("today()") == date(2026, 3, 2)
    assert value("now()").utcoffset() == timedelta(hours=8)


def test_the_same_command_time_gives_the_same_answer() -> None:
    expression = compile_expression('today() + @"P1D"')
    assert [expression.evaluate({}, now=NOW) for _ in range(3)] == [date(2026, 3, 3)] * 3


def test_a_moment_without_offset_leaves_feel_as_local_time(value: Evaluate) -> None:
    found = value('{at: date and time("2026-01-01T10:00:00")}')["at"]
    assert found == datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=8)))
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "iso", ["P10D", "P1Y2M", "-P3M", "P0M", "PT0S", "P1DT12H", "-PT0.5S", "PT1H1M1.000001S", "P999999999D"]
)
def test_a_duration_written_is_read_back(iso: str) -> None:
    assert read_duration(iso).feel_iso() == iso
    assert hash(read_duration(iso)) == hash(read_duration(iso))


@pytest.mark.parametrize("iso", ["", "P", "PT", "P1", "10D", "P1Y2D", "P9999999999Y", "P1.5D", "-", "P１D"])
def test_what_is_no_duration_is_refused_by_name(iso: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        read_duration(iso)


def test_durations_have_an_order() -> None:
    assert sorted([DaysTime(5), DaysTime(-1)]) == [DaysTime(-1), DaysTime(5)]
    assert max(YearsMonths(3), YearsMonths(12)).feel_iso() == "P1Y"


def test_a_moment_moves_by_a_duration() -> None:
    start = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert add_duration(start, "P1M") == datetime(2026, 2, 28, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="calendar"):
        add_duration(start, "P99999Y")


def test_a_named_zone_leaves_feel_as_an_offset(value: Evaluate) -> None:
    assert value('@"2026-07-15T10:00:00@Europe/Paris"').isoformat() == "2026-07-15T10:00:00+02:00"
    assert value('@"10:00:00@Asia/Dhaka"').isoformat() == "10:00:00+06:00"


def test_seconds_keep_their_fraction(value: Evaluate) -> None:
    assert value('@"10:00:01.25".second') == Decimal("1.25")
