"""What many courses of one process have in common and where they differ: heat, usual path, conformance, hands; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from app.audit.courses import Course, Stay

LEVELS = 5


@dataclass(frozen=True)
class Heat:
    """A place in many courses: how many runs came to it, how often, and how long they stayed."""

    place: str
    runs: int
    visits: int
    usual: timedelta | None
    longest: timedelta | None
    open: int


@dataclass(frozen=True)
class Deviation:
    """How one run differs from the usual: steps skipped, repeated, moved to by hand, left out and added."""

    course: Course
    skipped: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, int], ...]
    moved: tuple[tuple[str, str, str], ...]
    left_out: tuple[str, ...]
    added: tuple[str, ...]
    returned: int

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(
            self.skipped or self.repeated or self.moved or self.left_out or self.added or self.returned
            or self.course.migrated
        )  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """What one officer did at one step: how often, how long it usually took, and how often he gave it back."""

    officer: str
    unit: str
    place: str
    done: int
    usual: timedelta | None
    returned: int


def heat_of(courses: Iterable[Course]) -> list[Heat]:
    """Return the heat of every place, the longest usual stay first; places at which nobody stays come last."""
    stays: dict[str, list[Stay]] = defaultdict(list)
    runs: dict[str, set[str]] = defaultdict(set)
    for course in courses:
        for stay in course.stays:
            stays[stay.place].append(stay)
            runs[stay.place].add(course.run)
    found = []
    for place, each in stays.items():
        lengths = [stay.length for stay in each if stay.length is not None]
        still = sum(stay.until is None for stay in each)
        longest = max(lengths, default=None)
        found.append(Heat(place, len(runs[place]), len(each), usual_length(lengths), longest, still))
    return sorted(found, key=lambda heat: (-(heat.usual or timedelta()), heat.place))


def usual_length(lengths: Sequence[timedelta]) -> timedelta | None:
    """Return the median of some lengths; None without any."""
    return timedelta(seconds=median(length.total_seconds() for length in lengths)) if lengths else None


def levels(values: dict[str, float]) -> dict[str, int]:
    """Return for each value above 0 its level from 1 to LEVELS, by the share of the greatest."""
    most = max(values.values(), default=0)
    return {key: min(int(value / most * LEVELS) + 1, LEVELS) for key, value in values.items() if value > 0}


def usual_path(courses: Sequence[Course], steps: frozenset[str]) -> list[str]:
    """Return the path that most runs took, ended ones if there are any; of equal ones the longest."""
    ended = [course for course in courses if course.ended] or list(courses)
    counted = Counter(tuple(_once(course.path(steps))) for course in ended)
    best = max(counted.items(), key=lambda item: (item[1], len(item[0]), item[0]), default=None)
    return list(best[0]) if best else []


def deviations_of(courses: Sequence[Course], steps: frozenset[str]) -> list[Deviation]:
    """Return how each run differs from the usual path, those that differ most first.

    Of a run that goes on, what it has not come to yet is not left out.
    """
    usual = usual_path(courses, steps)
    found = [_deviation(course, usual, steps) for course in courses]
    return sorted(
        (each for each in found if each.any),
        key=lambda each: (-len(each.moved), -len(each.repeated), -len(each.skipped), each.course.since),
    )


def hands_of(courses: Iterable[Course]) -> list[Hand]:
    """Return who did what how often, by step and then by how often."""
    lengths: dict[tuple[str, str, str], list[timedelta]] = defaultdict(list)
    given_back: Counter[tuple[str, str]] = Counter()
    for course in courses:
        for stay in course.stays:
            if stay.by and stay.length is not None:
                lengths[stay.place, stay.by, stay.unit].append(stay.length)
        given_back.update((element, officer) for element, officer in course.returned)
    found = [
        Hand(
            by, unit, place, len(each), usual_length(each), given_back.pop((place.rpartition("/")[2], by), 0)
        )
        for (place, by, unit), each in lengths.items()
    ]
    found += [Hand(by, "", place, 0, None, count) for (place, by), count in given_back.items()]
    return sorted(found, key=lambda hand: (hand.place, -hand.done, hand.officer))


def _once(path: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(path))


def _deviation(course: Course, usual: Sequence[str], steps: frozenset[str]) -> Deviation:
    own, visits = _once(course.path(steps)), course.visits()
    return Deviation(
        course=course,
        skipped=tuple(course.skipped),
        repeated=tuple((place, count) for place, count in visits.items() if place in steps and count > 1),
        moved=tuple(course.moved),
        left_out=tuple(place for place in usual if place not in own) if course.ended else (),
        added=tuple(place for place in own if place not in usual),
        returned=len(course.returned),
    )
