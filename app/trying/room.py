"""The room of a trial: a database in memory with districts, law and made-up officers, and a clock of its own.

Nothing of the real database is in it but the editions of rules and calendars; nothing leaves it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.actions.districts import load_districts
from app.actions.enrolment import enrol
from app.actors import SYSTEM
from app.clock import SetClock
from app.demonstration.officers import posts
from app.house import ROOT, House
from app.trying.standing_in import stand_ins
from app.values import digest
from app.versions import Edition, VersionShelf, compile_files
from storage.crypto import Keyring
from storage.database import Database
from storage.scratch import LawRows, copy_of, new_scratch

SINCE = date(2000, 1, 1)
NO_PASSWORD = "!"
MOST_FURNISHED = 4

Names = Mapping[str, tuple[str, str]]
"""What processes are called, in Chinese and English, by key."""


class TrialShelf(VersionShelf):
    """The one process that is tried, and those that stand in for every other that its messages start."""

    def __init__(self, edition: Edition, others: Mapping[str, Edition]) -> None:
        super().__init__()
        self._current = {**others, edition.key: edition}
        self._editions = {each.id: each for each in self._current.values()}

    @property
    def editions(self) -> list[Edition]:
        """All of them."""
        return list(self._current.values())

    def current(self, session: Session, process_key: str, district: str, day: date) -> Edition | None:
        """Return the process under this key, None if no message of the tried process can start it."""
        return self._current.get(process_key)


@dataclass
class Room:
    """One trial's own world."""

    database: Database
    house: House
    clock: SetClock
    edition: Edition

    def close(self) -> None:
        """Throw it away."""
        self.database.dispose()


def draft_edition(key: str, files: Mapping[str, bytes], names: tuple[str, str] = ("", "")) -> Edition:
    """Compile files as the version of a process that is tried; raises what compiling raises."""
    definition, forms = compile_files(key, dict(files))
    return Edition(
        f"tried.{key}"[:26], key, 1, names[0] or key, names[1] or key, definition, forms, dict(files)
    )


class Rooms:
    """Furnishes rooms. Districts and officers are put into one database in memory, of which each room is a copy."""

    def __init__(self) -> None:
        self._furnished: dict[str, Database] = {}
        self._lock = threading.Lock()

    def room(self, house: House, law: LawRows, edition: Edition, clock: SetClock, names: Names) -> Room:
        """Return a fresh room in which a process can be tried under this law."""
        with self._lock:
            original = self._original(house, law)
        others = stand_ins(edition, names)
        own = replace(
            house,
            keyring=Keyring(secrets.token_bytes(32)),
            shelf=TrialShelf(edition, others),
            now=lambda: clock.moment,
            laws={},
            for_trial=True,
        )
        return Room(copy_of(original, {"house": own}), own, clock, edition)

    def _original(self, house: House, law: LawRows) -> Database:
        stamp = digest([law["stamp"], sorted(house.districts)])
        if stamp not in self._furnished:
            while len(self._furnished) >= MOST_FURNISHED:
                self._furnished.pop(next(iter(self._furnished))).dispose()
            self._furnished[stamp] = _furnish(house, law)
        return self._furnished[stamp]


def _furnish(house: House, law: LawRows) -> Database:
    own = replace(house, keyring=Keyring(secrets.token_bytes(32)), laws={}, for_trial=True)
    info: dict[str, Any] = {"house": own}
    database = new_scratch(law, info)
    folder = ROOT / "processes" / "jurisdictions"
    profiles = {key: (folder / f"{key}.toml").read_text(encoding="utf-8") for key in own.districts}
    everyone = [post for district in own.districts.values() for post in posts(district, own)]
    with database.session() as session:
        load_districts(session, profiles)
        enrol(session, everyone, NO_PASSWORD, SINCE, by=SYSTEM)
    return database


ROOMS = Rooms()
"""Those of this process of the server."""
