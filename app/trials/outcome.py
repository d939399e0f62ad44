"""What a command of a trial brought, and where it differs from what was expected of it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

MOST_DIFFERENCES = 40


@dataclass(frozen=True)
class Outcome:
    """What followed from one command in the run that is tried.

    `way` are the places entered in their order, `decisions` which rules of a table matched at a place, `dues` what
    happened to the legal clocks ("started INS-01 2025-11-25"), `sent` the messages that went out, `ends` the end
    events reached. `refused` says why the command could not be carried out, `failed` what the diagram could not do.
    """

    way: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    dues: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    refused: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON without what is empty."""
        lists = {name: list(getattr(self, name)) for name in LISTS if getattr(self, name)}
        return {**lists, "refused": self.refused} if self.refused else lists


LISTS = ("way", "decisions", "dues", "sent", "ends", "failed")


def outcome_from_json(tree: Mapping[str, Any]) -> Outcome:
    """Return the outcome that plain JSON tells."""
    lists = {name: tuple(str(each) for each in tree.get(name, ())) for name in LISTS}
    return Outcome(refused=str(tree.get("refused", "")), **lists)


@dataclass(frozen=True)
class Difference:
    """Where a trial went otherwise than recorded: the number of the command (from 1), what, expected and actual."""

    step: int
    what: str
    expected: str
    actual: str
    element: str = ""


@dataclass(frozen=True)
class Verdict:
    """How one recorded trial came out: nothing different, or these differences."""

    name: str
    differences: tuple[Difference, ...] = field(default_factory=tuple)
    steps: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything came as recorded."""
        return not self.differences


def differences(expected: Sequence[Outcome], actual: Sequence[Outcome]) -> tuple[Difference, ...]:
    """Return in their order where a trial differs from its record, the first MOST_DIFFERENCES of them."""
    found: list[Difference] = []
    for step, (was, now) in enumerate(zip_longest(expected, actual), 1):
        if len(found) >= MOST_DIFFERENCES:
            break
        if was is None or now is None:
            found.append(Difference(step, "steps", str(len(expected)), str(len(actual))))
            break
        found.extend(_of_step(step, was, now))
    return tuple(found[:MOST_DIFFERENCES])


def _of_step(step: int, was: Outcome, now: Outcome) -> Iterator[Difference]:
    if was.refused != now.refused:
        yield Difference(step, "refused", was.refused, now.refused)
    for name in LISTS:
        left, right = getattr(was, name), getattr(now, name)
        if left == right:
            continue
        if name != "way":
            yield Difference(step, name, "、".join(left), "、".join(right))
            continue
        place = next((n for n, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), None)
        place = min(len(left), len(right)) if place is None else place
        pair = "".join(left[place : place + 1]), "".join(right[place : place + 1])
        yield Difference(step, name, *pair, element=pair[1] or pair[0])
