"""Errands of the designer's desk: what somebody asked for that takes long, and how workers got on with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Moment, Ref, Tree, UtcTime, Word

_OPEN = text("ended_at IS NULL")


class DeskErrand(Base):
    """What the designer's desk has done in the background, because judging and playing a draft takes long.

    `subject_id` is the draft or the proposal; of each only one errand of a kind is open. `said` is what its author
    wrote, with the digest of the files that were meant.
    """

    __tablename__ = "desk_errand"
    __table_args__ = (
        Index("ix_desk_errand_subject", "subject_id", "asked_at"),
        Index(
            "uq_desk_errand_open",
            "subject_id",
            "kind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_desk_errand_open", "state", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'queued'))", name="ended"),
    )
    id: Mapped[Key]
    kind: Mapped[Word]  # propose, approve, foresee, replay
    subject_id: Mapped[Ref]
    said: Mapped[Tree]
    asked_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    asked_at: Mapped[Moment]
    state: Mapped[Word]  # waiting, queued, done, refused
    generation: Mapped[int] = mapped_column(default=1)
    answer: Mapped[Tree]  # what came of it, or why it was refused: zh, en, needs_reason, findings
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime())
