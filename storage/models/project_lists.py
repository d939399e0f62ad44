"""The table of lists that real-name platforms and banks give out for a project."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, Moment, Ref, Tree, UtcTime, Word


class ProjectList(Base):
    """One list of a project as it was imported (实名制名册、考勤、工资表、代发回单), by the batch of its platform.

    A corrected batch is a further `version`; the former one stays, with `replaced_at`. `summary` names nobody;
    `cipher` seals the rows.
    """

    __tablename__ = "project_list"
    __table_args__ = (
        UniqueConstraint("entry_id", "kind", "batch_no", "version", name="uq_project_list_version"),
        Index("ix_project_list_entry", "entry_id", "kind", "replaced_at"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    entry_id: Mapped[Ref] = mapped_column(ForeignKey("register_entry.id"))
    kind: Mapped[Word]  # workers, attendance, wages, payments
    batch_no: Mapped[Word]
    version: Mapped[int]
    file_name: Mapped[Line]
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    left_out: Mapped[Tree]  # rows: [[row as the file counts it, code of the reason]]
    summary: Mapped[Tree]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    imported_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    imported_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(UtcTime())
    cipher: Mapped[Blob]
