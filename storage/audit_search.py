"""Questions of the auditor's desk: cases by what happened in them, and the whole log of one; it knows no roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.case_filter import Reach
from storage.models import CaseFile, CaseUnit, Event, Officer, Run, Task
from storage.models.base import UtcTime
from storage.scope import cases_visible_to
from storage.search import Clues, Place, found_by

PAGE = 50


COURSE = frozenset({
    "run_started", "run_ended", "task_completed", "task_returned", "operation_performed", "lane_skipped",
    "timer_fired", "message_received", "run_migrated", "token_moved", "external_task_completed",
    "external_task_error",
})  # fmt: skip
"""Kinds of events that tell the course of a run."""


@dataclass(frozen=True)
class Happened:
    """What happened in the cases that are looked for; empty parts do not narrow.

    With `kind` or `officer` the time is that of such an event, else that of opening the case. `element` is one at
    which people had a task, `passed` any element of the process that a run came to.
    """

    district: str = ""
    unit: str = ""
    officer: str = ""
    kind: str = ""
    process: str = ""
    element: str = ""
    passed: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


def case_id_of(session: Session, named: str) -> str:
    """Return the id of the case that has this number, else what was given, which may be an id."""
    return session.scalar(select(CaseFile.id).where(CaseFile.case_no == named)) or named


def whole_chain(session: Session, case_id: str) -> Sequence[Event]:
    """Return all events of a case in the order of their chain."""
    return session.scalars(select(Event).where(Event.chain == case_id).order_by(Event.chain_seq)).all()


def audited_cases(
    session: Session,
    reach: Reach,
    clues: Clues | None,
    wanted: Happened,
    place: Place | None = None,
    limit: int = PAGE + 1,
) -> list[CaseFile]:
    """Return visible cases in which all this happened, newest first; clues that mean nothing find none."""
    if clues is not None and not clues.any:
        return []
    question = select(CaseFile).where(cases_visible_to(reach.units, reach.districts), *_conditions(wanted))
    if clues is not None:
        question = question.where(found_by(clues, reach))
    if place is not None:
        here = tuple_(literal(place.opened_at, UtcTime()), literal(place.case_id))
        question = question.where(tuple_(CaseFile.opened_at, CaseFile.id) < here)
    question = question.order_by(CaseFile.opened_at.desc(), CaseFile.id.desc())
    return list(session.scalars(question.limit(limit)))


def _conditions(wanted: Happened) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.district:
        found.append(CaseFile.jurisdiction_key == wanted.district)
    if wanted.unit:
        worked = and_(CaseUnit.case_id == CaseFile.id, CaseUnit.unit_id == wanted.unit)
        found.append(exists().where(worked))
    if wanted.passed:
        found.append(CaseFile.id.in_(_came_to(wanted.process, wanted.passed)))
    elif wanted.element or wanted.process:
        stood = [Task.element_id == wanted.element] if wanted.element else []
        through = [Task.process_key == wanted.process] if wanted.process else []
        found.append(CaseFile.id.in_(select(Task.case_id).where(*stood, *through)))
    if wanted.outcome:
        ended = select(Run.case_id).where(Run.outcome == wanted.outcome)
        found.append(or_(CaseFile.closed_as == wanted.outcome, CaseFile.id.in_(ended)))
    if wanted.kind or wanted.officer:
        found.append(CaseFile.id.in_(_events(wanted)))
    else:
        found += _between(CaseFile.opened_at, wanted)
    return found


def _came_to(process_key: str, element: str) -> Select[str]:
    """The chains of cases of a process in which a run came to an element; in a called piece, by whatever step."""
    of_it = select(Run.case_id).where(Run.process_key == process_key)
    told = cast(Event.facts, Text)
    here = or_(
        told.contains(f'"enter":"{element}"', autoescape=True), told.contains(f'/{element}"', autoescape=True)
    )
    return select(Event.chain).where(Event.chain.in_(of_it), Event.kind.in_(sorted(COURSE)), here)


def _events(wanted: Happened) -> Select[str]:
    """The chains in which somebody did something of a kind, by the index of the kind or of the actor."""
    question = select(Event.chain).where(*_between(Event.at, wanted))
    if wanted.kind:
        question = question.where(Event.kind == wanted.kind)
    if wanted.officer:
        question = question.where(Event.actor_id == wanted.officer)
    return question


def _between(column: InstrumentedAttribute[datetime], wanted: Happened) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(column >= wanted.since)
    if wanted.until is not None:
        found.append(column < wanted.until)
    return found


def officers_named(session: Session, name: str, limit: int = 2) -> list[Officer]:
    """Return officers whose name or sign-in name is exactly this one."""
    question = select(Officer).where(or_(Officer.sign_in_name == name, Officer.name == name))
    return list(session.scalars(question.order_by(Officer.id).limit(limit)))


def outcomes_known(session: Session, limit: int = 200) -> list[str]:
    """Return the outcomes that runs and cases have had."""
    runs = select(Run.outcome).where(Run.outcome.is_not(None)).distinct().limit(limit)
    cases = select(CaseFile.closed_as).where(CaseFile.closed_as.is_not(None)).distinct().limit(limit)
    found = {text for question in (runs, cases) for text in session.scalars(question) if text}
    return sorted(found)


def newest_of_kind(session: Session, case_ids: Collection[str], wanted: Happened) -> dict[str, Event]:
    """Return, by case, the newest event that the search asked for."""
    if not case_ids or not (wanted.kind or wanted.officer):
        return {}
    last = (
        select(Event.chain, func.max(Event.chain_seq).label("seq"))
        .where(Event.chain.in_(sorted(case_ids)), *_between(Event.at, wanted))
        .where(*([Event.kind == wanted.kind] if wanted.kind else []))
        .where(*([Event.actor_id == wanted.officer] if wanted.officer else []))
        .group_by(Event.chain)
        .subquery()
    )
    question = select(Event).join(last, and_(Event.chain == last.c.chain, Event.chain_seq == last.c.seq))
    return {event.chain: event for event in session.scalars(question)}


@dataclass(frozen=True)
class CourseEvent:
    """One event of those that tell courses, without its place in the chain of digests."""

    chain: str
    chain_seq: int
    kind: str
    at: datetime
    actor_id: str | None
    unit_id: str | None
    run_id: str | None
    task_id: str | None
    facts: dict[str, Any]


def course_events(session: Session, case_ids: Collection[str]) -> list[CourseEvent]:
    """Return the events that tell the courses of some cases, each case's in the order of its chain."""
    if not case_ids:
        return []
    columns = (
        Event.chain, Event.chain_seq, Event.kind, Event.at, Event.actor_id, Event.unit_id, Event.run_id,
        Event.task_id, Event.facts,
    )  # fmt: skip
    question = select(*columns).where(Event.chain.in_(sorted(case_ids)), Event.kind.in_(sorted(COURSE)))
    return [CourseEvent(*row) for row in session.execute(question.order_by(Event.chain, Event.chain_seq))]
