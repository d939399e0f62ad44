"""Retrying incidents: the kept command runs again, and the incident is resolved or counts one more try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.actions.casework import work_off
from app.actions.completing import finish
from app.actions.desk import Desk
from app.actions.external_tasks import Answer, settle_external
from app.actions.incidents import FAILURES, cause_of, element_of, kept_answers, note_try
from app.actions.messages import begin_run, deliver_to
from app.actions.operations import operate
from app.actions.periods import begin_by_calendar
from app.actions.timers import let_time_be_up
from app.actors import SYSTEM, Actor, Seat
from app.clock import LOCAL
from app.house import house_of
from app.permissions import may
from app.refusals import AlreadyDone, NotAllowed, NotFound, NotReady, Refusal, SameOfficer
from app.values import from_json
from storage.database import unit_of_work
from storage.models import CaseFile, ExternalTask, Incident, Message, Task, Timer
from storage.officers import names_of
from storage.runs import incident_for_update, wait_of


class StillFailing(Exception):
    """The command failed again: at which element, if known, and why."""

    def __init__(self, element_id: str | None, cause: str) -> None:
        super().__init__(cause)
        self.element_id = element_id
        self.cause = cause


class Overtaken(Exception):
    """What the incident was about has been done or dropped meanwhile: nothing is left to try."""


def retry_incident(session: Session, incident_id: str, *, by: Actor) -> Incident:
    """Run the command of an incident again and return the incident: resolved, or with one more try and its cause.

    A kept form is completed on behalf of the officer who filled it in. When what failed has been done or dropped
    meanwhile, the incident is resolved as well. Raises NotFound for an incident of another district, NotAllowed
    without the permission `incident.retry`, AlreadyDone when it is resolved, and SameOfficer when who retries did
    a step that this one must check; then nothing is written.
    """
    try:
        return resolve_incident(session, incident_id, by=by)
    except Overtaken:
        return drop_incident(session, incident_id, by=by)
    except StillFailing as failure:
        return count_retry(session, incident_id, failure, by=by)


@unit_of_work
def resolve_incident(session: Session, incident_id: str, *, by: Actor) -> Incident:
    """Run the command of an incident again and resolve it, or raise what `retry_incident` says.

    Raises StillFailing when it fails again, and Overtaken when there is nothing left to do.
    """
    incident, desk = _open(session, incident_id, by)
    try:
        _COMMANDS[incident.kind](desk, incident)
        work_off(desk)
    except SameOfficer:
        raise
    except FAILURES as failure:
        raise StillFailing(element_of(failure), cause_of(failure)) from failure
    except Refusal as refusal:
        raise StillFailing(None, refusal.zh) from refusal
    _resolve(desk, incident, "retried")
    return incident


@unit_of_work
def count_retry(session: Session, incident_id: str, failure: StillFailing, *, by: Actor) -> Incident:
    """Note on an incident that it was tried once more, and why it failed."""
    incident, desk = _open(session, incident_id, by)
    note_try(desk, incident, failure.element_id, failure.cause)
    return incident


@unit_of_work
def drop_incident(session: Session, incident_id: str, *, by: Actor) -> Incident:
    """Resolve an incident about something that has been done or dropped meanwhile, without trying anything."""
    incident, desk = _open(session, incident_id, by)
    _resolve(desk, incident, "overtaken")
    return incident


def _open(session: Session, incident_id: str, by: Actor) -> tuple[Incident, Desk]:
    """Return an unresolved incident, with its case locked, and the desk of the officer who retries it."""
    found = incident_for_update(session, incident_id)
    if found is None:
        raise NotFound
    incident, case = found
    acting = by if by == SYSTEM else by.acting(_seat(case, by))
    if incident.resolved_at is not None:
        who = (
            names_of(session, [incident.resolved_by]).get(incident.resolved_by, "")
            if incident.resolved_by
            else "系统"
        )
        when = incident.resolved_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
        raise AlreadyDone(
            f"该异常已由{who}于{when}排除。", f"{who} resolved this incident at {when}.", by=who, at=when
        )
    return incident, Desk(session, case, acting, house_of(session).now())


def _seat(case: CaseFile, by: Actor) -> Seat:
    here = [seat for seat in by.seats if seat.jurisdiction == case.jurisdiction_key]
    fitting = [seat for seat in here if may(by, "incident.retry", seat.unit_id)]
    if fitting:
        return min(fitting, key=lambda seat: seat.for_officer is not None)
    if any(may(by, "incident.read", seat.unit_id) for seat in here):
        raise NotAllowed("您的岗位不能重试异常。", "Your role does not allow having an incident tried again.")
    raise NotFound


def _resolve(desk: Desk, incident: Incident, how: str) -> None:
    incident.resolved_at, incident.resolved_by = desk.at, desk.by.officer_id
    facts = {"element": incident.element_id, "incident": incident.id, "how": how}
    desk.record("incident_resolved", facts, run=desk.run(incident.run_id) if incident.run_id else None)


def _complete(desk: Desk, incident: Incident) -> None:
    """Complete the task with the kept answers, for the officer who filled them in."""
    task = desk.session.get_one(Task, incident.command["complete"])
    if task.closed_at is not None:
        raise Overtaken
    retrier, officer = desk.by, incident.command["officer"]
    desk.by = retrier if officer == retrier.officer_id else replace(retrier, on_behalf_of=officer)
    finish(desk, task, desk.run(task.run_id), kept_answers(desk, incident), ())
    desk.by = retrier


def _fire(desk: Desk, incident: Incident) -> None:
    """Take the step of the timer whose time is up."""
    timer = desk.session.get_one(Timer, incident.command["timer"])
    try:
        let_time_be_up(desk, timer, desk.run(timer.run_id))
    except NotReady as refusal:
        raise Overtaken from refusal


def _deliver(desk: Desk, incident: Incident) -> None:
    """Deliver the message that the run could not take."""
    message = desk.session.get_one(Message, incident.command["deliver"])
    wait = wait_of(desk.session, incident.run_id or "", incident.command["token"])
    if wait is None or message.state != "waiting":
        raise Overtaken
    deliver_to(desk, wait, message)


def _operate(desk: Desk, incident: Incident) -> None:
    """Perform the system's operation at the service task that still stands there."""
    run = desk.run(incident.run_id or "")
    edition, command = desk.edition(run), incident.command
    element = edition.definition.element(command["process"], command["element"])
    try:
        operate(desk, run, edition, command["token"], element)
    except NotReady as refusal:
        raise Overtaken from refusal


def _external(desk: Desk, incident: Incident) -> None:
    """Give the kept answer of an external task once more, or let a worker try it once more."""
    task = desk.session.get_one(ExternalTask, incident.command["external"])
    if task.closed_at is not None:
        raise Overtaken
    if incident.command["do"] == "again":
        task.retries, task.locked_until = 1, None
        return
    kept = kept_answers(desk, incident)
    answer = Answer(kept["results"], kept["code"], kept["message"])
    settle_external(desk, task, desk.run(task.run_id), answer, incident.command["worker"], incident)


def _start(desk: Desk, incident: Incident) -> None:
    """Start the run that a message, or the calendar, asked for."""
    if "start" in incident.command:
        begin_by_calendar(desk, incident.command)
        return
    asking = desk.run(incident.run_id) if incident.run_id else None
    begin_run(desk, incident.command["message"], from_json(incident.command["payload"]), asking)


_COMMANDS: dict[str, Callable[[Desk, Incident], None]] = {
    "complete": _complete,
    "timer": _fire,
    "message": _deliver,
    "operation": _operate,
    "external": _external,
    "start": _start,
}
