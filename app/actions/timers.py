"""Timers: each fires once, in a unit of work of its own; what its diagram cannot do then becomes an incident."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.casework import take_over, work_off
from app.actions.clocks import end_clocks
from app.actions.desk import Desk
from app.actions.incidents import FAILURES, cause_of, element_of, open_incident
from app.actions.steps import record_step
from app.actors import SYSTEM
from app.engine import fire_timer as step_timer
from app.house import house_of
from app.refusals import NotReady
from storage.database import unit_of_work
from storage.models import CaseFile, Run, Timer
from storage.runs import timer_for_update


def fire_timer(session: Session, timer_id: str) -> Timer:
    """Fire one timer whose moment has come; raise NotReady when it was fired, cleared or moved meanwhile.

    When the diagram cannot go on, nothing of the step is kept: the timer counts as fired, and an incident holds
    it to be tried again.
    """
    try:
        return finish_timer(session, timer_id)
    except FAILURES as failure:
        return keep_timer_for_retry(session, timer_id, element_of(failure), cause_of(failure))


@unit_of_work
def finish_timer(session: Session, timer_id: str) -> Timer:
    """Fire one timer, or raise what `fire_timer` says, and one of FAILURES when the diagram cannot go on."""
    timer, run, case, at = _due(session, timer_id)
    desk = Desk(session, case, SYSTEM, at, runs={run.id: run})
    timer.state = "fired"
    let_time_be_up(desk, timer, run)
    work_off(desk)
    return timer


@unit_of_work
def keep_timer_for_retry(session: Session, timer_id: str, element_id: str | None, cause: str) -> Timer:
    """Open the incident of a timer whose step failed; raise NotReady when it is no longer to be fired."""
    timer, run, case, at = _due(session, timer_id)
    desk = Desk(session, case, SYSTEM, at, runs={run.id: run})
    timer.state = "fired"
    open_incident(desk, run, element_id or timer.element_id, "timer", cause, {"timer": timer.id})
    return timer


def let_time_be_up(desk: Desk, timer: Timer, run: Run) -> None:
    """Take the step of a run whose time is up; raise NotReady when the run does not wait for it any more."""
    edition = desk.edition(run)
    command = desk.command(run, edition)
    step = step_timer(edition.definition, run.state, timer.token, command)
    facts = {"element": timer.element_id, "token": timer.token, "due": timer.due_at.isoformat()}
    record_step(desk, "timer_fired", facts, run, step, command)
    element = edition.definition.find_element(timer.process_key, timer.element_id)
    if timer.rule and element is not None and element.interrupting:
        end_clocks(desk, run, timer.element_id, [timer.rule])  # a window is over: nobody is late
    take_over(desk, run, edition, step)


def _due(session: Session, timer_id: str) -> tuple[Timer, Run, CaseFile, datetime]:
    """Return a timer that is to be fired now, with its run, its case and the present moment."""
    found = timer_for_update(session, timer_id)
    at = house_of(session).now()
    if found is None or found[0].state not in ("waiting", "queued") or found[0].due_at > at:
        raise NotReady(
            "该计时已触发、已取消或尚未到期。", "This timer has fired, was cleared or is not due yet."
        )
    return *found, at
