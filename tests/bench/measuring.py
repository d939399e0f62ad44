"""Meters: time, CPU, statements and commits of one thing done many times; it knows nothing of what is done."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, event

from app.serving import settle


@dataclass(frozen=True)
class Figures:
    """What one completion costs: medians over the samples, times in milliseconds."""

    samples: int
    statements: float
    commits: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float

    @property
    def per_cpu_second(self) -> float:
        """How many fit into one second of CPU."""
        return 1000 / self.cpu_ms if self.cpu_ms else 0.0

    def as_row(self) -> dict[str, float]:
        """Return the figures by name, as they are written to the results."""
        return {
            "samples": self.samples,
            "statements": self.statements,
            "commits": self.commits,
            "cpu_ms": round(self.cpu_ms, 3),
            "p50_ms": round(self.p50_ms, 3),
            "p95_ms": round(self.p95_ms, 3),
            "per_cpu_second": round(self.per_cpu_second, 1),
        }


@dataclass
class Samples:
    """Single measurements of one thing."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)

    def figures(self) -> Figures:
        """Return the medians."""
        wall = sorted(self.wall)
        return Figures(
            samples=len(wall),
            statements=statistics.median(self.statements) if self.statements else 0,
            commits=statistics.median(self.commits) if self.commits else 0,
            cpu_ms=statistics.median(self.cpu) * 1000,
            p50_ms=statistics.median(wall) * 1000,
            p95_ms=wall[min(len(wall) - 1, int(len(wall) * 0.95))] * 1000,
        )


@dataclass
class Heard:
    """What a database was told: statements, commits, and how often a transaction began."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0
    begins: int = 0

    def clear(self) -> None:
        """Begin to count anew."""
        self.statements.clear()
        self.commits = self.begins = 0


@contextmanager
def listening(*engines: Engine) -> Iterator[Heard]:
    """Count what these engines tell their databases while the block runs.

    An engine that was ever listened to is slower for good; measure times on another one.
    """
    heard = Heard()

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.statements.append(statement)

    def begin(_connection: object) -> None:
        heard.begins += 1

    def commit(_connection: object) -> None:
        heard.commits += 1

    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
        event.listen(engine, "begin", begin)
        event.listen(engine, "commit", commit)
    try:
        yield heard
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)
            event.remove(engine, "begin", begin)
        event.remove(engine, "commit", commit)


def measured(act: Callable[[], object], samples: Samples) -> None:
    """Do something once and note its time and CPU."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    samples.wall.append(time.perf_counter() - wall)
    samples.cpu.append(time.process_time() - cpu)


@contextmanager
def steady() -> Iterator[None]:
    """Let the garbage collector work as in the served product; the other engines get the same."""
    usual = gc.get_threshold()
    settle()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
