"""How urgent a due date is: the light, its words, and the spans of dates behind the counters; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.clock import LOCAL, local, start_of_day
from app.deadlines import WorkCalendar

SOON_WORKING_DAYS = 3
LIGHTS = ("overdue", "today", "soon", "ample", "none")
LIGHT_NAMES = {
    "overdue": ("已逾期", "Overdue"),
    "today": ("今日到期", "Due today"),
    "soon": ("3 个工作日内", "Within 3 working days"),
    "ample": ("期限充足", "Time enough"),
    "none": ("无期限", "No due date"),
}


@dataclass(frozen=True)
class Light:
    """Shape and colour by `name` (overdue, today, soon, ample, none), and the words that say the same."""

    name: str
    zh: str
    en: str


def light_of(due_at: datetime | None, at: datetime, calendar: WorkCalendar) -> Light:
    """Return the light of a due date as seen at a moment; days are working days of the calendar."""
    if due_at is None:
        return Light("none", *LIGHT_NAMES["none"])
    due, today = local(due_at).date(), local(at).date()
    if at > due_at:
        return _overdue(local(due_at), today, calendar)
    if due == today:
        hour = _hour(local(due_at))
        return Light("today", f"今日{hour and f' {hour} '}到期", f"Due today{hour and f' at {hour}'}")
    working = calendar.working_between(today, due)
    name = "soon" if working <= SOON_WORKING_DAYS else "ample"
    if working == 0:
        rest = (due - today).days
        return Light(name, f"剩 {rest} 天", f"{rest} {_days(rest)} left")
    return Light(name, f"剩 {working} 个工作日", f"{working} working {_days(working)} left")


def lapse_of(due_at: datetime | None, at: datetime, calendar: WorkCalendar) -> Light:
    """Return how a period stands in which no authority has to act: it runs or has lapsed, nobody is late."""
    if due_at is None:
        return light_of(None, at, calendar)
    if at > due_at:
        return Light("none", "已届满", "Lapsed")
    left = light_of(due_at, at, calendar)
    return Light("none", left.zh, left.en)


STANDING_STILL = Light("paused", "已中止", "Suspended")


def _overdue(due: datetime, today: date, calendar: WorkCalendar) -> Light:
    if due.date() == today:
        return Light("overdue", f"今日 {due:%H:%M} 已逾期", f"Overdue since {due:%H:%M}")
    working = calendar.working_between(due.date(), today)
    if working == 0:
        rest = (today - due.date()).days
        return Light("overdue", f"逾期 {rest} 天", f"Overdue by {rest} {_days(rest)}")
    return Light("overdue", f"逾期 {working} 个工作日", f"Overdue by {working} working {_days(working)}")


def _hour(due: datetime) -> str:
    return "" if due.time() >= time(23, 59) else f"{due:%H:%M}"


def _days(number: int) -> str:
    return "day" if number == 1 else "days"


def spans(
    at: datetime, calendar: WorkCalendar, no_due: datetime
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return for each light the span of due moments, from (included) to (not included), that shows it at `at`.

    `no_due` is the moment from which on a due date stands for none.
    """
    today = local(at).date()
    tomorrow = start_of_day(today + timedelta(days=1))
    ample = start_of_day(calendar.add_working(today, SOON_WORKING_DAYS + 1))
    return {
        "overdue": (None, at.astimezone(LOCAL)),
        "today": (at.astimezone(LOCAL), tomorrow),
        "soon": (tomorrow, ample),
        "ample": (ample, no_due),
        "none": (no_due, None),
    }
