"""Questions about exchanges with other systems."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.models import CaseFile, Exchange, ReceivedFile, ReceivedItem

PAGE = 50


def exchanges_due(session: Session, now: datetime, limit: int = 100) -> Sequence[Exchange]:
    """Return exchanges that are to be delivered now, locked; rows that others hold are passed over."""
    question = select(Exchange).where(Exchange.state == "waiting", Exchange.next_at <= now)
    question = question.order_by(Exchange.next_at, Exchange.id).limit(limit)
    return session.scalars(question.with_for_update(skip_locked=True)).all()


def any_exchange_due(session: Session, now: datetime) -> bool:
    """Say whether an exchange is to be delivered; it locks nothing."""
    question = select(Exchange.id).where(Exchange.state == "waiting", Exchange.next_at <= now)
    return session.scalar(question.limit(1)) is not None


def exchanges_being_sent(session: Session, limit: int = 500) -> Sequence[tuple[str, int, int]]:
    """Return (id, tries, how often it was broken off) of exchanges whose delivery is in the queue."""
    question = select(Exchange.id, Exchange.tries, Exchange.lost).where(Exchange.state == "sending")
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(Exchange.id).limit(limit))]


def exchange_of(
    session: Session, exchange_id: str, *, lock: bool = False
) -> tuple[Exchange, CaseFile] | None:
    """Return an exchange with its case, the exchange locked if asked; or None."""
    question = select(Exchange, CaseFile).join(CaseFile, CaseFile.id == Exchange.case_id)
    question = question.where(Exchange.id == exchange_id)
    if lock:
        question = question.with_for_update(of=(Exchange, CaseFile))
    found = session.execute(question).one_or_none()
    return None if found is None else (found[0], found[1])


def exchange_by_key(session: Session, key: str) -> Exchange | None:
    """Return the exchange that a receiver knows by a key, or None."""
    return session.scalars(select(Exchange).where(Exchange.key == key)).one_or_none()


def exchanges_of_task(session: Session, task_id: str) -> Sequence[Exchange]:
    """Return what went out when a task opened and is still to be confirmed."""
    question = select(Exchange).where(Exchange.cause_id == task_id)
    return session.scalars(question.where(Exchange.state.not_in(("confirmed", "voided")))).all()


def exchanges_in(
    session: Session, districts: Collection[str], *, state: str = "", receiver: str = "", start: int = 0
) -> Sequence[tuple[Exchange, CaseFile]]:
    """Return a page of the exchanges of districts, newest first, and one more than a page."""
    question = select(Exchange, CaseFile).join(CaseFile, CaseFile.id == Exchange.case_id)
    question = question.where(*_wanted(districts, state, receiver)).order_by(Exchange.id.desc())
    return [(row[0], row[1]) for row in session.execute(question.offset(start).limit(PAGE + 1))]


def exchanges_by_state(session: Session, districts: Collection[str]) -> dict[str, int]:
    """Return how many exchanges of districts are in each state."""
    question = select(Exchange.state, func.count()).where(*_wanted(districts, "", ""))
    question = question.group_by(Exchange.state)
    return {row[0]: row[1] for row in session.execute(question)}


def exchanges_to(
    session: Session, district: str, receiver: str, *, key: str = "", case_no: str = "", case_id: str = ""
) -> Sequence[tuple[Exchange, CaseFile]]:
    """Return what went to a receiver of a district, by key, else by case number, else by case; the newest first."""
    question = select(Exchange, CaseFile).join(CaseFile, CaseFile.id == Exchange.case_id)
    question = question.where(Exchange.jurisdiction_key == district, Exchange.receiver == receiver)
    if key:
        question = question.where(Exchange.key == key)
    else:
        question = question.where(CaseFile.case_no == case_no if case_no else CaseFile.id == case_id)
    return [(row[0], row[1]) for row in session.execute(question.order_by(Exchange.id.desc()).limit(20))]


def exchanges_with(session: Session, district: str, receiver: str) -> Sequence[Exchange]:
    """Return everything that was meant for a receiver of a district."""
    question = select(Exchange).where(Exchange.jurisdiction_key == district, Exchange.receiver == receiver)
    return session.scalars(question.order_by(Exchange.id)).all()


def exchanges_since(
    session: Session, districts: Collection[str], since: datetime
) -> Sequence[tuple[str, str, datetime]]:
    """Return (receiver, state, moment of making) of the exchanges of districts made since a moment."""
    question = select(Exchange.receiver, Exchange.state, Exchange.made_at)
    question = question.where(*_wanted(districts, "", ""), Exchange.made_at >= since).order_by(Exchange.id)
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def received(session: Session, district: str, receiver: str, number: str) -> ReceivedItem | None:
    """Return what came in from another system under a number, or None."""
    question = select(ReceivedItem).where(
        ReceivedItem.jurisdiction_key == district,
        ReceivedItem.receiver == receiver,
        ReceivedItem.number == number,
    )
    return session.scalars(question).one_or_none()


def received_files_in(
    session: Session, districts: Collection[str], limit: int = 20
) -> Sequence[ReceivedFile]:
    """Return the files that came in last for districts, newest first."""
    question = select(ReceivedFile).where(ReceivedFile.jurisdiction_key.in_(sorted(districts)))
    return session.scalars(question.order_by(ReceivedFile.id.desc()).limit(limit)).all()


def _wanted(districts: Collection[str], state: str, receiver: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Exchange.jurisdiction_key.in_(sorted(districts))]
    if state:
        found.append(Exchange.state == state)
    if receiver:
        found.append(Exchange.receiver == receiver)
    return found
