"""What a trial looks like where it stands: open steps, waits, timers, clocks, messages, data; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.diagrams.progress import Progress, progress_of
from app.engine import Element, run_data
from app.trials.commands import Command, Complete, Wait
from app.trials.outcome import Outcome
from app.trying.player import Player
from app.trying.references import references
from app.values import Value
from storage.clocks import open_deadlines
from storage.events import events_of_run
from storage.external import externals_of_run
from storage.models import CaseFile, Deadline, ExternalTask, MessageWait, Run, Task, Timer
from storage.runs import open_incidents_of_case, runs_of_case, waits_of_case
from storage.scratch import waiting_timers
from storage.tasks import open_tasks_of_case


@dataclass(frozen=True)
class OpenStep:
    """A step that can be completed now, and the words by which a page names it."""

    key: str
    task: Task
    element: Element


@dataclass(frozen=True)
class Entry:
    """One command of the trial with what it brought, and when it was over."""

    number: int
    command: Command
    outcome: Outcome
    at: datetime


@dataclass(frozen=True)
class Scene:
    """A trial where it stands. `answers` are the other processes that were started and can answer."""

    now: datetime
    begun: bool
    ended: bool
    case: CaseFile | None
    steps: Sequence[OpenStep]
    waits: Sequence[MessageWait]
    externals: Sequence[ExternalTask]
    timers: Sequence[Timer]
    clocks: Sequence[Deadline]
    others: Sequence[Run]
    incidents: Sequence[str]
    data: dict[str, Value]
    progress: Progress
    log: Sequence[Entry]


def scene_of(player: Player, session: Session) -> Scene:
    """Return how a trial stands."""
    log = [
        Entry(number, command, outcome, at)
        for number, (command, outcome, at) in enumerate(
            zip(player.commands, player.done, player.moments, strict=True), 1
        )
    ]
    if not player.run_id:
        return Scene(player.now, False, False, None, [], [], [], [], [], [], [], {}, progress_of([]), log)
    case, run = session.get_one(CaseFile, player.case_id), session.get_one(Run, player.run_id)
    events = [event for event in events_of_run(session, run.id, case.id) if "trace" in event.facts]
    known = references(session)
    return Scene(
        now=player.now,
        begun=True,
        ended=run.status != "open",
        case=case,
        steps=steps_of(player, session),
        waits=[wait for wait in waits_of_case(session, case.id) if wait.run_id == run.id],
        externals=externals_of_run(session, run.id),
        timers=waiting_timers(session, case.id),
        clocks=open_deadlines(session, case.id),
        others=[each for each in runs_of_case(session, case.id) if each.id != run.id],
        incidents=[
            f"{each.element_id or ''} {each.cause}".strip()
            for each in open_incidents_of_case(session, case.id)
        ],
        data=known.told(run_data(run.state)),
        progress=progress_of(event.facts["trace"] for event in events),
        log=log,
    )


def steps_of(player: Player, session: Session) -> list[OpenStep]:
    """Return the open steps of a trial in the order in which they opened."""
    definition = player.room.edition.definition
    found = sorted(open_tasks_of_case(session, player.case_id), key=lambda each: each.id)
    return [
        OpenStep(step_key(task), task, definition.element(task.process_key, task.element_id))
        for task in found
        if task.run_id == player.run_id
    ]


def step_key(task: Task) -> str:
    """Return the words that name an open step in an address: element, call, turn and unit."""
    unit = task.unit_id.split(".", 1)[1]
    return "|".join((task.element_id, task.path, task.loop_key or "", unit))


def command_for(key: str, **filled: Any) -> Complete:
    """Return the command that completes the step named so."""
    element, path, turn, unit = (*key.split("|"), "", "", "")[:4]
    return Complete(element, path, turn or None, unit or None, **filled)


def standing_of(scene: Scene) -> dict[str, Any]:
    """Return what the list of trials says of one: how far it came, and when it stands."""
    return {
        "steps": len(scene.log),
        "ended": scene.ended,
        "open": [step.task.title for step in scene.steps][:4],
        "now": scene.now.isoformat(),
        "waited": sum(isinstance(entry.command, Wait) for entry in scene.log),
    }
