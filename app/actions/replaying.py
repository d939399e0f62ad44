"""Taking the steps of a case again from its events alone, to prove that record and state agree; it writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.law import calendar_at
from app.actions.replaying_clocks import clock_partings
from app.actions.steps import open_facts, trace_of
from app.clock import LOCAL
from app.deadlines import WorkCalendar, working_day_functions
from app.engine import (
    CannotMigrate,
    Command,
    Definition,
    EngineFailure,
    Step,
    amend,
    complete,
    deliver,
    fire_timer,
    migrate,
    move,
    raise_error,
    start,
)
from app.engine.state import open_state
from app.house import house_of
from app.refusals import NotFound, NotReady
from app.values import from_json
from storage.casebook import steps_of_case
from storage.crypto import CannotDecrypt, CaseKey
from storage.models import CaseFile, Event, Run
from storage.runs import runs_of_case
from storage.tasks import open_tokens_of_run

_IMPOSSIBLE = (
    CannotMigrate,
    NotFound,
    EngineFailure,
    NotReady,
    CannotDecrypt,
    KeyError,
    TypeError,
    ValueError,
)
"""How a step fails that was recorded wrongly, or that the engine of today does not take any more."""
Facts = Mapping[str, Any]
_Taking = Callable[[Definition, bytes, Facts, Command], Step]


@dataclass(frozen=True)
class Difference:
    """Where record and replay part: the step of which run, at which element, and both values."""

    case_no: str
    run_id: str
    step: int
    element: str
    what: str
    recorded: str
    replayed: str


@dataclass
class Replayed:
    """How much of a case was taken again, and the first difference of each run."""

    case_no: str
    runs: int = 0
    steps: int = 0
    clocks: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay_case(session: Session, case_id: str) -> Replayed:
    """Take every step of every run of a case again, each on the process version it ran on, and compare.

    After each step the digest of the state and the trace (elements, flows, decisions with the rules that matched)
    must be those recorded; after the last one, the kept state and the open tasks. The clocks that the events tell
    must be those that are kept. Raises NotFound for no case.
    """
    case = session.get(CaseFile, case_id)
    if case is None:
        raise NotFound
    steps: dict[str, list[Event]] = {}
    for event in steps_of_case(session, case_id, STEPS):
        steps.setdefault(event.run_id or "", []).append(event)
    found = Replayed(case.case_no)
    try:
        key = case_key(session, case)
    except CannotDecrypt as broken:
        found.differences.append(Difference(case.case_no, "", 0, "", "key", "sealed", str(broken)))
        return found
    for run in runs_of_case(session, case_id):
        replay = _Replay(session, case, run, key)
        replay.take(steps.pop(run.id, []))
        found.runs += 1
        found.steps += replay.taken
        if replay.difference is not None:
            found.differences.append(replay.difference)
    found.clocks, partings = clock_partings(session, case_id)
    found.differences += [
        Difference(case.case_no, run_id, 0, rule, *parts) for run_id, rule, *parts in partings
    ]
    for run_id, left in steps.items():
        facts = left[0].facts
        lost = Difference(
            case.case_no, run_id, facts.get("step", 0), facts.get("element", ""), "run", "recorded", "missing"
        )
        found.differences.append(lost)
    return found


class _Replay:
    """One run taken again, up to its first difference."""

    def __init__(self, session: Session, case: CaseFile, run: Run, key: CaseKey) -> None:
        self.session, self.case, self.run, self.key = session, case, run, key
        self.taken = 0
        self.difference: Difference | None = None
        self._state, self._digest = b"", ""
        self._open = set[str]()
        self._at: datetime = run.started_at
        self._lent = working_day_functions(self._calendar)

    def take(self, events: Sequence[Event]) -> None:
        """Take the steps of these events again and compare; stop where record and replay part."""
        left = (event.facts.get("from_version") for event in events if event.kind == MIGRATED)
        self._version = next(left, None) or self.run.version_id
        try:
            self._definition(self._version)
        except NotFound:
            self._differs("", "version", self._version, "missing")
            return
        for event in events:
            self._take(event)
            if self.difference is not None:
                return
        self._compare_run()

    def _definition(self, version_id: str) -> Definition:
        return house_of(self.session).shelf.edition(self.session, version_id).definition

    def _taken(self, event: Event, command: Command) -> Step:
        """Take a step on the version that the run was on, or over to the one that it went to."""
        definition, facts = self._definition(self._version), event.facts
        if event.kind != MIGRATED:
            return take_step(event.kind, definition, self._state, facts, command)
        if facts["from_version"] != self._version:
            raise ValueError(f"it went over from {facts['from_version']}, but was on {self._version}")
        new = self._definition(facts["to_version"])
        self._version = facts["to_version"]
        return migrate(definition, new, self._state, facts["mapping"], command).step

    def _take(self, event: Event) -> None:
        facts, number = event.facts, self.taken + 1
        element = str(facts.get("element", facts.get("process", "")))
        if facts.get("step") != number:
            self._differs(element, "step", facts.get("step"), number)
            return
        try:
            self._at = event.at
            given = open_facts(self.key, facts["sealed"], self.run.id, number)["given"]
            command = Command(event.at.astimezone(LOCAL), given, f"{self.run.id}:{number}", self._lent)
            step = self._taken(event, command)
        except _IMPOSSIBLE as failure:
            self._differs(element, "step", "taken", f"{type(failure).__name__}: {failure}")
            return
        self._state, self._digest = step.state, step.digest
        self._open |= {opened.token for opened in step.opened if opened.kind in ("user", "external")}
        self._open -= {closed.token for closed in step.closed}
        kept, trace = facts.get("trace") or [], trace_of(step)
        if trace != kept:
            self._differs(element, "trace", *_parting(kept, trace))
        elif step.digest != facts.get("digest"):
            self._differs(element, "state", facts.get("digest"), step.digest)
        else:
            self.taken = number

    def _calendar(self) -> WorkCalendar:
        """Return the calendar as it was loaded at the moment of the step that is taken."""
        return calendar_at(self.session, self.case.jurisdiction_key, self._at)

    def _compare_run(self) -> None:
        """Compare what is kept of the run with what its events give."""
        if self.run.step != self.taken:
            self._differs("", "steps of the run", self.run.step, self.taken)
        elif self.run.version_id != self._version:
            self._differs("", "version", self.run.version_id, self._version)
        elif self.run.state_digest != self._digest or not self._is_kept():
            self._differs("", "kept state", self.run.state_digest, self._digest)
        elif (tokens := open_tokens_of_run(self.session, self.run.id)) != self._open:
            self._differs("", "open tasks", sorted(tokens), sorted(self._open))

    def _is_kept(self) -> bool:
        try:
            return open_state(self.run.state) == open_state(self._state)
        except EngineFailure:
            return False

    def _differs(self, element: str, what: str, recorded: object, replayed: object) -> None:
        self.difference = Difference(
            self.case.case_no, self.run.id, self.taken + 1, element, what, str(recorded), str(replayed)
        )


def _parting(recorded: list[Any], replayed: list[Any]) -> tuple[object, object]:
    """Return the first entries in which two traces differ."""
    for at in range(max(len(recorded), len(replayed))):
        pair = (recorded[at : at + 1], replayed[at : at + 1])
        if pair[0] != pair[1]:
            return pair
    return recorded, replayed


def _started(definition: Definition, _state: bytes, facts: Facts, command: Command) -> Step:
    data = from_json(facts["data"])
    return start(definition, command, data, message=facts["message"], element=facts.get("start"))


def _completed(answers: str) -> _Taking:
    def take(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
        return complete(definition, state, facts["token"], from_json(facts.get(answers, {})), command)

    return take


def _fired(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    return fire_timer(definition, state, facts["token"], command)


def _erred(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    results = from_json(facts["results"])
    return raise_error(definition, state, facts["token"], facts["code"], facts["message"], results, command)


def _moved(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    return move(definition, state, facts["tokens"], facts["element"], command).step


def _received(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    return deliver(definition, state, facts["token"], from_json(facts["payload"]), command)


def _amended(definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    changes = {
        name: (from_json(wrong), from_json(right)) for name, (wrong, right) in facts["amended"].items()
    }
    return amend(definition, state, changes, command)


_TAKEN_BY: dict[str, _Taking] = {
    "run_started": _started,
    "task_completed": _completed("answers"),
    "operation_performed": _completed("found"),
    "external_task_completed": _completed("results"),
    "external_task_error": _erred,
    "lane_skipped": _completed("answers"),
    "timer_fired": _fired,
    "message_received": _received,
    "token_moved": _moved,
    "data_corrected": _amended,
}
"""How the step of an event of each kind is taken again."""

MIGRATED = "run_migrated"


def take_step(kind: str, definition: Definition, state: bytes, facts: Facts, command: Command) -> Step:
    """Take the step of an event of this kind on a state, with these facts of it."""
    return _TAKEN_BY[kind](definition, state, facts, command)


STEPS = frozenset({MIGRATED, *_TAKEN_BY})
