"""How a case stood after any of its events: runs, open tasks, running clocks; pure, it knows no storage and no page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.audit.story import Entry


@dataclass(frozen=True)
class RunThen:
    """A run: its process and version, since when, and how it ended."""

    run: str
    process: str
    version: int
    since: datetime
    ended: bool = False
    outcome: str = ""


@dataclass(frozen=True)
class TaskThen:
    """An open task: where, whose, since when, until when, and who holds it."""

    task: str
    run: str
    element: str
    unit: str
    since: datetime
    due: str = ""
    holder: str = ""


@dataclass(frozen=True)
class ClockThen:
    """A running clock: its rule, its end, and whether it stands still."""

    rule: str
    due: str
    paused: bool = False


@dataclass
class Standing:
    """A case after one of its events. `steps` counts the steps of the engine."""

    runs: dict[str, RunThen] = field(default_factory=dict)
    tasks: dict[str, TaskThen] = field(default_factory=dict)
    clocks: dict[str, ClockThen] = field(default_factory=dict)
    closed_as: str = ""
    steps: int = 0


def standing_after(entries: Iterable[Entry]) -> Standing:
    """Return how the case stands after these events, which are all from its first one on, in their order."""
    found = Standing()
    for entry in entries:
        if "trace" in entry.facts:
            found.steps += 1
        for follow in (_follow_run, _follow_task, _follow_clock):
            follow(found, entry, dict(entry.facts))
        if entry.kind == "case_closed":
            found.closed_as, found.clocks = str(entry.facts.get("as") or ""), {}
        elif entry.kind == "case_reopened":
            found.closed_as = ""
    return found


def _follow_run(found: Standing, entry: Entry, facts: dict[str, Any]) -> None:
    run = entry.run_id or ""
    if entry.kind == "run_started":
        found.runs[run] = RunThen(run, str(facts["process"]), int(facts["version"]), entry.at)
    elif entry.kind == "run_migrated" and run in found.runs:
        found.runs[run] = replace(found.runs[run], version=int(facts["to"]))
        mapping = facts.get("mapping") or {}
        for key, task in found.tasks.items():
            if task.run == run:
                name = str(mapping.get(task.element, task.element)).rpartition("/")[2]
                found.tasks[key] = replace(task, element=name)
    elif entry.kind == "run_ended" and run in found.runs:
        outcome = facts.get("outcome") or ""
        found.runs[run] = replace(found.runs[run], ended=True, outcome=str(outcome))


def _follow_task(found: Standing, entry: Entry, facts: dict[str, Any]) -> None:
    task = entry.task_id or ""
    if entry.kind == "task_opened":
        unit, due = str(facts.get("unit") or ""), str(facts.get("due") or "")
        found.tasks[task] = TaskThen(task, entry.run_id or "", str(facts["element"]), unit, entry.at, due)
    elif task not in found.tasks:
        return
    elif entry.kind in ("task_completed", "task_cancelled"):
        del found.tasks[task]
    elif entry.kind == "task_claimed":
        found.tasks[task] = replace(found.tasks[task], holder=entry.actor_id or "")
    elif entry.kind == "task_assigned":
        found.tasks[task] = replace(found.tasks[task], holder=str(facts.get("to") or ""))
    elif entry.kind in ("task_released", "task_returned"):
        found.tasks[task] = replace(found.tasks[task], holder="")


def _follow_clock(found: Standing, entry: Entry, facts: dict[str, Any]) -> None:
    rule = str(facts.get("rule") or "")
    if entry.kind in ("deadline_started", "deadline_extended", "deadline_resumed", "deadline_recomputed"):
        found.clocks[rule] = ClockThen(rule, str(facts.get("due") or ""))
    elif entry.kind in ("deadline_met", "deadline_set_aside"):
        found.clocks.pop(rule, None)
    elif entry.kind == "deadline_suspended" and rule in found.clocks:
        found.clocks[rule] = replace(found.clocks[rule], paused=True)
