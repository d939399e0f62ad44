"""What a change of members enters into the district's register, and how rows of units follow; it is no action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from app.actions.desk import Desk
from app.actions.law import law_of
from app.districts import District
from app.districts.amending import ENDING, Entry
from app.engine import EngineFailure
from app.permissions import APART
from storage.district_register import memberships_of_unit
from storage.models import Membership, Run, Unit, new_id
from storage.officers import roles_held_between

RENAMED, JOINING, DUTIES, DIFFERENCE = "单位更名撤并", "增减成员单位", "职责调整", "名单与职责差异"
BY_ADDRESS = "按地址分担"
KINDS = {"部门": "department", "公司": "company", "镇（街道）": "town", "社区": "community"}
"""The kinds of units as the form calls them, and as districts do."""


def heir_of(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the unit that goes on with the work of one that is merged or leaves, "" when none does."""
    ends = kind == RENAMED or (kind == JOINING and not facts.get("joins"))
    return str(facts.get("successor") or "") if ends else ""


def changed_entries(desk: Desk, kind: str, unit: str, facts: Mapping[str, Any]) -> Iterator[Entry]:
    """Return the entries of a change one after the other, each made of the register as the former left it."""
    heir = heir_of(kind, facts)
    if kind == RENAMED and heir:
        yield Entry("merged", unit, {"into": heir})
    elif kind == RENAMED:
        yield Entry("name", unit, {"zh": str(facts.get("new_name")), "short": str(facts.get("new_name"))})
    elif kind == JOINING and facts.get("joins"):
        yield from _joining(desk, unit, facts)
    elif kind == JOINING:
        yield Entry("left", unit, {"into": heir})
    elif kind == DUTIES and facts.get("lane"):
        yield Entry("lane", str(facts["lane"]), {"units": [str(facts.get("lane_unit") or unit)]})
    elif kind == DIFFERENCE and facts.get("finding"):
        yield Entry("notice", str(facts["finding"]), {"decision": str(facts.get("conflict_note") or "")})


def _joining(desk: Desk, unit: str, facts: Mapping[str, Any]) -> Iterator[Entry]:
    """Return the unit itself, new or known, and one entry for each duty that it takes."""
    if facts.get("unit"):
        yield Entry("member", unit, {"member": True})
    else:
        unit = _new_key(desk)
        yield Entry("unit", unit, _new_unit(facts))
    for row in facts.get("lanes") or ():
        lane = str(row["lane"])
        beside = row.get("way") == BY_ADDRESS
        had = _district(desk).lanes[lane].units if beside else ()
        units = list(dict.fromkeys((*had, unit)))
        yield Entry("lane", lane, {"units": units, **({"by_address": True} if beside else {})})


def _new_key(desk: Desk) -> str:
    """Return a key for a unit that the founding document does not know; names change, keys never do."""
    known = law_of(desk.session, hold=True).districts[desk.district.key].units
    return f"joined_{1 + sum(key.startswith('joined_') for key in known)}"


def _new_unit(facts: Mapping[str, Any]) -> dict[str, Any]:
    name = str(facts.get("unit_name") or "").strip()
    words = re.split(r"[、，,；;\s]+", str(facts.get("unit_keywords") or ""))
    return {
        "zh": name,
        "short": str(facts.get("unit_short") or "").strip() or name,
        "en": str(facts.get("unit_en") or "").strip() or name,
        "kind": KINDS.get(str(facts.get("unit_kind")), "department"),
        "keywords": [word for word in words if word],
        "roles": sorted({str(row["role"]) for row in facts.get("officers") or ()}),
        "source": str(facts.get("document_no") or "") or "成员调整报告",
    }


def _district(desk: Desk) -> District:
    return law_of(desk.session).districts[desk.district.key]


def follow(desk: Desk, entry: Entry) -> None:
    """Keep the rows of units in step with their register."""
    if entry.kind == "unit":
        row = Unit(id=desk.unit_id(entry.subject), jurisdiction_key=desk.district.key, short=entry.subject)
        row.name_zh, row.name_en, row.active = str(entry.value["zh"]), str(entry.value["en"]), True
        desk.session.add(row)
        desk.session.flush()
    elif entry.kind == "name":
        desk.session.get_one(Unit, desk.unit_id(entry.subject)).name_zh = str(entry.value["zh"])
    elif entry.kind == "member":
        desk.session.get_one(Unit, desk.unit_id(entry.subject)).active = True
    elif entry.kind in ENDING:
        desk.session.get_one(Unit, desk.unit_id(entry.subject)).active = False


def seat_officers(desk: Desk, run: Run, unit: str, facts: Mapping[str, Any], day: date) -> None:
    """Give the officers of a unit that joins their roles in it."""
    for row in facts.get("officers") or ():
        officer, role = str(row["officer"]), str(row["role"])
        give_seat(desk, officer, desk.unit_id(unit), role, day)
        told = {"officer": officer, "unit": desk.unit_id(unit), "role": role, "from": day.isoformat()}
        desk.record("membership_added", told, run=run)


def end_seats(desk: Desk, run: Run, unit: str, day: date) -> None:
    """End the roles of a unit that leaves; its officers keep what they hold elsewhere."""
    for row in held_seats(desk, desk.unit_id(unit), day):
        row.valid_to = max(row.valid_from, day - timedelta(days=1))
        told = {"officer": row.officer_id, "unit": row.unit_id, "role": row.role}
        desk.record("membership_ended", {**told, "to": row.valid_to.isoformat()}, run=run)


def held_seats(desk: Desk, unit_id: str, day: date, officer: str = "") -> list[Membership]:
    """Return the roles that are held in a unit on a day or later, of one officer or of all."""
    rows = memberships_of_unit(desk.session, unit_id, officer)
    return [row for row in rows if row.valid_to is None or row.valid_to >= day]


def give_seat(desk: Desk, officer: str, unit_id: str, role: str, day: date) -> None:
    """Give an officer a role from a day on; raise EngineFailure where roles must be kept apart."""
    held = roles_held_between(desk.session, officer, day, None) - {role}
    if held and (role in APART or held & APART):
        zh = "系统管理、安全管理、审计岗位不得与其他岗位由同一人担任，请另定接任人员。"
        raise EngineFailure("update_register", "roles that must be kept apart", zh)
    if role in {row.role for row in held_seats(desk, unit_id, day, officer)}:
        return
    seat = Membership(id=new_id(), officer_id=officer, unit_id=unit_id, role=role, valid_from=day)
    desk.session.add(seat)
    desk.session.flush()
