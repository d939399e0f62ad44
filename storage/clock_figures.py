"""Figures over clocks: which ran out, which were met in time or late, by the unit that had to act; with their lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from storage.case_filter import ANY, CaseFilter, Reach, Span, conditions_of, unit_at_work, within
from storage.figures import number_of
from storage.models import CaseFile, Deadline, Officer, Run, Task
from storage.models.base import UtcTime

PAGE = 50
STANDINGS = ("overdue", "running", "on_time", "late", "unmet", "missed", "ended")


@dataclass(frozen=True)
class ClockFilter:
    """Which clocks of an authority are wanted; empty parts do not narrow.

    `standing`: running; overdue or unmet (runs and is past its end); on_time (met by its end); late (met after it);
    missed (late or unmet); ended (met, or past its end). Clocks that were replaced or stand still never count.
    """

    standing: str = ""
    unit: str = ""
    rule: str = ""
    due: Span = ANY
    cases: CaseFilter = field(default_factory=CaseFilter)


@dataclass(frozen=True)
class ClockLine:
    """One clock with its case, the unit that had to act, and the officer who holds the work now."""

    id: str
    case_id: str
    case_no: str
    title: str
    urgency: str
    district: str
    rule: str
    process_key: str
    started_on: date
    due_at: datetime
    met_at: datetime | None
    provisional: bool
    unit_id: str
    officer: str | None
    task_id: str | None
    step: str | None
    step_en: str | None


@dataclass(frozen=True)
class Punctuality:
    """Clocks of a unit that ended within a span: met in time, met late, not met."""

    unit: str
    ended: int
    on_time: int
    late: int
    unmet: int


def _holder(unit: ColumnElement[str]) -> ColumnElement[str]:
    """The open task of the unit that has to act, in the clock's run if there is one: who works on it now."""
    return (
        select(Task.id)
        .where(Task.case_id == Deadline.case_id, Task.closed_at.is_(None), Task.unit_id == unit)
        .order_by((Task.run_id == Deadline.run_id).desc(), Task.sort_due, Task.id)
        .limit(1)
        .correlate_except(Task)
        .scalar_subquery()
    )


def _unit() -> ColumnElement[str]:
    """The unit whose step met the clock; while it runs, that of its run's task due first, else of its case."""
    meeting = (
        select(Task.unit_id)
        .where(
            Task.case_id == Deadline.case_id,
            Task.closed_at == Deadline.met_at,
            Task.closed_how == "completed",
        )
        .order_by((Task.element_id == Deadline.met_by).desc(), Task.id.desc())
        .limit(1)
        .correlate(Deadline)
        .scalar_subquery()
    )
    holding = (
        select(Task.unit_id)
        .where(Task.run_id == Deadline.run_id, Task.closed_at.is_(None))
        .order_by(Task.sort_due, Task.id)
        .limit(1)
        .correlate(Deadline)
        .scalar_subquery()
    )
    acting = case((Deadline.met_at.is_not(None), meeting), else_=holding)
    return func.coalesce(acting, unit_at_work())


def _standing(name: str, at: datetime) -> ColumnElement[bool]:
    running = and_(Deadline.met_at.is_(None), Deadline.halted_on.is_(None))
    overdue = and_(running, Deadline.due_at < literal(at, UtcTime()))
    met, late = Deadline.met_at.is_not(None), Deadline.met_at > Deadline.due_at
    return {
        "running": running,
        "overdue": overdue,
        "unmet": overdue,
        "on_time": and_(met, Deadline.met_at <= Deadline.due_at),
        "late": and_(met, late),
        "missed": or_(overdue, and_(met, late)),
        "ended": or_(overdue, met),
    }[name]


