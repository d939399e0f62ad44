"""Questions about single tasks and the tasks of a case; those of an inbox are in storage.inbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Run, Task


def task_with_case(session: Session, task_id: str) -> tuple[Task, Run, CaseFile] | None:
    """Return a task with its run and case for reading."""
    question = (
        select(Task, Run, CaseFile)
        .join(Run, Task.run_id == Run.id)
        .join(CaseFile, Task.case_id == CaseFile.id)
        .where(Task.id == task_id)
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def open_tasks_of_case(session: Session, case_id: str) -> Sequence[Task]:
    """Return the open tasks of a case, soonest due first."""
    question = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None))
    return session.scalars(question.order_by(Task.sort_due, Task.id)).all()


def tasks_of_case(session: Session, case_id: str) -> Sequence[Task]:
    """Return all tasks of a case in the order in which they were opened."""
    question = select(Task).where(Task.case_id == case_id)
    return session.scalars(question.order_by(Task.opened_at, Task.id)).all()


def open_tasks_of_run(session: Session, run_id: str) -> Sequence[Task]:
    """Return the open tasks of a run, soonest due first."""
    question = select(Task).where(Task.run_id == run_id, Task.closed_at.is_(None))
    return session.scalars(question.order_by(Task.sort_due, Task.id)).all()
