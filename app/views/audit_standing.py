"""How a case stood at one of its moments, in words; it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.audit.standing import ClockThen, Standing, TaskThen, standing_after
from app.audit.story import Story
from app.clock import LOCAL
from app.versions import Edition
from app.views.naming import rule_name, unit_name
from app.views.words import t
from storage.models import Event

STEPS = frozenset(
    {"userTask", "manualTask", "callActivity", "serviceTask", "businessRuleTask", "receiveTask"}
)


@dataclass(frozen=True)
class StandingView:
    """A case at a moment: who was at what, which clocks ran, how far each run was, what was repeated."""

    number: int
    at: datetime
    closed_as: str
    tasks: tuple[tuple[TaskThen, str, str, str], ...]
    clocks: tuple[tuple[ClockThen, str, bool], ...]
    runs: tuple[tuple[str, str, str], ...]
    repeated: tuple[tuple[str, int], ...]


@dataclass
class Known:
    """The versions on which the runs of a case ran, and the names of officers."""

    editions: Mapping[tuple[str, int], Edition]
    people: Mapping[str, str]

    def process(self, process: str, version: int) -> str:
        """Return the name of a process with its version."""
        edition = self.editions.get((process, version))
        name = t(edition.name_zh, edition.name_en) if edition else process
        return t(f"{name} 第 {version} 版", f"{name}, version {version}")

    def element(self, process: str, version: int, place: str) -> str:
        """Return the name of an element, as a trace names it; one that is gone keeps its id."""
        edition = self.editions.get((process, version))
        found = edition.element_of_trace(place) if edition else None
        return (
            t(found.name or found.id, found.properties.get("name_en")) if found else place.rpartition("/")[2]
        )

    def is_step(self, process: str, version: int, place: str) -> bool:
        """Tell whether a place is a step that people would name."""
        edition = self.editions.get((process, version))
        found = edition.element_of_trace(place) if edition else None
        return found is not None and found.kind in STEPS


def standing_view(events: Sequence[Event], story: Story, number: int, known: Known) -> StandingView:
    """Return how the case stood after its event of this number."""
    past = [event for event in events if event.chain_seq <= number]
    found, at = standing_after(past), past[-1].at
    return StandingView(
        number=number,
        at=at,
        closed_as=found.closed_as,
        tasks=tuple(_task(task, found, known) for task in found.tasks.values()),
        clocks=tuple(
            (clock, rule_name(clock.rule), _is_over(clock.due, at)) for clock in found.clocks.values()
        ),
        runs=tuple(
            (known.process(run.process, run.version), "ended" if run.ended else "open", run.outcome)
            for run in found.runs.values()
        ),
        repeated=tuple(_repeated(story, number, known)),
    )


def _task(task: TaskThen, found: Standing, known: Known) -> tuple[TaskThen, str, str, str]:
    run = found.runs.get(task.run)
    name = known.element(run.process, run.version, task.element) if run else task.element
    return task, name, unit_name(task.unit), known.people.get(task.holder, "")


def _is_over(due: str, at: datetime) -> bool:
    """Tell whether a clock had run out: its last day is whole."""
    return bool(due) and due[:10] < at.astimezone(LOCAL).date().isoformat()


def _repeated(story: Story, number: int, known: Known) -> list[tuple[str, int]]:
    """Return the steps that were come to more than once, most often first; flows and gateways are left out."""
    found = []
    for (at, element), mark in story.marks_at(number).items():
        frame = story.frames[at]
        place = f"{frame.path}/{element}" if frame.path else element
        if mark.times > 1 and known.is_step(frame.process, frame.version, place):
            caller = known.element(frame.process, frame.version, frame.path) + " › " if frame.path else ""
            found.append((caller + known.element(frame.process, frame.version, place), mark.times))
    return sorted(found, key=lambda each: -each[1])
