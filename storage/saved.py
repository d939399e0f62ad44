"""What an officer keeps under a name of his own: filters of the inbox, searches of the auditor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import SavedFilter, SavedQuery

Saved = TypeVar("Saved", SavedFilter, SavedQuery)


def kept_by(session: Session, kind: type[Saved], officer_id: str) -> Sequence[Saved]:
    """Return what an officer keeps of this kind, oldest first."""
    question = select(kind).where(kind.officer_id == officer_id)
    return session.scalars(question.order_by(kind.created_at, kind.id)).all()


def kept_under(session: Session, kind: type[Saved], officer_id: str, name: str) -> Saved | None:
    """Return what an officer keeps of this kind under this name."""
    return session.scalar(select(kind).where(kind.officer_id == officer_id, kind.name == name))
