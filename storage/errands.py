"""Questions about errands of the designer's desk: the latest of a draft or proposal, and those that wait."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storage.models import DeskErrand

OPEN = frozenset({"waiting", "queued"})


def latest_errand(session: Session, subject_id: str, kind: str) -> DeskErrand | None:
    """Return the errand of a kind that was asked for last of a draft or a proposal, or None."""
    question = select(DeskErrand).where(DeskErrand.subject_id == subject_id, DeskErrand.kind == kind)
    return session.scalars(
        question.order_by(DeskErrand.asked_at.desc(), DeskErrand.id.desc()).limit(1)
    ).first()


def errand_of(session: Session, errand_id: str, *, locked: bool = False) -> DeskErrand | None:
    """Return an errand, locked until the transaction ends if wanted, or None."""
    return session.get(DeskErrand, errand_id, with_for_update=True if locked else None)


def any_errand_waiting(session: Session) -> bool:
    """Say whether an errand waits to be queued; it locks nothing."""
    return bool(session.scalar(select(exists().where(DeskErrand.state == "waiting"))))


def waiting_errands(session: Session, limit: int = 50) -> Sequence[DeskErrand]:
    """Return errands that wait to be queued, the oldest first; rows another worker holds are passed over."""
    question = select(DeskErrand).where(DeskErrand.state == "waiting")
    order = (DeskErrand.asked_at, DeskErrand.id)
    return session.scalars(question.order_by(*order).limit(limit).with_for_update(skip_locked=True)).all()


def queued_errands(session: Session) -> list[tuple[str, int, int]]:
    """Return (id, generation, how often it was broken off) of the errands whose work is in the queue."""
    question = select(DeskErrand.id, DeskErrand.generation).where(DeskErrand.state == "queued")
    return [(row[0], row[1], row[1] - 1) for row in session.execute(question.order_by(DeskErrand.id))]
