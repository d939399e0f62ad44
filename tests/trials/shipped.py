"""The recorded trials that ship, and the workshop in which each process is tried as it ships; it knows no database."""

from __future__ import annotations

import json
from functools import cache

from app.diagrams.bundle import bundle
from app.house import House, build_house
from app.trials.commands import commands_from_json
from app.trials.outcome import outcome_from_json
from app.trying.recorded import Recorded, Workshop
from app.trying.room import draft_edition
from storage.crypto import Keyring
from storage.law import LAW
from tests.processes.shipped import PROCESSES, ROOT

NO_EDITIONS = {"rules": [], "calendars": [], "stamp": [{"key": LAW, "calendars": "", "rules": ""}]}


@cache
def house() -> House:
    """The installation as it ships."""
    return build_house(Keyring(bytes(32)))


@cache
def workshop(key: str) -> Workshop:
    """Where a process is tried as it ships."""
    return Workshop(house(), NO_EDITIONS, draft_edition(key, bundle(key, ROOT)))


def recorded(key: str) -> list[Recorded]:
    """The recorded trials of a process, in order."""
    trees = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((PROCESSES / key).glob("trials/*.json"))
    ]
    return [
        Recorded(
            tree["name"],
            commands_from_json(tree["commands"]),
            [outcome_from_json(each) for each in tree["expected"]],
        )
        for tree in trees
    ]
