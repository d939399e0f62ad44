"""Drafts of processes with their revisions, proposals to publish, and which version is in force where since when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, LongText, Moment, Ref, Tree, UtcTime, Word


class Draft(Base):
    """The working set of files of one process that designers change; its files are its newest revisions."""

    __tablename__ = "draft"
    __table_args__ = (
        Index("ix_draft_process", "process_key", "state"),
        Index("ix_draft_state", "state", "changed_at"),
    )
    id: Mapped[Key]
    process_key: Mapped[Word]
    title: Mapped[Line]
    origin: Mapped[Word]  # version, empty, import
    based_on_id: Mapped[str | None] = mapped_column(ForeignKey("process_version.id"))
    state: Mapped[Word]  # open, proposed, published, discarded
    begun_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    begun_at: Mapped[Moment]
    changed_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    changed_at: Mapped[Moment]
    version_id: Mapped[str | None] = mapped_column(ForeignKey("process_version.id"))  # what it became


class DraftRevision(Base):
    """One state of one file of a draft; without a digest the file was removed. Revisions are only ever added."""

    __tablename__ = "draft_revision"
    __table_args__ = (Index("ix_draft_revision_made", "draft_id", "made_at"),)
    draft_id: Mapped[Ref] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str | None] = mapped_column(ForeignKey("process_file.digest"))
    made_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[Moment]
    note: Mapped[Line] = mapped_column(default="")


class DraftPresence(Base):
    """Who has a draft open, at which file, and when that was last heard of."""

    __tablename__ = "draft_presence"
    draft_id: Mapped[Ref] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), default="")
    seen_at: Mapped[Moment]


class Publication(Base):
    """A proposal that a draft be published, or that an earlier version be in force again; a second person decides.

    `digest` is that of the very files that were proposed, `starts` maps districts ("" for all) to days.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_state", "state", "proposed_at"),
        Index("ix_publication_process", "process_key", "proposed_at"),
        Index(
            "uq_publication_waiting",
            "draft_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint("(decided_at IS NULL) = (state = 'waiting')", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decider"),
        CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint("(draft_id IS NULL) = (kind = 'restore')", name="subject"),
    )
    id: Mapped[Key]
    process_key: Mapped[Word]
    kind: Mapped[Word]  # publish, restore
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("draft.id"))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("process_version.id"))
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[LongText]
    starts: Mapped[Tree]
    proposed_by: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    proposed_at: Mapped[Moment]
    state: Mapped[Word]  # waiting, approved, sent_back, withdrawn
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())
    reason: Mapped[LongText] = mapped_column(default="")  # why it was sent back, or approved all the same
    override: Mapped[LongText] = mapped_column(default="")  # why it may be published although a trial fails


class ProcessInForce(Base):
    """From a day on, new runs of a process in a district ("" for all) begin on this version.

    What begins later goes before what began earlier; on one day, what was put in force last.
    """

    __tablename__ = "process_in_force"
    __table_args__ = (
        Index("ix_process_in_force", "process_key", "from_on", "id"),
        CheckConstraint("(dropped_at IS NULL) = (dropped_by IS NULL)", name="dropped"),
    )
    id: Mapped[Key]
    process_key: Mapped[Word]
    district: Mapped[Word] = mapped_column(default="")
    version_id: Mapped[Ref] = mapped_column(ForeignKey("process_version.id"))
    from_on: Mapped[date]
    publication_id: Mapped[str | None] = mapped_column(ForeignKey("publication.id"))
    put_at: Mapped[Moment]
    put_by: Mapped[str | None] = mapped_column(String(26))
    note: Mapped[LongText] = mapped_column(default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UtcTime())  # taken back before its day came
    dropped_by: Mapped[str | None] = mapped_column(String(26))
