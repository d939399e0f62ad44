"""Tells the events of a case as one story over the diagrams of its runs; pure, it knows no storage and no page.

Each event is one moment. What the engine did with it (its trace) becomes changes of marks on diagrams, each with
the mark before and after, so that the story can be told forwards and backwards without any further rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class Entry(Protocol):
    """One event of the case's chain, as far as its story is concerned."""

    @property
    def chain_seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_id(self) -> str | None: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def run_id(self) -> str | None: ...
    @property
    def task_id(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Frame:
    """One diagram of the story: that of a run in the version it then ran on, or of a piece called in it.

    `path` holds the calling elements ("" for the run's own diagram).
    """

    run: str
    process: str
    version: int
    path: str = ""


@dataclass(frozen=True)
class Mark:
    """How an element looks (`current`, `done`, `cancelled`, a flow `taken`, or nothing) and how often it was met."""

    state: str = ""
    times: int = 0


PLAIN = Mark()


@dataclass(frozen=True)
class Change:
    """A mark on a diagram that one moment changed."""

    frame: int
    element: str
    was: Mark
    now: Mark


@dataclass(frozen=True)
class Moment:
    """One event: its number in the chain, the diagram to look at, the element it concerns and the marks it changed."""

    number: int
    at: datetime
    frame: int | None
    focus: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Story:
    """The diagrams in the order in which they come up, the marks before the first moment, and the moments."""

    frames: tuple[Frame, ...]
    before: Mapping[tuple[int, str], Mark]
    moments: tuple[Moment, ...]

    def marks_at(self, number: int) -> dict[tuple[int, str], Mark]:
        """Return all marks after the moment of this number; numbers before the first give those at the beginning."""
        marks = dict(self.before)
        for moment in self.moments:
            if moment.number > number:
                break
            marks.update({(change.frame, change.element): change.now for change in moment.changes})
        return marks


def story_of(entries: Iterable[Entry], after: int = 0) -> Story:
    """Return the story that events, in the order of their chain, tell from the one after number `after` on.

    Those up to `after` only leave their marks. An event whose run was never started says nothing on a diagram.
    """
    teller = _Teller()
    before: dict[tuple[int, str], Mark] = {}
    moments = []
    for entry in entries:
        moment = teller.tell(entry)
        if entry.chain_seq > after:
            moments.append(moment)
        else:
            before.update({(change.frame, change.element): change.now for change in moment.changes})
    return Story(tuple(teller.frames), before, tuple(moments))


@dataclass
class _Teller:
    """Keeps what has been told so far."""

    frames: list[Frame] = field(default_factory=list)
    _numbers: dict[Frame, int] = field(default_factory=dict)
    _ran_on: dict[str, tuple[str, int]] = field(default_factory=dict)
    _marks: dict[tuple[int, str], Mark] = field(default_factory=dict)
    _inside: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    _places: dict[str, tuple[int, str]] = field(default_factory=dict)
    _looked_at: int | None = None

    def tell(self, entry: Entry) -> Moment:
        """Return the moment of the next event."""
        run = entry.run_id or ""
        if entry.kind == "run_started":
            self._ran_on[run] = (str(entry.facts["process"]), int(entry.facts["version"]))
        changed: dict[tuple[int, str], Mark] = {}
        touched: tuple[int, str] | None = None
        if run in self._ran_on:
            if entry.kind == "run_migrated":
                self._carry_over(run, entry.facts, changed)
            for step in entry.facts.get("trace") or ():
                touched = self._take(run, step, changed) or touched
            for place in entry.facts.get("after") or ():
                touched = self._stands(run, place, changed)
        place = self._place(entry, run) or touched
        if place is not None:
            self._looked_at = place[0]
        changes = tuple(
            Change(*key, was, self._marks[key]) for key, was in changed.items() if self._marks[key] != was
        )
        return Moment(entry.chain_seq, entry.at, self._looked_at, place[1] if place else "", changes)

    def _carry_over(self, run: str, facts: Mapping[str, Any], changed: dict[tuple[int, str], Mark]) -> None:
        """Go on over the diagrams of another version, with the marks under the names that elements have there."""
        former = [(self.frames[number], number, element) for number, element in self._marks]
        process, version = self._ran_on[run]
        self._ran_on[run] = (process, int(facts["to"]))
        mapping, gone = facts.get("mapping") or {}, set(facts.get("before") or ())
        for frame, number, element in former:
            if (frame.run, frame.version) != (run, version):
                continue
            path = "/".join(str(mapping.get(caller, caller)) for caller in frame.path.split("/"))
            key = (self._frame(run, path), str(mapping.get(element, element)).rpartition("/")[2])
            mark = self._marks[number, element]
            left = f"{frame.path}/{element}".lstrip("/") in gone
            changed.setdefault(key, PLAIN)
            self._marks[key] = Mark("cancelled", mark.times) if left and mark.state == "current" else mark
        self._places = {
            task: (
                self._frame(run, self.frames[number].path),
                str(mapping.get(element, element)).rpartition("/")[2],
            )
            if self.frames[number].run == run
            else (number, element)
            for task, (number, element) in self._places.items()
        }

    def _stands(self, run: str, place: str, changed: dict[tuple[int, str], Mark]) -> tuple[int, str]:
        """Mark where a token stands after it was carried over or moved."""
        path, _, element = str(place).rpartition("/")
        key = (self._frame(run, path), element)
        was = self._marks.get(key, PLAIN)
        changed.setdefault(key, was)
        self._inside[key] = max(self._inside[key], 1)
        self._marks[key] = Mark("current", max(was.times, 1))
        return key

    def _place(self, entry: Entry, run: str) -> tuple[int, str] | None:
        """Return the diagram and element that an event concerns; a task stays where it was opened."""
        element = str(entry.facts.get("element") or "")
        if entry.task_id in self._places:
            return self._places[entry.task_id]
        if not element or run not in self._ran_on:
            return None
        found = self._where(run, element)
        if entry.kind == "task_opened" and entry.task_id:
            self._places[entry.task_id] = found
        return found

    def _where(self, run: str, element: str) -> tuple[int, str]:
        """Return where an element of a run is current, in a called piece too, else its place in the run's diagram."""
        for (number, known), mark in reversed(self._marks.items()):
            if known == element and self.frames[number].run == run and mark.state == "current":
                return number, element
        return self._frame(run, ""), element

    def _frame(self, run: str, path: str) -> int:
        frame = Frame(run, *self._ran_on[run], path)
        if frame not in self._numbers:
            self._numbers[frame] = len(self.frames)
            self.frames.append(frame)
        return self._numbers[frame]

    def _take(
        self, run: str, step: Mapping[str, Any], changed: dict[tuple[int, str], Mark]
    ) -> tuple[int, str] | None:
        """Follow one entry of a trace; return the place that was come to."""
        verb = next((name for name in ("enter", "leave", "cancel", "flow") if name in step), "")
        if not verb or "loop" in step:
            return None  # a turn of a repeated step: the step as a whole is entered and left by itself
        path, _, element = str(step[verb]).rpartition("/")
        key = (self._frame(run, path), element)
        was = self._marks.get(key, PLAIN)
        changed.setdefault(key, was)
        self._marks.pop(key, None)  # so that the mark that changed last stands last
        self._marks[key] = self._after(key, was, verb)
        return key if verb == "enter" else None

    def _after(self, key: tuple[int, str], was: Mark, verb: str) -> Mark:
        if verb == "flow":
            return Mark("taken", was.times + 1)
        if verb == "enter":
            self._inside[key] += 1
            return Mark("current", was.times + 1)
        self._inside[key] = max(self._inside[key] - 1, 0)
        if self._inside[key]:
            return was
        return Mark("done" if verb == "leave" else "cancelled", max(was.times, 1))
