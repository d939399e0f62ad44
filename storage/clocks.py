"""Questions about the clocks of cases: those that run, those that touch a year, those of which to warn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage.models import CaseFile, Deadline, Task, Timer
from storage.models.base import table_of

_CHINA = ZoneInfo("Asia/Shanghai")
NEVER = datetime(9998, 12, 31, tzinfo=UTC)
"""When the timer of a clock that stands still would fire."""
NO_DUE = datetime(9999, 1, 1, tzinfo=_CHINA)
"""What tasks without a due date of ours are sorted by."""
A_SECOND = timedelta(seconds=1)


@dataclass
class RunningClock:
    """A clock of a case as far as actions need it; the row of the same id is a `Deadline`."""

    id: str
    run_id: str
    rule: str
    started_by: str
    started_on: date
    due_at: datetime
    provisional: bool
    edition: int = 0
    length: int | None = None
    fixed_on: date | None = None
    extended_days: int = 0
    extension: int = 0
    pauses: list[list[str]] = field(default_factory=list)
    halted_on: date | None = None
    stopped: bool = False


_DEADLINE = table_of(Deadline).c
_RUNNING = [
    _DEADLINE.case_id == bindparam("case_id"),
    _DEADLINE.met_at.is_(None),
    _DEADLINE.replaced_at.is_(None),
]
_RUNNING_CLOCKS = select(
    *(_DEADLINE[field.name] for field in fields(RunningClock) if field.name != "stopped")
).where(*_RUNNING)


def running_clocks(session: Session, case_id: str) -> list[RunningClock]:
    """Return the running clocks of a case for an action, in no order."""
    return [RunningClock(*row) for row in session.connection().execute(_RUNNING_CLOCKS, {"case_id": case_id})]


def open_deadlines(session: Session, case_id: str) -> Sequence[Deadline]:
    """Return the running clocks of a case, earliest due first."""
    question = select(Deadline).where(
        Deadline.case_id == case_id, Deadline.met_at.is_(None), Deadline.replaced_at.is_(None)
    )
    return session.scalars(question.order_by(Deadline.due_at, Deadline.id)).all()


def deadlines_of_case(session: Session, case_id: str) -> Sequence[Deadline]:
    """Return all clocks of a case, running ones first, then by due date."""
    question = select(Deadline).where(Deadline.case_id == case_id).execution_options(populate_existing=True)
    return session.scalars(
        question.order_by(
            or_(Deadline.met_at.is_not(None), Deadline.replaced_at.is_not(None)), Deadline.due_at, Deadline.id
        )
    ).all()


def clocks_touching(
    session: Session, year: int, after: str = "", limit: int = 500
) -> Sequence[tuple[Deadline, str]]:
    """Return running clocks between whose start and end lies a day of a year, each with its district, by id."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begin = datetime.combine(first, time.min, _CHINA)
    end = datetime.combine(date(year + 1, 1, 1), time.min, _CHINA)
    question = (
        select(Deadline, CaseFile.jurisdiction_key)
        .join(CaseFile, CaseFile.id == Deadline.case_id)
        .where(
            Deadline.id > after,
            Deadline.met_at.is_(None),
            Deadline.replaced_at.is_(None),
            or_(Deadline.started_on <= last, Deadline.due_at < end),
            or_(Deadline.started_on >= first, Deadline.due_at >= begin),
        )
        .order_by(Deadline.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def open_clocks_of(session: Session, rules: Collection[str]) -> list[tuple[Deadline, CaseFile]]:
    """Return the running clocks of some rules with their cases, ordered by case."""
    question = (
        select(Deadline, CaseFile)
        .join(CaseFile, CaseFile.id == Deadline.case_id)
        .where(Deadline.rule.in_(sorted(rules)), Deadline.met_at.is_(None), Deadline.replaced_at.is_(None))
        .order_by(CaseFile.id, Deadline.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


_TO_WARN = (
    select(Deadline.id, Deadline.case_id)
    .where(Deadline.warn_at.is_not(None), Deadline.warn_at <= bindparam("now", type_=Deadline.warn_at.type))
    .order_by(Deadline.warn_at, Deadline.id)
    .limit(bindparam("most"))
)


def clocks_to_warn(session: Session, now: datetime, limit: int = 200) -> list[tuple[str, str]]:
    """Return (clock, case) of clocks whose next warning has come, earliest first; it locks nothing."""
    rows = session.connection().execute(_TO_WARN, {"now": now, "most": limit})
    return [(row[0], row[1]) for row in rows]


def clock_of_case(session: Session, case_id: str, clock_id: str) -> Deadline | None:
    """Return one clock of a case, or None."""
    question = select(Deadline).where(Deadline.id == clock_id, Deadline.case_id == case_id)
    return session.scalar(question)


def move_with_clock(
    session: Session,
    case_id: str,
    rule: str,
    old: datetime | None,
    new: datetime | None,
    *,
    provisional: bool,
    ours: bool,
) -> None:
    """Give open tasks and waiting timers that follow a clock its new end; None stands for a clock standing still.

    `ours` says whether an authority has to act by then: only such tasks are sorted by it and can be overdue.
    """
    follows = Task.due_at.is_(None) if old is None else Task.due_at == old
    session.execute(
        update(Task)
        .where(Task.case_id == case_id, Task.closed_at.is_(None), Task.due_rule == rule, follows)
        .values(due_at=new, sort_due=new if new and ours else NO_DUE, due_provisional=provisional),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Timer)
        .where(
            Timer.case_id == case_id,
            Timer.rule == rule,
            Timer.state == "waiting",
            Timer.due_at == (NEVER if old is None else old + A_SECOND),
        )
        .values(due_at=NEVER if new is None else new + A_SECOND),
        execution_options={"synchronize_session": False},
    )
