"""Questions about findings of auditors and the queries that they keep; it knows no roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event, Finding
from storage.scope import cases_visible_to

PAGE = 50


def finding_of(session: Session, finding_id: str, *, locked: bool = False) -> Finding | None:
    """Return a finding, locked until the transaction ends if wanted."""
    return session.get(Finding, finding_id, with_for_update=True if locked else None)


def all_findings(session: Session) -> Sequence[Finding]:
    """Return every finding, by id."""
    return session.scalars(select(Finding).order_by(Finding.id)).all()


def findings_of_case(session: Session, case_id: str) -> Sequence[Finding]:
    """Return the findings on a case, newest first."""
    question = select(Finding).where(Finding.case_id == case_id)
    return session.scalars(question.order_by(Finding.made_at.desc(), Finding.id.desc())).all()


def findings_open_to(
    session: Session,
    unit_ids: Collection[str],
    districts: Collection[str],
    *,
    settled: bool | None = None,
    severity: str = "",
    start: int = 0,
) -> list[tuple[Finding, CaseFile]]:
    """Return up to PAGE + 1 findings on cases that may be read, open ones first, then newest first."""
    question = (
        select(Finding, CaseFile)
        .join(CaseFile, CaseFile.id == Finding.case_id)
        .where(cases_visible_to(unit_ids, districts))
    )
    if settled is not None:
        question = question.where(
            Finding.settled_at.is_not(None) if settled else Finding.settled_at.is_(None)
        )
    if severity:
        question = question.where(Finding.severity == severity)
    order = (Finding.settled_at.is_not(None), Finding.made_at.desc(), Finding.id.desc())
    rows = session.execute(question.order_by(*order).offset(start).limit(PAGE + 1))
    return [(row[0], row[1]) for row in rows]


def count_open_findings(session: Session, unit_ids: Collection[str], districts: Collection[str]) -> int:
    """Return how many findings on cases that may be read are not settled."""
    question = (
        select(func.count())
        .select_from(Finding)
        .join(CaseFile, CaseFile.id == Finding.case_id)
        .where(Finding.settled_at.is_(None), cases_visible_to(unit_ids, districts))
    )
    return session.scalar(question) or 0


def last_verification(session: Session) -> Event | None:
    """Return the newest event that says that the whole log was verified."""
    question = select(Event).where(Event.kind == "log_verified")
    return session.scalar(question.order_by(Event.at.desc(), Event.id.desc()).limit(1))
