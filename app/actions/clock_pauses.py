"""Clocks that stand still: a step of a diagram, or an officer with a reason, suspends and resumes them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from app.actions.clock_moves import end_of, follow, move_clock
from app.actions.desk import Desk
from app.actors import Actor
from app.clock import LOCAL
from app.deadlines import Due, Rule
from app.house import house_of
from app.permissions import covers, role_name
from app.refusals import NotAllowed, NotFound, NotReady, Refusal
from storage.clocks import RunningClock
from storage.database import unit_of_work
from storage.models import Run
from storage.runs import case_for_update


class ReasonForPause(Refusal):
    """Suspending or resuming a clock needs a reason of at most 300 characters."""

    status = 422


def halt_clocks(desk: Desk, run: Run | None, by: str, rules: Iterable[str], sealed: str = "") -> None:
    """Let the open clocks of these rules stand still from today; those whose law knows no suspension go on."""
    for clock in desk.folder.clocks(rules):
        rule = desk.law.rule(clock.rule, clock.edition)
        if rule is None or not rule.suspend or clock.halted_on is not None:
            continue
        halted_on = desk.at.astimezone(LOCAL).date()
        desk.folder.change_clock(clock, None, halted_on=halted_on)
        follow(desk, clock, rule, clock.due_at, None)
        facts = {"rule": clock.rule, "clock": clock.id, "from": halted_on.isoformat(), "by": by}
        desk.record("deadline_suspended", facts | _sealed(sealed), run=run)


def resume_clocks(desk: Desk, run: Run | None, by: str, rules: Iterable[str], sealed: str = "") -> None:
    """Let clocks of these rules that stand still run on from today; the days between are not counted."""
    for clock in desk.folder.clocks(rules):
        if clock.halted_on is None:
            continue
        last = desk.at.astimezone(LOCAL).date() - timedelta(days=1)
        pauses = [*clock.pauses]
        if clock.halted_on <= last:
            pauses.append([clock.halted_on.isoformat(), last.isoformat()])
        found = _resumed(desk, clock, pauses)
        move_clock(desk, clock, found, pauses=pauses, fixed_on=found.due if clock.fixed_on else None)
        facts = {"rule": clock.rule, "clock": clock.id, "due": found.due.isoformat(), "by": by}
        desk.record("deadline_resumed", facts | _sealed(sealed), run=run)


def _resumed(desk: Desk, clock: RunningClock, pauses: list[list[str]]) -> Due:
    if clock.fixed_on is not None and clock.halted_on is not None:
        moved = clock.fixed_on + (desk.at.astimezone(LOCAL).date() - clock.halted_on)
        return Due(moved, moved, provisional=False)
    clock.pauses = pauses
    found = end_of(desk.law, desk.calendar, clock)
    assert found is not None  # a clock that was suspended has a rule
    return found


def _sealed(reason: str) -> dict[str, str]:
    return {"reason_sealed": reason} if reason else {}


@unit_of_work
def suspend_clock(session: Session, case_id: str, clock_id: str, reason: str, *, by: Actor) -> None:
    """Let one clock stand still, for a reason that is kept sealed; by who may approve it under the rule."""
    desk, clock = _in_hand(session, case_id, clock_id, by)
    if clock.halted_on is not None:
        raise NotReady("该期限已经中止。", "This clock stands still already.")
    halt_clocks(desk, None, "", [clock.rule], _seal(desk, clock, reason))


@unit_of_work
def resume_clock(session: Session, case_id: str, clock_id: str, reason: str, *, by: Actor) -> None:
    """Let one clock that stands still run on, for a reason that is kept sealed."""
    desk, clock = _in_hand(session, case_id, clock_id, by)
    if clock.halted_on is None:
        raise NotReady("该期限没有中止。", "This clock does not stand still.")
    resume_clocks(desk, None, "", [clock.rule], _seal(desk, clock, reason))


def may_pause(rule: Rule, rules: dict[str, Rule], by: Actor) -> bool:
    """Say whether an officer may suspend clocks of a rule: in a role that approves it."""
    roles = {found.approver_role for key in rule.suspend if (found := rules.get(key)) is not None}
    return any(role and covers(role, frozenset({seat.role})) for role in roles for seat in by.seats)


def _in_hand(session: Session, case_id: str, clock_id: str, by: Actor) -> tuple[Desk, RunningClock]:
    case = case_for_update(session, case_id)
    if case is None:
        raise NotFound
    desk = Desk(session, case, by, house_of(session).now())
    clock = next((each for each in desk.folder.clocks() if each.id == clock_id), None)
    rule = desk.law.rule(clock.rule, clock.edition) if clock else None
    if clock is None or rule is None:
        raise NotFound
    if not rule.suspend:
        raise NotReady(
            f"{rule.rule_id} 的依据没有中止计算的规定，不能中止。",
            f"The law of {rule.rule_id} knows no suspension.",
        )
    if not may_pause(rule, desk.law.rules, by):
        who = "、".join(role_name(desk.law.rules[key].approver_role) for key in rule.suspend)
        raise NotAllowed(f"中止和恢复由{who}决定。", "Only the role that the rule names decides on this.")
    return desk, clock


def _seal(desk: Desk, clock: RunningClock, reason: str) -> str:
    text = reason.strip()
    if not 1 <= len(text) <= 300:
        raise ReasonForPause("请写明理由（300 字以内）。", "Give the reason, in 300 characters at most.")
    return base64.b64encode(desk.key.seal(text.encode(), f"event.reason.{clock.id}")).decode()
