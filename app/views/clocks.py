"""The clocks of a case as pages show them: words, source and a strip of days; it asks no storage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.actions.law import Law
from app.clock import local
from app.deadlines import Rule, WorkCalendar
from app.lights import STANDING_STILL, Light, lapse_of, light_of
from app.views.access import house
from app.views.naming import rule_length, rule_name
from app.views.words import t
from storage.models import Deadline

DayKind = Literal["used", "left", "rest", "late"]
MOST_DAYS = 75
"""Days that a strip draws one by one; a longer one is drawn in stretches."""


@dataclass(frozen=True)
class Stretch:
    """Days of one kind that lie side by side, in days from the left edge of the strip."""

    kind: DayKind
    start: float
    width: float


@dataclass(frozen=True)
class Strip:
    """A clock drawn day by day; `due_at` and `today_at` are places from the left, in days."""

    days: int
    stretches: tuple[Stretch, ...]
    due_at: float
    used: int
    left: int
    late: int
    working: bool
    rests: bool


@dataclass(frozen=True)
class ClockView:
    """One clock: what it is called, since when, until when, how it stands, and where it comes from."""

    id: str
    rule: str
    name: str
    length: str
    started_on: date
    due_at: datetime
    state: Literal["running", "met", "replaced"]
    light: Light
    met_at: datetime | None
    late: bool
    provisional: bool
    extended_days: int
    source: str
    confirmed: bool
    trigger: str
    on_expiry: str
    strip: Strip | None
    ours: bool
    edition: int

    @property
    def words(self) -> str:
        """How much of a running clock is used up: "已用 17，剩 3 个工作日"."""
        strip = self.strip
        if strip is None:
            return ""
        if strip.late:
            return t(
                f"{strip.late} {'个工作日' if strip.working else '天'}前届满",
                f"ended {strip.late} {'working ' if strip.working else ''}days ago",
            )
        unit = t("个工作日" if strip.working else "天", "working days" if strip.working else "days")
        return t(f"已用 {strip.used}，剩 {strip.left} {unit}", f"{strip.used} used, {strip.left} {unit} left")


def clock_views(
    rows: Iterable[Deadline], at: datetime, calendar: WorkCalendar, law: Law | None = None
) -> list[ClockView]:
    """Return the views of clocks in their order, each under its edition of the law; only running ones carry a strip."""
    return [
        _view(row, law.rule(row.rule, row.edition) if law else house().rules.get(row.rule), at, calendar)
        for row in rows
    ]


def light_under(due_at: datetime | None, rule: str | None, at: datetime, calendar: WorkCalendar) -> Light:
    """Return the light of a due date under a rule: what a party has to do in time is never overdue."""
    return (light_of if is_ours(rule) else lapse_of)(due_at, at, calendar)


def is_ours(rule_id: str | None) -> bool:
    """Tell whether an authority has to act by the end of a rule's clock."""
    rule = house().rules.get(rule_id) if rule_id else None
    return rule is None or rule.duty == "unit"


def _view(row: Deadline, rule: Rule | None, at: datetime, calendar: WorkCalendar) -> ClockView:
    ours = is_ours(row.rule)
    state: Literal["running", "met", "replaced"] = "running"
    if row.met_at is not None:
        state = "met"
    elif row.replaced_at is not None:
        state = "replaced"
    return ClockView(
        id=row.id,
        rule=row.rule,
        name=rule_name(row.rule),
        length=rule_length(rule) if rule else "",
        started_on=row.started_on,
        due_at=row.due_at,
        state=state,
        light=STANDING_STILL
        if row.halted_on
        else light_under(row.due_at, row.rule, row.met_at or at, calendar),
        met_at=row.met_at,
        late=ours and not row.halted_on and (row.met_at or at) > row.due_at,
        provisional=row.provisional,
        extended_days=row.extended_days,
        source=rule.source if rule else "",
        confirmed=rule.confirmed if rule else True,
        trigger=t(rule.trigger_zh, rule.trigger_en) if rule else "",
        on_expiry=rule.on_expiry_zh if rule else "",
        strip=_strip(row, rule, local(at).date(), calendar) if state == "running" else None,
        ours=ours,
        edition=row.edition or 0,
    )


def main_clock(clocks: Sequence[ClockView], wanted: str | None = None) -> ClockView | None:
    """Return the running clock that a page draws large: that of the task, else the one that ends first."""
    running = [clock for clock in clocks if clock.state == "running" and clock.strip]
    return next((clock for clock in running if clock.rule == wanted), running[0] if running else None)


def _strip(row: Deadline, rule: Rule | None, today: date, calendar: WorkCalendar) -> Strip | None:
    first, due = row.started_on + timedelta(days=1), local(row.due_at).date()
    last = max(due, min(today, due + timedelta(days=max(10, (due - first).days // 2))))
    if due < first or (rule is not None and rule.unit == "h"):
        return None
    working = rule is not None and rule.unit == "wd"
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    kinds = [_kind(day, today, due, working, calendar) for day in days]
    counted = [day for day in days if not working or calendar.is_working(day)]
    late = calendar.working_between(due, today) if working else (today - due).days
    return Strip(
        days=len(days),
        stretches=tuple(_stretches(kinds)),
        due_at=float((due - first).days + 1),
        used=sum(1 for day in counted if day <= min(today, due)),
        left=sum(1 for day in counted if today < day <= due),
        late=max(late, 0),
        working=working,
        rests="rest" in kinds,
    )


def _kind(day: date, today: date, due: date, working: bool, calendar: WorkCalendar) -> DayKind:
    if working and not calendar.is_working(day):
        return "rest"
    if day > due:
        return "late"
    return "used" if day <= today else "left"


def _stretches(kinds: Sequence[DayKind]) -> Iterable[Stretch]:
    """Yield one stretch a day, or for a long clock one for each run of days of one kind, rest days left out."""
    if len(kinds) <= MOST_DAYS:
        for number, kind in enumerate(kinds):
            yield Stretch(kind, number + 0.1, 0.8)
        return
    start = 0
    plain: list[DayKind] = []
    for kind in kinds:
        plain.append(plain[-1] if kind == "rest" and plain else ("used" if kind == "rest" else kind))
    for number, kind in enumerate(plain):
        if number + 1 == len(plain) or plain[number + 1] != kind:
            yield Stretch(kind, float(start), float(number + 1 - start))
            start = number + 1
