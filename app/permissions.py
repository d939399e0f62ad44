"""Who may do what: one map from role to permissions, and questions about it; it knows no storage."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from app.actors import Actor, Seat
from app.districts import Role, load_roles, may_act

Permission = Literal[
    "account.own",  # sign out, change one's own password
    "inbox.read",  # see the tasks of one's units, save filters
    "task.work",  # claim, release, fill in and complete tasks
    "task.assign",  # give a unit's tasks to its officers and take them back
    "work.delegate",  # hand one's own work to a colleague for some days
    "case.open",  # register a complaint
    "case.read",  # read the cases on which one's units work
    "case.search",  # look for cases
    "case.note",  # write a remark on a case
    "district.read",  # read all cases of the district
    "document.add",  # hand in evidence and papers
    "document.read",  # open the files of a case
    "personal.show",  # see one masked field in clear, with a purpose, on the record
    "case.export",  # take a case file out of the house, masked; ask for it unmasked
    "export.approve",  # let somebody else take a case file out unmasked
    "log.export",  # take event logs of one's districts out for process mining, without persons
    "register.read",  # read the registers, as far as they concern one's units
    "register.keep",  # enter, change and import rows of the registers that one's unit keeps
    "fund.book",  # record allocations to the emergency fund and what came back to it
    "deposit.book",  # record deposits that were stored before their project came into the system
    "front.read",  # the front page of a leader
    "external.work",  # see the external tasks of one's units, or district, and answer them by hand
    "incident.read",  # what the engine could not do
    "incident.retry",  # have it tried again
    "work.watch",  # background work: what waits, runs and failed; have it tried again
    "process.read",  # look at diagrams
    "law.read",  # look at rules of law and calendars
    "rule.settle",  # confirm or change a rule, settle a conflict of rules
    "calendar.load",  # load the working days of a year
    "process.design",  # change and publish diagrams
    "process.approve",  # let somebody else's draft be published, or an earlier version be in force again
    "case.migrate",  # carry open cases over to another version of their process
    "case.move",  # propose that a case be moved by hand to another step, with a reason
    "move.approve",  # decide on a move that somebody else has proposed
    "exchange.read",  # see what goes out to other systems and comes in from them
    "exchange.work",  # send again, void, confirm by hand and take out what goes to other systems
    "record.read",  # read the event log
    "case.audit",  # replay, search and compare cases, and note findings on them
    "account.manage",  # officers, memberships, locks
    "policy.manage",  # roles and security settings
]

PERMISSIONS: frozenset[str] = frozenset(get_args(Permission))

_OWN = frozenset({"account.own"})
_WORK = _OWN | {
    "inbox.read", "task.work", "work.delegate", "case.open", "case.read", "case.search", "case.note",
    "document.add", "document.read", "personal.show", "process.read", "law.read", "case.export",
    "register.read", "register.keep",
}  # fmt: skip
_LEAD = _WORK | {"task.assign", "front.read", "incident.read", "export.approve", "external.work"}
_OVERSEE = frozenset({"district.read"})

_WORKERS = """
    unit_liaison unit_officer intake_clerk case_officer inspector legal_reviewer hearing_chair
    enforcement_officer list_clerk deposit_officer mediator case_filing_officer tribunal_secretary
    tribunal arbitrator presiding_arbitrator aid_officer legal_adviser judicial_reviewer
    union_officer union_supervisor petition_officer petition_clerk duty_officer opinion_officer
    opinion_analyst content_reviewer township_officer project_supervisor permit_officer window_clerk
    finance_approver finance_payer credit_officer external_participant police_liaison court_liaison
    procuratorate_liaison bank_liaison
"""
_LEADERS = """
    unit_leader section_head inspection_head bureau_head mediation_head arbitration_head
    commission_director aid_head union_leader office_head company_leader
