"""Questions about officers, their seats in units, their sessions and delegations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from storage.models import (
    Delegation,
    Jurisdiction,
    MachineAccount,
    Membership,
    Officer,
    SignInThrottle,
    Unit,
    WebSession,
)
from storage.models.base import UtcTime


@dataclass(frozen=True)
class StoredSeat:
    """One role of an officer in one unit today; `for_officer` is set when it is held by delegation."""

    unit_id: str
    jurisdiction: str
    role: str
    unit_zh: str
    unit_en: str
    for_officer: str | None


@dataclass(frozen=True)
class StoredVisit:
    """A valid session with its officer and the seats that he holds on the day."""

    officer_id: str
    name: str
    sign_in_name: str
    csrf_token: str
    token_hash: str
    expires_at: datetime
    seats: tuple[StoredSeat, ...] = ()


@dataclass(frozen=True)
class Colleague:
    """An officer who holds a role in a unit."""

    officer_id: str
    name: str
    sign_in_name: str
    unit_id: str
    role: str


def _valid_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    return and_(Membership.valid_from <= day, or_(Membership.valid_to.is_(None), Membership.valid_to >= day))


def _seats(officer_id: ColumnElement[str], day: ColumnElement[date]) -> Subquery:
    """Return an officer's own seats of a day and those handed to him by delegation, as a table."""
    own = select(Membership.unit_id, Membership.role, null().label("for_officer")).where(
        Membership.officer_id == officer_id, _valid_on(day)
    )
    handed = (
        select(Membership.unit_id, Membership.role, Delegation.from_officer_id.label("for_officer"))
        .join(Delegation, Delegation.from_officer_id == Membership.officer_id)
        .where(
            Delegation.to_officer_id == officer_id,
            Delegation.unit_id == Membership.unit_id,
            Delegation.ended_at.is_(None),
            Delegation.starts_on <= day,
            Delegation.ends_on >= day,
            _valid_on(day),
        )
    )
    seats = union_all(own, handed).subquery()
    return (
        select(
            seats.c.unit_id,
            Unit.jurisdiction_key,
            seats.c.role,
            Unit.name_zh,
            Unit.name_en,
            seats.c.for_officer,
        )
        .join(Unit, Unit.id == seats.c.unit_id)
        .where(Unit.active)
        .subquery()
    )


def _in_order(seats: Subquery) -> tuple[ColumnElement[Any], ...]:
    return (seats.c.for_officer.is_not(None), seats.c.unit_id, seats.c.role, seats.c.for_officer)


def _seats_question() -> Select[Any]:
    seats = _seats(bindparam("officer_id", type_=String), bindparam("day", type_=Date))
    return select(seats).order_by(*_in_order(seats))


def _visit_question() -> Select[Any]:
    """Return the question of `visit_of`: the session with its officer once for each of his seats."""
    visit = (
        select(
            Officer.id,
            Officer.name,
            Officer.sign_in_name,
            WebSession.csrf_token,
            WebSession.token_hash,
            WebSession.expires_at,
        )
        .join(Officer, Officer.id == WebSession.officer_id)
        .where(
            WebSession.token_hash == bindparam("token_hash", type_=String),
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > bindparam("at", type_=UtcTime()),
            Officer.active,
        )
        .subquery()
    )
    holder = (
        select(WebSession.officer_id)
        .where(WebSession.token_hash == bindparam("token_hash", type_=String))
        .scalar_subquery()
    )
    seats = _seats(holder, bindparam("day", type_=Date))
    return select(visit, seats).outerjoin_from(visit, seats, true()).order_by(*_in_order(seats))


_SEATS = _seats_question()
_VISIT = _visit_question()


def visit_of(asked: Connection | Session, token_hash: str, at: datetime) -> StoredVisit | None:
    """Return the session with this token hash, its officer and his seats; None when unknown, over or revoked.

    The seats are those of the day of `at` in its own zone. It is one question, because every request asks it.
    """
    rows = asked.execute(_VISIT, {"token_hash": token_hash, "at": at, "day": at.date()}).all()
    if not rows:
        return None
    seats = tuple(StoredSeat(*row[6:]) for row in rows if row[6] is not None)
    officer_id, name, sign_in_name, csrf_token, stored_hash, expires_at = rows[0][:6]
    return StoredVisit(officer_id, name, sign_in_name, csrf_token, stored_hash, expires_at, seats)


