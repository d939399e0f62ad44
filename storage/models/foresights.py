"""What changed files would do to every run of a process: asked for once, worked out in parts, one line a run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, UtcTime, Word

_WAITING = text("state = 'waiting'")


class Foresight(Base):
    """What somebody wants foreseen: the very files of a draft by digest, and what elements have become in them."""

    __tablename__ = "foresight"
    __table_args__ = (
        Index("ix_foresight_draft", "draft_id", "asked_at"),
        CheckConstraint("(ended_at IS NULL) = (state = 'running')", name="ended"),
    )
    id: Mapped[Key]
    draft_id: Mapped[Ref] = mapped_column(ForeignKey("draft.id"))
    process_key: Mapped[Word]
    digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[dict[str, Any]] = mapped_column(JSON)  # path: digest
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[Word]  # running, done, cancelled
    asked_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    asked_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime())


class ForesightPart(Base):
    """Some runs of a foresight, worked out together: waiting, queued, done or, when that got lost too often, lost."""

    __tablename__ = "foresight_part"
    __table_args__ = (
        Index("ix_foresight_part_waiting", "state", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    foresight_id: Mapped[Ref] = mapped_column(ForeignKey("foresight.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Word]  # open, ended
    runs: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[Word]
    generation: Mapped[int] = mapped_column(default=1)


class ForesightItem(Base):
    """What becomes of one run, or where the way of one that ended would part; nothing here says who is concerned.

    `outcome` is stays, moves, maps or cannot for an open run, same or parts for one that ended.
    """

    __tablename__ = "foresight_item"
    __table_args__ = (Index("ix_foresight_item_outcome", "foresight_id", "outcome", "case_no", "run_id"),)
    foresight_id: Mapped[Ref] = mapped_column(ForeignKey("foresight.id"), primary_key=True)
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"), primary_key=True)
    case_no: Mapped[Word]
    district: Mapped[Word]
    version: Mapped[int]
    step: Mapped[int]  # of the run when it was looked at; at which the ways part, for one that ended
    outcome: Mapped[Word]
    places: Mapped[list[str]] = mapped_column(JSON)
    reasons: Mapped[list[list[str]]] = mapped_column(JSON)  # element, code, Chinese, English
    was: Mapped[Line] = mapped_column(default="")
    would_be: Mapped[Line] = mapped_column(default="")
