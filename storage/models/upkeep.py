"""Rows that are no facts and that nobody is told of: the workers at work now, the forms that were sent."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, Ref, Word


class Submission(Base):
    """The key that a form carried with which an officer began something: sent twice, it is carried out once."""

    __tablename__ = "submission"
    officer_id: Mapped[Ref] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    key: Mapped[Word] = mapped_column(primary_key=True)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    sent_at: Mapped[Moment]


class PeriodStart(Base):
    """That the calendar has begun a process in a district for a period; once, whichever worker was first."""

    __tablename__ = "period_start"
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"), primary_key=True)
    process_key: Mapped[Word] = mapped_column(primary_key=True)
    element_id: Mapped[Word] = mapped_column(primary_key=True)
    period: Mapped[Word] = mapped_column(primary_key=True)
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    begun_at: Mapped[Moment]


class Worker(Base):
    """A process that does background work. While it lives it counts `beats`; others watch them go on."""

    __tablename__ = "worker"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)  # host, process number and a random part
    beats: Mapped[int]
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]  # for people to read: hosts may differ on the time
