"""What a designer is told beyond the gate: whether a process can come to an end, has its data in time, decides soundly.

It must not run, store or publish anything, and knows no pages.
"""

from app.diagrams.checks.house_rules import BadRule, HouseRule, breaking, read_rule, scope_of
from app.diagrams.checks.judging import deep_findings, models_of
from app.diagrams.checks.publishing import Permission, may_be_published
from app.diagrams.checks.rules_file import load_house_rules
from app.diagrams.checks.surroundings import Neighbour, Surroundings, neighbour_of, shipped_surroundings

__all__ = [
    "BadRule",
    "HouseRule",
    "Neighbour",
    "Permission",
    "Surroundings",
    "breaking",
    "deep_findings",
    "load_house_rules",
    "may_be_published",
    "models_of",
    "neighbour_of",
    "read_rule",
    "scope_of",
    "shipped_surroundings",
]
