"""Questions about delegations: what an officer gave or got, what is in force, and who stands in for him."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import Delegation, Officer, Unit


def delegations_of(session: Session, officer_id: str) -> list[tuple[Delegation, str, str, Unit]]:
    """Return the delegations that an officer gave or got, with both names and the unit, newest first."""
    giver, taker = aliased(Officer), aliased(Officer)
    question = (
        select(Delegation, giver.name, taker.name, Unit)
        .join(giver, giver.id == Delegation.from_officer_id)
        .join(taker, taker.id == Delegation.to_officer_id)
        .join(Unit, Unit.id == Delegation.unit_id)
        .where(or_(Delegation.from_officer_id == officer_id, Delegation.to_officer_id == officer_id))
        .order_by(Delegation.created_at.desc(), Delegation.id.desc())
        .limit(100)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(question)]


def given_delegations(session: Session, officer_id: str, day: date) -> list[tuple[Delegation, str]]:
    """Return the delegations that an officer gave and that are in force on a day, with the receivers' names."""
    question = (
        select(Delegation, Officer.name)
        .join(Officer, Officer.id == Delegation.to_officer_id)
        .where(
            Delegation.from_officer_id == officer_id,
            Delegation.ended_at.is_(None),
            Delegation.starts_on <= day,
            Delegation.ends_on >= day,
        )
        .order_by(Delegation.starts_on, Delegation.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def substitutes(session: Session, officer_id: str, unit_id: str, day: date) -> list[str]:
    """Return the ids of the officers to whom one has delegated his work in a unit on a day."""
    question = select(Delegation.to_officer_id).where(
        Delegation.from_officer_id == officer_id,
        Delegation.unit_id == unit_id,
        Delegation.ended_at.is_(None),
        Delegation.starts_on <= day,
        Delegation.ends_on >= day,
    )
    return list(session.scalars(question.order_by(Delegation.id)))


def overlapping_delegation(
    session: Session, officer_id: str, unit_id: str, first: date, last: date
) -> Delegation | None:
    """Return a delegation of an officer's work in a unit that is in force on some of these days."""
    question = select(Delegation).where(
        Delegation.from_officer_id == officer_id,
        Delegation.unit_id == unit_id,
        Delegation.ended_at.is_(None),
        Delegation.starts_on <= last,
        Delegation.ends_on >= first,
    )
    return session.scalars(question.order_by(Delegation.starts_on, Delegation.id).limit(1)).first()
