"""Tables of what officers are told of: reminders with their mails, and counts of clocks that are still to be done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, UtcTime, Word

_UNREAD = text("read_at IS NULL")
_WAITING = text("mail_state = 'waiting'")
_QUEUED = text("mail_state = 'queued'")


class Reminder(Base):
    """An officer is told how a clock stands (催办提醒); `mail_state`: none, waiting, queued, sent or failed."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index("ix_reminder_unread", "officer_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_reminder_officer", "officer_id", "id"),
        Index("ix_reminder_mail", "mail_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_reminder_queued", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_reminder_case", "case_id"),
    )
    id: Mapped[Key]
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"))
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    case_no: Mapped[Word]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))  # whose work it is
    clock_id: Mapped[Ref] = mapped_column(ForeignKey("deadline.id"))
    rule: Mapped[str] = mapped_column(String(32))
    level: Mapped[Word]  # half, near, today, overdue, lapsed
    due_on: Mapped[date]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("task.id"))
    title: Mapped[Line]  # the open step, if there is one
    title_en: Mapped[Line]
    made_at: Mapped[Moment]
    read_at: Mapped[datetime | None] = mapped_column(UtcTime())
    mail_state: Mapped[Word]
    mail_tries: Mapped[int] = mapped_column(default=0)
    mail_lost: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # tries in a row that were broken off
    mail_at: Mapped[datetime | None] = mapped_column(UtcTime())  # next try, or when it went out
    mail_error: Mapped[Line] = mapped_column(default="")


class Recount(Base):
    """A loaded year whose clocks background work counts again; `moved` is how many had another end."""

    __tablename__ = "recount"
    edition_id: Mapped[Ref] = mapped_column(ForeignKey("calendar_edition.id"), primary_key=True)
    year: Mapped[int]
    asked_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime())
