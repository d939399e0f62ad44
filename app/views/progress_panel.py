"""How far a run has come, as a diagram and as a list of steps; it reads events and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.diagrams.progress import Passage, Progress, progress_of
from app.engine import Element
from app.versions import Edition
from app.views.access import house
from app.views.words import t
from storage.events import events_of_run
from storage.models import CaseFile, Event, Run, Task
from storage.officers import names_of
from storage.tasks import open_tasks_of_run

SAID = frozenset({"userTask", "manualTask", "callActivity", "startEvent", "endEvent", "receiveTask"})
"""Kinds of elements that the list of steps names; gateways and the system's own steps are left out."""
MOST_STEPS = 80


@dataclass(frozen=True)
class StepLine:
    """One stay at an element in words: its name, since when, until when, by whom, and how it stands."""

    name: str
    piece: str
    since: datetime | None
    until: datetime | None
    who: str
    state: str


@dataclass(frozen=True)
class Drawing:
    """One diagram: where its XML is, what is marked on it, and what it is called."""

    name: str
    address: str
    states: dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """The progress of one run: its diagram, those of the pieces at work in it, and its steps in words."""

    run: Run
    name: str
    version: int
    drawings: tuple[Drawing, ...]
    steps: tuple[StepLine, ...]
    left_out: int


def run_panel(session: Session, case: CaseFile, run: Run, at: datetime) -> Panel:
    """Return the progress of a run at a moment."""
    edition = house().shelf.edition(session, run.version_id)
    events = [event for event in events_of_run(session, run.id, case.id) if "trace" in event.facts]
    progress = progress_of(event.facts["trace"] for event in events)
    tasks = open_tasks_of_run(session, run.id)
    said = [stay for stay in progress.passages if _is_said(edition, stay.place)]
    people = names_of(session, {event.actor_id for event in events if event.actor_id})
    return Panel(
        run=run,
        name=t(edition.name_zh, edition.name_en),
        version=edition.number,
        drawings=tuple(_drawings(edition, progress, tasks, at)),
        steps=tuple(_line(edition, stay, events, people) for stay in said[-MOST_STEPS:]),
        left_out=max(len(said) - MOST_STEPS, 0),
    )


def diagram_address(edition: Edition, process_key: str) -> str:
    """Return where the XML of a diagram of a version is."""
    return url_for("processes.diagram", version_id=edition.id, process_key=process_key)


def _drawings(edition: Edition, progress: Progress, tasks: Sequence[Task], at: datetime) -> list[Drawing]:
    own = [task for task in tasks if not task.path]
    found = [
        Drawing(
            t(edition.name_zh, edition.name_en),
            diagram_address(edition, edition.key),
            marked(progress, own, at),
        )
    ]
    callers = sorted({place.split("/")[0] for place in progress.current if "/" in place})
    for caller in callers:
        element = edition.definition.find_element(edition.key, caller)
        piece = element.properties.get("calledElement") if element else None
        if element is None or piece is None:
            continue
        inner = [task for task in tasks if task.path.split("/")[0] == caller and task.process_key == piece]
        states = marked(progress.inside(caller), inner, at)
        found.append(Drawing(_name(element), diagram_address(edition, piece), states))
    return found


def marked(progress: Progress, tasks: Sequence[Task], at: datetime) -> dict[str, Any]:
    """Return what the page's script marks on one diagram; places of called pieces are left out."""
    late = {task.element_id for task in tasks if task.due_at is not None and task.due_at < at}
    badges = []
    for place in sorted(progress.current):
        words = []
        if progress.visits.get(place, 0) > 1:
            number = progress.visits[place]
            words.append(t(f"第 {number} 次", f"No. {number}"))
        if place in late:
            words.append(t("逾期", "overdue"))
        if words and "/" not in place:
            tone = "late" if place in late else ""
            badges.append({"element": place, "text": " · ".join(words), "tone": tone})
    focus = [task.element_id for task in tasks]
    return {
        "done": _own(progress.done),
        "current": _own(progress.current),
        "cancelled": _own(progress.cancelled),
        "late": sorted(late),
        "flows": _own(progress.flows),
        "badges": badges,
        "focus": focus[0] if focus else None,
    }


def _own(places: frozenset[str]) -> list[str]:
    return sorted(place for place in places if "/" not in place)


def _is_said(edition: Edition, place: str) -> bool:
    element = edition.element_of_trace(place)
    return element is not None and element.kind in SAID and bool(element.name)


def _name(element: Element) -> str:
    return t(element.name or element.id, element.properties.get("name_en"))


def _line(edition: Edition, stay: Passage, events: Sequence[Event], people: dict[str, str]) -> StepLine:
    element = edition.element_of_trace(stay.place)
    assert element is not None
    *callers, _ = stay.place.split("/")
    caller = edition.element_of_trace("/".join(callers)) if callers else None
    left = events[stay.left - 1] if stay.left else None
    state = "current" if left is None else ("cancelled" if stay.cancelled else "done")
    by = people.get(left.actor_id or "", "") if left is not None and state == "done" else ""
    return StepLine(
        name=_name(element),
        piece=_name(caller) if caller else "",
        since=events[stay.entered - 1].at,
        until=left.at if left else None,
        who=by if element.kind in ("userTask", "manualTask") else "",
        state=state,
    )
