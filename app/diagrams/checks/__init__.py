"""What a designer is told beyond the gate: whether a process can come to an end, has its data in time, decides soundly.

It must not run, store or publish anything, and knows no pages.
"""

from app.diagrams.checks.judging import deep_findings
from app.diagrams.checks.publishing import Permission, may_be_published
from app.diagrams.checks.surroundings import Neighbour, Surroundings, neighbour_of, shipped_surroundings

__all__ = [
    "Neighbour",
    "Permission",
    "Surroundings",
    "deep_findings",
    "may_be_published",
    "neighbour_of",
    "shipped_surroundings",
]
