"""Whom a register concerns and who keeps it: by the lanes that units fill in their district; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.actors import Actor
from app.districts import District, bind
from app.permissions import units_where
from app.registers.catalogue import EVERYBODY, Register


def fills(district: District, unit_id: str, lanes: Sequence[str]) -> bool:
    """Tell whether a unit fills one of these lanes of its district."""
    if EVERYBODY in lanes:
        return True
    short = unit_id.partition(".")[2]
    return any(lane in district.lanes and short in bind(district, lane, {}).units for lane in lanes)


def keeping(
    who: Actor, register: Register, districts: Mapping[str, District], permission: str = "register.keep"
) -> dict[str, str]:
    """Return the districts in which an officer keeps a register's own rows, with the unit for which he does."""
    found: dict[str, str] = {}
    for unit in sorted(units_where(who, permission)):
        district = unit.split(".")[0]
        if register.keepers and fills(districts[district], unit, register.keepers):
            found.setdefault(district, unit)
    return found
