"""Accounts: signing in and out, officers, their memberships and passwords; it computes no password hash itself."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.actors import SYSTEM, Actor
from app.clock import local
from app.house import house_of
from app.mail import is_address
from app.permissions import APART, may, shipped_roles
from app.refusals import NotAllowed, NotFound, Refusal, SignInRefused
from storage.database import unit_of_work
from storage.events import record
from storage.models import Membership, Officer, SignInThrottle, Unit, WebSession, new_id
from storage.officers import (
    failures_of,
    officer_for_update,
    officer_named,
    roles_held_between,
    sessions_of,
    throttle_for_update,
)

FAILURES_THAT_LOCK = 5
LOCKED_FOR = timedelta(minutes=30)
FAILURES_OF_AN_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=8)

REFUSED = (
    "用户名或密码不正确，或者账号、网络地址因多次失败被暂时锁定。连续 5 次失败锁定 30 分钟。",
    "User name or password is wrong, or the account or address is locked for a while after repeated failures.",
)
_SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")


class NameTaken(Refusal):
    """Another officer has this sign-in name."""


class BadAddress(Refusal):
    """A text that is no address of mail."""

    status = 422


class RolesApart(Refusal):
    """The role may not be held together with one that the officer holds on some of the days (三员分立)."""


@dataclass(frozen=True)
class SignedIn:
    """A fresh session; `token` is shown to the browser once and kept nowhere."""

    token: str
    officer_id: str


@unit_of_work
def sign_in(session: Session, sign_in_name: str, *, proven: str | None, address: str) -> SignedIn | None:
    """Open a session for the officer whose present password hash is `proven`; None when it is refused.

    A refusal is written down too: it counts towards the lock of the account (five failures, 30 minutes) and
    of the network address (20 failures in 15 minutes). For an address that is locked already, SignInRefused
    is raised and nothing is written.
    """
    at = house_of(session).now()
    throttle = throttle_for_update(session, address)
    if throttle is not None and is_throttled(throttle.failures, throttle.window_started_at, at):
        raise SignInRefused(*REFUSED)
    officer = officer_named(session, sign_in_name)
    if officer is not None:
        officer = officer_for_update(session, officer.id)
    if officer is None or not _may_enter(officer, proven, at):
        _note_failure(session, officer, throttle, address, at)
        return None
    officer.failures, officer.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            officer_id=officer.id,
            csrf_token=secrets.token_urlsafe(24),
            created_at=at,
            expires_at=at + LONGEST_SESSION,
        )
    )
    who = Actor(officer.id, officer.name)
    record(session, "officer_signed_in", {"officer": officer.id, "address": address}, at=at, by=who)
    return SignedIn(token, officer.id)


def refuse_throttled(session: Session, address: str) -> None:
    """Raise SignInRefused for an address that is locked after repeated failures."""
    failures = failures_of(session, address)
    if failures is not None and is_throttled(*failures, house_of(session).now()):
        raise SignInRefused(*REFUSED)


def count_refusal(session: Session, address: str, at: datetime) -> None:
    """Count a refused try of an address that names no officer, and record it."""
    _note_failure(session, None, throttle_for_update(session, address), address, at)


def is_throttled(failures: int, window_started_at: datetime, at: datetime) -> bool:
    """Tell whether an address with these failures since the start of its window must wait."""
    return failures >= FAILURES_OF_AN_ADDRESS and at < window_started_at + ADDRESS_WINDOW


def _may_enter(officer: Officer, proven: str | None, at: datetime) -> bool:
    locked = officer.locked_until is not None and at < officer.locked_until
    return officer.active and not locked and proven is not None and proven == officer.password_hash


def _note_failure(
    session: Session, officer: Officer | None, throttle: SignInThrottle | None, address: str, at: datetime
) -> None:
    if throttle is None:
        throttle = SignInThrottle(address=address, failures=0, window_started_at=at)
        session.add(throttle)
    if at >= throttle.window_started_at + ADDRESS_WINDOW:
        throttle.failures, throttle.window_started_at = 0, at
    throttle.failures += 1
    locks = False
    if officer is not None and (officer.locked_until is None or at >= officer.locked_until):
        officer.failures += 1
        locks = officer.failures >= FAILURES_THAT_LOCK
        if locks:
            officer.failures, officer.locked_until = 0, at + LOCKED_FOR
    facts = {"officer": officer.id if officer else None, "address": address, "locked": locks}
    record(session, "sign_in_refused", facts, at=at, by=SYSTEM)


@unit_of_work
def sign_out(session: Session, token_hash: str, *, by: Actor) -> None:
    """End the session with this token hash; raise NotFound when it is not the officer's or is over already."""
    at = house_of(session).now()
    found = session.get(WebSession, token_hash, with_for_update=True)
    if found is None or found.officer_id != by.officer_id or found.revoked_at is not None:
        raise NotFound
    found.revoked_at = at
    record(session, "officer_signed_out", {"officer": found.officer_id}, at=at, by=by)


