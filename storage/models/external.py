"""External tasks: steps that a worker outside the application does, and the accounts of such workers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, LongText, Moment, Ref, UtcTime, Word

_OPEN = text("closed_at IS NULL")


class ExternalTask(Base):
    """One service task with a topic that has been reached.

    `handed` is what the diagram hands over, sealed under the key of the case. `retries` is None until a worker has
    failed; 0 means that an incident waits for somebody. The lock is that of `worker_id`, a name which the worker
    chose, under the account `lock_by`.
    """

    __tablename__ = "external_task"
    __table_args__ = (
        Index("ix_external_task_topic", "topic", "opened_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_external_task_run", "run_id", "token"),
        Index("ix_external_task_unit", "unit_id", "opened_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name="closed"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"))
    process_key: Mapped[Word]
    element_id: Mapped[Word]
    path: Mapped[Line]
    token: Mapped[Word]
    loop_key: Mapped[str | None] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(100))
    title: Mapped[Line]
    title_en: Mapped[Line]
    case_no: Mapped[Word]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    handed: Mapped[Blob]
    worker_id: Mapped[str | None] = mapped_column(String(200))
    lock_by: Mapped[str | None] = mapped_column(ForeignKey("machine_account.id"))
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime())
    retries: Mapped[int | None]
    message: Mapped[LongText]
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime())
    closed_how: Mapped[str | None] = mapped_column(String(16))  # completed, error, cancelled
    closed_by: Mapped[str | None] = mapped_column(String(26))  # account or officer


class MachineAccount(Base):
    """Another system that may do external tasks: of these topics, in these units. Its secret is kept as a hash."""

    __tablename__ = "machine_account"
    id: Mapped[Key]
    name: Mapped[Word] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    topics: Mapped[list[str]] = mapped_column(JSON)
    units: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]
