"""Questions and row changes of runs that go over to another version of their process; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import (
    CaseFile,
    Deadline,
    ExternalTask,
    Incident,
    MessageWait,
    Run,
    ServiceRecord,
    Task,
    Timer,
)


def run_for_update(session: Session, run_id: str) -> tuple[Run, CaseFile] | None:
    """Return a run with its case, both locked, the case first (see `task_for_update`)."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, Run.case_id == CaseFile.id)
        .where(Run.id == run_id)
        .with_for_update(of=[CaseFile, Run])
        .execution_options(populate_existing=True)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1])


def rename_steps(session: Session, run_id: str, names: Mapping[tuple[str, str], tuple[str, str]]) -> None:
    """Let the steps of a run, done and open, and what they started, bear the names of another version.

    `names` maps (process key, element id) to the same of the other version.
    """
    quietly = {"synchronize_session": False}
    for (process, element), (new_process, new_element) in names.items():
        for steps in (Task, ExternalTask):
            session.execute(
                update(steps)
                .where(steps.run_id == run_id, steps.process_key == process, steps.element_id == element)
                .values(process_key=new_process, element_id=new_element),
                execution_options=quietly,
            )
        for table, column in ((Deadline, "started_by"), (ServiceRecord, "caller_element")):
            session.execute(
                update(table)
                .where(table.run_id == run_id, getattr(table, column) == element)
                .values({column: new_element}),
                execution_options=quietly,
            )


def rename_place(
    session: Session, run_id: str, token: str, process_key: str, element_id: str, path: str
) -> None:
    """Let the steps, timer and wait of a token stand at an element of another name, or on another path."""
    quietly = {"synchronize_session": False}
    for steps in (Task, ExternalTask):
        session.execute(
            update(steps)
            .where(steps.run_id == run_id, steps.token == token)
            .values(process_key=process_key, element_id=element_id, path=path),
            execution_options=quietly,
        )
    session.execute(
        update(Timer)
        .where(Timer.run_id == run_id, Timer.token == token)
        .values(process_key=process_key, element_id=element_id),
        execution_options=quietly,
    )
    session.execute(
        update(MessageWait)
        .where(MessageWait.run_id == run_id, MessageWait.token == token)
        .values(element_id=element_id),
        execution_options=quietly,
    )


def open_places(session: Session, run_id: str) -> list[tuple[str, str, str]]:
    """Return (token, process key, element id) of the open tasks of a run."""
    question = select(Task.token, Task.process_key, Task.element_id)
    rows = session.execute(question.where(Task.run_id == run_id, Task.closed_at.is_(None)).order_by(Task.id))
    return [(row[0], row[1], row[2]) for row in rows]


def open_incidents_of_run(session: Session, run_id: str) -> Sequence[Incident]:
    """Return the unresolved incidents of a run, oldest first."""
    question = select(Incident).where(Incident.run_id == run_id, Incident.resolved_at.is_(None))
    return session.scalars(question.order_by(Incident.opened_at, Incident.id)).all()


def running_timers(session: Session, run_id: str, elements: Iterable[str]) -> Sequence[Timer]:
    """Return the timers of a run at these elements that are not up yet, earliest first."""
    question = select(Timer).where(
        Timer.run_id == run_id,
        Timer.element_id.in_(sorted(elements)),
        Timer.state.in_(("waiting", "queued")),
    )
    return session.scalars(question.order_by(Timer.due_at, Timer.id)).all()
