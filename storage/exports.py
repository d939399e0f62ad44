"""Questions of exports: events as they stand in the log, and requests for unmasked case files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event, ExportRequest, ProcessVersion, Run, Task
from storage.models.base import table_of
from storage.scope import cases_visible_to


def chain_rows(session: Session, chain: str, until: int) -> Iterator[dict[str, Any]]:
    """Yield the events of a chain up to a number, each as a dict of all its columns in plain JSON types."""
    table = table_of(Event)
    question = select(table).where(table.c.chain == chain, table.c.chain_seq <= until)
    for row in session.connection().execute(question.order_by(table.c.chain_seq)).mappings():
        yield {**row, "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}


def cases_in_order(session: Session, districts: Collection[str] | None = None) -> Iterator[CaseFile]:
    """Yield the cases, of these districts if given, by id, each read when it is asked for."""
    question, last = select(CaseFile).order_by(CaseFile.id).limit(1), ""
    if districts is not None:
        question = question.where(CaseFile.jurisdiction_key.in_(sorted(districts)))
    while case := session.scalar(question.where(CaseFile.id > last)):
        last = case.id
        yield case


def count_cases(session: Session, districts: Collection[str] | None = None) -> int:
    """Return how many cases there are, in these districts if given."""
    question = select(func.count()).select_from(CaseFile)
    if districts is not None:
        question = question.where(CaseFile.jurisdiction_key.in_(sorted(districts)))
    return session.scalar(question) or 0


def drawn_of_case(session: Session, case_id: str) -> dict[str, tuple[str, str]]:
    """Return which element of which diagram each task of a case is, by task."""
    question = select(Task.id, Task.process_key, Task.element_id).where(Task.case_id == case_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(question)}


def versions_of_case(session: Session, case_id: str) -> Sequence[ProcessVersion]:
    """Return the process versions on which the runs of a case ran, by process and number."""
    used = select(Run.version_id).where(Run.case_id == case_id)
    question = select(ProcessVersion).where(ProcessVersion.id.in_(used))
    return session.scalars(question.order_by(ProcessVersion.process_key, ProcessVersion.number)).all()


def request_of(session: Session, request_id: str, *, locked: bool = False) -> ExportRequest | None:
    """Return a request, locked until the transaction ends if wanted."""
    return session.get(ExportRequest, request_id, with_for_update=True if locked else None)


def requests_of_case(session: Session, case_id: str) -> Sequence[ExportRequest]:
    """Return the requests for a case, newest first."""
    question = select(ExportRequest).where(ExportRequest.case_id == case_id)
    return session.scalars(question.order_by(ExportRequest.asked_at.desc(), ExportRequest.id.desc())).all()


def granted_requests(session: Session) -> Sequence[ExportRequest]:
    """Return the requests that say they were granted, oldest first."""
    question = select(ExportRequest).where(ExportRequest.granted.is_(True))
    return session.scalars(question.order_by(ExportRequest.id)).all()


def requests_open_to(
    session: Session, unit_ids: Collection[str], districts: Collection[str], limit: int = 100
) -> list[tuple[ExportRequest, CaseFile]]:
    """Return the newest requests for cases that these units worked on or that belong to these districts."""
    question = (
        select(ExportRequest, CaseFile)
        .join(CaseFile, CaseFile.id == ExportRequest.case_id)
        .where(cases_visible_to(unit_ids, districts))
        .order_by(
            ExportRequest.decided_at.is_not(None), ExportRequest.asked_at.desc(), ExportRequest.id.desc()
        )
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(question)]
