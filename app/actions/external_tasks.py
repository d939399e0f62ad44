"""What workers of other systems, or officers in their place, do with external tasks; it knows no web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from app.actions.casework import take_over, work_off
from app.actions.desk import Desk, Local
from app.actions.external_steps import handed_over
from app.actions.incidents import FAILURES, Failure, cause_of, element_of, open_incident
from app.actions.steps import record_step
from app.actors import Actor
from app.engine import complete, raise_error, visible_data
from app.house import house_of
from app.permissions import may, whole_districts
from app.refusals import NotFound, NotReady, Refusal
from app.values import Value, to_json
from storage.database import unit_of_work
from storage.external import external_for_update
from storage.migrating import open_incidents_of_run
from storage.models import ExternalTask, Incident, MachineAccount, Run

LONGEST_LOCK = timedelta(days=1)
LONGEST_MESSAGE = 500
LONGEST_WORKER = 200
MOST_RETRIES = 1_000


class NotTheOwner(Refusal):
    """Another worker holds the task, or nobody does."""

    status = 400


class BadAnswer(Refusal):
    """What a worker sent cannot be used."""

    status = 400


@dataclass(frozen=True)
class Answer:
    """What became of an external task: done with results, or with `code`, a BPMN error."""

    results: Mapping[str, Value] = field(default_factory=dict)
    code: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Taken:
    """An external task that a worker has locked, with what the diagram hands over."""

    task: ExternalTask
    variables: Mapping[str, Value]


@unit_of_work
def take_external(session: Session, task_id: str, worker: str, lock: timedelta, *, by: Actor) -> Taken:
    """Lock an external task for a worker and hand over what the diagram gives him.

    Raises NotFound for a task of other topics or units, or one that is closed, and NotReady when somebody else
    holds it or no try is left; BadAnswer for a worker without a name or a lock that is too short or too long.
    """
    check_lock(worker, lock)
    task, run, desk = of_machine(session, task_id, by)
    if task.retries == 0 or (task.locked_until is not None and task.locked_until > desk.at):
        raise NotReady("这项外部任务已被领取或暂停。", "This external task is taken or stands still.")
    task.worker_id, task.lock_by, task.locked_until = worker, by.officer_id, desk.at + lock
    given = handed_over(desk, task)
    facts = {"element": task.element_id, "topic": task.topic, "external": task.id, "worker": worker}
    desk.record("external_task_taken", {**facts, "names": sorted(given)}, run=run)
    return Taken(task, given)


def check_lock(worker: str, lock: timedelta) -> None:
    """Raise BadAnswer for a worker without a name, or a lock that is too short or too long."""
    if not 0 < len(worker) <= LONGEST_WORKER:
        raise BadAnswer("workerId 须为 1 至 200 个字符。", "workerId is needed, with at most 200 characters.")
    if not timedelta(milliseconds=1) <= lock <= LONGEST_LOCK:
        raise BadAnswer("锁定时长须在 1 毫秒至 24 小时之间。", "A lock lasts from 1 ms to 24 hours.")


def answer_external(
    session: Session, task_id: str, answer: Answer, *, worker: str | None = None, by: Actor
) -> Incident | None:
    """Take the answer to an external task and carry the case on; return None, or the incident that keeps it.

    An officer answers without `worker` where his permission `external.work` reaches. Raises NotFound for a task of
    other topics or units, or one that is closed, NotTheOwner for another worker's, and NotReady for results that
    the diagram does not declare; then nothing is written. When the diagram cannot go on, or catches no such error,
    the task stays open and an incident holds the answer to be tried again.
    """
    try:
        return finish_external(session, task_id, answer, worker=worker, by=by)
    except FAILURES as failure:
        return keep_external(session, task_id, answer, failure, worker=worker, by=by)


@unit_of_work
def finish_external(session: Session, task_id: str, answer: Answer, *, worker: str | None, by: Actor) -> None:
    """Take the answer, or raise what `answer_external` says, and one of FAILURES when the diagram cannot go on."""
    task, run, desk = _to_answer(session, task_id, worker, by)
    settle_external(desk, task, run, answer, worker)
    work_off(desk)


@unit_of_work
def keep_external(
    session: Session, task_id: str, answer: Answer, failure: Failure, *, worker: str | None, by: Actor
) -> Incident:
    """Keep an answer that the diagram cannot take, sealed, in an incident; no worker gets the task meanwhile."""
    task, run, desk = _to_answer(session, task_id, worker, by)
    _forget_incidents(desk, run, task)
    task.worker_id = task.lock_by = task.locked_until = None
    task.retries = 0
    kept: dict[str, Value] = {"results": dict(answer.results), "code": answer.code, "message": answer.message}
    command = {"external": task.id, "token": task.token, "do": "answer", "worker": worker or ""}
    where = element_of(failure) or task.element_id
    return open_incident(desk, run, where, "external", cause_of(failure), command, kept)


@unit_of_work
def fail_external(
    session: Session, task_id: str, worker: str, message: str, retries: int, pause: timedelta, *, by: Actor
) -> Incident | None:
    """Note that a worker could not do it, and how often it may be tried again, at the earliest after a pause.

    With no try left an incident opens, and is returned; whoever has it tried again gives it one more try.
    """
    task, run, desk = held_by_worker(session, task_id, worker, by)
    if not 0 <= retries <= MOST_RETRIES or not timedelta() <= pause <= LONGEST_LOCK:
        raise BadAnswer(
            "retries 须为 0 至 1000，retryTimeout 不超过 24 小时。",
            "retries is 0 to 1000, retryTimeout at most 24 hours.",
        )
    said = " ".join(message.split())[:LONGEST_MESSAGE]
    task.retries, task.message = retries, said
    task.worker_id = task.lock_by = None
    task.locked_until = desk.at + pause if retries and pause else None
    facts = {"element": task.element_id, "topic": task.topic, "external": task.id, "worker": worker}
    desk.record("external_task_failed", {**facts, "retries": retries, "message": said}, run=run)
    return give_up(desk, task, run, said) if retries == 0 else None


def give_up(desk: Desk, task: ExternalTask, run: Run, said: str) -> Incident:
    """Open the incident of an external task of which no try is left."""
    _forget_incidents(desk, run, task)
    task.retries = 0
    command = {"external": task.id, "token": task.token, "do": "again"}
    cause = f"外部任务“{task.topic}”办理失败：{said or '（没有说明）'}"
    return open_incident(desk, run, task.element_id, "external", cause, command)


def settle_external(
    desk: Desk,
    task: ExternalTask,
    run: Run,
    answer: Answer,
    worker: str | None,
    tried: Incident | None = None,
) -> None:
    """Take the step of an answer, new or that of an incident which is `tried` again; `work_off` comes after it."""
    edition, command = desk.edition(run), desk.command(run, desk.edition(run))
    results, definition = dict(answer.results), edition.definition
    seen = visible_data(run.state, task.token)
    facts = {"element": task.element_id, "process": task.process_key, "token": task.token, "topic": task.topic,
             "external": task.id, "worker": worker or "", "results": to_json(results)}  # fmt: skip
    if answer.code is None:
        kind, how = "external_task_completed", "completed"
        step = complete(definition, run.state, task.token, results, command)
    else:
        kind, how = "external_task_error", "error"
        message = answer.message[:LONGEST_MESSAGE]
        facts |= {"code": answer.code, "message": message}
        step = raise_error(definition, run.state, task.token, answer.code, message, results, command)
    task.closed_at, task.closed_how, task.closed_by = desk.at, how, desk.by.officer_id
    task.worker_id, task.lock_by, task.locked_until = worker, None, None
    desk.session.flush()
    _forget_incidents(desk, run, task, tried)
    record_step(desk, kind, facts, run, step, command)
    take_over(desk, run, edition, step, Local(task.path, {**seen, **results}))


def external_desk(session: Session, task_id: str, by: Actor) -> tuple[ExternalTask, Run, Desk]:
    """Return an open external task, locked with its case, and the desk of whoever answers for it."""
    found = external_for_update(session, task_id)
    if found is None or found[0].closed_at is not None:
        raise NotFound("没有这项外部任务，或已经办结、取消。", "There is no such open external task.")
    task, run, case = found
    return task, run, Desk(session, case, by, house_of(session).now(), runs={run.id: run})


def reaches(by: Actor, unit_id: str, jurisdiction: str) -> bool:
    """Tell whether an officer may see and answer external tasks of a unit: his own, or any of his whole district."""
    return may(by, "external.work", unit_id) or (
        may(by, "external.work") and jurisdiction in whole_districts(by)
    )


def _to_answer(
    session: Session, task_id: str, worker: str | None, by: Actor
) -> tuple[ExternalTask, Run, Desk]:
    if worker is not None:
        return held_by_worker(session, task_id, worker, by)
    task, run, desk = external_desk(session, task_id, by)
    if not reaches(by, task.unit_id, desk.case.jurisdiction_key):
        raise NotFound
    if task.locked_until is not None and task.locked_until > desk.at and task.worker_id:
        raise NotReady(
            f"外部系统 {task.worker_id} 正在办理，锁定期过后才能人工答复。",
            f"The worker {task.worker_id} is at it; answer by hand when its lock is over.",
        )
    here = [seat for seat in by.seats if seat.jurisdiction == desk.case.jurisdiction_key]
    fitting = [seat for seat in here if may(by, "external.work", seat.unit_id)]
    first = min(fitting, key=lambda seat: (seat.unit_id != task.unit_id, seat.for_officer is not None))
    desk.by = by.acting(first)
    return task, run, desk


def of_machine(session: Session, task_id: str, by: Actor) -> tuple[ExternalTask, Run, Desk]:
    """Return an open external task of the topics and units of an account; NotFound for any other."""
    task, run, desk = external_desk(session, task_id, by)
    account = session.get(MachineAccount, by.officer_id or "")
    if (
        account is None
        or not account.active
        or task.topic not in account.topics
        or task.unit_id not in account.units
    ):
        raise NotFound("没有这项外部任务，或已经办结、取消。", "There is no such open external task.")
    return task, run, desk


def held_by_worker(session: Session, task_id: str, worker: str, by: Actor) -> tuple[ExternalTask, Run, Desk]:
    """Return an external task that this worker of this account has locked, even when the lock has run out."""
    task, run, desk = of_machine(session, task_id, by)
    if task.worker_id != worker or task.lock_by != by.officer_id:
        raise NotTheOwner(
            f"外部任务 {task.id} 没有被 {worker[:80]} 锁定。",
            f"External task {task.id} is not locked by worker {worker[:80]}.",
        )
    return task, run, desk


def _forget_incidents(desk: Desk, run: Run, task: ExternalTask, tried: Incident | None = None) -> None:
    """Resolve what was kept about earlier answers, but the one that is tried again: another answer has come."""
    for incident in open_incidents_of_run(desk.session, run.id):
        if incident is not tried and incident.command.get("external") == task.id:
            incident.resolved_at, incident.resolved_by = desk.at, desk.by.officer_id
            facts = {"element": incident.element_id, "incident": incident.id, "how": "overtaken"}
            desk.record("incident_resolved", facts, run=run)
