"""Tables of time: the clocks of cases, and the editions of calendars and rules that they are counted with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Ref, Tree, UtcTime, Word

_RUNNING = text("met_at IS NULL AND replaced_at IS NULL")
_WARNING = text("warn_at IS NOT NULL")


class Deadline(Base):
    """One clock of one rule on a case, from the event that started it to the one that met it.

    Its facts are all that its end is counted from, so that it can be counted again and explained at any time.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_case", "case_id", "rule"),
        Index("ix_deadline_running", "case_id", "due_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_deadline_due", "due_at"),
        Index("ix_deadline_warning", "warn_at", sqlite_where=_WARNING, postgresql_where=_WARNING),
    )
    id: Mapped[Key]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[Ref]
    rule: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int] = mapped_column(default=0)  # of the rule; 0 is the one that ships
    started_by: Mapped[Word]  # element id
    started_on: Mapped[date]
    due_at: Mapped[Moment]
    provisional: Mapped[bool]
    length: Mapped[int | None]  # the local figure that gave the length
    fixed_on: Mapped[date | None]  # the day that a paper sets, for the start or by an extension
    extended_days: Mapped[int] = mapped_column(default=0)
    extension: Mapped[int] = mapped_column(default=0)  # in the unit of the rule
    pauses: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # first and last day out, ISO
    halted_on: Mapped[date | None]  # it stands still since
    warn_at: Mapped[datetime | None] = mapped_column(UtcTime())  # next moment at which to warn, while it runs
    met_at: Mapped[datetime | None] = mapped_column(UtcTime())
    met_by: Mapped[str | None] = mapped_column(String(64))
    replaced_at: Mapped[datetime | None] = mapped_column(
        UtcTime()
    )  # a newer row counts, or the case has ended


class CalendarEdition(Base):
    """One year of one layer as once loaded; the newest counts, the former stay."""

    __tablename__ = "calendar_edition"
    __table_args__ = (
        UniqueConstraint("layer", "scope", "year", "number", name="uq_calendar_edition_number"),
    )
    id: Mapped[Key]
    layer: Mapped[Word]  # national, local, unit
    scope: Mapped[Word]  # "", a district, a unit
    year: Mapped[int]
    number: Mapped[int]  # 1, 2, … within layer, scope and year
    state: Mapped[Word]  # official, provisional
    source: Mapped[Line]  # the document that published it
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    loaded_at: Mapped[Moment]
    loaded_by: Mapped[str | None] = mapped_column(String(26))


class RuleEdition(Base):
    """A rule of the pack, or the choice in a conflict of rules, as the office once confirmed or changed it.

    It counts from `effective_on`, from its making where there is none; `reaches_open` says that what was open by
    then follows it too.
    """

    __tablename__ = "rule_edition"
    __table_args__ = (UniqueConstraint("subject", "number", name="uq_rule_edition_number"),)
    id: Mapped[Key]
    subject: Mapped[Word]  # INS-01, C5
    number: Mapped[int]  # 1, 2, …; 0 is what ships
    changes: Mapped[Tree]
    reason: Mapped[str] = mapped_column(String(500))
    document: Mapped[Line]
    made_at: Mapped[Moment]
    made_by: Mapped[Ref]
    effective_on: Mapped[date | None]
    reaches_open: Mapped[bool] = mapped_column(default=False, server_default=false())


class ChoiceRecount(Base):
    """A choice in a conflict of rules whose open clocks background work counts again from its day on."""

    __tablename__ = "choice_recount"
    edition_id: Mapped[Ref] = mapped_column(ForeignKey("rule_edition.id"), primary_key=True)
    from_on: Mapped[date]
    asked_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    cases: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime())


class LawStamp(Base):
    """Which editions are the newest; one row, held by whoever counts so that none slips in meanwhile."""

    __tablename__ = "law_stamp"
    key: Mapped[str] = mapped_column(String(26), primary_key=True)
    calendars: Mapped[str] = mapped_column(String(26))
    rules: Mapped[str] = mapped_column(String(26))
    register: Mapped[str] = mapped_column(String(26), default="", server_default="")
