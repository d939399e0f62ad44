"""Questions about rosters on their way into a form, and forgetting them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import RosterDraft


def roster_draft(session: Session, draft_id: str, officer_id: str) -> RosterDraft | None:
    """Return a roster that this officer brought, or None."""
    question = select(RosterDraft).where(RosterDraft.id == draft_id, RosterDraft.officer_id == officer_id)
    return session.scalars(question).one_or_none()


def forget_roster_drafts(session: Session, before: datetime) -> None:
    """Remove rosters that were brought before a moment: they are in a form by now, or were given up."""
    session.execute(delete(RosterDraft).where(RosterDraft.made_at < before))
