"""Questions about the tasks of units and officers; every one reads a bounded number of rows, however many are open."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from storage.models import CaseFile, Officer, Task
from storage.models.base import UtcTime
from storage.scope import tasks_visible_to

Tab = Literal["unclaimed", "mine", "unit", "done", "delegated"]
TABS: tuple[Tab, ...] = ("unclaimed", "mine", "unit", "done", "delegated")
Span = tuple[datetime | None, datetime | None]

NO_DUE = datetime(9998, 1, 1, tzinfo=UTC)
"""Tasks without a due date sort after this moment."""
MOST_COUNTED = 1000
"""Counting stops here; 1000 means "999 and more"."""
MOST_SEARCHED = 20_000
"""Words and filters look at so many tasks, soonest due first; the search of cases looks at all."""
PAGE = 50


@dataclass(frozen=True)
class Owner:
    """Whose inbox it is: the officer, his units, whose work he does by delegation, and what he gave away."""

    officer_id: str
    units: tuple[str, ...]
    stands_in: tuple[tuple[str, str], ...] = ()  # (officer who gave, unit)
    gave_away: tuple[str, ...] = ()  # units in which his work is delegated today


@dataclass(frozen=True)
class Cursor:
    """A place in the order: after it, or before it when going back."""

    moment: datetime
    task_id: str
    back: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is asked of an inbox besides whose it is."""

    tab: Tab = "unit"
    due: Span = (None, None)
    words: str = ""
    process: str = ""
    step: str = ""
    assignee: str = ""
    cursor: Cursor | None = None


@dataclass(frozen=True)
class TaskLine:
    """One line of an inbox."""

    id: str
    case_id: str
    case_no: str
    subject: str
    title: str
    title_en: str
    process_key: str
    role: str
    unit_id: str
    external: str | None
    urgency: str
    group_case: bool
    due_at: datetime | None
    due_rule: str | None
    due_provisional: bool
    sort_due: datetime
    assignee_id: str | None
    assignee: str | None
    return_reason: str | None
    turn: int
    opened_at: datetime
    closed_at: datetime | None


def inbox_page(session: Session, owner: Owner, wanted: Wanted) -> list[TaskLine]:
    """Return up to PAGE + 1 tasks, soonest due first (done ones: last done first); the extra one tells of more.

    Each branch of the union walks one index in its order and stops early, so the cost does not depend on how
    many tasks are open; words and filters look at the first MOST_SEARCHED tasks of a branch.
    """
    done = wanted.tab == "done"
    back = wanted.cursor is not None and wanted.cursor.back
    downwards = done != back
    depth = MOST_SEARCHED if _filters(Task, wanted) else PAGE + 1
    span = () if done else _in_span(wanted.due)
    branches = []
    for condition in _branches(owner, wanted.tab):
        branch = select(Task).where(condition, *span, *_from_cursor(Task, wanted.cursor, done))
        branches.append(branch.order_by(*_order(Task, done, downwards)).limit(depth).subquery())
    if not branches:
        return []
    all_of_them = union_all(*(select(branch) for branch in branches)).subquery()
    task = aliased(Task, all_of_them)
    question = (
        select(
            task.id, task.case_id, task.case_no, task.subject, task.title, task.title_en, task.process_key,
            task.role, task.unit_id, task.external, task.urgency, CaseFile.group_case, task.due_at,
            task.due_rule, task.due_provisional, task.sort_due, task.assignee_id, Officer.name,
            task.return_reason, task.turn, task.opened_at, task.closed_at,
        )
        .join(CaseFile, CaseFile.id == task.case_id)
        .outerjoin(Officer, Officer.id == task.assignee_id)
        .where(*_filters(task, wanted))
    )  # fmt: skip
    rows = session.execute(question.order_by(*_order(task, done, downwards)).limit(PAGE + 1))
    lines = [TaskLine(*tuple(row)) for row in rows]
    return lines[::-1] if back else lines


def counts(session: Session, owner: Owner, tab: Tab, spans: Mapping[str, Span]) -> dict[str, int]:
    """Return how many tasks of the tab fall into each span of due dates, and how many each tab holds.

    Keys are those of `spans`, which together cover all dates, and the tabs but "done". Every number stops at
    MOST_COUNTED; all are one statement.
    """
    moments = {
        f"{name}_{side}": moment
        for name, span in spans.items()
        for side, moment in zip(("from", "before"), span, strict=True)
        if moment is not None
    }
    basis: Tab = "unit" if tab == "done" else tab
    row = session.execute(_counting(owner, basis, tuple(spans), frozenset(moments)), moments).one()
    numbers: dict[str, int] = dict(row._mapping)
    return {**numbers, basis: min(sum(numbers[name] for name in spans), MOST_COUNTED)}


