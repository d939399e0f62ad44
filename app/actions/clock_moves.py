"""The end of a running clock, counted from its own facts, and moved with all that follows it; it starts none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from app.actions.desk import Desk
from app.actions.law import Law
from app.clock import LOCAL, start_of_day
from app.deadlines import Due, Rule, WorkCalendar, due, warnings
from storage.changes import write_changes
from storage.clocks import RunningClock, move_with_clock
from storage.tasks import write_tasks

A_DAY = timedelta(days=1)


class Counted(Protocol):
    """A clock as far as its end depends on it: a `Deadline`, or what an action holds of one."""

    @property
    def rule(self) -> str: ...
    @property
    def edition(self) -> int: ...
    @property
    def started_on(self) -> date: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def length(self) -> int | None: ...
    @property
    def fixed_on(self) -> date | None: ...
    @property
    def extension(self) -> int: ...
    @property
    def pauses(self) -> list[list[str]]: ...


def end_of(law: Law, calendar: WorkCalendar, clock: Counted) -> Due | None:
    """Return the end of a clock as its facts and the calendar give it, day by day; None for an unknown rule."""
    rule = law.rule(clock.rule, clock.edition)
    if rule is None:
        return None
    if clock.fixed_on is not None:
        words = [f"以文书载明的日期为准：{calendar.describe(clock.fixed_on)}"]
        return Due(clock.fixed_on, clock.fixed_on, False, words, rule.rule_id, clock.started_on)
    if rule.unit == "h":
        last = clock.due_at.astimezone(LOCAL)
        words = ["按小时连续计算，夜间、休息日不扣除", f"届满：{last:%Y-%m-%d %H:%M}"]
        return Due(last, last, False, words, rule.rule_id, clock.started_on)
    return due(
        rule,
        clock.started_on,
        calendar,
        length=clock.length,
        extended=clock.extension,
        suspended=spans(clock.pauses),
    )


def spans(pauses: Sequence[Sequence[str]]) -> list[tuple[date, date]]:
    """Return stored pauses as pairs of first and last day."""
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pauses]


def end_of_day(moment: date | datetime) -> datetime:
    """Return the last second of a day in Beijing time; a moment with an hour stays what it is."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    return datetime.combine(moment + A_DAY, time.min, LOCAL) - timedelta(seconds=1)


def next_warning(
    rule: Rule, started_on: date, due_at: datetime, calendar: WorkCalendar, after: datetime
) -> datetime | None:
    """Return the next moment at which a clock warns: half, three working days, the day, then once it is over."""
    over = due_at.astimezone(LOCAL) + timedelta(seconds=1)
    days = warnings(started_on, due_at.astimezone(LOCAL).date(), calendar) if rule.duty == "unit" else []
    moments = [*(start_of_day(day) for day in days), over]
    return next((moment for moment in moments if moment > after), None)


def move_clock(desk: Desk, clock: RunningClock, found: Due, **facts: object) -> None:
    """Give a clock the end that was counted, and with it the tasks and timers that follow the clock."""
    rule = desk.law.rule(clock.rule, clock.edition) or desk.house.rules[clock.rule]
    old, new = (None if clock.halted_on else clock.due_at), end_of_day(found.due)
    warn_at = next_warning(rule, clock.started_on, new, desk.calendar, desk.at)
    desk.folder.change_clock(
        clock, warn_at, due_at=new, provisional=found.provisional, **{"halted_on": None, **facts}
    )
    follow(desk, clock, rule, old, new)


def follow(desk: Desk, clock: RunningClock, rule: Rule, old: datetime | None, new: datetime | None) -> None:
    """Let the open tasks and waiting timers of a clock follow it to its new end."""
    write_changes(desk.session)
    write_tasks(desk.session)
    ours = rule.duty == "unit"
    move_with_clock(
        desk.session, desk.case.id, clock.rule, old, new, provisional=clock.provisional, ours=ours
    )
