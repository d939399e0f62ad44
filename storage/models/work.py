"""Process versions, runs, tasks, timers, waits, messages, deadlines and incidents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, LongText, Moment, Ref, Tree, UtcTime, Word


class ProcessVersion(Base):
    """One published, immutable edition of a process with its called pieces, decisions and forms."""

    __tablename__ = "process_version"
    __table_args__ = (
        UniqueConstraint("process_key", "number", name="uq_process_version_number"),
        UniqueConstraint("process_key", "digest", name="uq_process_version_digest"),
    )
    id: Mapped[Key]
    process_key: Mapped[Word]
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[Line]
    name_en: Mapped[Line]
    published_at: Mapped[Moment]
    published_by: Mapped[str | None] = mapped_column(String(26))


class ProcessFile(Base):
    """The bytes of one file (diagram, decision, form), stored once under their digest."""

    __tablename__ = "process_file"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[Blob]


class ProcessVersionFile(Base):
    """Which files a process version consists of, by path."""

    __tablename__ = "process_version_file"
    version_id: Mapped[Ref] = mapped_column(ForeignKey("process_version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("process_file.digest"))


class Run(Base):
    """One execution of one process version inside a case; `step` is the version counter of its state."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_case", "case_id", "started_at"),
        Index(
            "ix_run_open",
            "process_key",
            "started_at",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_run_outcome", "outcome", "case_id"),
        Index("ix_run_process", "process_key", "started_at"),
        Index("ix_run_version", "version_id", "started_at"),
        CheckConstraint("(ended_at IS NULL) = (status = 'open')", name="ended"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    version_id: Mapped[Ref] = mapped_column(ForeignKey("process_version.id"))
    process_key: Mapped[Word]
    reply_to_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))
    status: Mapped[Word]  # open, ended, cancelled
    outcome: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[Blob]
    state_digest: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]
    home_unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))  # the unit that started it
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime())


class Task(Base):
    """One piece of human work open in a unit's inbox. Unit and lane own it; `assignee_id` is who took it."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "ix_task_inbox",
            "unit_id",
            "sort_due",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_task_mine",
            "assignee_id",
            "sort_due",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_task_done", "closed_by", "closed_at"),
        Index(
            "ix_task_completed",
            "closed_at",
            sqlite_where=text("closed_how = 'completed'"),
            postgresql_where=text("closed_how = 'completed'"),
        ),
        Index("ix_task_case", "case_id", "opened_at"),
        Index("ix_task_element", "element_id", "case_id"),
        Index(
            "ix_task_open",
            "case_id",
            "sort_due",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_task_run", "run_id", "token"),
        Index("ix_task_turn", "run_id", "element_id", "path", "turn"),
        CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name="closed"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"))
    process_key: Mapped[Word]  # of the diagram that draws it: a called piece has its own
    element_id: Mapped[Word]
    path: Mapped[Line]  # calling elements, "serve_order" or ""
    token: Mapped[Word]
    loop_key: Mapped[str | None] = mapped_column(String(16))  # place in a multi-instance step
    title: Mapped[Line]
    title_en: Mapped[Line]
    subject: Mapped[Line]  # the case's title, copied so that the inbox needs no join
    case_no: Mapped[Word]
    lane: Mapped[Word]
    role: Mapped[Word]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    external: Mapped[str | None] = mapped_column(String(200))  # participant outside, answered for by the unit
    urgency: Mapped[Word]
    due_at: Mapped[datetime | None] = mapped_column(UtcTime())
    due_rule: Mapped[str | None] = mapped_column(String(32))
    due_provisional: Mapped[bool] = mapped_column(default=False)
    sort_due: Mapped[Moment]  # due_at, or a far day for tasks without one
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcTime())
    return_reason: Mapped[str | None] = mapped_column(String(500))
    turn: Mapped[int] = mapped_column(default=1)  # how often this step has been reached in this run
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime())
    closed_by: Mapped[str | None] = mapped_column(String(26))
    closed_for: Mapped[str | None] = mapped_column(String(26))  # on whose behalf, under a delegation
    closed_how: Mapped[str | None] = mapped_column(String(16))  # completed, cancelled


class TaskDraft(Base):
    """What an officer has filled in so far, encrypted under the key of the case."""

    __tablename__ = "task_draft"
    task_id: Mapped[Ref] = mapped_column(ForeignKey("task.id"), primary_key=True)
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    cipher: Mapped[Blob]
    saved_at: Mapped[Moment]


class RegistrationDraft(Base):
    """A complaint that an officer has begun to register: no case yet, sealed under the installation's key."""

    __tablename__ = "registration_draft"
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    cipher: Mapped[Blob]
    saved_at: Mapped[Moment]


class Timer(Base):
    """A timer of a diagram, as the moment at which a worker fires it once."""

    __tablename__ = "timer"
    __table_args__ = (
        Index(
            "ix_timer_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_timer_queued",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_timer_run", "run_id", "token"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"))
    process_key: Mapped[Word]  # of the diagram that draws it
    element_id: Mapped[Word]
    token: Mapped[Word]
    rule: Mapped[str | None] = mapped_column(String(32))
    due_at: Mapped[Moment]
    generation: Mapped[int] = mapped_column(default=1)
    state: Mapped[Word]  # waiting, queued, fired, cleared


class MessageWait(Base):
    """A run that waits for a message at one place of its diagram."""

    __tablename__ = "message_wait"
    __table_args__ = (Index("ix_message_wait_case", "case_id", "name"),)
    run_id: Mapped[Ref] = mapped_column(ForeignKey("run.id"), primary_key=True)
    token: Mapped[Word] = mapped_column(primary_key=True)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    element_id: Mapped[Word]
    name: Mapped[Word]
    since_at: Mapped[Moment]


class Message(Base):
    """A message between runs of a case; one for which nobody waits yet stays until somebody does."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_case", "case_id", "state", "name"),)
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    name: Mapped[Word]
    payload: Mapped[Tree]
    from_run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))
    to_run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))
    state: Mapped[Word]  # waiting, delivered, started, unclaimed
    sent_at: Mapped[Moment]
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime())


class Incident(Base):
    """Something that the engine could not do: where, why, and the command to try again."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "resolved_at", "opened_at"),)
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))
    element_id: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[Word]
    cause: Mapped[LongText]
    command: Mapped[Tree]
    command_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[Moment]
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime())
    resolved_by: Mapped[str | None] = mapped_column(String(26))
