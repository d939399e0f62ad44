"""Two courses side by side, step by step: what both did, what only one did; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from app.audit.courses import Course, Stay
from app.audit.patterns import usual_length


@dataclass(frozen=True)
class Side:
    """One step on one side: how long it took, by whom, and when it began; a usual path has no officer and no day."""

    length: timedelta | None
    stay: Stay | None = None


@dataclass(frozen=True)
class Line:
    """A step that stands on one side or on both."""

    place: str
    left: Side | None
    right: Side | None


def side_by_side(left: Sequence[tuple[str, Side]], right: Sequence[tuple[str, Side]]) -> list[Line]:
    """Return two lists of steps with the same ones beside each other, in their order."""
    names = [[place for place, _ in side] for side in (left, right)]
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=names[0], b=names[1], autojunk=False).get_opcodes():
        if tag == "equal":
            for (place, one), (_, other) in zip(left[i1:i2], right[j1:j2], strict=True):
                found.append(Line(place, one, other))
            continue
        found += [Line(place, one, None) for place, one in left[i1:i2]]
        found += [Line(place, None, other) for place, other in right[j1:j2]]
    return found


def steps_of(course: Course, steps: frozenset[str]) -> list[tuple[str, Side]]:
    """Return the steps of a course."""
    return [(stay.place, Side(stay.length, stay)) for stay in course.stays if stay.place in steps]


def usual_steps(path: Sequence[str], courses: Sequence[Course]) -> list[tuple[str, Side]]:
    """Return the steps of a usual path with the usual length of each among some courses."""
    found = []
    for place in path:
        lengths = [stay.length for course in courses for stay in course.stays
                   if stay.place == place and stay.length is not None]  # fmt: skip
        found.append((place, Side(usual_length(lengths))))
    return found
