"""What reached workers from one source, compared with the payments of the case that name it; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Told:
    """What one line of a run says to have reached a worker on a day."""

    run_id: str
    worker: str | None
    amount: Decimal
    day: date


@dataclass(frozen=True)
class Line:
    """A payment of the case; `run_id` is the run that booked it, None where an officer entered it."""

    key: str
    worker: str | None
    amount: Decimal
    position: int
    run_id: str | None = None


@dataclass(frozen=True)
class Amends:
    """What has to be booked, and how much of which booked payment has to be taken back."""

    missing: tuple[Told, ...]
    back: tuple[tuple[str, Decimal], ...]


def amends(told: Iterable[Told], present: Iterable[Line], run_id: str) -> Amends:
    """Return what brings the payments of one source to what its runs tell, worker by worker.

    A worker's payments then are what was told, or what an officer entered where that is more: he entered the same
    money until it exceeds what is told. What `run_id` booked is taken back first, then the newest.
    """
    said: dict[str | None, list[Told]] = defaultdict(list)
    for each in told:
        said[each.worker].append(each)
    stands: dict[str | None, list[Line]] = defaultdict(list)
    for line in present:
        stands[line.worker].append(line)
    missing: list[Told] = []
    back: list[tuple[str, Decimal]] = []
    for worker in [*said, *(key for key in stands if key not in said)]:
        rest = sum((each.amount for each in said[worker]), ZERO)
        rest -= sum((line.amount for line in stands[worker]), ZERO)
        missing += _latest(said[worker], rest)
        back += _too_much(stands[worker], -rest, run_id)
    return Amends(tuple(missing), tuple(back))


def _latest(told: list[Told], rest: Decimal) -> list[Told]:
    """Return the latest of what was told, as far as it makes up the rest that is not among the payments."""
    found: list[Told] = []
    for each in reversed(told):
        if rest <= 0:
            break
        found.insert(0, replace(each, amount=min(each.amount, rest)))
        rest -= each.amount
    return found


def _too_much(present: list[Line], much: Decimal, run_id: str) -> list[tuple[str, Decimal]]:
    """Return how much of which booked payment is too much; never of what an officer entered."""
    found: list[tuple[str, Decimal]] = []
    booked = [line for line in present if line.run_id is not None]
    for line in sorted(booked, key=lambda each: (each.run_id == run_id, each.position), reverse=True):
        if much <= 0:
            break
        found.append((line.key, min(line.amount, much)))
        much -= line.amount
    return found
