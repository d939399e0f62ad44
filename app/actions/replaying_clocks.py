"""The clocks of a case as its events tell them, compared with the rows that are kept; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.clock import LOCAL
from storage.casebook import steps_of_case
from storage.clocks import deadlines_of_case
from storage.models import Deadline, Event

KINDS = frozenset(
    {
        "deadline_started",
        "deadline_met",
        "deadline_extended",
        "deadline_suspended",
        "deadline_resumed",
        "deadline_recomputed",
    }
)
Parting = tuple[str, str, str, str, str]
"""A run, the rule of a clock, what differs, what the record tells and what is kept."""


@dataclass
class ToldClock:
    """A clock as its events tell it so far."""

    run_id: str
    rule: str
    started_on: date
    due_on: date
    met_at: datetime | None = None
    halted_on: date | None = None


def clocks_told(events: Iterable[Event]) -> dict[str, ToldClock] | None:
    """Return the clocks of a case by id, from its events in order; None where events do not name their clocks.

    Clocks are named since release 0.1.0; a case whose clocks began before cannot be compared.
    """
    found: dict[str, ToldClock] = {}
    for event in events:
        facts, clock = event.facts, str(event.facts.get("clock", ""))
        if not clock:
            return None
        if event.kind == "deadline_started":
            found[clock] = ToldClock(
                event.run_id or "", facts["rule"], _day(facts["from"]), _day(facts["due"])
            )
        elif clock in found:
            _take(found[clock], event)
    return found


def _take(clock: ToldClock, event: Event) -> None:
    if event.kind == "deadline_met":
        clock.met_at = event.at
        return
    clock.halted_on = _day(event.facts["from"]) if event.kind == "deadline_suspended" else None
    if event.kind != "deadline_suspended":
        clock.due_on = _day(event.facts["due"])
    if "started" in event.facts:  # its first day was corrected
        clock.started_on = _day(event.facts["started"])


def _day(text: str) -> date:
    """Return the day in Beijing of a date or a moment."""
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(LOCAL).date()


def clock_partings(session: Session, case_id: str) -> tuple[int, list[Parting]]:
    """Return how many clocks of a case were compared, and in what the kept rows differ from the record."""
    told = clocks_told(steps_of_case(session, case_id, KINDS))
    if told is None:
        return 0, []
    rows = {row.id: row for row in deadlines_of_case(session, case_id)}
    found = [parting for key, clock in told.items() for parting in _compare(clock, rows.pop(key, None))]
    found += [(row.run_id, row.rule, "clock", "missing", row.id) for row in rows.values()]
    return len(told), found


def _compare(clock: ToldClock, row: Deadline | None) -> Iterator[Parting]:
    if row is None:
        yield clock.run_id, clock.rule, "clock", "recorded", "missing"
        return
    pairs = {
        "rule": (clock.rule, row.rule),
        "start": (clock.started_on, row.started_on),
        "due": (clock.due_on, row.due_at.astimezone(LOCAL).date()),
        "met": (clock.met_at, row.met_at),
        "halted": (clock.halted_on, row.halted_on),
    }
    for what, (recorded, kept) in pairs.items():
        if recorded != kept:
            yield clock.run_id, clock.rule, f"clock {what}", str(recorded), str(kept)
