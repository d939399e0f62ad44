"""Officers are given accounts, sign in, are locked out, and get and lose memberships."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.actions import accounts
from app.actions.accounts import NameTaken, RolesApart
from app.actors import SYSTEM
from app.clock import SetClock
from app.passwords import POLICIES, fault_of, hash_password, proves
from app.refusals import NotAllowed, NotFound, Refusal, SignInRefused
from storage.models import Event, Membership, Officer, SignInThrottle, WebSession
from storage.officers import seats_of, visit_of
from tests.support.clock import A_WEDNESDAY
from tests.support.office import PASSWORD, Office

HERE = "192.0.2.7"


def hash_of(office: Office, name: str) -> str:
    with office.session() as session:
        return session.scalars(select(Officer.password_hash).where(Officer.sign_in_name == name)).one()


def sign_in(
    office: Office, name: str, *, right: bool = True, address: str = HERE
) -> accounts.SignedIn | None:
    proven = hash_of(office, name) if right else None
    with office.session() as session:
        return accounts.sign_in(session, name, proven=proven, address=address)


def last_event(office: Office) -> Event:
    with office.session() as session:
        return session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def test_signing_in_opens_a_session_of_eight_hours_and_keeps_only_the_hash_of_its_token(
    office: Office, clock: SetClock
) -> None:
    signed = sign_in(office, "inspector")
    assert signed is not None
    with office.session() as session:
        row = session.scalars(select(WebSession)).one()
        assert signed.token not in (row.token_hash, row.csrf_token)
        assert row.expires_at == A_WEDNESDAY + timedelta(hours=8)
        found = visit_of(session, row.token_hash, A_WEDNESDAY + timedelta(hours=7, minutes=59))
        assert found is not None and found.officer_id == office.officers["inspector"]
        assert visit_of(session, row.token_hash, A_WEDNESDAY + timedelta(hours=8)) is None
    event = last_event(office)
    assert (event.kind, event.actor_id) == ("officer_signed_in", office.officers["inspector"])


def test_five_failures_lock_the_account_for_half_an_hour_even_for_the_right_password(
    office: Office, clock: SetClock
) -> None:
    for _ in range(5):
        assert sign_in(office, "inspector", right=False) is None
    assert last_event(office).facts["locked"] is True
    assert sign_in(office, "inspector") is None
    clock.advance(timedelta(minutes=29))
    assert sign_in(office, "inspector") is None
    clock.advance(timedelta(minutes=1))
    assert sign_in(office, "inspector") is not None


def test_a_success_forgets_earlier_failures(office: Office, clock: SetClock) -> None:
    for _ in range(4):
        sign_in(office, "inspector", right=False)
    assert sign_in(office, "inspector") is not None
    for _ in range(4):
        sign_in(office, "inspector", right=False)
    assert sign_in(office, "inspector") is not None


def test_an_address_that_tries_many_names_must_wait_and_nothing_more_is_written(
    office: Office, clock: SetClock
) -> None:
    for number in range(20):
        assert_refused(office, f"nobody{number}")
    before = office.events()
    with pytest.raises(SignInRefused):
        sign_in(office, "inspector")
    assert office.events() == before
    assert sign_in(office, "inspector", address="192.0.2.8") is not None
    clock.advance(timedelta(minutes=15))
    assert sign_in(office, "inspector") is not None


def assert_refused(office: Office, name: str) -> None:
    with office.session() as session:
        assert accounts.sign_in(session, name, proven=None, address=HERE) is None


def test_a_refused_name_is_not_written_down_because_it_may_be_a_password(office: Office) -> None:
    assert_refused(office, "my-secret-password")
    event = last_event(office)
    assert event.kind == "sign_in_refused"
    assert "my-secret-password" not in str(event.facts)
    with office.session() as session:
        assert session.scalars(select(SignInThrottle.failures)).one() == 1


def test_an_officer_who_has_left_cannot_sign_in(office: Office) -> None:
    with office.session() as session:
        session.get_one(Officer, office.officers["inspector"]).active = False
        session.commit()
    assert sign_in(office, "inspector") is None


def test_signing_out_ends_the_session_once(office: Office) -> None:
    assert sign_in(office, "inspector") is not None
    with office.session() as session:
        token_hash = session.scalars(select(WebSession.token_hash)).one()
    with office.session() as session:
        accounts.sign_out(session, token_hash, by=office.actor("inspector"))
        assert visit_of(session, token_hash, A_WEDNESDAY) is None
    before = office.events()
    with office.session() as session, pytest.raises(NotFound):
        accounts.sign_out(session, token_hash, by=office.actor("inspector"))
    assert office.events() == before


def test_nobody_ends_the_session_of_another(office: Office) -> None:
    sign_in(office, "inspector")
    before = office.events()
    with office.session() as session:
        token_hash = session.scalars(select(WebSession.token_hash)).one()
        with pytest.raises(NotFound):
            accounts.sign_out(session, token_hash, by=office.actor("clerk"))
    assert office.events() == before


def test_a_new_password_ends_the_other_sessions(office: Office) -> None:
    for _ in range(3):
        sign_in(office, "inspector")
    fresh = hash_password("Quite-Another-2025")
    with office.session() as session:
        keep = session.scalars(select(WebSession.token_hash).order_by(WebSession.token_hash)).first()
        proven = hash_of(office, "inspector")
        assert keep is not None
        accounts.change_password(
            session, proven=proven, password_hash=fresh, keep=keep, by=office.actor("inspector")
        )
        open_ones = session.scalars(
            select(WebSession.token_hash).where(WebSession.revoked_at.is_(None))
        ).all()
    assert open_ones == [keep]
    assert hash_of(office, "inspector") == fresh


def test_a_password_is_not_changed_without_the_present_one(office: Office) -> None:
    before, stored = office.events(), hash_of(office, "inspector")
    with office.session() as session, pytest.raises(SignInRefused):
        accounts.change_password(
            session, proven=None, password_hash="x", keep="", by=office.actor("inspector")
        )
    assert (office.events(), hash_of(office, "inspector")) == (before, stored)


def test_the_system_administrator_adds_an_officer_and_gives_him_a_role_for_some_days(
    office: Office, clock: SetClock
) -> None:
    admin = office.actor("admin")
    with office.session() as session:
        officer = accounts.add_officer(session, "newcomer", "新来的", "hash", by=admin)
        accounts.add_membership(
            session, officer.id, "tj_ftz.union", "mediator", by=admin, valid_to=date(2025, 9, 30)
        )
        assert [seat.role for seat in seats_of(session, officer.id, date(2025, 9, 30))] == ["mediator"]
        assert seats_of(session, officer.id, date(2025, 10, 1)) == []
        assert seats_of(session, officer.id, date(2025, 9, 23)) == []


@pytest.mark.parametrize("who", ["inspector", "head", "convenor", "auditor"])
def test_nobody_else_manages_accounts(office: Office, who: str) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(NotAllowed):
        accounts.add_officer(session, "newcomer", "新来的", "hash", by=office.actor(who))
    with office.session() as session, pytest.raises(NotAllowed):
        accounts.add_membership(
            session, office.officers[who], "tj_ftz.labour", "bureau_head", by=office.actor(who)
        )
    assert office.events() == before


def test_a_sign_in_name_belongs_to_one_officer(office: Office) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(NameTaken, match="clerk"):
        accounts.add_officer(session, "clerk", "另一人", "hash", by=SYSTEM)
    assert office.events() == before


@pytest.mark.parametrize(
    ("sign_in_name", "name"), [("ab", "甲"), ("带汉字", "甲"), ("with space", "甲"), ("fine", " ")]
)
def test_a_name_that_does_not_do_is_explained(office: Office, sign_in_name: str, name: str) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(Refusal, match="name"):
        accounts.add_officer(session, sign_in_name, name, "hash", by=SYSTEM)
    assert office.events() == before


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("inspector", "system_admin"),
        ("admin", "audit_admin"),
        ("auditor", "inspector"),
        ("admin", "inspector"),
    ],
)
def test_administrators_and_auditors_hold_no_other_role(office: Office, who: str, role: str) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(RolesApart):
        accounts.add_membership(session, office.officers[who], "tj_ftz.office", role, by=SYSTEM)
    assert office.events() == before


def test_the_roles_are_kept_apart_only_on_the_same_days(office: Office, clock: SetClock) -> None:
    with office.session() as session:
        membership = session.scalars(
            select(Membership).where(Membership.officer_id == office.officers["inspector"])
        ).one()
        accounts.end_membership(session, membership.id, date(2025, 9, 30), by=SYSTEM)
        accounts.add_membership(
            session,
            office.officers["inspector"],
            "tj_ftz.office",
            "auditor",
            by=SYSTEM,
            valid_from=date(2025, 10, 1),
        )
        roles = [
            [seat.role for seat in seats_of(session, office.officers["inspector"], day)]
            for day in (date(2025, 9, 30), date(2025, 10, 1))
        ]
    assert roles == [["inspector"], ["auditor"]]


@pytest.mark.parametrize(("unit", "role"), [("tj_ftz.nowhere", "inspector"), ("tj_ftz.labour", "emperor")])
def test_there_is_no_membership_of_an_unknown_unit_or_role(office: Office, unit: str, role: str) -> None:
    before = office.events()
    with office.session() as session, pytest.raises(NotFound):
        accounts.add_membership(session, office.officers["clerk"], unit, role, by=SYSTEM)
    assert office.events() == before


@pytest.mark.usefixtures("real_passwords")
def test_a_hash_proves_its_password_only() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert proves(stored, PASSWORD)
    assert not proves(stored, PASSWORD + " ")
    assert not proves(None, "nobody has this password")
    assert not proves("not a hash", PASSWORD)


@pytest.mark.parametrize(
    ("password", "policy", "good"),
    [
        ("Case-Work-2025", "gbt22239", True),
        ("caseworkcasework", "gbt22239", False),
        ("caseworkcasework", "asvs", True),
        ("Short-1", "gbt22239", False),
        ("My-inspector-1", "gbt22239", False),
        ("x" * 129, "asvs", False),
    ],
)
def test_a_new_password_follows_the_chosen_policy(password: str, policy: str, good: bool) -> None:
    assert (fault_of(password, "inspector", POLICIES[policy]) is None) is good
