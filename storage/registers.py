"""Questions about the registers' own rows, and about runs and services that processes gather; it knows no page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Event, Project, RegisterEntry, Run, ServiceRecord


def entry_of_project(
    session: Session, district: str, name: str, permit_no: str | None
) -> RegisterEntry | None:
    """Return a project of a district's register by its permit number, else by its name."""
    same = RegisterEntry.facts["permit_no"].as_string() == (permit_no or "").strip()
    question = select(RegisterEntry).where(
        RegisterEntry.jurisdiction_key == district, RegisterEntry.register == "projects"
    )
    by_number = session.scalars(question.where(same)).first() if (permit_no or "").strip() else None
    return by_number or session.scalars(question.where(RegisterEntry.number == name)).first()


def entries_in(
    session: Session, districts: Collection[str], register: str | None = None
) -> list[RegisterEntry]:
    """Return the rows of a register (or of all) in these districts, newest first."""
    question = select(RegisterEntry).where(RegisterEntry.jurisdiction_key.in_(sorted(districts)))
    if register is not None:
        question = question.where(RegisterEntry.register == register)
    return list(session.scalars(question.order_by(RegisterEntry.added_at.desc(), RegisterEntry.id.desc())))


def runs_with_projects(session: Session, district: str, process_key: str) -> list[tuple[Run, Project | None]]:
    """Return the runs of a process in a district, newest first, each with the project of its case."""
    question = (
        select(Run, Project)
        .join(CaseFile, CaseFile.id == Run.case_id)
        .outerjoin(Project, Project.case_id == CaseFile.id)
        .where(Run.process_key == process_key, CaseFile.jurisdiction_key == district)
        .order_by(Run.started_at.desc(), Run.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def served_between(
    session: Session, district: str, codes: Collection[str], first: date, last: date
) -> list[tuple[ServiceRecord, CaseFile]]:
    """Return the papers of these codes that were served in a district in these days, oldest first, with their cases."""
    question = (
        select(ServiceRecord, CaseFile)
        .join(CaseFile, CaseFile.id == ServiceRecord.case_id)
        .where(
            CaseFile.jurisdiction_key == district,
            ServiceRecord.document_code.in_(sorted(codes)),
            ServiceRecord.served_on.between(first, last),
        )
        .order_by(ServiceRecord.served_on, ServiceRecord.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def changes_of_entry(session: Session, entry_id: str) -> list[Event]:
    """Return what the record says of a row of a register, newest first."""
    question = select(Event).where(
        Event.kind.in_(("register_entry_added", "register_entry_changed", "project_list_imported")),
        Event.facts["entry"].as_string() == entry_id,
    )
    return list(session.scalars(question.order_by(Event.at.desc(), Event.id.desc())))


def entries_named(
    session: Session, district: str, register: str, numbers: Collection[str]
) -> dict[str, RegisterEntry]:
    """Return the rows of a district's register with these numbers, by number, locked until the action ends."""
    question = select(RegisterEntry).where(
        RegisterEntry.jurisdiction_key == district, RegisterEntry.register == register
    )
    wanted = sorted(set(numbers))
    found: dict[str, RegisterEntry] = {}
    for first in range(0, len(wanted), 500):
        part = question.where(RegisterEntry.number.in_(wanted[first : first + 500])).with_for_update()
        found.update({row.number: row for row in session.scalars(part)})
    return found


def entry_for_update(session: Session, entry_id: str) -> RegisterEntry | None:
    """Return a row of a register, locked until the action ends."""
    return session.get(RegisterEntry, entry_id, with_for_update=True)


def entry_by_id(session: Session, entry_id: str) -> RegisterEntry | None:
    """Return a row of a register, or None."""
    return session.get(RegisterEntry, entry_id)
