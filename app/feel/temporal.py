"""Dates, times and date-times of FEEL: reading, writing, parts and arithmetic; knows no clock."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel.durations import (
    DaysTime,
    YearsMonths,
    microseconds_of,
    months_of,
    parse_duration,
    read_duration,
)
from app.feel.limits import LOCAL_ZONE
from app.feel.zones import moved, settled, zone_of
from app.feel.zones import name_of as zone_name

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(
    r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z0-9_/+-]+)?", re.ASCII
)
_MICROSECOND = timedelta(microseconds=1)


def parse_date(text: str) -> date | None:
    """Return the date of a YYYY-MM-DD text, None when it is none."""
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """Return the time of an HH:MM:SS text with optional fraction and offset, None when it is none."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    zone = zone_of(found[5]) if found[5] else None
    if found[5] and zone is None:
        return None
    try:
        return time(
            int(found[1]), int(found[2]), int(found[3]), int((found[4] or "")[:6].ljust(6, "0")), zone
        )
    except ValueError:
        return None


def parse_datetime(text: str) -> datetime | None:
    """Return the date-time of a text; a plain date means its midnight; without an offset it is local."""
    day, _, clock = text.partition("T")
    found = parse_date(day)
    if found and clock.startswith("24:00:00") and found < date.max:  # the end of a day in ISO 8601
        found, clock = found + timedelta(days=1), "00" + clock[2:]
    moment = parse_time(clock) if clock else (time() if day == text else None)
    return combined(found, moment) if found and moment is not None else None


def combined(day: date, clock: time) -> datetime:
    """Return the date-time of a day and a time; a named zone gets its offset of that day."""
    return settled(datetime.combine(day, clock))


def parse_temporal(text: str) -> Any:
    """Return what `@"..."` stands for: date, date-time, time or duration, or None."""
    for read in (parse_date, parse_datetime, parse_time, parse_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def write_temporal(value: date | datetime | time) -> str:
    """Return the FEEL text of a date, time or date-time."""
    if isinstance(value, datetime):
        return f"{value.date().isoformat()}T{write_temporal(value.timetz())}"
    if isinstance(value, date):
        return value.isoformat()
    text = value.replace(tzinfo=None).isoformat()
    offset = value.utcoffset()
    if "." in text:
        text = text.rstrip("0")
    if zone := zone_name(value):
        return f"{text}@{zone}"
    if offset is None:
        return text
    return text + ("Z" if not offset else value.isoformat()[len(value.replace(tzinfo=None).isoformat()) :])


def aware(value: datetime) -> datetime:
    """Return the same date-time with an offset: one without means local time."""
    return value if value.tzinfo else value.replace(tzinfo=LOCAL_ZONE)


def moment_of(value: date) -> datetime:
    """Return the aware date-time of a date (its local midnight) or a date-time."""
    if isinstance(value, datetime):
        return aware(value)
    return datetime(value.year, value.month, value.day, tzinfo=LOCAL_ZONE)


def seconds_of(value: time) -> int:
    """Return the microseconds since midnight UTC of a time; without an offset it is local."""
    local = (value.hour * 3600 + value.minute * 60 + value.second) * 1_000_000 + value.microsecond
    offset = value.utcoffset()
    return local - int((offset if offset is not None else timedelta(hours=8)) / _MICROSECOND)


def shift(value: Any, duration: YearsMonths | DaysTime) -> Any:
    """Return a date, date-time or time moved by a duration; None when it leaves the years 1 to 9999."""
    try:
        if isinstance(value, time):
            return _shift_time(value, duration)
        if isinstance(duration, YearsMonths):
            return _shift_months(value, duration.months)
        if isinstance(value, datetime):
            return moved(value, duration.delta)
        return (datetime(value.year, value.month, value.day) + duration.delta).date()
    except (OverflowError, ValueError):
        return None


def add_duration(moment: datetime, iso: str) -> datetime:
    """Return a date-time moved by an ISO 8601 duration; raise ValueError when it is none or leaves the calendar."""
    moved = shift(moment, read_duration(iso))
    if not isinstance(moved, datetime):
        raise ValueError(f"{moment.isoformat()} plus {iso} is beyond the calendar")
    return moved


def _shift_months(value: date, months: int) -> date:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    day = min(value.day, calendar.monthrange(year, month + 1)[1])
    shifted = value.replace(year=year, month=month + 1, day=day)
    return settled(shifted) if isinstance(shifted, datetime) else shifted


def _shift_time(value: time, duration: YearsMonths | DaysTime) -> time | None:
    if isinstance(duration, YearsMonths):
        return None
    moved = datetime(2000, 1, 2, tzinfo=value.tzinfo).replace(
        hour=value.hour, minute=value.minute, second=value.second, microsecond=value.microsecond
    ) + timedelta(microseconds=duration.microseconds % 86_400_000_000)
    return moved.timetz()


def distance(left: Any, right: Any) -> DaysTime | None:
    """Return left minus right of two dates or date-times, or of two times, as a days and time duration."""
    if isinstance(left, time) and isinstance(right, time):
        return DaysTime(seconds_of(left) - seconds_of(right))
    if isinstance(left, time) or isinstance(right, time):
        return None
    return DaysTime((moment_of(left) - moment_of(right)) // _MICROSECOND)


def months_between(start: date, end: date) -> YearsMonths | None:
    """Return the whole months from start to end by their dates, negative when end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return months_of(months)


def part(value: Any, name: str) -> Any:
    """Return the named component of a date, time, date-time or duration; None for any other name."""
    if isinstance(value, YearsMonths):
        sign = -1 if value.months < 0 else 1
        whole = {"years": abs(value.months) // 12, "months": abs(value.months) % 12}.get(name)
        return None if whole is None else Decimal(sign * whole)
    if isinstance(value, DaysTime):
        return _duration_part(value, name)
    if name in ("time offset", "timezone"):
        return _zone_part(value, name)
    if name == "weekday" and isinstance(value, date):
        return Decimal(value.isoweekday())
    wanted = isinstance(value, date) and name in ("year", "month", "day")
    wanted |= isinstance(value, datetime | time) and name in ("hour", "minute", "second")
    if not wanted:
        return None
    number = Decimal(getattr(value, name))
    return (
        number + Decimal(value.microsecond) / 1_000_000 if name == "second" and value.microsecond else number
    )


def _zone_part(value: Any, name: str) -> Any:
    if not isinstance(value, datetime | time):
        return None
    offset = value.utcoffset()
    if name == "time offset":
        return None if offset is None else microseconds_of(offset // _MICROSECOND)
    return zone_name(value) or ("Asia/Shanghai" if value.tzinfo is LOCAL_ZONE else None)


def _duration_part(value: DaysTime, name: str) -> Decimal | None:
    sign, rest = (-1 if value.microseconds < 0 else 1), abs(value.microseconds)
    parts: dict[str, Decimal] = {}
    for unit, size in (("days", 86_400_000_000), ("hours", 3_600_000_000), ("minutes", 60_000_000)):
        whole, rest = divmod(rest, size)
        parts[unit] = Decimal(sign * whole)
    parts["seconds"] = Decimal(sign * rest) / 1_000_000
    return parts.get(name)
