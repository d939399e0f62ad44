"""What an event log says of an event, whatever its format, and what becomes of persons in it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Protocol

MASKED, PSEUDONYMS = "masked", "pseudonyms"
PERSONAL = (MASKED, PSEUDONYMS)
"""Masked: no officer at all, only unit and role. Pseudonyms: the same officer, and case, under an invented name."""

LIFECYCLE: Mapping[str, str] = {
    "task_opened": "schedule",
    "task_claimed": "assign",
    "task_released": "reassign",
    "task_assigned": "reassign",
    "task_returned": "reassign",
    "task_cancelled": "withdraw",
    "lane_skipped": "autoskip",
    "run_started": "start",
    "deadline_started": "start",
    "deadline_suspended": "suspend",
    "deadline_resumed": "resume",
}
"""The transition of the standard life cycle (IEEE 1849) that a kind of event is; any other completes something."""


@dataclass(frozen=True)
class Entry:
    """One event: `activity` in words, `element` its id in the diagram, `objects` what it concerns, by kind."""

    number: int
    kind: str
    activity: str
    at: datetime
    officer: str
    role: str
    unit: str
    facts: Mapping[str, str] = field(default_factory=dict)
    objects: tuple[tuple[str, str], ...] = ()

    @property
    def transition(self) -> str:
        """The step in the life cycle of its activity."""
        return LIFECYCLE.get(self.kind, "complete")


@dataclass(frozen=True)
class Trace:
    """One case with its events in order."""

    name: str
    facts: Mapping[str, Any]
    entries: Iterable[Entry]


@dataclass
class Counted:
    """How much was written."""

    cases: int = 0
    events: int = 0


class Writer(Protocol):
    """Writes cases one by one in a format."""

    def __call__(self, out: IO[bytes], traces: Iterable[Trace]) -> Iterator[Counted]:
        """Write the log; yield what has been written after each case."""
        ...
