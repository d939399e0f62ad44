"""Plans by which many runs go over to another version of their process in the background, run by run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, LongText, Moment, Ref, UtcTime, Word

_WAITING = text("state = 'waiting'")


class MigrationPlan(Base):
    """Which version runs go over to, and what elements of their versions have become in it.

    What people plan is proposed until a second person approves or refuses it; then it runs, and can be paused and
    stopped for good.
    """

    __tablename__ = "migration_plan"
    id: Mapped[Key]
    version_id: Mapped[Ref] = mapped_column(ForeignKey("process_version.id"))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    begun_at: Mapped[Moment]
    begun_by: Mapped[str | None] = mapped_column(String(26))
    state: Mapped[Word] = mapped_column(default="running")  # proposed, refused, running, paused, stopped
    note: Mapped[LongText] = mapped_column(default="")
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())


class MigrationItem(Base):
    """One run of a plan: waiting, queued, done, refused for a reason, or stopped with its plan; it is settled once.

    `version_id` is where this very run goes, when that is not the version of the plan: the one on which it was.
    """

    __tablename__ = "migration_item"
    __table_args__ = (
        Index("ix_migration_item_waiting", "state", sqlite_where=_WAITING, postgresql_where=_WAITING),
        CheckConstraint("(settled_at IS NULL) = (state IN ('waiting', 'queued'))", name="settled"),
    )
    plan_id: Mapped[Ref] = mapped_column(ForeignKey("migration_plan.id"), primary_key=True)
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"), primary_key=True)
    state: Mapped[Word]
    generation: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str | None] = mapped_column(String(4000))
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime())
