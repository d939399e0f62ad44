"""Questions about the lists that real-name platforms and banks give out for a project."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from storage.models import ProjectList

_NO_ROWS = defer(ProjectList.cipher)


def lists_of_project(session: Session, entry_id: str, *, lock: bool = False) -> Sequence[ProjectList]:
    """Return every list of a project, the newest first, without rows; locked if asked."""
    question = select(ProjectList).options(_NO_ROWS).where(ProjectList.entry_id == entry_id)
    question = question.order_by(ProjectList.id.desc())
    return session.scalars(question.with_for_update() if lock else question).all()


def lists_in_force(session: Session, districts: Collection[str]) -> Sequence[ProjectList]:
    """Return the lists of all projects of districts that no later batch replaced, without rows."""
    question = select(ProjectList).options(_NO_ROWS)
    question = question.where(
        ProjectList.jurisdiction_key.in_(sorted(districts)), ProjectList.replaced_at.is_(None)
    )
    return session.scalars(question.order_by(ProjectList.id)).all()


def project_list(session: Session, list_id: str) -> ProjectList | None:
    """Return a list with its rows, or None."""
    return session.get(ProjectList, list_id)
