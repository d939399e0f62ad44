"""Questions about reminders, their mails, and the counts of clocks that are still to be done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from storage.models import CalendarEdition, Officer, Recount, Reminder

PAGE = 50


def unread_of(session: Session, officer_id: str, most: int = 100) -> int:
    """Return how many reminders an officer has not read, counted up to `most`."""
    question = select(Reminder.id).where(Reminder.officer_id == officer_id, Reminder.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(question.limit(most).subquery())) or 0


def reminders_of(session: Session, officer_id: str, before: str = "") -> Sequence[Reminder]:
    """Return a page of an officer's reminders, newest first, beginning below an id; one more than a page."""
    question = select(Reminder).where(Reminder.officer_id == officer_id)
    if before:
        question = question.where(Reminder.id < before)
    return session.scalars(question.order_by(Reminder.id.desc()).limit(PAGE + 1)).all()


def unread_for_update(session: Session, officer_id: str, ids: Collection[str] | None) -> Sequence[Reminder]:
    """Return an officer's unread reminders, of these ids or all of them, locked."""
    question = select(Reminder).where(Reminder.officer_id == officer_id, Reminder.read_at.is_(None))
    if ids is not None:
        question = question.where(Reminder.id.in_(sorted(ids)))
    return session.scalars(question.order_by(Reminder.id).with_for_update()).all()


def mails_due(session: Session, now: datetime, limit: int = 100) -> Sequence[Reminder]:
    """Return reminders whose mail is to be queued now, locked; rows that others hold are passed over."""
    question = select(Reminder).where(Reminder.mail_state == "waiting", Reminder.mail_at <= now)
    question = question.order_by(Reminder.mail_at, Reminder.id).limit(limit)
    return session.scalars(question.with_for_update(skip_locked=True)).all()


def any_mail_due(session: Session, now: datetime) -> bool:
    """Say whether a mail is to be queued; it locks nothing."""
    question = select(Reminder.id).where(Reminder.mail_state == "waiting", Reminder.mail_at <= now)
    return session.scalar(question.limit(1)) is not None


def queued_mails(session: Session, limit: int = 500) -> Sequence[tuple[str, int, int]]:
    """Return (id, tries, how often it was broken off) of reminders whose mail is in the queue."""
    question = select(Reminder.id, Reminder.mail_tries, Reminder.mail_lost)
    question = question.where(Reminder.mail_state == "queued")
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(Reminder.id).limit(limit))]


def mail_for_update(session: Session, reminder_id: str) -> tuple[Reminder, Officer] | None:
    """Return a reminder with its officer, the reminder locked."""
    question = select(Reminder, Officer).join(Officer, Officer.id == Reminder.officer_id)
    found = session.execute(
        question.where(Reminder.id == reminder_id).with_for_update(of=Reminder)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def failed_mails(session: Session, limit: int = 100) -> Sequence[tuple[Reminder, Officer]]:
    """Return reminders whose mail could not be sent, newest first, with their officers."""
    question = select(Reminder, Officer).join(Officer, Officer.id == Reminder.officer_id)
    question = question.where(Reminder.mail_state == "failed").order_by(Reminder.id.desc()).limit(limit)
    return [(row[0], row[1]) for row in session.execute(question)]


def mails_in(
    session: Session, districts: Collection[str], state: str = "", start: int = 0
) -> Sequence[tuple[Reminder, Officer]]:
    """Return a page of the mails of reminders about work of districts, newest first, and one more than a page."""
    question = select(Reminder, Officer).join(Officer, Officer.id == Reminder.officer_id)
    question = question.where(_mailed_in(districts), *([Reminder.mail_state == state] if state else []))
    question = question.order_by(Reminder.id.desc()).offset(start).limit(PAGE + 1)
    return [(row[0], row[1]) for row in session.execute(question)]


def mail_counts(session: Session, districts: Collection[str]) -> dict[str, int]:
    """Return how many mails of reminders about work of districts are in each state."""
    question = select(Reminder.mail_state, func.count()).where(_mailed_in(districts))
    return {row[0]: row[1] for row in session.execute(question.group_by(Reminder.mail_state))}


def mails_since(
    session: Session, districts: Collection[str], since: datetime
) -> Sequence[tuple[str, datetime]]:
    """Return (state, moment of making) of the mails of reminders made since a moment."""
    question = select(Reminder.mail_state, Reminder.made_at)
    question = question.where(_mailed_in(districts), Reminder.made_at >= since).order_by(Reminder.id)
    return [(row[0], row[1]) for row in session.execute(question)]


def _mailed_in(districts: Collection[str]) -> ColumnElement[bool]:
    of_units = [Reminder.unit_id.startswith(f"{key}.", autoescape=True) for key in sorted(districts)]
    return and_(Reminder.mail_state != "none", or_(false(), *of_units))


def mails_by_state(session: Session) -> dict[str, int]:
    """Return how many reminders are in each state of mail."""
    rows = session.execute(select(Reminder.mail_state, func.count()).group_by(Reminder.mail_state))
    return {state: number for state, number in rows}


def open_recounts(session: Session) -> Sequence[Recount]:
    """Return the counts that are still to be done, oldest first."""
    return session.scalars(
        select(Recount).where(Recount.done_at.is_(None)).order_by(Recount.asked_at, Recount.edition_id)
    ).all()


def latest_recounts(session: Session, limit: int = 10) -> Sequence[tuple[Recount, CalendarEdition]]:
    """Return the counts asked for last, newest first, with the calendar that asked for them."""
    question = select(Recount, CalendarEdition).join(
        CalendarEdition, CalendarEdition.id == Recount.edition_id
    )
    rows = session.execute(question.order_by(Recount.asked_at.desc(), Recount.edition_id).limit(limit))
    return [(row[0], row[1]) for row in rows]
