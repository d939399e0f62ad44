"""Questions about proposals to publish a draft or to put an earlier version in force again; it knows no roles."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Publication

PAGE = 100


def publication_of(session: Session, publication_id: str, *, locked: bool = False) -> Publication | None:
    """Return a proposal, locked until the transaction ends if wanted, or None."""
    return session.get(Publication, publication_id, with_for_update=True if locked else None)


def publications_waiting(session: Session) -> Sequence[Publication]:
    """Return the proposals that nobody has decided yet, the oldest first."""
    question = select(Publication).where(Publication.state == "waiting")
    return session.scalars(question.order_by(Publication.proposed_at, Publication.id)).all()


def publications_decided(session: Session, process_key: str = "") -> Sequence[Publication]:
    """Return up to PAGE decided proposals, of one process or of all, the newest first."""
    question = select(Publication).where(Publication.state != "waiting")
    if process_key:
        question = question.where(Publication.process_key == process_key)
    order = (Publication.proposed_at.desc(), Publication.id.desc())
    return session.scalars(question.order_by(*order).limit(PAGE)).all()


def publications_of_draft(session: Session, draft_id: str) -> Sequence[Publication]:
    """Return the proposals of a draft, the newest first."""
    question = select(Publication).where(Publication.draft_id == draft_id)
    return session.scalars(question.order_by(Publication.proposed_at.desc(), Publication.id.desc())).all()
