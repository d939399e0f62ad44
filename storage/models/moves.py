"""Moves of runs by hand: what somebody proposes, with the reason, and what a second person decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, LongText, Moment, Ref, UtcTime, Word

_OPEN = text("state = 'proposed'")


class CaseMove(Base):
    """Tokens of a run that are to be set before another element.

    `run_step` is where the run stood when it was proposed: what is approved is what was foreseen then.
    """

    __tablename__ = "case_move"
    __table_args__ = (
        Index("ix_case_move_case", "case_id", "proposed_at"),
        Index("uq_case_move_open", "run_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(decided_at IS NULL) = (state = 'proposed')", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decider"),
        CheckConstraint("state NOT IN ('done', 'declined') OR decided_by <> proposed_by", name="four_eyes"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"))
    run_step: Mapped[int]
    tokens: Mapped[list[str]] = mapped_column(JSON)
    element: Mapped[str] = mapped_column(String(300))
    before: Mapped[list[str]] = mapped_column(JSON)
    after: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[LongText]
    state: Mapped[Word]  # proposed, done, declined, withdrawn
    proposed_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    proposed_at: Mapped[Moment]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())
    answer: Mapped[LongText]
