"""Built-in functions on dates, times and durations; `now` and `today` are the run's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from app.feel.durations import DaysTime, YearsMonths, parse_duration
from app.feel.functions import builtin
from app.feel.limits import LOCAL_ZONE, Run
from app.feel.temporal import aware, combined, months_between, parse_date, parse_datetime, parse_time


@builtin("now()")
def now(run: Run) -> datetime:
    return aware(run.now).astimezone(LOCAL_ZONE)


@builtin("today()")
def today(run: Run) -> date:
    return now(run).date()


@builtin("date(from: any)")
def date_from(run: Run, value: Any) -> date | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


@builtin("date(year: number, month: number, day: number)")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


@builtin("time(from: any)")
def time_from(run: Run, value: Any) -> time | None:
    run.charge(2)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return time(tzinfo=timezone.utc)  # noqa: UP017
    return value if isinstance(value, time) else None


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?)")
def time_of(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None
) -> time | None:
    run.charge(4)
    zone = None
    micro = int(second * 1_000_000) if abs(second) < 60 else -1
    try:
        if offset is not None:
            zone = timezone(timedelta(microseconds=offset.microseconds))
        return time(int(hour), int(minute), micro // 1_000_000, micro % 1_000_000, zone)
    except (ValueError, OverflowError):
        return None


@builtin("date and time(from: any)")
def datetime_from(run: Run, value: Any) -> datetime | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return parse_datetime(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value if isinstance(value, datetime) else None


@builtin("date and time(date: day, time: time)")
def datetime_of(run: Run, day: date, clock: time) -> datetime:
    return combined(day.date() if isinstance(day, datetime) else day, clock)


@builtin("duration(from: any)")
def duration(run: Run, value: Any) -> Any:
    if isinstance(value, str):
        return parse_duration(value)
    return value if isinstance(value, YearsMonths | DaysTime) else None


@builtin("years and months duration(from: day, to: day)")
def years_months(run: Run, start: date, end: date) -> YearsMonths | None:
    return months_between(start, end)


def _part(name: str, read: Callable[[date], Any]) -> None:
    @builtin(f"{name}(date: day)")
    def part(run: Run, value: date) -> Any:
        return read(value)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_part("day of week", lambda value: _DAYS[value.weekday()])
_part("month of year", lambda value: _MONTHS[value.month - 1])
_part("day of year", lambda value: Decimal(value.timetuple().tm_yday))
_part("week of year", lambda value: Decimal(value.isocalendar().week))


@builtin("last day of month(date: day)")
def last_day_of_month(run: Run, value: date) -> date:
    first = date(value.year, value.month, 28) + timedelta(days=4) if value < date(9999, 12, 1) else None
    return date(9999, 12, 31) if first is None else first - timedelta(days=first.day)
