"""What is known of the values that variables may have; it must not know flows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.engine import Definition

_CHOICE = re.compile(r'"([^"]*)"')
FACTS = frozenset({"case", "setting", "units"})


@dataclass(frozen=True, slots=True)
class Domain:
    """The values that a name may have: `choices` when they are listed, else what `kind` says (boolean, number, …),
    of numbers none below `least`."""

    kind: str = ""
    choices: tuple[str, ...] = ()
    least: Decimal | None = None


def kinds_of(definition: Definition, key: str) -> dict[str, str]:
    """Return what a diagram declares of its variables, name to kind."""
    try:
        table = json.loads(definition.properties.get(key, {}).get("variables", "{}"))
    except ValueError:
        return {}
    return {str(name): str(kind) for name, kind in table.items()} if isinstance(table, dict) else {}


def domains_of(kinds: Mapping[str, str]) -> dict[str, Domain]:
    """Return the domains of declared variables."""
    return {name: domain_of(kind) for name, kind in kinds.items()}


def domain_of(kind: str) -> Domain:
    """Return the domain that a declared kind means: a list of texts, or a kind of values."""
    choices = tuple(_CHOICE.findall(kind))
    return Domain("string", choices) if choices else Domain(kind.split()[0] if kind.strip() else "")


def is_variable(name: str) -> bool:
    """Whether a dotted name is one of a run, not a fact of the case, a setting or a unit."""
    return name.split(".")[0] not in FACTS
