"""Questions about reports: those under way and those sent, and the figures that were frozen for one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, CaseSection, Run
from storage.scope import cases_visible_to

REPORTING = "reporting"


def snapshot_key(run_id: str) -> str:
    """Return under which section of its case the frozen figures of a report are kept."""
    return f"report_snapshot@{run_id}"


def snapshot_of(session: Session, case_id: str, run_id: str) -> dict[str, Any] | None:
    """Return the frozen figures of a report, None before they were counted."""
    question = select(CaseSection.facts).where(
        CaseSection.case_id == case_id, CaseSection.section == snapshot_key(run_id)
    )
    return session.scalar(question)


def ended_reports(session: Session, district: str, most: int) -> list[tuple[Run, CaseFile]]:
    """Return the reports of a district that have ended, newest first."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(Run.process_key == REPORTING, Run.status == "ended", CaseFile.jurisdiction_key == district)
        .order_by(Run.ended_at.desc(), Run.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def reports_visible(
    session: Session, unit_ids: Collection[str], districts: Collection[str], most: int
) -> list[tuple[Run, CaseFile]]:
    """Return the reports in cases that may be read, newest first."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(Run.process_key == REPORTING, cases_visible_to(unit_ids, districts))
        .order_by(Run.started_at.desc(), Run.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def report_visible(
    session: Session, run_id: str, unit_ids: Collection[str], districts: Collection[str]
) -> tuple[Run, CaseFile] | None:
    """Return one report with its case when that may be read."""
    question = (
        select(Run, CaseFile)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .where(Run.id == run_id, Run.process_key == REPORTING, cases_visible_to(unit_ids, districts))
    )
    row = session.execute(question).one_or_none()
    return None if row is None else (row[0], row[1])


def cases_listed(
    session: Session, case_ids: Collection[str], unit_ids: Collection[str], districts: Collection[str]
) -> list[CaseFile]:
    """Return those of these cases that may be read, oldest first."""
    if not case_ids:
        return []
    question = select(CaseFile).where(
        CaseFile.id.in_(sorted(case_ids)), cases_visible_to(unit_ids, districts)
    )
    return list(session.scalars(question.order_by(CaseFile.opened_at, CaseFile.id)))
