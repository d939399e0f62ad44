"""Requests to let a case leave the house with its personal data, which a second person decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, UtcTime


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
