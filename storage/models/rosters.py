"""The table of rosters on their way from a file into a form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Blob, Key, Line, Moment, Ref, UtcTime, Word


class RosterDraft(Base):
    """A file that an officer brings into the table of a form (花名册导入); nothing of it is in a case yet.

    `cipher` seals the form as it was typed, the lines, what is wrong with them and which are left out. It is settled
    once nothing is wrong any more, and forgotten some days later.
    """

    __tablename__ = "roster_draft"
    __table_args__ = (
        Index("ix_roster_draft_officer", "officer_id"),
        Index("ix_roster_draft_made", "made_at"),
    )
    id: Mapped[Key]
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[Word]  # registration, task, start
    place: Mapped[Word]  # the unit that registers, the task, or the process that is to be started
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    path: Mapped[Word]  # the table of the form
    file_name: Mapped[Line]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[Moment]
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime())
    cipher: Mapped[Blob]
