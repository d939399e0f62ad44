"""Questions of a leader: how much is open, due and overdue, by unit, by officer and by stage; all are bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Subquery, case, cast, func, select, union_all
from sqlalchemy.orm import Session

from storage.models import CaseFile, Officer, Run, Task, Unit
from storage.scope import cases_visible_to

MOST_OF_A_UNIT = 2000
MOST_CASES = 10_000


@dataclass(frozen=True)
class Load:
    """Open tasks of a unit or an officer; `overdue`, `today` and `soon` do not overlap."""

    key: str | None
    zh: str | None
    en: str | None
    open: int
    overdue: int
    today: int
    soon: int
    unclaimed: int


def _open_tasks(unit_ids: Collection[str]) -> Subquery:
    """Return the soonest MOST_OF_A_UNIT open tasks of each unit, read along the inbox index."""
    branches = [
        select(Task.unit_id, Task.assignee_id, Task.sort_due)
        .where(Task.unit_id == unit, Task.closed_at.is_(None))
        .order_by(Task.sort_due, Task.id)
        .limit(MOST_OF_A_UNIT)
        .subquery()
        for unit in sorted(unit_ids)
    ]
    return union_all(*(select(branch) for branch in branches)).subquery()


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def _figures(tasks: Subquery, at: datetime, tomorrow: datetime, ample: datetime) -> list[ColumnElement[int]]:
    due = tasks.c.sort_due
    return [
        func.count(),
        _number(due < at),
        _number((due >= at) & (due < tomorrow)),
        _number((due >= tomorrow) & (due < ample)),
        _number(tasks.c.assignee_id.is_(None)),
    ]


def load_by_unit(
    session: Session, unit_ids: Collection[str], at: datetime, tomorrow: datetime, ample: datetime
) -> list[Load]:
    """Return the load of each of these units that has open tasks, most overdue first."""
    if not unit_ids:
        return []
    tasks = _open_tasks(unit_ids)
    figures = _figures(tasks, at, tomorrow, ample)
    question = (
        select(tasks.c.unit_id, Unit.name_zh, Unit.name_en, *figures)
        .join(Unit, Unit.id == tasks.c.unit_id)
        .group_by(tasks.c.unit_id, Unit.name_zh, Unit.name_en)
        .order_by(figures[1].desc(), figures[0].desc(), tasks.c.unit_id)
    )
    return [Load(*tuple(row)) for row in session.execute(question)]


def load_by_officer(
    session: Session, unit_ids: Collection[str], at: datetime, tomorrow: datetime, ample: datetime
) -> list[Load]:
    """Return the load of each officer who holds open tasks of these units; the key None stands for unclaimed."""
    if not unit_ids:
        return []
    tasks = _open_tasks(unit_ids)
    figures = _figures(tasks, at, tomorrow, ample)
    question = (
        select(tasks.c.assignee_id, Officer.name, Officer.name, *figures)
        .outerjoin(Officer, Officer.id == tasks.c.assignee_id)
        .group_by(tasks.c.assignee_id, Officer.name)
        .order_by(figures[1].desc(), figures[0].desc(), tasks.c.assignee_id)
    )
    return [Load(*tuple(row)) for row in session.execute(question)]


def open_cases_by_stage(
    session: Session, unit_ids: Collection[str], districts: Collection[str]
) -> list[tuple[str, int]]:
    """Return (process key of the stage, number of open cases) of the visible cases, most first."""
    found = (
        select(CaseFile.stage)
        .where(CaseFile.closed_at.is_(None), cases_visible_to(unit_ids, districts))
        .limit(MOST_CASES)
        .subquery()
    )
    number = func.count()
    question = select(found.c.stage, number).group_by(found.c.stage).order_by(number.desc(), found.c.stage)
    return [(row[0], row[1]) for row in session.execute(question)]


def open_runs_of(
    session: Session, process_key: str, unit_ids: Collection[str], districts: Collection[str], most: int
) -> list[tuple[Run, CaseFile]]:
    """Return the open runs of a process in visible cases, oldest first, at most so many."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(Run.process_key == process_key, Run.status == "open", cases_visible_to(unit_ids, districts))
        .order_by(Run.started_at, Run.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def open_tasks_of_runs(session: Session, run_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return by run the title, Chinese and English, of its open task that is due first."""
    question = select(Task.run_id, Task.title, Task.title_en).where(
        Task.run_id.in_(sorted(run_ids)), Task.closed_at.is_(None)
    )
    rows = session.execute(question.order_by(Task.sort_due.desc(), Task.id.desc()))
    return {row[0]: (row[1], row[2]) for row in rows}


def units_of_districts(session: Session, districts: Collection[str]) -> list[str]:
    """Return the ids of all active units of these districts."""
    question = (
        select(Unit.id).where(Unit.jurisdiction_key.in_(sorted(districts)), Unit.active).order_by(Unit.id)
    )
    return list(session.scalars(question))
