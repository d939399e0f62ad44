"""The course of each run: who came to which element when and left it when; pure, it knows no storage and no page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from app.audit.story import Entry


class CaseEntry(Entry, Protocol):
    """One event, with the case that it belongs to."""

    @property
    def chain(self) -> str: ...


@dataclass(frozen=True)
class Stay:
    """One stay at a place of a run (in called pieces "caller/element"), and who ended it."""

    place: str
    since: datetime
    until: datetime | None = None
    by: str = ""
    unit: str = ""
    cancelled: bool = False

    @property
    def length(self) -> timedelta | None:
        """How long it lasted; None while it lasts."""
        return None if self.until is None else self.until - self.since


@dataclass
class Course:
    """What one run of a case went through, in its order."""

    case: str
    run: str
    process: str
    version: int
    since: datetime
    ended: bool = False
    outcome: str = ""
    stays: list[Stay] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Steps that nobody does in the district, with the reason."""
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    """Moves by hand: to which element, why, by whom."""
    migrated: list[tuple[int, int]] = field(default_factory=list)
    returned: list[tuple[str, str]] = field(default_factory=list)
    """Tasks that were given back: the element, and by whom."""
    _open: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def path(self, steps: frozenset[str]) -> list[str]:
        """Return the places among `steps` in the order in which they were come to."""
        return [stay.place for stay in self.stays if stay.place in steps]

    def visits(self) -> dict[str, int]:
        """Return how often each place was come to."""
        found: dict[str, int] = defaultdict(int)
        for stay in self.stays:
            found[stay.place] += 1
        return found


def courses_of(entries: Iterable[CaseEntry]) -> list[Course]:
    """Return the courses of all runs of some cases from their events, each case's in the order of its chain."""
    found: dict[str, Course] = {}
    for entry in entries:
        run = entry.run_id or ""
        if entry.kind == "run_started":
            facts = entry.facts
            found[run] = Course(entry.chain, run, str(facts["process"]), int(facts["version"]), entry.at)
        if run in found:
            _follow(found[run], entry)
    return list(found.values())


def _follow(course: Course, entry: CaseEntry) -> None:
    facts = entry.facts
    element, reason = str(facts.get("element") or ""), str(facts.get("reason") or "")
    if entry.kind == "run_ended":
        course.ended, course.outcome = True, str(facts.get("outcome") or "")
    elif entry.kind == "lane_skipped":
        course.skipped.append((element, reason))
    elif entry.kind == "token_moved":
        course.moved.append((element, reason, entry.actor_id or ""))
    elif entry.kind == "task_returned":
        course.returned.append((element, entry.actor_id or ""))
    elif entry.kind == "run_migrated":
        course.migrated.append((int(facts["from"]), int(facts["to"])))
        course.version = int(facts["to"])
        _rename(course, {str(old): str(new) for old, new in (facts.get("mapping") or {}).items()})
    for step in facts.get("trace") or ():
        if "loop" not in step:
            _take(course, entry, step)


def _take(course: Course, entry: CaseEntry, step: dict[str, str]) -> None:
    if "enter" in step:
        course._open[step["enter"]].append(len(course.stays))
        course.stays.append(Stay(step["enter"], entry.at))
        return
    for verb in ("leave", "cancel"):
        waiting = course._open.get(step.get(verb, ""))
        if waiting:
            number = waiting.pop(0)
            done = str(entry.facts.get("element")) if entry.kind == "task_completed" else ""
            mine = verb == "leave" and step[verb].rpartition("/")[2] == done
            course.stays[number] = replace(
                course.stays[number],
                until=entry.at,
                by=(entry.actor_id or "") if mine else "",
                unit=(entry.unit_id or "") if mine else "",
                cancelled=verb == "cancel",
            )


def _rename(course: Course, mapping: dict[str, str]) -> None:
    """Let open stays go on under the names that their elements have in the new version."""
    for place in [place for place in course._open if place in mapping]:
        numbers = course._open.pop(place)
        course._open[mapping[place]] += numbers
        for number in numbers:
            course.stays[number] = replace(course.stays[number], place=mapping[place])
