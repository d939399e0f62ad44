"""Periods of the calendar: months, quarters, half-years and years, how they are called and which came before; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

LENGTHS = (1, 3, 6, 12)
_KEY = re.compile(r"(?P<year>20\d\d)(?:-(?P<month>0[1-9]|1[0-2])|-(?P<part>[HQ])(?P<number>[1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter, half-year or year: its first day and how many months it has."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.after().first - timedelta(days=1)

    @property
    def key(self) -> str:
        """How it stands in addresses and rows: 2025-09, 2025-Q3, 2025-H2, 2025."""
        number = (self.first.month - 1) // self.months + 1
        form = {1: f"-{self.first.month:02d}", 3: f"-Q{number}", 6: f"-H{number}", 12: ""}
        return f"{self.first.year}{form[self.months]}"

    @property
    def zh(self) -> str:
        """How it is called in Chinese."""
        number = (self.first.month - 1) // self.months
        form = {
            1: f"{self.first.month}月",
            3: f"第{'一二三四'[number % 4]}季度",
            6: ("上半年", "下半年")[number % 2],
            12: "",
        }
        return f"{self.first.year}年{form[self.months]}"

    @property
    def en(self) -> str:
        """How it is called in English."""
        return f"{self.first:%B %Y}" if self.months == 1 else self.key.replace("-", " ")

    def after(self) -> Period:
        """Return the period that follows."""
        return self._moved(1)

    def before(self) -> Period:
        """Return the period that came before."""
        return self._moved(-1)

    def _moved(self, by: int) -> Period:
        count = self.first.year * 12 + self.first.month - 1 + by * self.months
        return Period(date(count // 12, count % 12 + 1, 1), self.months)


def period_of(day: date, months: int) -> Period:
    """Return the period of this length in which a day lies."""
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def read_period(key: str) -> Period | None:
    """Return the period that a key names, None for anything else."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year = int(found["year"])
    if found["month"]:
        return Period(date(year, int(found["month"]), 1), 1)
    if not found["part"]:
        return Period(date(year, 1, 1), 12)
    months = 6 if found["part"] == "H" else 3
    month = (int(found["number"]) - 1) * months + 1
    return Period(date(year, month, 1), months) if month <= 12 else None
