"""Questions about runs, timers, waits and messages of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.models import CaseFile, Incident, Message, MessageWait, Run, Task, Timer


def case_for_update(session: Session, case_id: str) -> CaseFile | None:
    """Return a case, locked against other writers until the action ends."""
    return session.scalar(select(CaseFile).where(CaseFile.id == case_id).with_for_update())


_TASK_FOR_UPDATE = (
    select(Task, Run, CaseFile)
    .join(Run, Task.run_id == Run.id)
    .join(CaseFile, Task.case_id == CaseFile.id)
    .where(Task.id == bindparam("task_id"))
    .with_for_update(of=[CaseFile, Task, Run])
    .execution_options(populate_existing=True)
)


def task_for_update(session: Session, task_id: str) -> tuple[Task, Run, CaseFile] | None:
    """Return a task with its run and case in one question, all three locked, so that writers queue.

    The case comes first: whoever waits, waits there. Task and run are locked too because PostgreSQL gives rows
    that are only joined as they were before the wait.
    """
    row = session.execute(_TASK_FOR_UPDATE, {"task_id": task_id}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def timer_for_update(session: Session, timer_id: str) -> tuple[Timer, Run, CaseFile] | None:
    """Return a timer with its run and case, all three locked, the case first (see `task_for_update`)."""
    question = (
        select(Timer, Run, CaseFile)
        .join(Run, Timer.run_id == Run.id)
        .join(CaseFile, Timer.case_id == CaseFile.id)
        .where(Timer.id == timer_id)
        .with_for_update(of=[CaseFile, Timer, Run])
        .execution_options(populate_existing=True)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def run_of(session: Session, run_id: str) -> Run | None:
    """Return a run."""
    return session.get(Run, run_id)


def runs_of_case(session: Session, case_id: str) -> Sequence[Run]:
    """Return all runs of a case, oldest first."""
    return session.scalars(select(Run).where(Run.case_id == case_id).order_by(Run.started_at, Run.id)).all()


def open_runs(session: Session, case_id: str) -> int:
    """Return how many runs of a case are still open."""
    question = select(func.count()).select_from(Run).where(Run.case_id == case_id, Run.status == "open")
    return session.scalar(question) or 0


def waits_for(session: Session, case_id: str, name: str) -> Sequence[MessageWait]:
    """Return the places in the runs of a case that wait for a message of this name, oldest first."""
    question = select(MessageWait).where(MessageWait.case_id == case_id, MessageWait.name == name)
    return session.scalars(
        question.order_by(MessageWait.since_at, MessageWait.run_id, MessageWait.token)
    ).all()


def wait_of(session: Session, run_id: str, token: str) -> MessageWait | None:
    """Return the place of a run that waits for a message, or None when it waits no longer."""
    return session.get(MessageWait, (run_id, token))


def waits_of_case(session: Session, case_id: str) -> Sequence[MessageWait]:
    """Return all places in the runs of a case that wait for a message, oldest first."""
    question = select(MessageWait).where(MessageWait.case_id == case_id)
    return session.scalars(
        question.order_by(MessageWait.since_at, MessageWait.run_id, MessageWait.token)
    ).all()


def kept_messages(session: Session, case_id: str, names: Iterable[str]) -> Sequence[Message]:
    """Return messages of these names that stay with the case because nobody waited for them, oldest first."""
    question = select(Message).where(
        Message.case_id == case_id, Message.state == "waiting", Message.name.in_(sorted(names))
    )
    return session.scalars(question.order_by(Message.sent_at, Message.id)).all()


def messages_named(session: Session, case_ids: Iterable[str], name: str) -> Sequence[Message]:
    """Return all messages of a name that were sent in these cases, oldest first."""
    question = select(Message).where(Message.case_id.in_(sorted(case_ids)), Message.name == name)
    return session.scalars(question.order_by(Message.sent_at, Message.id)).all()


def officers_of_elements(session: Session, run_id: str, elements: Iterable[str]) -> Sequence[Task]:
    """Return the completed tasks of a run at these elements."""
    question = select(Task).where(
        Task.run_id == run_id, Task.element_id.in_(sorted(elements)), Task.closed_how == "completed"
    )
    return session.scalars(question.order_by(Task.closed_at, Task.id)).all()


def completed_in_call(session: Session, run_id: str, path: str, process_key: str) -> Sequence[Task]:
    """Return the completed tasks of one call of a piece, oldest first."""
    question = select(Task).where(
        Task.run_id == run_id,
        Task.path == path,
        Task.process_key == process_key,
        Task.closed_how == "completed",
    )
    return session.scalars(question.order_by(Task.closed_at, Task.id)).all()


def close_tasks(session: Session, run_id: str, tokens: Iterable[str], *, at: datetime) -> Sequence[Task]:
    """Mark the open tasks at these tokens as cancelled and return them."""
    question = select(Task).where(
        Task.run_id == run_id, Task.token.in_(sorted(tokens)), Task.closed_at.is_(None)
    )
    tasks = session.scalars(question.order_by(Task.id)).all()
    for task in tasks:
        task.closed_at, task.closed_how = at, "cancelled"
    return tasks


def clear_timers(session: Session, run_id: str, tokens: Iterable[str]) -> None:
    """Mark the waiting timers at these tokens as cleared."""
    session.execute(
        update(Timer)
        .where(
            Timer.run_id == run_id, Timer.token.in_(sorted(tokens)), Timer.state.in_(("waiting", "queued"))
        )
        .values(state="cleared"),
        execution_options={"synchronize_session": False},
    )


def due_timers(session: Session, now: datetime, limit: int = 200) -> Sequence[Timer]:
    """Return waiting timers whose moment has come, earliest first; rows another worker holds are passed over."""
    question = (
        select(Timer)
        .where(Timer.state == "waiting", Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(question).all()


def incident_of_task(session: Session, task: Task) -> Incident | None:
    """Return the open incident that holds what could not be submitted for a task, or None."""
    question = select(Incident).where(Incident.run_id == task.run_id, Incident.resolved_at.is_(None))
    found = session.scalars(question.order_by(Incident.opened_at, Incident.id)).all()
    return next((incident for incident in found if incident.command.get("complete") == task.id), None)


def incident_for_update(session: Session, incident_id: str) -> tuple[Incident, CaseFile] | None:
    """Return an incident with its case, both locked, the case first (see `task_for_update`)."""
    question = (
        select(Incident, CaseFile)
        .join(CaseFile, Incident.case_id == CaseFile.id)
        .where(Incident.id == incident_id)
        .with_for_update(of=[CaseFile, Incident])
        .execution_options(populate_existing=True)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1])


def open_incidents(
    session: Session, jurisdictions: Iterable[str], limit: int = 100
) -> Sequence[tuple[Incident, CaseFile]]:
    """Return unresolved incidents of these districts with their cases, oldest first."""
    question = (
        select(Incident, CaseFile)
        .join(CaseFile, Incident.case_id == CaseFile.id)
        .where(Incident.resolved_at.is_(None), CaseFile.jurisdiction_key.in_(sorted(jurisdictions)))
        .order_by(Incident.opened_at, Incident.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def open_incidents_of_case(session: Session, case_id: str) -> Sequence[Incident]:
    """Return unresolved incidents of a case, oldest first."""
    question = select(Incident).where(Incident.case_id == case_id, Incident.resolved_at.is_(None))
    return session.scalars(question.order_by(Incident.opened_at, Incident.id)).all()


def open_runs_by_version(session: Session, version_ids: Sequence[str]) -> dict[str, int]:
    """Return how many open runs each of these versions has; versions without any are left out."""
    question = (
        select(Run.version_id, func.count())
        .where(Run.version_id.in_(version_ids), Run.status == "open")
        .group_by(Run.version_id)
        .order_by(Run.version_id)
    )
    return {row[0]: row[1] for row in session.execute(question)}
