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


class NamedZone(tzinfo):
    """The offset of a named zone at one moment, with the name: values with it compare and count like any other."""

    __slots__ = ("name", "offset")

    def __init__(self, name: str, offset: timedelta) -> None:
        self.name = name
        self.offset = offset

    def utcoffset(self, _moment: datetime | None) -> timedelta:
        """Return the offset from UTC."""
        return self.offset

    def dst(self, _moment: datetime | None) -> None:
        """Return nothing: the offset tells all."""

    def tzname(self, _moment: datetime | None) -> str:
        """Return the name in the IANA database."""
        return self.name


def zone_of(text: str) -> tzinfo | None:
    """Return the zone of `Z`, `+08:00` or `@Europe/Paris` as on the first of January 1970; None when there is none."""
    if text == "Z":
        return timezone.utc  # noqa: UP017
    if found := _OFFSET.fullmatch(text):
        hours, minutes = int(found[2]), int(found[3])
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes, seconds=int(found[4] or 0))
        return timezone(-offset if found[1] == "-" else offset)
    named = _NAME.fullmatch(text)
    if not named or len(text) > _LONGEST or _zone(named[1]) is None:
        return None
    return _at(named[1], datetime.combine(_SOME_DAY, time()))


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _at(name: str, local: datetime) -> NamedZone:
    offset = local.replace(tzinfo=_zone(name)).utcoffset()
    return NamedZone(name, offset or timedelta())


def name_of(value: datetime | time) -> str | None:
    """Return the name of the zone that a value was written with, None for offsets."""
    return value.tzinfo.name if isinstance(value.tzinfo, NamedZone) else None


def settled(value: datetime) -> datetime:
    """Return a date-time of a named zone with the offset that the zone has at what its clock shows."""
    name = name_of(value)
    return value.replace(tzinfo=_at(name, value.replace(tzinfo=None))) if name else value


def moved(value: datetime, delta: timedelta) -> datetime:
    """Return a date-time moved in real time, which in a named zone is not always what its clock shows."""
    later, name = value + delta, name_of(value)
    if name is None or value.tzinfo is None:
        return later
    zone = _zone(name)
    there = later.replace(tzinfo=timezone(value.tzinfo.utcoffset(None) or timedelta())).astimezone(zone)
    return there.replace(tzinfo=NamedZone(name, there.utcoffset() or timedelta()))


def plain(value: datetime | time) -> datetime | time:
    """Return the same moment or time with an offset instead of a named zone."""
    offset = value.utcoffset()
    return value.replace(tzinfo=timezone(offset)) if offset is not None and name_of(value) else value
