"""Questions about trial runs of drafts and about the recorded trials of processes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import RecordedTrial, Trial


def trial_of(session: Session, trial_id: str) -> Trial | None:
    """Return a trial."""
    return session.get(Trial, trial_id)


def trials_of_draft(session: Session, draft_id: str) -> Sequence[Trial]:
    """Return the trials of a draft, the one changed last first."""
    question = select(Trial).where(Trial.draft_id == draft_id)
    return session.scalars(question.order_by(Trial.changed_at.desc(), Trial.id.desc())).all()


def recorded_trials(session: Session, process_key: str) -> Sequence[RecordedTrial]:
    """Return the recorded trials of a process that stand, by name."""
    question = select(RecordedTrial).where(
        RecordedTrial.process_key == process_key, RecordedTrial.removed_at.is_(None)
    )
    return session.scalars(question.order_by(RecordedTrial.name)).all()


def recorded_trial(session: Session, recorded_id: str) -> RecordedTrial | None:
    """Return a recorded trial that stands."""
    found = session.get(RecordedTrial, recorded_id)
    return None if found is None or found.removed_at is not None else found
