"""What the engine takes and gives: commands, steps and refusals as plain values; it must not know SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.refusals import NotReady
from app.values import Value

__all__ = [
    "CannotRun",
    "Closed",
    "Command",
    "Element",
    "EngineFailure",
    "Finding",
    "NotReady",
    "Opened",
    "Step",
    "StepBudgetExceeded",
    "Thrown",
    "TimerSet",
    "UnreadableState",
    "Wait",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a diagram cannot run: a stable code, the element concerned ("" for a file) and a sentence for people."""

    code: str
    element_id: str
    zh: str
    en: str
    process_key: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node of a diagram: `kind` is its BPMN tag, `lane` the lane key, `properties` as drawn, for a call
    with its `calledElement`.

    `timer` is the source text of its timer; `form_key` is "<process key>/<element id>" for user tasks.
    """

    id: str
    kind: str
    name: str
    lane: str | None
    properties: Mapping[str, str]
    process_key: str
    attached_to: str | None = None
    message: str | None = None
    form_key: str | None = None
    timer: str | None = None
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """What comes in with every step: the moment (aware), case facts, and the seed of all ids made in the step.

    `facts` holds `case`, `setting` and `units`, nested or with dotted keys; it is visible to the step's expressions
    and not kept. `seed` must differ from step to step of a run, e.g. "<run id>:<step number>". `functions` are lent to
    all expressions of the step; they must be pure, e.g. those of the working calendar.
    """

    at: datetime
    facts: Mapping[str, Value]
    seed: str
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of a command needs a time zone")


@dataclass(frozen=True, slots=True)
class Opened:
    """Work that opened: `kind` is "user", "service" or "external", `path` the calling elements.

    `data` is what is visible there, for an external task what its `payload` hands over. `loop_key` is the position
    ("0", "1", …) in the innermost multi-instance around it.
    """

    token: str
    element_id: str
    kind: str
    data: dict[str, Value]
    path: list[str]
    loop_key: str | None = None
    process_key: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Work that closed: `how` is "completed" or "cancelled"."""

    token: str
    element_id: str
    how: str
    process_key: str = ""


@dataclass(frozen=True, slots=True)
class TimerSet:
    """A clock the host has to run: a rule id, a moment, or a duration (ISO 8601) from the command's moment.

    A clock that repeats counts `times` its duration from `since`, so that no turn drifts. `holds_up` is the token that
    nothing but this clock, or another with the same value, can move; None when something else may move it as well.
    `path` and `loop_key` say where it stands, as of work that opened.
    """

    token: str
    element_id: str
    rule: str | None
    at: date | datetime | None
    duration_iso: str | None
    process_key: str = ""
    path: tuple[str, ...] = ()
    since: datetime | None = None
    times: int = 1
    holds_up: str | None = None
    loop_key: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A token that waits for the message of this name."""

    token: str
    element_id: str
    message: str
    process_key: str = ""
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message for the host to send; the engine itself never delivers it."""

    element_id: str
    message: str
    payload: dict[str, Value]
    process_key: str = ""
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one command: the run's state after it and everything that changed.

    `digest` is the SHA-256 of the state before compression. `data` is the run's own data. `end_events` are those of
    the run's own diagram reached in this step. `pieces` holds the data of the called pieces still open, by their
    path ("collect", "decide_payment/serve_notice"). A timer or wait is cleared when it is no longer pending for
    whatever
    reason, its own firing or delivery included.
    """

    state: bytes
    digest: str
    data: dict[str, Value]
    ended: bool
    end_events: list[str] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    timers_set: list[TimerSet] = field(default_factory=list)
    timers_cleared: list[str] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    waits_cleared: list[str] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)
    pieces: dict[str, dict[str, Value]] = field(default_factory=dict)


class CannotRun(Exception):
    """The diagram cannot be compiled; `findings` lists every reason found."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{item.element_id or item.process_key}: {item.en}" for item in findings))
        self.findings = findings


class EngineFailure(Exception):
    """A step failed at an element; nothing of it may be kept. `cause` says what was wrong, `zh` the same in Chinese."""

    def __init__(self, element_id: str, cause: str, zh: str = "") -> None:
        super().__init__(f"{element_id}: {cause}")
        self.element_id = element_id
        self.cause = cause
        self.zh = zh or f"流程在“{element_id}”处无法继续：{cause}"


class NoDate(EngineFailure):
    """Only a clock could go on from this element, and it has no date: the run would stand still unseen."""

    def __init__(self, element_id: str) -> None:
        super().__init__(
            element_id,
            "the clock awaited here has no date, and nothing else can happen",
            "此处等待的计时没有日期，流程无法继续；请补齐日期或起算事项后重试。",
        )


class StepBudgetExceeded(EngineFailure):
    """One command moved more tokens than a command may: as a rule a loop without a task, timer or message in it."""


class UnreadableState(EngineFailure):
    """The stored state is of another format or does not fit the definition."""

    def __init__(self, cause: str, zh: str = "") -> None:
        super().__init__("", cause, zh)
