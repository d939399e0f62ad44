"""Folds what the steps of a run did into the state of its diagram's elements; pure, it knows no storage.

A trace is what the engine says of one step: entries {"enter": id}, {"leave": id}, {"cancel": id}, {"flow": id} and
{"decision": id, …} in their order. Ids in called pieces stand as "caller/child".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Trace = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Passage:
    """One stay at an element: when it was entered and left (numbers of the steps), and whether it was cancelled."""

    place: str
    entered: int
    left: int | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a run has come.

    `current`, `done` and `cancelled` are places that do not overlap (a place entered again is current);
    `flows` are the sequence flows taken, `visits` how often each place was entered, `passages` every stay in
    the order of entering. Places in called pieces are "caller/child".
    """

    current: frozenset[str]
    done: frozenset[str]
    cancelled: frozenset[str]
    flows: frozenset[str]
    visits: Mapping[str, int]
    passages: tuple[Passage, ...]

    def inside(self, caller: str) -> Progress:
        """Return the progress within a called piece, its places without the caller."""
        prefix = f"{caller}/"

        def own(places: Iterable[str]) -> frozenset[str]:
            return frozenset(place[len(prefix) :] for place in places if place.startswith(prefix))

        return Progress(
            current=own(self.current),
            done=own(self.done),
            cancelled=own(self.cancelled),
            flows=own(self.flows),
            visits={
                place[len(prefix) :]: count
                for place, count in self.visits.items()
                if place.startswith(prefix)
            },
            passages=tuple(
                Passage(stay.place[len(prefix) :], stay.entered, stay.left, stay.cancelled)
                for stay in self.passages
                if stay.place.startswith(prefix)
            ),
        )


def progress_of(traces: Iterable[Trace]) -> Progress:
    """Return the progress of a run from the traces of its steps in their order, the first being number 1.

    What is entered and neither left nor cancelled is current. Leaving or cancelling something that was never
    entered changes nothing but counts as done or cancelled, so that a record that begins late still reads.
    """
    open_stays: dict[str, list[int]] = {}
    stays: list[Passage] = []
    flows: set[str] = set()
    visits: Counter[str] = Counter()
    for step, trace in enumerate(traces, start=1):
        for entry in trace:
            if "enter" in entry:
                visits[entry["enter"]] += 1
                open_stays.setdefault(entry["enter"], []).append(len(stays))
                stays.append(Passage(entry["enter"], step))
            elif "flow" in entry:
                flows.add(entry["flow"])
            for how in ("leave", "cancel"):
                if how in entry:
                    _close(entry[how], step, how == "cancel", open_stays, stays)
    return _folded(stays, flows, visits)


def _close(
    place: str, step: int, cancelled: bool, open_stays: dict[str, list[int]], stays: list[Passage]
) -> None:
    waiting = open_stays.get(place)
    if not waiting:
        stays.append(Passage(place, step, step, cancelled))
        return
    number = waiting.pop(0)
    stays[number] = Passage(place, stays[number].entered, step, cancelled)


def _folded(stays: Sequence[Passage], flows: Iterable[str], visits: Mapping[str, int]) -> Progress:
    current = {stay.place for stay in stays if stay.left is None}
    done = {stay.place for stay in stays if stay.left is not None and not stay.cancelled} - current
    cancelled = {stay.place for stay in stays if stay.cancelled} - current - done
    return Progress(
        frozenset(current),
        frozenset(done),
        frozenset(cancelled),
        frozenset(flows),
        dict(visits),
        tuple(stays),
    )
