"""What auditors write down: findings on cases, which never alter them, and queries that they keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, LongText, Moment, Ref, Tree, UtcTime, Word


class Finding(Base):
    """What an auditor found in a case, or at one event of it (`event_seq`); its text stays as it is."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_case", "case_id", "made_at"),
        Index("ix_finding_open", "settled_at", "made_at"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    event_seq: Mapped[int | None]
    severity: Mapped[Word]  # grave, notable, minor
    text: Mapped[LongText]
    made_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[Moment]
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime())
    settled_by: Mapped[str | None] = mapped_column(String(26))
    remark: Mapped[LongText] = mapped_column(default="")  # how it was settled


class SavedQuery(Base):
    """A named search of an auditor over all cases."""

    __tablename__ = "saved_query"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)
    id: Mapped[Key]
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    name: Mapped[Line]
    query: Mapped[Tree]
    created_at: Mapped[Moment]