def _wanted(wanted: ClockFilter, reach: Reach, at: datetime) -> Select[str, str]:
    """Return (clock, unit) of the wanted clocks, for further questions."""
    conditions = [
        *conditions_of(wanted.cases, reach),
        Deadline.replaced_at.is_(None),
        Deadline.rule.not_in(wanted.cases.not_ours),
        *within(Deadline.due_at.expression, wanted.due),
    ]
    if wanted.standing:
        conditions.append(_standing(wanted.standing, at))
    if wanted.rule:
        conditions.append(Deadline.rule == wanted.rule)
    unit = _unit()
    if wanted.unit:
        conditions.append(unit == wanted.unit)
    return (
        select(Deadline.id.label("id"), unit.label("unit"))
        .join(CaseFile, CaseFile.id == Deadline.case_id)
        .join(Run, Run.id == Deadline.run_id)
        .where(*conditions)
    )


def clocks_wanted(
    session: Session,
    wanted: ClockFilter,
    reach: Reach,
    at: datetime,
    *,
    after: tuple[datetime, str] | None = None,
    most: int = PAGE,
) -> list[ClockLine]:
    """Return up to `most` + 1 of the wanted clocks, the first to end at the top; the extra one tells of more."""
    found = _wanted(wanted, reach, at).subquery()
    task = aliased(Task)
    question = (
        select(
            Deadline.id, CaseFile.id, CaseFile.case_no, CaseFile.title, CaseFile.urgency,
            CaseFile.jurisdiction_key, Deadline.rule, Run.process_key, Deadline.started_on, Deadline.due_at,
            Deadline.met_at, Deadline.provisional, found.c.unit, Officer.name, task.id, task.title, task.title_en,
        )
        .join(found, found.c.id == Deadline.id)
        .join(CaseFile, CaseFile.id == Deadline.case_id)
        .join(Run, Run.id == Deadline.run_id)
        .outerjoin(task, and_(task.id == _holder(found.c.unit), Deadline.met_at.is_(None)))
        .outerjoin(Officer, Officer.id == task.assignee_id)
    )  # fmt: skip
    if after is not None:
        here = tuple_(literal(after[0], UtcTime()), literal(after[1]))
        question = question.where(tuple_(Deadline.due_at, Deadline.id) > here)
    rows = session.execute(question.order_by(Deadline.due_at, Deadline.id).limit(most + 1))
    return [ClockLine(*tuple(row)) for row in rows]


def clocks_counted(
    session: Session, wanted: ClockFilter, reach: Reach, at: datetime, by: str
) -> list[tuple[str, int]]:
    """Return how many of the wanted clocks there are by `unit` or by `rule`, most first."""
    found = _wanted(wanted, reach, at).subquery()
    key = found.c.unit if by == "unit" else Deadline.rule
    number = func.count()
    question = select(key, number).select_from(found).join(Deadline, Deadline.id == found.c.id).group_by(key)
    return [(row[0], row[1]) for row in session.execute(question.order_by(number.desc(), key))]


def clocks_within(
    session: Session, wanted: ClockFilter, reach: Reach, at: datetime, spans: list[Span]
) -> list[int]:
    """Return for each span how many clocks ended in it without having been met by then."""
    found = _wanted(replace(wanted, standing=""), reach, at).subquery()
    missed = _standing("missed", at)
    numbers = [number_of(and_(*within(Deadline.due_at.expression, span), missed)) for span in spans]
    question = select(*numbers).select_from(found).join(Deadline, Deadline.id == found.c.id)
    return [int(number) for number in session.execute(question).one()]


def punctuality_by_unit(
    session: Session, wanted: ClockFilter, reach: Reach, at: datetime
) -> list[Punctuality]:
    """Return for each unit how the wanted clocks ended that were met or whose end has come."""
    found = _wanted(replace(wanted, standing=""), reach, at).subquery()
    kinds = [number_of(_standing(name, at)) for name in ("on_time", "late", "unmet")]
    question = (
        select(found.c.unit, *kinds)
        .select_from(found)
        .join(Deadline, Deadline.id == found.c.id)
        .group_by(found.c.unit)
    )
    rows = session.execute(question.order_by(found.c.unit))
    return [Punctuality(row[0], sum(row[1:]), *row[1:]) for row in rows if sum(row[1:])]