def seats_of(session: Session, officer_id: str, day: date) -> list[StoredSeat]:
    """Return the officer's own seats of the day and those handed to him by delegation, in one question."""
    return [
        StoredSeat(*row)
        for row in session.connection().execute(_SEATS, {"officer_id": officer_id, "day": day})
    ]


def officer_named(session: Session, sign_in_name: str) -> Officer | None:
    """Return the officer with this sign-in name, active or not."""
    return session.scalar(select(Officer).where(Officer.sign_in_name == sign_in_name))


def officer_for_update(session: Session, officer_id: str) -> Officer | None:
    """Return an officer, locked against other writers until the action ends."""
    return session.scalar(select(Officer).where(Officer.id == officer_id).with_for_update())


def throttle_for_update(session: Session, address: str) -> SignInThrottle | None:
    """Return the failed sign-ins of an address, locked until the action ends."""
    question = select(SignInThrottle).where(SignInThrottle.address == address)
    return session.scalar(question.with_for_update())


def failures_of(session: Session, address: str) -> tuple[int, datetime] | None:
    """Return how often signing in failed from an address, and since when."""
    question = select(SignInThrottle.failures, SignInThrottle.window_started_at)
    row = session.execute(question.where(SignInThrottle.address == address)).one_or_none()
    return None if row is None else (row[0], row[1])


def sessions_of(session: Session, officer_id: str) -> Sequence[WebSession]:
    """Return the sessions of an officer that were not revoked, oldest first."""
    question = select(WebSession).where(WebSession.officer_id == officer_id, WebSession.revoked_at.is_(None))
    return session.scalars(question.order_by(WebSession.created_at, WebSession.token_hash)).all()


def colleagues(
    session: Session, unit_ids: Collection[str], day: date, among: Collection[str] | None = None
) -> list[Colleague]:
    """Return who holds which role in these units on this day, by name; with `among` only officers of these ids."""
    question = (
        select(Officer.id, Officer.name, Officer.sign_in_name, Membership.unit_id, Membership.role)
        .join(Membership, Membership.officer_id == Officer.id)
        .where(Officer.active, Membership.unit_id.in_(sorted(unit_ids)), _valid_on(day))
        .order_by(Officer.name, Officer.id, Membership.unit_id, Membership.role)
    )
    if among is not None:
        question = question.where(Officer.id.in_(sorted(among)))
    return [Colleague(*row) for row in session.execute(question)]


def roles_in_unit(session: Session, officer_id: str, unit_id: str, day: date) -> frozenset[str]:
    """Return the roles that an active officer holds himself in a unit on a day."""
    question = (
        select(Membership.role)
        .join(Officer, Officer.id == Membership.officer_id)
        .where(Officer.active, Officer.id == officer_id, Membership.unit_id == unit_id, _valid_on(day))
    )
    return frozenset(session.scalars(question))


def roles_held_between(session: Session, officer_id: str, first: date, last: date | None) -> frozenset[str]:
    """Return the roles an officer holds in any unit on some day from `first` to `last` (None: no end)."""
    question = select(Membership.role).where(
        Membership.officer_id == officer_id,
        or_(Membership.valid_to.is_(None), Membership.valid_to >= first),
    )
    if last is not None:
        question = question.where(Membership.valid_from <= last)
    return frozenset(session.scalars(question))


def names_of(session: Session, officer_ids: Collection[str]) -> dict[str, str]:
    """Return the names of officers, and of other systems' accounts, by id."""
    if not officer_ids:
        return {}
    wanted = sorted(officer_ids)
    question = union_all(
        select(Officer.id, Officer.name).where(Officer.id.in_(wanted)),
        select(MachineAccount.id, MachineAccount.name).where(MachineAccount.id.in_(wanted)),
    )
    return {key: name for key, name in session.execute(question)}


def accounts_by_unit(session: Session, day: date) -> list[tuple[Jurisdiction, Unit, Membership, Officer]]:
    """Return every seat with its officer, unit and district, for the list of demonstration accounts."""
    question = (
        select(Jurisdiction, Unit, Membership, Officer)
        .join(Unit, Unit.jurisdiction_key == Jurisdiction.key)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Officer, Officer.id == Membership.officer_id)
        .where(Officer.active, Unit.active, _valid_on(day))
        .order_by(Jurisdiction.key, Unit.id, Officer.sign_in_name, Membership.role)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(question)]
