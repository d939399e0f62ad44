"""Timers: a worker finds those that are due, queues each once, and fires it in a unit of work of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions import incidents
from app.actions.casework import take_over, trace_of, work_off
from app.actions.clocks import meet_clocks
from app.actions.desk import Desk
from app.actors import SYSTEM
from app.engine import EngineFailure
from app.engine import fire_timer as step_timer
from app.house import house_of
from app.refusals import NotReady
from storage.database import unit_of_work
from storage.models import Timer
from storage.runs import timer_for_update


@unit_of_work
def fire_timer(session: Session, timer_id: str) -> Timer:
    """Fire one timer whose moment has come; raise NotReady when it was fired, cleared or moved meanwhile."""
    found = timer_for_update(session, timer_id)
    at = house_of(session).now()
    if found is None or found[0].state not in ("waiting", "queued") or found[0].due_at > at:
        raise NotReady(
            "该计时已触发、已取消或尚未到期。", "This timer has fired, was cleared or is not due yet."
        )
    timer, run, case = found
    desk = Desk(session, case, SYSTEM, _moment(timer, at), runs={run.id: run})
    edition = desk.edition(run)
    timer.state = "fired"
    try:
        step = step_timer(edition.definition, run.state, timer.token, desk.command(run, edition))
    except EngineFailure as failure:
        incidents.open_incident(desk, run, timer.element_id, "timer", failure.zh, {"timer": timer.id})
        return timer
    desk.record(
        "timer_fired",
        {
            "element": timer.element_id,
            "token": timer.token,
            "due": timer.due_at.isoformat(),
            "step": run.step + 1,
            "digest": step.digest,
            "trace": trace_of(step),
        },
        run=run,
    )
    element = edition.definition.find_element(timer.process_key, timer.element_id)
    if timer.rule and element is not None and (element.attached_to is None or element.interrupting):
        meet_clocks(desk, run, timer.element_id, [timer.rule])  # the window is over, nobody is late
    take_over(desk, run, edition, step)
    work_off(desk)
    return timer


def _moment(timer: Timer, at: datetime) -> datetime:
    """A timer fires at the present moment, never before it was due."""
    return max(at, timer.due_at)


def fire_due_timers(new_session: Callable[[], Session], due: list[str]) -> int:
    """Fire these timers one after another, each in its own transaction; return how many fired."""
    fired = 0
    for timer_id in due:
        with new_session() as session:
            try:
                fire_timer(session, timer_id)
                fired += 1
            except NotReady:
                continue
    return fired
