"""Enrolment: many accounts with their roles at once, as when a district begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.actors import Actor
from app.house import house_of
from storage.database import unit_of_work
from storage.events import record
from storage.models import Membership, Officer, new_id


@dataclass(frozen=True)
class Enrolled:
    """One account to be: its sign-in name, the officer's name, his unit and roles."""

    sign_in_name: str
    name: str
    unit_id: str
    roles: tuple[str, ...]


@unit_of_work
def enrol(session: Session, posts: Iterable[Enrolled], password_hash: str, since: date, *, by: Actor) -> int:
    """Add these accounts with one password hash and their roles from a day on; return how many."""
    at, count = house_of(session).now(), 0
    for post in posts:
        officer = Officer(
            id=new_id(),
            sign_in_name=post.sign_in_name,
            name=post.name,
            password_hash=password_hash,
            created_at=at,
        )
        session.add(officer)
        facts = {"officer": officer.id, "sign_in_name": post.sign_in_name}
        record(session, "officer_added", facts, at=at, by=by)
        for role in post.roles:
            seat = Membership(
                id=new_id(), officer_id=officer.id, unit_id=post.unit_id, role=role, valid_from=since
            )
            session.add(seat)
            facts = {"officer": officer.id, "unit": post.unit_id, "role": role, "from": since.isoformat()}
            record(session, "membership_added", facts, at=at, by=by)
        count += 1
    session.flush()
    return count
