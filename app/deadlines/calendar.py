"""The working-day calendar: published holidays and make-up working days; it knows no rule and no clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast, get_args

DayKind = Literal["holiday", "workday"]
YearState = Literal["official", "provisional"]

DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"


class BadCalendar(ValueError):
    """A calendar file that cannot be used; `findings` names every wrong line (zh / en)."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("；".join(findings))


class EndlessCount(ValueError):
    """A count of working days that does not end within the supported span of years."""


@dataclass(frozen=True)
class CalendarDay:
    """A day that is not an ordinary weekday or weekend, with its name and source document."""

    on: date
    kind: DayKind
    name: str
    source: str


@dataclass(frozen=True)
class WorkCalendar:
    """Days that differ from Monday–Friday, and which years are complete.

    A year that `years` does not call official counts Monday–Friday as working days, and every date that
    depends on one of its days is provisional. `names` holds the words shown beside a day.
    """

    days: Mapping[date, DayKind]
    years: Mapping[int, YearState]
    names: Mapping[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Tell whether the day is a working day; a make-up working day on a weekend is one."""
        kind = self.days.get(day)
        return day.weekday() < 5 if kind is None else kind == "workday"

    def is_official(self, day: date) -> bool:
        """Tell whether the calendar of the day's year has been published and loaded."""
        return self.years.get(day.year) == "official"

    def describe(self, day: date) -> str:
        """Return the day with weekday and what it is, e.g. 2026-02-14（周六，春节调休上班）."""
        what = self.names.get(day) or ("休息日" if not self.is_working(day) else "")
        return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}{'，' + what if what else ''}）"

    def add_working(self, day: date, count: int) -> date:
        """Return the count-th working day after the day (before it, if negative); 0 is the day itself."""
        step = DAY if count >= 0 else -DAY
        left = abs(count)
        while left:
            day = _next(day, step)
            left -= self.is_working(day)
        return day

    def working_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; negative when `end` lies before."""
        if end < start:
            return -self.working_between(end, start)
        return sum(self.is_working(start + DAY * n) for n in range(1, (end - start).days + 1))

    def next_working(self, day: date, *, backward: bool = False) -> date:
        """Return the day itself if it is a working day, else the nearest one after (or before) it."""
        step = -DAY if backward else DAY
        for _ in range(366):
            if self.is_working(day):
                return day
            day = _next(day, step)
        raise EndlessCount("一年内没有工作日，请检查日历 / no working day within a year: check the calendar")

    def with_year(self, year: int, days: Iterable[CalendarDay], state: YearState) -> WorkCalendar:
        """Return this calendar with one year of it replaced."""
        kept = WorkCalendar(
            {day: kind for day, kind in self.days.items() if day.year != year},
            {**self.years, year: state},
            {day: name for day, name in self.names.items() if day.year != year},
        )
        return kept.with_layer(days)

    def with_layer(self, days: Iterable[CalendarDay]) -> WorkCalendar:
        """Return this calendar with a local or unit layer laid over it (later layers win)."""
        layer = list(days)
        return WorkCalendar(
            {**self.days, **{day.on: day.kind for day in layer}},
            self.years,
            {**self.names, **{day.on: day.name for day in layer}},
        )


def _next(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError as far:
        raise EndlessCount("日期超出可计算范围 / the date is out of range") from far


def read_days(text: bytes) -> list[CalendarDay]:
    """Return the days of one calendar file (date,kind,name,source); raise BadCalendar with all findings."""
    try:
        lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise BadCalendar(
            [f"日历文件不是 UTF-8 编码的 CSV：{broken} / not a UTF-8 CSV: {broken}"]
        ) from broken
    days: list[CalendarDay] = []
    findings: list[str] = []
    for number, line in enumerate(lines, start=2):
        try:
            days.append(_read_day(line))
        except (ValueError, TypeError):
            findings.append(
                f"第{number}行不能识别，应为“日期,holiday 或 workday,名称,来源” / line {number} cannot be read"
            )
    twice = {day.on for day in days if sum(other.on == day.on for other in days) > 1}
    findings += [f"{day} 出现两次 / {day} appears twice" for day in sorted(twice)]
    if not days and not findings:
        findings.append("日历文件没有日期 / the calendar file holds no days")
    if findings:
        raise BadCalendar(findings)
    return days


def _read_day(line: Mapping[str, str]) -> CalendarDay:
    kind = line.get("kind")
    if kind not in get_args(DayKind):
        raise ValueError(kind)
    day_kind = cast(DayKind, kind)
    return CalendarDay(date.fromisoformat(line["date"]), day_kind, line["name"], line["source"])


def load_calendar(files: Mapping[int, bytes], provisional: Iterable[int] = ()) -> WorkCalendar:
    """Return the calendar of the given years; years in `provisional` are loaded but not yet official."""
    open_years = set(provisional)
    days: list[CalendarDay] = []
    for year, text in files.items():
        read = read_days(text)
        strangers = [str(day.on) for day in read if day.on.year != year]
        if strangers:
            listed = "、".join(strangers)
            raise BadCalendar([f"{year}年的文件含有其他年份的日期 {listed} / not of {year}: {listed}"])
        days += read
    years: dict[int, YearState] = {
        year: "provisional" if year in open_years else "official" for year in files
    }
    return WorkCalendar({day.on: day.kind for day in days}, years, {day.on: day.name for day in days})
