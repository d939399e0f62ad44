"""The heartbeats of workers: each counts its own and watches that the others' go on; it knows no work.

A worker is dead when its count has stood still for some time by the watcher's own steady clock, so neither clocks
that differ from host to host nor a clock that is put forward can kill one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.house import house_of
from storage.database import housekeeping
from storage.models import Worker
from storage.upkeep import workers


class Pulse:
    """One worker's heartbeat, and what it has seen of the others."""

    def __init__(self, name: str, dead_after: float, steady: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._dead_after = dead_after
        self._steady = steady
        self._seen: dict[str, tuple[int, float]] = {}

    def beat(self, session: Session) -> None:
        """Count one beat; who was held for dead and struck off is back with it."""
        count_beat(session, self.name, house_of(session).now())

    def living(self, session: Session) -> frozenset[str]:
        """Return the names of all workers that live, this one included; strike off those that died."""
        at, beats = self._steady(), {worker.id: worker.beats for worker in workers(session)}
        self._seen = {
            name: known if (known := self._seen.get(name)) and known[0] == count else (count, at)
            for name, count in beats.items()
        }
        dead = {
            name: count
            for name, (count, since) in self._seen.items()
            if name != self.name and at - since > self._dead_after
        }
        if dead:
            strike_off(session, dead)
        return frozenset({self.name, *beats} - dead.keys())


@housekeeping
def count_beat(session: Session, name: str, at: datetime) -> None:
    """Add a beat to a worker's row, which begins with the first."""
    row = session.get(Worker, name)
    if row is None:
        session.add(Worker(id=name, beats=1, started_at=at, seen_at=at))
    else:
        row.beats, row.seen_at = row.beats + 1, at


@housekeeping
def strike_off(session: Session, beats: Mapping[str, int]) -> None:
    """Remove the rows of workers that have stopped or died, unless they have gone on beyond these beats."""
    for name, count in sorted(beats.items()):
        session.execute(delete(Worker).where(Worker.id == name, Worker.beats <= count))


def sign_off(session: Session, name: str) -> None:
    """Remove the row of a worker that stops, so that nobody waits for its heartbeat."""
    row = session.get(Worker, name)
    if row is not None:
        strike_off(session, {name: row.beats})
