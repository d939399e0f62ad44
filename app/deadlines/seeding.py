"""Days of a year as the package `holidays` knows them: a provisional stand-in for a notice; it knows no storage."""

from __future__ import annotations

from datetime import date

import holidays

from app.deadlines.calendar import CalendarDay

SOURCE = "holidays 软件包（未经官方文件核对）"


def seeded_days(year: int) -> list[CalendarDay]:
    """Return holidays and make-up working days of a year; of a year to come only the days that the law names."""
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    working: set[date] = {day for day in known.weekend_workdays if day.year == year}
    off = [CalendarDay(day, "holiday", name, SOURCE) for day, name in known.items() if day.year == year]
    made_up = [CalendarDay(day, "workday", "调休上班", SOURCE) for day in working]
    return sorted(off + made_up, key=lambda day: day.on)
