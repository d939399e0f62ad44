"""What registers gather from cases, as plain rows: one question for each kind, however many cases; it knows no page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, CaseSection, Document, Party, Payment, Project, Run
from storage.scope import cases_visible_to


class OfCase(NamedTuple):
    """What every row says of its case."""

    id: str
    jurisdiction_key: str
    case_no: str
    title: str
    lead_unit_id: str
    closed: bool


class RunLine(NamedTuple):
    """A run of a process."""

    id: str
    status: str
    outcome: str | None
    started_at: datetime
    ended_at: datetime | None
    state: bytes


class SectionLine(NamedTuple):
    """A section of facts as it is stored."""

    section: str
    facts: dict[str, Any]


class PartyLine(NamedTuple):
    """A party whose name is no secret, with what its sealed parts need to be opened."""

    id: str
    place: str
    kind: str
    name: str
    uscc: str | None
    details: dict[str, Any]
    personal_cipher: bytes | None
    wrapped_key: bytes


class ProjectLine(NamedTuple):
    """The project of a case."""

    name: str
    permit_no: str | None
    kind: str | None
    address: str | None
    funding: str | None


class PaperLine(NamedTuple):
    """A numbered paper of a case."""

    case_id: str
    id: str
    number: str
    added_at: datetime


class EmployerLine(NamedTuple):
    """An employer with its cases put together; `name` and `kind` are those of the newest case."""

    district: str
    key: str
    name: str
    kind: str
    uscc: str | None
    cases: int
    open_cases: int
    headcount: int
    claimed: Decimal | None
    paid: Decimal | None
    last_at: datetime


_CASE = (
    CaseFile.id,
    CaseFile.jurisdiction_key,
    CaseFile.case_no,
    CaseFile.title,
    CaseFile.lead_unit_id,
    CaseFile.closed_at.is_not(None),
)
_WIDTH = len(_CASE)


def _rows(session: Session, question: Executable) -> Iterator[tuple[Any, ...]]:
    yield from session.execute(question)


def sections_in(
    session: Session, section: str, unit_ids: Collection[str], districts: Collection[str], paper: str = ""
) -> list[tuple[OfCase, SectionLine]]:
    """Return every row of a section of facts, whatever it belongs to, in the cases that may be read.

    With the code of a paper, only those of cases that hold such a paper.
    """
    question = (
        select(*_CASE, CaseSection.section, CaseSection.facts)
        .join(CaseSection, CaseSection.case_id == CaseFile.id)
        .where(_is_section(section), cases_visible_to(unit_ids, districts))
        .order_by(CaseFile.opened_at.desc(), CaseSection.section)
    )
    if paper:
        question = question.where(CaseFile.id.in_(select(Document.case_id).where(Document.code == paper)))
    return [(OfCase(*row[:_WIDTH]), SectionLine(*row[_WIDTH:])) for row in _rows(session, question)]


def _is_section(section: str) -> ColumnElement[bool]:
    """The section itself or one of a run, call or unit, as a range of the index on the key."""
    after = chr(ord("@") + 1)
    owned = and_(CaseSection.section >= f"{section}@", CaseSection.section < f"{section}{after}")
    return or_(CaseSection.section == section, owned)


def runs_in(
    session: Session, process_key: str, unit_ids: Collection[str], districts: Collection[str]
) -> list[tuple[RunLine, OfCase]]:
    """Return the runs of a process in the cases that may be read, newest first."""
    columns = (Run.id, Run.status, Run.outcome, Run.started_at, Run.ended_at, Run.state)
    question = (
        select(*_CASE, *columns)
        .join(Run, Run.case_id == CaseFile.id)
        .where(Run.process_key == process_key, cases_visible_to(unit_ids, districts))
        .order_by(Run.started_at.desc(), Run.id.desc())
    )
    return [(RunLine(*row[_WIDTH:]), OfCase(*row[:_WIDTH])) for row in _rows(session, question)]


def parties_in(
    session: Session,
    places: Collection[str],
    unit_ids: Collection[str],
    districts: Collection[str],
    process_key: str = "",
) -> list[tuple[PartyLine, OfCase]]:
    """Return the parties at these places that are no secret, in the cases that may be read, newest case first.

    With a process, only those of cases in which it ran.
    """
    columns = (
        Party.id, Party.place, Party.kind, Party.name, Party.uscc, Party.details, Party.personal_cipher,
        CaseFile.wrapped_key,
    )  # fmt: skip
    question = (
        select(*_CASE, *columns)
        .join(Party, Party.case_id == CaseFile.id)
        .where(Party.place.in_(sorted(places)), Party.sealed.is_(False))
        .where(cases_visible_to(unit_ids, districts))
        .order_by(CaseFile.opened_at.desc(), Party.id)
    )
    if process_key:
        ran = select(Run.case_id).where(Run.process_key == process_key)
        question = question.where(CaseFile.id.in_(ran))
    return [(PartyLine(*row[_WIDTH:]), OfCase(*row[:_WIDTH])) for row in _rows(session, question)]


def projects_in(
    session: Session, unit_ids: Collection[str], districts: Collection[str]
) -> list[tuple[ProjectLine, OfCase]]:
    """Return the projects of the cases that may be read, newest case first."""
    columns = (Project.name, Project.permit_no, Project.kind, Project.address, Project.funding)
    question = (
        select(*_CASE, *columns)
        .join(Project, Project.case_id == CaseFile.id)
        .where(Project.name != "", cases_visible_to(unit_ids, districts))
        .order_by(CaseFile.opened_at.desc(), Project.id)
    )
    return [(ProjectLine(*row[_WIDTH:]), OfCase(*row[:_WIDTH])) for row in _rows(session, question)]


def papers_in(
    session: Session, code: str, unit_ids: Collection[str], districts: Collection[str]
) -> list[PaperLine]:
    """Return the numbered papers of a code in the cases that may be read, newest first."""
    question = (
        select(Document.case_id, Document.id, Document.number, Document.added_at)
        .join(CaseFile, CaseFile.id == Document.case_id)
        .where(Document.code == code, Document.number.is_not(None), Document.number != "")
        .where(cases_visible_to(unit_ids, districts))
        .order_by(Document.added_at.desc(), Document.id.desc())
    )
    return [PaperLine(*row) for row in _rows(session, question)]


def _employer_key() -> ColumnElement[str]:
    return func.coalesce(func.nullif(Party.uscc, ""), Party.name)


def employers_in(
    session: Session, unit_ids: Collection[str], districts: Collection[str]
) -> list[EmployerLine]:
    """Return the employers of the cases that may be read, those with one credit code as one, most open cases first.

    They are put together by the database, so that what is read grows with the employers and not with the cases.
    """
    key, district = _employer_key().label("key"), CaseFile.jurisdiction_key.label("district")
    newest = func.row_number().over(
        partition_by=(district, key), order_by=(CaseFile.opened_at.desc(), Party.id)
    )
    again = func.row_number().over(partition_by=(CaseFile.id, key), order_by=Party.id)
    each = (
        select(
            district, key, Party.name, Party.kind, Party.uscc, CaseFile.id, CaseFile.opened_at,
            CaseFile.closed_at, CaseFile.headcount, CaseFile.amount_claimed,
            newest.label("newest"), again.label("again"),
        )
        .join(CaseFile, CaseFile.id == Party.case_id)
        .where(Party.place == "employer", Party.sealed.is_(False), Party.name != "")
        .where(cases_visible_to(unit_ids, districts))
        .subquery()
    )  # fmt: skip
    paid = (
        select(Payment.case_id, func.sum(Payment.amount).label("paid")).group_by(Payment.case_id).subquery()
    )
    first, number = each.c.newest == 1, func.count()
    is_open = case((each.c.closed_at.is_(None), 1), else_=0)
    names = [func.max(case((first, column))) for column in (each.c.name, each.c.kind, each.c.uscc)]
    sums = [func.sum(column) for column in (is_open, each.c.headcount, each.c.amount_claimed, paid.c.paid)]
    last = func.max(each.c.opened_at)
    question = (
        select(each.c.district, each.c.key, *names, number, *sums, last)
        .outerjoin(paid, paid.c.case_id == each.c.id)
        .where(each.c.again == 1)
        .group_by(each.c.district, each.c.key)
        .order_by(sums[0].desc(), number.desc(), names[0])
    )
    return [EmployerLine(*row) for row in _rows(session, question)]


def cases_of_employer(
    session: Session, line: EmployerLine, unit_ids: Collection[str], districts: Collection[str], most: int
) -> list[str]:
    """Return the ids of the cases of an employer that may be read, newest first, at most so many."""
    question = (
        select(CaseFile.id)
        .join(Party, Party.case_id == CaseFile.id)
        .where(Party.place == "employer", Party.sealed.is_(False), Party.name != "")
        .where(CaseFile.jurisdiction_key == line.district, _employer_key() == line.key)
        .where(cases_visible_to(unit_ids, districts))
        .order_by(CaseFile.opened_at.desc(), CaseFile.id.desc())
    )
    return list(dict.fromkeys(session.scalars(question.limit(most))))
