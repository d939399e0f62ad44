"""What leaves the house: requests that a second person decides, and files that workers make to be taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, Tree, UtcTime, Word

_OPEN = text("ended_at IS NULL")


class ExportRequest(Base):
    """One request for an unmasked case file; `granted` is null until somebody else has decided."""

    __tablename__ = "export_request"
    __table_args__ = (
        Index("ix_export_request_case", "case_id", "asked_at"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="granted"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="four_eyes"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    asked_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    asked_unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[Moment]
    purpose: Mapped[Line]
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())
    decided_by: Mapped[str | None] = mapped_column(String(26))
    granted: Mapped[bool | None]
    note: Mapped[Line] = mapped_column(default="")


class ExportJob(Base):
    """A file that somebody wants to take out and that a worker makes: of a case, or an event log of districts.

    `done` of `total` cases or parts say how far it is, `size` and `sha256` what was made. Each time that it is taken
    is an event; the row itself is no fact.
    """

    __tablename__ = "export_job"
    __table_args__ = (
        Index("ix_export_job_asked", "asked_by", "asked_at"),
        Index("ix_export_job_open", "state", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'queued'))", name="ended"),
    )
    id: Mapped[Key]
    kind: Mapped[Word]  # case, xes, ocel
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("export_request.id"))
    personal: Mapped[Word]
    purpose: Mapped[Line]
    asked_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    asked_at: Mapped[Moment]
    state: Mapped[Word]  # waiting, queued, done, failed, removed
    generation: Mapped[int] = mapped_column(default=1)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    name: Mapped[Line] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    told: Mapped[Tree]  # what was counted: cases, events; or why it failed: zh, en
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime())
