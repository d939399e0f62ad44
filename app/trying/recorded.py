"""Plays recorded trials on files and holds what they bring against what was recorded; it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.clock import LOCAL, SetClock
from app.house import House
from app.trials.commands import Begin, Command
from app.trials.coverage import Coverage, coverage_of
from app.trials.outcome import Outcome, Verdict, differences
from app.trying.player import Player
from app.trying.room import ROOMS, Names, Rooms
from app.versions import Edition
from storage.scratch import LawRows

NOON = datetime(2025, 1, 1, 12, tzinfo=LOCAL)


@dataclass(frozen=True)
class Recorded:
    """A recorded trial: its name, its commands and what each of them brought."""

    name: str
    commands: Sequence[Command]
    expected: Sequence[Outcome]


@dataclass
class Workshop:
    """Where one edition of a process is tried: the house, its law, and what other processes are called."""

    house: House
    law: LawRows
    edition: Edition
    names: Names = field(default_factory=dict)
    rooms: Rooms = field(default_factory=lambda: ROOMS)

    def player(self, commands: Sequence[Command]) -> Player:
        """Return who plays a trial in a room of its own; close the room when done."""
        begun = next((each.at for each in commands if isinstance(each, Begin)), NOON)
        clock = SetClock(begun)
        return Player(self.rooms.room(self.house, self.law, self.edition, clock, self.names))

    def coverage(self) -> Coverage:
        """Return what the diagrams of the edition draw, nothing come through yet."""
        return coverage_of(self.edition.definition, self.edition.files)

    def judge(self, recorded: Sequence[Recorded]) -> tuple[list[Verdict], Coverage]:
        """Play recorded trials; return how each came out, and what all of them together come through."""
        verdicts, covered = [], self.coverage()
        for each in recorded:
            player = self.player(each.commands)
            try:
                actual = player.play(each.commands)
            finally:
                player.room.close()
            covered = covered.with_reached(player.reached.places)
            verdicts.append(Verdict(each.name, differences(each.expected, actual), len(actual)))
        return verdicts, covered


def verdict_to_json(verdict: Verdict) -> Mapping[str, object]:
    """Return a verdict as plain JSON."""
    rows = [[each.step, each.what, each.expected, each.actual, each.element] for each in verdict.differences]
    return {"name": verdict.name, "steps": verdict.steps, "differences": rows}
