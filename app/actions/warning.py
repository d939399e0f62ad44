"""Warnings of clocks: half used, three working days left, the last day, over; each is told once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.actions.clock_moves import next_warning
from app.actions.desk import Desk
from app.actions.reminding import remind
from app.actors import Actor
from app.clock import local
from app.deadlines import standing
from app.house import house_of
from app.refusals import NotReady
from app.reminders import LEVELS
from storage.database import unit_of_work
from storage.runs import case_for_update


@unit_of_work
def warn_of_clocks(session: Session, case_id: str, clock_ids: Collection[str], *, by: Actor) -> None:
    """Note on the case how these clocks stand, and when to warn of them next; raise NotReady when none is to be told.

    Two workers may come for the same clock: the case is locked, and the second finds nothing to tell.
    """
    case, at = case_for_update(session, case_id), house_of(session).now()
    if case is None:
        raise NotReady("案件不存在。", "There is no such case.")
    desk = Desk(session, case, by, at)
    due = {row.id for row in desk.folder.deadlines if row.warn_at is not None and row.warn_at <= at}
    due_now = [clock for clock in desk.folder.clocks() if clock.id in due and clock.id in clock_ids]
    if not due_now:
        raise NotReady("没有需要提醒的期限。", "No clock is to be warned of.")
    for clock in due_now:
        rule = desk.law.rule(clock.rule, clock.edition) or desk.house.rules[clock.rule]
        last = local(clock.due_at).date()
        level: str = standing(clock.started_on, last, local(at).date(), desk.calendar).level
        if at > clock.due_at:
            level = "overdue" if rule.duty == "unit" else "lapsed"
        warn_at = next_warning(rule, clock.started_on, clock.due_at, desk.calendar, at)
        desk.folder.change_clock(clock, warn_at)
        facts = {"rule": clock.rule, "clock": clock.id, "due": last.isoformat()}
        told = remind(desk, clock, level) if level in LEVELS else []
        facts |= {"level": LEVELS[level][0] if level in LEVELS else level}
        who = [one.officer_id for one in told]
        desk.record("deadline_warned", facts | {"told": who, "count": len(who) or None})
