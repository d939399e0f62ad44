"""Where the runs that ended lately would have gone another way under a changed process; it writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.foreseeing import Progress
from app.actions.law import calendar_at
from app.actions.replaying import MIGRATED, STEPS, take_step
from app.actions.steps import open_facts
from app.clock import LOCAL
from app.deadlines import working_day_functions
from app.engine import CannotMigrate, Command, Definition, EngineFailure, Step
from app.house import house_of
from app.refusals import NotReady
from app.versions import compile_files
from storage.casebook import steps_of_case
from storage.crypto import CannotDecrypt, CaseKey
from storage.migration_plans import ended_runs_of_process
from storage.models import CaseFile, Event, Run

YEAR = timedelta(days=365)
_IMPOSSIBLE = (EngineFailure, CannotMigrate, NotReady, CannotDecrypt, KeyError, TypeError, ValueError)
_WAY = ("enter", "leave", "cancel")
Place = tuple[str, str, tuple[str, ...], str | None]
"""What is open there (work, timer or wait), the element, its path and its turn."""


@dataclass(frozen=True)
class Parting:
    """A run that ended: whether its way under the draft is the same, else at which step and element it parts.

    `was` and `would_be` are the first elements in which the ways differ; `would_be` is "" where the draft cannot take
    the step at all.
    """

    run_id: str
    case_no: str
    steps: int
    same: bool
    step: int = 0
    element: str = ""
    was: str = ""
    would_be: str = ""


@dataclass
class Hindsight:
    """All runs of a process that ended since a year ago, held against a draft."""

    key: str
    runs: list[Parting] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many would have gone the same way, and how many another."""
        same = sum(run.same for run in self.runs)
        return {"same": same, "parts": len(self.runs) - same}


def replay_past(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    *,
    districts: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Hindsight:
    """Take the steps of every run that ended within the last year on a draft, until its way parts from the recorded.

    A run is compared up to where it went over to another version or was moved by hand. Facts of a case that only the
    draft looks at are not on the record and count as unknown. Raises what compiling the draft raises.
    """
    definition, _ = compile_files(key, dict(files))
    found, after = Hindsight(key), ""
    since = house_of(session).now() - YEAR
    while rows := ended_runs_of_process(session, key, since, districts, after):
        after = rows[-1][0].id
        for run, case in rows:
            found.runs.append(Past(session, case, run, definition).held())
            if progress is not None:
                progress(len(found.runs))
        session.expunge_all()
    return found


class _Side:
    """A run taken again on one definition: its state, and what is open in it by place."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.state = b""
        self.open: dict[str, Place] = {}

    def taken(self, event: Event, facts: Mapping[str, Any], command: Command) -> Step:
        """Take the step of an event here, with these facts of it."""
        return take_step(event.kind, self.definition, self.state, facts, command)

    def keep(self, step: Step) -> None:
        """Take note of what a step did."""
        self.state = step.state
        closed = {item.token for item in step.closed} | {*step.timers_cleared} | {*step.waits_cleared}
        self.open = {token: place for token, place in self.open.items() if token not in closed}
        for work in step.opened:
            self.open[work.token] = ("work", work.element_id, tuple(work.path), work.loop_key)
        for timer in step.timers_set:
            self.open[timer.token] = ("timer", timer.element_id, timer.path, None)
        for wait in step.waits:
            self.open[wait.token] = ("wait", wait.element_id, wait.path, None)

    def token_at(self, place: Place | None) -> str | None:
        """Return what is open at a place, the oldest first."""
        return next((token for token, found in self.open.items() if found == place), None)


class Past:
    """One run that ended, taken again beside what it would have been."""

    def __init__(self, session: Session, case: CaseFile, run: Run, draft: Definition) -> None:
        self.session, self.case, self.run = session, case, run
        self.key: CaseKey = case_key(session, case)
        self.events = [event for event in steps_of_case(session, case.id, STEPS) if event.run_id == run.id]
        self.recorded = _Side(self._first_definition())
        self.draft = _Side(draft)

    def _first_definition(self) -> Definition:
        left = (event.facts["from_version"] for event in self.events if event.kind == MIGRATED)
        version = next(left, self.run.version_id)
        return house_of(self.session).shelf.edition(self.session, version).definition

    def held(self) -> Parting:
        """Return whether and where the ways part."""
        for number, event in enumerate(self.events, 1):
            if event.kind in (MIGRATED, "token_moved"):
                break
            parting = self._step(number, event)
            if parting is not None:
                return parting
        return Parting(self.run.id, self.case.case_no, len(self.events), same=True)

    def _step(self, number: int, event: Event) -> Parting | None:
        element = str(event.facts.get("element", event.facts.get("process", "")))
        try:
            command = self._command(number, event)
            place = self.recorded.open.get(event.facts.get("token", ""))
            was = self.recorded.taken(event, event.facts, command)
        except _IMPOSSIBLE:
            return self._parting(number, element, "?", "")
        facts = dict(event.facts)
        if "token" in facts:
            facts["token"] = self.draft.token_at(place) or ""
        try:
            would = self.draft.taken(event, facts, command)
        except _IMPOSSIBLE:
            return self._parting(number, element, element, "")
        self.recorded.keep(was)
        self.draft.keep(would)
        ways = list(_way(was)), list(_way(would))
        if ways[0] != ways[1]:
            return self._parting(number, element, *_first_apart(*ways))
        return None

    def _command(self, number: int, event: Event) -> Command:
        given = open_facts(self.key, event.facts["sealed"], self.run.id, number)["given"]
        lent = working_day_functions(lambda: calendar_at(self.session, self.case.jurisdiction_key, event.at))
        return Command(event.at.astimezone(LOCAL), given, f"{self.run.id}:{number}", lent)

    def _parting(self, number: int, element: str, was: str, would_be: str) -> Parting:
        steps = len(self.events)
        return Parting(self.run.id, self.case.case_no, steps, False, number, element, was, would_be)


def _way(step: Step) -> Iterator[tuple[str, Any]]:
    for entry in step.trace:
        for what in _WAY:
            if what in entry:
                yield what, entry[what]


def _first_apart(was: list[tuple[str, Any]], would: list[tuple[str, Any]]) -> tuple[str, str]:
    for place in range(max(len(was), len(would))):
        pair = was[place : place + 1], would[place : place + 1]
        if pair[0] != pair[1]:
            before, after = (str(side[0][1]) if side else "" for side in pair)
            return before, after
    return "", ""
