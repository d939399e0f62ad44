"""Questions about the registers' own rows and about what registers gather from cases; it knows no page."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RegisterEntry


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