@unit_of_work
def change_password(
    session: Session, *, proven: str | None, password_hash: str, keep: str, by: Actor
) -> None:
    """Give the officer a new password hash and end his sessions but the one with token hash `keep`.

    Raises SignInRefused when `proven` is not the present hash.
    """
    at = house_of(session).now()
    officer = officer_for_update(session, by.officer_id or "")
    if officer is None or proven is None or officer.password_hash != proven:
        raise SignInRefused(
            "当前密码不正确，没有修改。", "The present password is wrong; nothing was changed."
        )
    officer.password_hash = password_hash
    for other in sessions_of(session, officer.id):
        if other.token_hash != keep:
            other.revoked_at = at
    record(session, "password_changed", {"officer": officer.id}, at=at, by=by)


@unit_of_work
def set_mail(session: Session, officer_id: str, address: str, *, by: Actor) -> None:
    """Let an officer's reminders go to an address of mail as well, or with "" to none.

    An officer sets his own; those who manage accounts anybody's. Raises NotAllowed, NotFound, or BadAddress.
    """
    address = address.strip()
    if officer_id != by.officer_id and by != SYSTEM and not may(by, "account.manage"):
        raise NotAllowed("只能登记自己的邮箱。", "Only one's own address can be set.")
    if address and not is_address(address):
        raise BadAddress("这不是有效的邮箱地址，没有保存。", "This is no mail address; nothing was saved.")
    officer = officer_for_update(session, officer_id)
    if officer is None:
        raise NotFound
    facts = {"officer": officer.id, "had": bool(officer.mail), "has": bool(address)}
    officer.mail = address or None
    record(session, "mail_address_set", facts, at=house_of(session).now(), by=by)


@unit_of_work
def add_officer(session: Session, sign_in_name: str, name: str, password_hash: str, *, by: Actor) -> Officer:
    """Add an officer and return him; he can do nothing until he is given a membership.

    Raises NameTaken for a sign-in name in use, Refusal for one with other signs than small letters, digits,
    dot, dash and underscore, and NotAllowed unless a system administrator (or the system itself) does it.
    """
    administers(by)
    if not _SIGN_IN_NAME.fullmatch(sign_in_name) or not name.strip():
        raise Refusal(
            "用户名须为 3 至 64 个小写字母、数字、点、横线或下划线，姓名不能为空。",
            "A user name has 3 to 64 small letters, digits, dots, dashes or underscores; the name must be given.",
        )
    if officer_named(session, sign_in_name) is not None:
        raise NameTaken(f"用户名“{sign_in_name}”已被使用。", f"The user name {sign_in_name} is taken.")
    at = house_of(session).now()
    officer = Officer(
        id=new_id(), sign_in_name=sign_in_name, name=name.strip(), password_hash=password_hash, created_at=at
    )
    session.add(officer)
    record(session, "officer_added", {"officer": officer.id, "sign_in_name": sign_in_name}, at=at, by=by)
    return officer


@unit_of_work
def add_membership(
    session: Session,
    officer_id: str,
    unit_id: str,
    role: str,
    *,
    by: Actor,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give an officer a role in a unit from a day (today) to a day (None: until further notice).

    Raises NotFound for an unknown officer, unit or role, RolesApart when the separation of the three
    administrators forbids it, Refusal for days in the wrong order.
    """
    administers(by)
    at = house_of(session).now()
    first = valid_from or local(at).date()
    if officer_for_update(session, officer_id) is None or session.get(Unit, unit_id) is None:
        raise NotFound
    if role not in shipped_roles():
        raise NotFound(f"没有“{role}”这个岗位。", f"There is no role {role}.")
    if valid_to is not None and valid_to < first:
        raise Refusal("结束日期不能早于开始日期。", "The last day must not be before the first.")
    held = roles_held_between(session, officer_id, first, valid_to) - {role}
    if held and (role in APART or held & APART):
        raise RolesApart(
            "系统管理、安全管理、审计岗位不得与其他岗位由同一人担任。",
            "Administrators and auditors may hold no other role.",
        )
    membership = Membership(
        id=new_id(), officer_id=officer_id, unit_id=unit_id, role=role, valid_from=first, valid_to=valid_to
    )
    session.add(membership)
    facts = {"officer": officer_id, "unit": unit_id, "role": role, "from": first.isoformat()}
    record(session, "membership_added", facts, at=at, by=by)
    return membership


@unit_of_work
def end_membership(session: Session, membership_id: str, last_day: date, *, by: Actor) -> Membership:
    """End a membership after a day; work that the officer holds stays with the unit, which can assign it anew."""
    administers(by)
    at = house_of(session).now()
    membership = session.get(Membership, membership_id, with_for_update=True)
    if membership is None or (membership.valid_to is not None and membership.valid_to <= last_day):
        raise NotFound
    if last_day < membership.valid_from:
        raise Refusal("结束日期不能早于开始日期。", "The last day must not be before the first.")
    membership.valid_to = last_day
    facts = {"officer": membership.officer_id, "unit": membership.unit_id, "role": membership.role}
    record(session, "membership_ended", {**facts, "to": last_day.isoformat()}, at=at, by=by)
    return membership


def administers(by: Actor) -> None:
    """Raise NotAllowed for who may not manage accounts."""
    if by != SYSTEM and not may(by, "account.manage"):
        raise NotAllowed("只有系统管理员可以管理账号。", "Only system administrators manage accounts.")
