"""Questions about single tasks and the tasks of a case; those of an inbox are in storage.inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, text, union_all
from sqlalchemy.orm import Session

from storage.models import CaseFile, ExternalTask, Run, Task
from storage.models.base import table_of

_ROW = tuple(column.name for column in table_of(Task).columns if column.name != "turn")
_REACHED = (
    "SELECT coalesce(max(turn), 0) + 1 FROM task"
    " WHERE run_id = :turn_run AND element_id = :turn_element AND path = :turn_path"
)
_OPEN = insert(table_of(Task)).values(turn=text(f"({_REACHED})"))
_OPEN_IN_LOOP = insert(table_of(Task)).values(turn=text(f"({_REACHED} AND loop_key = :turn_loop)"))


def add_task(session: Session, task: Task) -> None:
    """Keep a new task of the current action; all that it opens are written together by `write_tasks`."""
    session.info["tasks"].append(task)


def write_tasks(session: Session) -> None:
    """Write the tasks kept so far in one statement, each with the turn of its step in the run, counted meanwhile;
    those of a multi-instance step, whose turns count for each place in it, in another.

    The objects stay outside the session: every completed step of a case comes by here, and the object mapper
    would take several times as long. A unit of work calls this at its end; whoever needs the rows before, flushes
    and calls it himself.
    """
    tasks, session.info["tasks"] = session.info["tasks"], []
    plain = [_row(task) for task in tasks if task.loop_key is None]
    looped = [{**_row(task), "turn_loop": task.loop_key} for task in tasks if task.loop_key is not None]
    if plain:
        session.connection().execute(_OPEN, plain)
    if looped:
        session.connection().execute(_OPEN_IN_LOOP, looped)


def _row(task: Task) -> dict[str, Any]:
    turn = {"turn_run": task.run_id, "turn_element": task.element_id, "turn_path": task.path}
    return {**{name: getattr(task, name) for name in _ROW}, **turn}


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


def open_tokens_of_run(session: Session, run_id: str) -> set[str]:
    """Return the tokens of a run at which a task, or an external task, is open."""
    question = union_all(
        *(
            select(each.token).where(each.run_id == run_id, each.closed_at.is_(None))
            for each in (Task, ExternalTask)
        )
    )
    return set(session.scalars(question))


def tasks_of_case(session: Session, case_id: str) -> Sequence[Task]:
    """Return all tasks of a case in the order in which they were opened."""
    question = select(Task).where(Task.case_id == case_id)
    return session.scalars(question.order_by(Task.opened_at, Task.id)).all()


def open_tasks_of_run(session: Session, run_id: str) -> Sequence[Task]:
    """Return the open tasks of a run, soonest due first."""
    question = select(Task).where(Task.run_id == run_id, Task.closed_at.is_(None))
    return session.scalars(question.order_by(Task.sort_due, Task.id)).all()
