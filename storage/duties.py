"""Questions about work done where diagrams serve clauses: how often, in time or late, by whom, what is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from storage.case_filter import Reach, Span, within
from storage.figures import number_of
from storage.models import CaseFile, Run, Task
from storage.models.base import UtcTime
from storage.scope import cases_visible_to

PAGE = 50
STANDINGS = ("done", "on_time", "late", "open", "overdue")
Spot = tuple[str, str]
"""The key of a process and the id of an element that it draws."""


@dataclass(frozen=True)
class Tally:
    """Tasks of one step, or of one officer: done, done in time and late (where they had a term), open and overdue."""

    place: tuple[str, str, str, str]  # process of the run, process that draws it, path of calls, element
    done: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    def at(self, spot: Spot) -> bool:
        """Tell whether the work was done at an element: it is the task's own, or a call that led to the task."""
        process, element = spot
        run, drawn, path, own = self.place
        first, *later = path.split("/")
        called = (first == element and run == process) or (element in later and run != process)
        return (drawn, own) == spot or called


class Tallied:
    """Tallies as they are asked for: by the element at which the work was done, or that called it."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._near: dict[str, list[Tally]] = {}
        for each in tallies:
            _, _, path, own = each.place
            for element in {own, *path.split("/")}:
                self._near.setdefault(element, []).append(each)

    def at(self, spots: Collection[Spot]) -> list[Tally]:
        """Return the tallies of work done at any of these elements, each once."""
        found: dict[tuple[str, str, str, str], Tally] = {}
        for spot in spots:
            found.update((each.place, each) for each in self._near.get(spot[1], ()) if each.at(spot))
        return list(found.values())


@dataclass(frozen=True)
class ByWhom:
    """What one officer, or nobody in person, did and has open at a clause's steps."""

    unit_id: str
    role: str
    officer_id: str | None
    done: int
    on_time: int
    late: int
    open: int
    overdue: int


def at_spots(spots: Collection[Spot]) -> ColumnElement[bool]:
    """Return the condition that a task was done at one of the elements, as `Tally.at` says it."""
    found: list[ColumnElement[bool]] = []
    for process, element in sorted(spots):
        own = and_(Task.process_key == process, Task.element_id == element)
        first = or_(Task.path == element, Task.path.startswith(f"{element}/", autoescape=True))
        later = or_(
            Task.path.endswith(f"/{element}", autoescape=True),
            Task.path.contains(f"/{element}/", autoescape=True),
        )
        found += [own, and_(Run.process_key == process, first), and_(Run.process_key != process, later)]
    return or_(*found) if found else Task.id.is_(None)


def standing(name: str, span: Span, at: datetime) -> ColumnElement[bool]:
    """Return the condition of a standing; what is done counts within the span, what is open as it is now."""
    done = and_(Task.closed_how == "completed", *within(Task.closed_at.expression, span))
    waits = Task.closed_at.is_(None)
    return {
        "done": done,
        "on_time": and_(done, Task.due_at.is_not(None), Task.closed_at <= Task.due_at),
        "late": and_(done, Task.due_at.is_not(None), Task.closed_at > Task.due_at),
        "open": waits,
        "overdue": and_(waits, Task.due_at < literal(at, UtcTime())),
    }[name]


def _visible(question: Select, reach: Reach, district: str, unit: str) -> Select:  # type: ignore[type-arg]
    found = (
        question.join(CaseFile, CaseFile.id == Task.case_id)
        .join(Run, Run.id == Task.run_id)
        .where(CaseFile.jurisdiction_key == district, cases_visible_to(reach.units, reach.districts))
    )
    return found.where(Task.unit_id == unit) if unit else found


_DONE, _OPEN = STANDINGS[:3], STANDINGS[3:]


def _counted(
    session: Session,
    question: Select,  # type: ignore[type-arg]
    key: Sequence[Any],
    span: Span,
    at: datetime,
) -> dict[tuple[Any, ...], dict[str, int]]:
    """Count the tasks of a question by a key, those done and those open apart: each half has an index of its own."""
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for names in (_DONE, _OPEN):
        numbers = [number_of(standing(name, span, at)) for name in names]
        half = question.add_columns(*numbers).where(standing(names[0], span, at)).group_by(*key)
        for row in session.execute(half):
            sums = found.setdefault(tuple(row[: len(key)]), {})
            sums.update(zip(names, map(int, row[len(key) :]), strict=True))
    return found


def tallies(
    session: Session, reach: Reach, district: str, span: Span, at: datetime, unit: str = ""
) -> list[Tally]:
    """Return what was done within the span, and is open now, at each step of a district's cases."""
    place = (Run.process_key, Task.process_key, Task.path, Task.element_id)
    question = _visible(select(*place), reach, district, unit)
    found = _counted(session, question, place, span, at)
    return [Tally((key[0], key[1], key[2], key[3]), **sums) for key, sums in found.items()]


def by_whom(
    session: Session, reach: Reach, district: str, spots: Collection[Spot], span: Span, at: datetime
) -> list[ByWhom]:
    """Return who did, or has open, what at these elements, most done first."""
    officer = case((Task.closed_at.is_(None), Task.assignee_id), else_=Task.closed_by)
    who = (Task.unit_id, Task.role, officer)
    question = _visible(select(*who), reach, district, "").where(at_spots(spots))
    nothing = dict.fromkeys(STANDINGS, 0)
    counted = _counted(session, question, who, span, at)
    found = [ByWhom(key[0], key[1], key[2], **{**nothing, **sums}) for key, sums in counted.items()]
    return sorted(found, key=lambda each: (-each.done, -each.open, each.unit_id, each.role))


def work_at(
    session: Session,
    reach: Reach,
    district: str,
    spots: Collection[Spot],
    conditions: Sequence[ColumnElement[bool]],
    *,
    skip: int = 0,
    most: int = PAGE,
) -> tuple[int, list[tuple[Task, CaseFile]]]:
    """Return how many tasks at these elements meet the conditions, and some of them, newest first."""
    wanted = (at_spots(spots), *conditions)
    count = session.scalar(_visible(select(func.count(Task.id)), reach, district, "").where(*wanted)) or 0
    question = _visible(select(Task, CaseFile), reach, district, "").where(*wanted)
    newest = func.coalesce(Task.closed_at, Task.opened_at).desc()
    rows = session.execute(question.order_by(newest, Task.id).offset(skip).limit(most))
    return count, [(row[0], row[1]) for row in rows]


def runs_begun(session: Session, reach: Reach, district: str, span: Span) -> dict[str, int]:
    """Return how many runs of each process began within the span in a district's cases."""
    question = (
        select(Run.process_key, func.count(Run.id))
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(
            CaseFile.jurisdiction_key == district,
            cases_visible_to(reach.units, reach.districts),
            *within(Run.started_at.expression, span),
        )
        .group_by(Run.process_key)
    )
    return {row[0]: int(row[1]) for row in session.execute(question)}
