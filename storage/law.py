"""Questions about the law as loaded: editions of calendars and rules, and which are the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from storage.models import CalendarEdition, ChoiceRecount, LawStamp, RuleEdition
from storage.models.base import table_of

LAW = "law"
_STAMP = table_of(LawStamp).c
_STANDING = select(_STAMP.calendars, _STAMP.rules, _STAMP.register).where(_STAMP.key == bindparam("key"))
_HELD = _STANDING.with_for_update(read=True)


def law_stamp(session: Session, *, hold: bool = False) -> tuple[str, str, str]:
    """Return the ids of the newest editions of calendars and rules and entry of a register, "" where what ships counts.

    Held, none can be added before the action ends: whoever writes a due date must hold it.
    """
    row = session.connection().execute(_HELD if hold else _STANDING, {"key": LAW}).one()
    return row[0], row[1], row[2]


def stamp_for_update(session: Session) -> LawStamp:
    """Return the stamp, locked against whoever counts."""
    return session.get_one(LawStamp, LAW, with_for_update=True)


def newest_calendars(session: Session) -> Sequence[CalendarEdition]:
    """Return the edition that counts of each year of each layer: national ones first, then local, then units'."""
    newest = (
        select(
            CalendarEdition.layer,
            CalendarEdition.scope,
            CalendarEdition.year,
            func.max(CalendarEdition.number).label("number"),
        )
        .group_by(CalendarEdition.layer, CalendarEdition.scope, CalendarEdition.year)
        .subquery()
    )
    question = select(CalendarEdition).join(
        newest,
        (CalendarEdition.layer == newest.c.layer)
        & (CalendarEdition.scope == newest.c.scope)
        & (CalendarEdition.year == newest.c.year)
        & (CalendarEdition.number == newest.c.number),
    )
    order = {"national": 0, "local": 1, "unit": 2}
    rows = session.scalars(question.order_by(CalendarEdition.year, CalendarEdition.scope)).all()
    return sorted(rows, key=lambda row: order[row.layer])


def calendar_editions(session: Session) -> Sequence[CalendarEdition]:
    """Return all editions of calendars, newest first."""
    return session.scalars(select(CalendarEdition).order_by(CalendarEdition.id.desc())).all()


def rule_editions(session: Session, subject: str | None = None) -> Sequence[RuleEdition]:
    """Return all editions of one rule or conflict, or of all, oldest first."""
    question = select(RuleEdition)
    if subject is not None:
        question = question.where(RuleEdition.subject == subject)
    return session.scalars(question.order_by(RuleEdition.subject, RuleEdition.number)).all()


def edition_subject(session: Session, edition_id: str) -> str:
    """Return the rule or conflict of which an edition is."""
    return session.get_one(RuleEdition, edition_id).subject


def recounts_due(session: Session, day: date) -> Sequence[ChoiceRecount]:
    """Return the choices whose day has come and whose open clocks are still to be counted again, oldest first."""
    question = select(ChoiceRecount).where(ChoiceRecount.done_at.is_(None), ChoiceRecount.from_on <= day)
    return session.scalars(question.order_by(ChoiceRecount.from_on, ChoiceRecount.edition_id)).all()


def recounts_of(session: Session, key: str) -> dict[str, ChoiceRecount]:
    """Return the counting again that choices in a conflict asked for, by the choice's id."""
    question = select(ChoiceRecount).join(RuleEdition, RuleEdition.id == ChoiceRecount.edition_id)
    return {row.edition_id: row for row in session.scalars(question.where(RuleEdition.subject == key))}
