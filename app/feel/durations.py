"""The two duration types of FEEL, exact and ordered, and their ISO 8601 text; knows nothing of dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

_DAY = 86_400_000_000
_MOST_MONTHS = 12 * 999_999_999
_MOST_MICROSECONDS = _DAY * 999_999_999
_MONTHS = re.compile(r"(-?)P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d{0,9}))?S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, counted in months (may be negative)."""

    months: int

    def feel_iso(self) -> str:
        """Return the canonical ISO text, e.g. P1Y2M, -P3M, P0M."""
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if self.months < 0 else "") + "P" + text

    def __str__(self) -> str:
        return self.feel_iso()


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A days and time duration, counted in microseconds (may be negative)."""

    microseconds: int

    def feel_iso(self) -> str:
        """Return the canonical ISO text, e.g. P10D, P1DT12H, -PT0.5S, PT0S."""
        days, rest = divmod(abs(self.microseconds), _DAY)
        hours, rest = divmod(rest, 3_600_000_000)
        minutes, rest = divmod(rest, 60_000_000)
        seconds, micro = divmod(rest, 1_000_000)
        fraction = f".{micro:06d}".rstrip("0") if micro else ""
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        clock += f"{seconds}{fraction}S" if seconds or micro else ""
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-" if self.microseconds < 0 else "") + "P" + (text or "T0S")

    def __str__(self) -> str:
        return self.feel_iso()

    @property
    def delta(self) -> timedelta:
        """The same length as a timedelta; OverflowError beyond 999,999,999 days."""
        return timedelta(microseconds=self.microseconds)


Duration = YearsMonths | DaysTime


def months_of(count: int | Decimal) -> YearsMonths | None:
    """Return so many whole months (fractions cut off), or None beyond 999,999,999 years."""
    whole = int(count)
    return YearsMonths(whole) if abs(whole) <= _MOST_MONTHS else None


def microseconds_of(count: int | Decimal) -> DaysTime | None:
    """Return so many microseconds (fractions cut off), or None beyond 999,999,999 days."""
    whole = int(count)
    return DaysTime(whole) if abs(whole) <= _MOST_MICROSECONDS else None


def parse_duration(text: str) -> Duration | None:
    """Return the duration of an ISO 8601 text, or None when it is none or beyond 999,999,999 years or days."""
    if (found := _MONTHS.fullmatch(text)) and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return months_of(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if not found or text[-1] in "PT":
        return None
    days, hours, minutes, seconds = (int(found[i] or 0) for i in (2, 3, 4, 5))
    micro = int((found[6] or "")[:6].ljust(6, "0"))
    total = ((days * 24 + hours) * 60 + minutes) * 60_000_000 + seconds * 1_000_000 + micro
    return microseconds_of(-total if found[1] else total)


def read_duration(iso: str) -> Duration:
    """Return the duration that `feel_iso` wrote; raise ValueError naming the text when it is none."""
    duration = parse_duration(iso)
    if duration is None:
        raise ValueError(f"not an ISO 8601 duration: {iso[:40]!r}")
    return duration
