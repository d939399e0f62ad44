"""Demonstration officers of both districts: posts with invented accounts, one shared password, no real person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.actions.enrolment import Enrolled, enrol
from app.actors import SYSTEM
from app.districts import District, Unit
from app.house import House
from app.passwords import hash_password
from storage.database import Database

PASSWORD = "qingxin-demo"
SINCE = date(2024, 1, 1)
CLERKS = ("intake_clerk", "case_officer", "unit_officer", "unit_liaison")
DOUBLE = ("inspector", "mediator", "arbitrator", "office_officer", "enforcement_officer", "list_clerk")
LETTERS = "甲乙丙"
ALONE = ("auditor", "system_admin", "security_admin", "audit_admin")
"""Roles that exclude every other role of the same officer."""


def posts(district: District, house: House) -> Iterator[Enrolled]:
    """Return the posts of a district: two clerks a unit, and one or two officers for each further role."""
    prefix = district.key.split("_")[0]
    for unit in district.units.values():
        unit_id = f"{district.key}.{unit.id}"
        clerks = tuple(role for role in unit.roles if role in CLERKS)
        if clerks:
            for number in (1, 2):
                yield Enrolled(
                    f"{prefix}.{_short(unit)}.clerk{number}",
                    f"{unit.short}经办人{LETTERS[number - 1]}",
                    unit_id,
                    clerks,
                )
        for role in unit.roles:
            if role not in CLERKS:
                yield from _of_role(prefix, unit, unit_id, role, house)


def _of_role(prefix: str, unit: Unit, unit_id: str, role: str, house: House) -> Iterator[Enrolled]:
    count = 3 if role in ("inspector", "arbitrator") else (2 if role in DOUBLE else 1)
    for number in range(1, count + 1):
        letter = LETTERS[number - 1] if count > 1 else ""
        suffix = str(number) if count > 1 else ""
        yield Enrolled(
            f"{prefix}.{_short(unit)}.{role}{suffix}",
            f"{unit.short}{house.roles[role].zh}{letter}",
            unit_id,
            (role,),
        )


def _short(unit: Unit) -> str:
    return unit.id.replace("_", "-")


def add_posts(database: Database, house: House) -> int:
    """Add the demonstration accounts of all districts and return how many there are."""
    everyone = [post for district in house.districts.values() for post in posts(district, house)]
    with database.session() as session:
        return enrol(session, everyone, hash_password(PASSWORD), SINCE, by=SYSTEM)
