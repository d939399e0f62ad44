"""The permission map, seats and who covers whose role."""

from __future__ import annotations

import pytest

from app.actors import Actor, Seat
from app.permissions import (
    APART,
    PERMISSIONS,
    ROLE_PERMISSIONS,
    covers,
    may,
    role_name,
    seat_for,
    sees_masked_only,
    shipped_roles,
    units_where,
    whole_districts,
)


def officer(*seats: tuple[str, str], handed: tuple[tuple[str, str, str], ...] = ()) -> Actor:
    own = [Seat(unit, unit.split(".")[0], role) for unit, role in seats]
    others = [Seat(unit, unit.split(".")[0], role, for_officer=giver) for unit, role, giver in handed]
    return Actor("me", "某某", (*own, *others))


def test_every_shipped_role_has_its_permissions_and_every_mapped_role_its_words() -> None:
    assert set(ROLE_PERMISSIONS) == set(shipped_roles())
    assert all(found <= PERMISSIONS for found in ROLE_PERMISSIONS.values())


def test_every_officer_may_sign_out() -> None:
    assert all("account.own" in found for found in ROLE_PERMISSIONS.values())


@pytest.mark.parametrize("role", sorted(APART | {"process_designer"}))
def test_administrators_auditors_and_designers_work_on_no_task(role: str) -> None:
    assert not ROLE_PERMISSIONS[role] & {
        "task.work",
        "task.assign",
        "personal.show",
        "case.open",
        "inbox.read",
    }


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "process_designer"])
def test_administrators_and_designers_see_no_case(role: str) -> None:
    assert not ROLE_PERMISSIONS[role] & {"case.read", "case.search", "district.read", "document.read"}


def test_the_three_administrators_share_nothing_but_their_own_account() -> None:
    system, security, audit = (
        ROLE_PERMISSIONS[role] for role in ("system_admin", "security_admin", "audit_admin")
    )
    assert system & security == system & audit == security & audit == {"account.own"}


def test_an_unknown_permission_opens_nothing_but_is_called_out() -> None:
    with pytest.raises(ValueError, match="unknown permission"):
        may(officer(("a.labour", "inspector")), "cases.read")


def test_an_unknown_role_may_do_nothing() -> None:
    stranger = officer(("a.labour", "emperor"))
    assert not any(may(stranger, permission) for permission in PERMISSIONS)


def test_a_permission_in_one_unit_says_nothing_about_another() -> None:
    leader = officer(("a.union", "union_leader"), ("a.labour", "inspector"))
    assert may(leader, "task.assign", "a.union")
    assert not may(leader, "task.assign", "a.labour")
    assert units_where(leader, "task.assign") == {"a.union"}
    assert units_where(leader, "task.work") == {"a.union", "a.labour"}


def test_only_those_who_oversee_the_district_read_all_its_cases() -> None:
    assert whole_districts(officer(("a.leaders", "convenor"), ("b.labour", "inspector"))) == {"a"}
    assert whole_districts(officer(("a.labour", "bureau_head"))) == frozenset()


def test_auditors_see_masked_data_only() -> None:
    assert sees_masked_only(officer(("a.office", "auditor")))
    assert not sees_masked_only(officer(("a.labour", "inspector")))


def test_a_head_of_inspection_does_not_inspect_but_the_bureau_head_covers_his_approval() -> None:
    assert covers("inspection_head", frozenset({"bureau_head"}))
    assert not covers("inspector", frozenset({"inspection_head"}))


def test_one_acts_in_ones_own_seat_before_a_delegated_one_and_in_the_very_role_before_a_covering_one() -> (
    None
):
    me = officer(
        ("a.labour", "bureau_head"),
        ("a.labour", "inspection_head"),
        handed=(("a.labour", "inspector", "you"),),
    )
    approval = seat_for(me, unit_id="a.labour", role="inspection_head")
    inspection = seat_for(me, unit_id="a.labour", role="inspector")
    assert approval is not None and (approval.role, approval.for_officer) == ("inspection_head", None)
    assert inspection is not None and inspection.for_officer == "you"


def test_anothers_task_needs_a_seat_delegated_by_that_very_officer() -> None:
    me = officer(("a.labour", "inspector"), handed=(("a.labour", "inspector", "you"),))
    own = seat_for(me, unit_id="a.labour", role="inspector", instead_of="me")
    yours = seat_for(me, unit_id="a.labour", role="inspector", instead_of="you")
    assert own is not None and own.for_officer is None
    assert yours is not None and yours.for_officer == "you"
    assert seat_for(me, unit_id="a.labour", role="inspector", instead_of="they") is None


def test_nobody_acts_in_a_unit_without_a_seat_there() -> None:
    assert seat_for(officer(("a.labour", "inspector")), unit_id="a.union", role="inspector") is None


def test_roles_have_words_in_both_languages() -> None:
    assert role_name("inspector") == "劳动保障监察员"
    assert role_name("inspector", "en") == "Labour inspector"
    assert role_name("emperor") == "emperor"
