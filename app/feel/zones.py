"""Time zones of dates and times: offsets, and zones by name from the IANA database; knows no clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_NAME = re.compile(r"@([A-Za-z]+(?:[_/+-][A-Za-z0-9]+)*)", re.ASCII)
_LONGEST = 40
_SOME_DAY = date(1970, 1, 1)


def zone_of(text: str) -> tzinfo | None:
    """Return the zone of `Z`, `+08:00` or `@Europe/Paris`; None when there is none."""
    if text == "Z":
        return timezone.utc  # noqa: UP017
    if found := _OFFSET.fullmatch(text):
        hours, minutes = int(found[2]), int(found[3])
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes, seconds=int(found[4] or 0))
        return timezone(-offset if found[1] == "-" else offset)
    named = _NAME.fullmatch(text)
    return _named(named[1]) if named and len(text) <= _LONGEST else None


@lru_cache(maxsize=256)
def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def name_of(value: datetime | time) -> str | None:
    """Return the name of the zone that a value was written with, None for offsets."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def offset_of(value: datetime | time) -> timedelta | None:
    """Return the offset from UTC; that of a time in a named zone is the zone's on the first of January 1970."""
    if isinstance(value, time) and isinstance(value.tzinfo, ZoneInfo):
        return datetime.combine(_SOME_DAY, value).utcoffset()
    return value.utcoffset()


def fixed(value: datetime) -> datetime:
    """Return the same moment with an offset instead of a named zone, so that it compares and counts in real time."""
    offset = value.utcoffset()
    return value.replace(tzinfo=timezone(offset)) if offset is not None and name_of(value) else value


def fixed_time(value: time) -> time:
    """Return the same time with an offset instead of a named zone."""
    offset = offset_of(value)
    return value.replace(tzinfo=timezone(offset)) if offset is not None and name_of(value) else value
