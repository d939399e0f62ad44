"""Reads the rules of the house that ship, and any kept as plain values; it must not know where they are changed."""

from __future__ import annotations

import tomllib

from app.diagrams.checks.house_rules import BadRule, HouseRule, read_rule

SEVERITIES = ("error", "warning", "info")


def load_house_rules(toml: bytes) -> dict[str, HouseRule]:
    """Return the rules of `processes/house_rules.toml` by key; raise ValueError naming a faulty one."""
    found = {}
    for key, row in tomllib.loads(toml.decode()).items():
        try:
            read_rule(row["feel"])
        except (BadRule, KeyError) as fault:
            raise ValueError(f"processes/house_rules.toml: {key}: {fault}") from fault
        if row.get("severity") not in SEVERITIES:
            raise ValueError(f"processes/house_rules.toml: {key} needs a severity: {', '.join(SEVERITIES)}")
        found[key] = HouseRule(key, **row)
    return found
