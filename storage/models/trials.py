"""Trial runs of drafts, and the recorded trials of a process that every later draft has to pass."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, UtcTime, Word


class Trial(Base):
    """A trial that a designer plays: its commands alone; everything else follows from them and the files."""

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_draft", "draft_id", "changed_at"),)
    id: Mapped[Key]
    draft_id: Mapped[Ref]
    name: Mapped[Line]
    commands: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)  # who saves says on which revision he built
    reached: Mapped[list[list[str]]] = mapped_column(JSON)  # (diagram, id) of what it came through
    standing: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the list of trials says of it
    begun_by: Mapped[Ref]
    begun_at: Mapped[Moment]
    changed_at: Mapped[Moment]


class RecordedTrial(Base):
    """A trial kept with its process: the commands, and what each of them brought when it was recorded."""

    __tablename__ = "recorded_trial"
    __table_args__ = (
        Index(
            "uq_recorded_trial_name",
            "process_key",
            "name",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
    )
    id: Mapped[Key]
    process_key: Mapped[Word]
    name: Mapped[Line]
    commands: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    expected: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    origin: Mapped[Word]  # shipped, recorded
    recorded_by: Mapped[str | None] = mapped_column(String(26))
    recorded_at: Mapped[Moment]
    removed_by: Mapped[str | None] = mapped_column(String(26))
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime())