@functools.lru_cache(maxsize=512)
def _counting(owner: Owner, basis: Tab, names: tuple[str, ...], moments: frozenset[str]) -> Select[Any]:
    """Return the statement of `counts`; it is built once for an owner, the moments are given each time."""
    wanted = {}
    for name in names:
        limits = (
            *(
                (Task.sort_due >= bindparam(f"{name}_from", type_=UtcTime()),)
                if f"{name}_from" in moments
                else ()
            ),
            *(
                (Task.sort_due < bindparam(f"{name}_before", type_=UtcTime()),)
                if f"{name}_before" in moments
                else ()
            ),
        )
        wanted[name] = _bounded(owner, basis, limits)
    wanted.update({each: _bounded(owner, each, ()) for each in TABS if each not in ("done", basis)})
    return select(*(each.scalar_subquery().label(name) for name, each in wanted.items()))


def steps_in(session: Session, owner: Owner) -> list[tuple[str, str, str, str]]:
    """Return (process key, element id, title, English title) of steps among the units' first open tasks."""
    columns = (Task.process_key, Task.element_id, Task.title, Task.title_en)
    branches = [
        select(*columns).where(each).order_by(Task.sort_due, Task.id).limit(MOST_COUNTED).subquery()
        for each in _branches(owner, "unit")
    ]
    if not branches:
        return []
    first = union_all(*(select(branch) for branch in branches)).subquery()
    question = select(first).distinct().order_by(first.c.process_key, first.c.title, first.c.element_id)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(question)]


def tasks_for_update(
    session: Session, task_ids: Collection[str], unit_ids: Collection[str]
) -> dict[str, tuple[Task, CaseFile]]:
    """Return those of the tasks that belong to these units, with their cases, by task id.

    The cases are locked first, in one order, and the tasks are read after that: what is returned is present.
    """
    mine = and_(Task.id.in_(sorted(task_ids)), tasks_visible_to(unit_ids))
    cases = session.scalars(
        select(CaseFile)
        .where(CaseFile.id.in_(select(Task.case_id).where(mine)))
        .order_by(CaseFile.id)
        .with_for_update()
    ).all()
    by_id = {case.id: case for case in cases}
    tasks = session.scalars(select(Task).where(mine).order_by(Task.id)).all()
    return {task.id: (task, by_id[task.case_id]) for task in tasks}


def _branches(owner: Owner, tab: Tab) -> list[ColumnElement[bool]]:
    """Return the conditions of a tab, one for each stretch of an index that it reads."""
    is_open = Task.closed_at.is_(None)
    if tab == "done":
        return [and_(Task.closed_by == owner.officer_id, Task.closed_how == "completed")]
    if tab == "mine":
        own = [and_(Task.assignee_id == owner.officer_id, tasks_visible_to(owner.units), is_open)]
        handed = [
            and_(Task.assignee_id == giver, Task.unit_id == unit, is_open) for giver, unit in owner.stands_in
        ]
        return own + handed
    if tab == "delegated":
        return [
            and_(Task.assignee_id == owner.officer_id, Task.unit_id == unit, is_open)
            for unit in owner.gave_away
        ]
    free = [Task.assignee_id.is_(None)] if tab == "unclaimed" else []
    return [and_(Task.unit_id == unit, is_open, *free) for unit in owner.units]


def _bounded(owner: Owner, tab: Tab, also: Collection[ColumnElement[bool]]) -> Select[int]:
    """Count at most MOST_COUNTED tasks of a tab. The order makes PostgreSQL walk the index and stop early."""
    branches = [
        select(literal(1)).where(each, *also).order_by(Task.sort_due, Task.id)
        for each in _branches(owner, tab)
    ]
    nothing = select(literal(1)).where(false())
    found = [branch.limit(MOST_COUNTED).subquery() for branch in branches or [nothing]]
    together = union_all(*(select(each) for each in found)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(together)


def _in_span(span: Span) -> tuple[ColumnElement[bool], ...]:
    first, before = span
    return (
        *((Task.sort_due >= first,) if first is not None else ()),
        *((Task.sort_due < before,) if before is not None else ()),
    )


def _filters(task: type[Task], wanted: Wanted) -> list[ColumnElement[bool]]:
    texts = (task.case_no, task.subject, task.title)
    found = [or_(*(text.icontains(wanted.words, autoescape=True) for text in texts))] if wanted.words else []
    if wanted.process:
        found.append(task.process_key == wanted.process)
    if wanted.step:
        found.append(task.element_id == wanted.step)
    if wanted.assignee:
        found.append(task.assignee_id == wanted.assignee)
    return found


def _order(task: type[Task], done: bool, downwards: bool) -> tuple[ColumnElement[Any], ...]:
    moment = task.closed_at if done else task.sort_due
    return (moment.desc(), task.id.desc()) if downwards else (moment.asc(), task.id.asc())


def _from_cursor(task: type[Task], cursor: Cursor | None, done: bool) -> tuple[ColumnElement[bool], ...]:
    if cursor is None:
        return ()
    here = tuple_(literal(cursor.moment, UtcTime()), literal(cursor.task_id))
    place = tuple_(task.closed_at if done else task.sort_due, task.id)
    return (place < here,) if done != cursor.back else (place > here,)
