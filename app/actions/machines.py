"""Accounts of other systems that do external tasks: of named topics, in named units; it knows no web.

Their secrets are drawn here with 256 bits and shown once, so that a plain SHA-256 of them is enough to keep.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.actions.accounts import administers, count_refusal, refuse_throttled
from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.external import machine_named, machine_of_secret
from storage.models import MachineAccount, Unit, new_id

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")


class BadMachine(Refusal):
    """An account of another system that cannot be made as asked for."""

    status = 422


@unit_of_work
def add_machine(
    session: Session, name: str, topics: Sequence[str], units: Sequence[str], *, by: Actor
) -> tuple[MachineAccount, str]:
    """Add an account for another system and return it with its secret, which is kept nowhere.

    Raises BadMachine for a name in use or of other signs, for no topic or an unknown unit, and NotAllowed unless a
    system administrator (or the system itself) does it.
    """
    administers(by)
    if _NAME.fullmatch(name) is None or machine_named(session, name) is not None:
        raise BadMachine(
            f"账号名“{name[:64]}”已被使用或不合规：须为 3 至 64 个小写字母、数字、点、横线或下划线。",
            f"The name {name[:64]} is taken, or not of 3 to 64 small letters, digits, dots, dashes, underscores.",
        )
    missing = [unit for unit in units if session.get(Unit, unit) is None]
    if not topics or not units or missing:
        raise BadMachine(
            f"至少须有一个主题和一个单位，单位须已载入；未载入：{'、'.join(missing) or '（未填写）'}。",
            f"At least one topic and one loaded unit are needed; not loaded: {', '.join(missing) or '(none given)'}.",
        )
    at, secret = house_of(session).now(), secrets.token_urlsafe(32)
    made = MachineAccount(
        id=new_id(),
        name=name,
        secret_hash=hash_secret(secret),
        topics=sorted(set(topics)),
        units=sorted(set(units)),
        active=True,
        created_at=at,
    )
    session.add(made)
    facts = {"machine": made.id, "name": name, "topics": made.topics, "units": made.units}
    record(session, "machine_added", facts, at=at, by=by)
    return made, secret


@unit_of_work
def switch_machine(session: Session, name: str, active: bool, *, by: Actor) -> MachineAccount:
    """Stop the account of another system, or let it work again; raise NotFound when nothing changes by that."""
    administers(by)
    account = machine_named(session, name)
    if account is None or account.active == active:
        raise NotFound(
            f"没有可更改的外部系统账号“{name[:64]}”。", f"There is no account {name[:64]} to change."
        )
    account.active = active
    facts = {"machine": account.id, "name": name, "active": active}
    record(session, "machine_changed", facts, at=house_of(session).now(), by=by)
    return account


def machine_of(session: Session, name: str | None, secret: str, address: str) -> Actor | None:
    """Return the system whose secret this is, and whose name, if one is given; None when it is refused.

    Raises SignInRefused while the address is locked after repeated failures. It writes nothing.
    """
    refuse_throttled(session, address)
    account = machine_of_secret(session, hash_secret(secret))
    if account is None or not account.active or name not in (None, account.name):
        return None
    return Actor(account.id, account.name)


@unit_of_work
def refuse_machine(session: Session, address: str, *, by: Actor) -> None:
    """Write down that a system was refused; it counts towards the lock of the network address, as signing in does."""
    count_refusal(session, address, house_of(session).now())


def hash_secret(secret: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
