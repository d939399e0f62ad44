"""Who acts, as it is stored: officers with the seats that they hold today; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.actors import Actor, Seat
from app.house import house_of
from app.refusals import NotFound
from storage.officers import StoredSeat, names_of, seats_of


def actor_of(session: Session, officer_id: str, name: str) -> Actor:
    """Return an officer of this name with the seats that he holds today, delegations included."""
    day = house_of(session).now().date()
    return Actor(officer_id, name, seated(seats_of(session, officer_id, day)))


def author_of(session: Session, officer_id: str) -> Actor:
    """Return who asked for something, with the seats that he holds today; raise NotFound for one who is gone."""
    name = names_of(session, [officer_id]).get(officer_id)
    if name is None:
        raise NotFound
    return actor_of(session, officer_id, name)


def seated(stored: Iterable[StoredSeat], *, english: bool = False) -> tuple[Seat, ...]:
    """Return seats as actions see them, with the units named in one language."""
    return tuple(
        Seat(
            seat.unit_id,
            seat.jurisdiction,
            seat.role,
            seat.unit_en if english else seat.unit_zh,
            seat.for_officer,
        )
        for seat in stored
    )