"""

ROLE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_WORKERS.split(), _WORK),
    **dict.fromkeys(_LEADERS.split(), _LEAD),
    "government_head": _LEAD | _OVERSEE,
    **dict.fromkeys(("convenor", "deputy_convenor"), _LEAD | _OVERSEE | {"case.move", "move.approve"}),
    **dict.fromkeys(("finance_approver", "finance_payer"), _WORK | {"fund.book"}),
    **dict.fromkeys(("deposit_officer", "project_supervisor"), _WORK | {"deposit.book"}),
    "office_director": _LEAD
    | _OVERSEE
    | {
        "case.move",
        "move.approve",
        "log.export",
        "incident.retry",
        "rule.settle",
        "calendar.load",
        "work.watch",
    }
    | {"process.design", "process.approve", "exchange.read", "exchange.work"},
    "office_officer": _WORK
    | _OVERSEE
    | {"incident.read", "incident.retry", "rule.settle", "calendar.load", "exchange.read", "exchange.work"}
    | {"case.move", "external.work"},
    "process_designer": _OWN | {"process.read", "process.design", "case.migrate", "law.read"},
    "auditor": _OWN
    | _OVERSEE
    | {"case.read", "case.search", "case.audit", "case.export", "log.export", "register.read"}
    | {"process.read", "record.read", "incident.read", "law.read", "exchange.read"},
    "system_admin": _OWN | {"account.manage", "law.read", "calendar.load", "work.watch"},
    "security_admin": _OWN | {"policy.manage"},
    "audit_admin": _OWN | {"record.read"},
}
"""The one permission map. A role that is not here may do nothing."""

APART = frozenset({"system_admin", "security_admin", "audit_admin", "auditor"})
"""Roles that exclude every other role of the same officer (三员分立)."""


@functools.cache
def shipped_roles() -> Mapping[str, Role]:
    """Return the roles of `processes/jurisdictions/roles.toml` with their words and who covers them."""
    path = Path(__file__).resolve().parent.parent / "processes" / "jurisdictions" / "roles.toml"
    return load_roles(path.read_bytes())


def may(actor: Actor, permission: str, unit_id: str | None = None) -> bool:
    """Tell whether one of the officer's roles, in this unit or in any, holds the permission.

    Raises ValueError for a permission that does not exist, so that a slip of the pen never opens a door.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission}; add it to app.permissions.Permission")
    return any(
        permission in ROLE_PERMISSIONS.get(seat.role, ())
        for seat in actor.seats
        if unit_id is None or seat.unit_id == unit_id
    )


def units_where(actor: Actor, permission: str) -> frozenset[str]:
    """Return the ids of the units in which the officer holds the permission."""
    return frozenset(unit for unit in actor.unit_ids if may(actor, permission, unit))


def whole_districts(actor: Actor) -> frozenset[str]:
    """Return the keys of the districts all of whose cases the officer may read."""
    seats = (seat for seat in actor.seats if "district.read" in ROLE_PERMISSIONS.get(seat.role, ()))
    return frozenset(seat.jurisdiction for seat in seats)


def sees_masked_only(actor: Actor) -> bool:
    """Tell whether personal data stay masked for this officer, whatever the purpose."""
    return not may(actor, "personal.show")


def covers(needed: str, held: frozenset[str]) -> bool:
    """Tell whether an officer who holds these roles in a unit may do its tasks of the role `needed`."""
    return may_act(shipped_roles(), needed, held)


def seat_for(
    actor: Actor,
    *,
    unit_id: str,
    role: str | None = None,
    permission: str = "task.work",
    instead_of: str | None = None,
) -> Seat | None:
    """Return the seat in which the officer would act in this unit, or None if he may not.

    With `role`, the seat's role must be that or cover it. With `instead_of` another officer's id, only seats
    held by delegation from him count. The officer's own seats go before delegated ones, the very role before
    one that covers it.
    """
    seats = [
        seat
        for seat in actor.seats
        if seat.unit_id == unit_id
        and permission in ROLE_PERMISSIONS.get(seat.role, ())
        and (role is None or covers(role, frozenset({seat.role})))
        and (instead_of in (None, actor.officer_id) or seat.for_officer == instead_of)
    ]
    return min(seats, key=lambda seat: (seat.for_officer is not None, seat.role != role), default=None)


def role_name(role: str, language: str = "zh") -> str:
    """Return the words for a role; an unknown role's key stays as it is."""
    known = shipped_roles().get(role)
    return role if known is None else (known.en if language == "en" else known.zh)
