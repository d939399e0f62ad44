"""The words of roles and lanes in two languages and who may stand in for a role; it knows no accounts."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.districts.district import BadDistrict


@dataclass(frozen=True)
class Role:
    """What an officer is in a unit; officers with a role of `covered_by` may do its tasks too."""

    key: str
    zh: str
    en: str
    covered_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lane:
    """An abstract responsibility drawn in diagrams."""

    key: str
    zh: str
    en: str


def load_roles(toml: bytes) -> dict[str, Role]:
    """Return the roles of roles.toml by key; raise BadDistrict if one names a role that is not there."""
    tree = tomllib.loads(toml.decode("utf-8"))
    roles = {
        key: Role(key, table["zh"], table["en"], tuple(table.get("covered_by", ())))
        for key, table in tree.items()
    }
    named = [(role.key, key) for role in roles.values() for key in role.covered_by]
    unknown = [f"{key} → {other}" for key, other in named if other not in roles]
    if unknown:
        raise BadDistrict([f"角色不存在：{text} / unknown role: {text}" for text in unknown])
    return roles


def load_lanes(toml: bytes) -> dict[str, Lane]:
    """Return the lanes of lanes.toml by key."""
    tree = tomllib.loads(toml.decode("utf-8"))
    return {key: Lane(key, table["zh"], table["en"]) for key, table in tree.items()}


def needed_role(role: str, variables: Mapping[str, Any]) -> str:
    """Return the role of a task; the role `approver_role` is read from the run variable of that name."""
    if role != "approver_role":
        return role
    named = variables.get("approver_role")
    return named if isinstance(named, str) and named else "unit_leader"


def may_act(roles: Mapping[str, Role], needed: str, held: Collection[str]) -> bool:
    """Tell whether an officer who holds these roles in the unit may do a task that needs this role."""
    if needed in held:
        return True
    return needed in roles and any(key in held for key in roles[needed].covered_by)


def acting_roles(roles: Mapping[str, Role], held: Collection[str]) -> frozenset[str]:
    """Return every role whose tasks an officer with these roles may do (for the inbox query)."""
    return frozenset({*held, *(role.key for role in roles.values() if may_act(roles, role.key, held))})
