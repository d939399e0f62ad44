"""Keeps the last trials as they stand, so that a step costs one step; all of it can be played again at any time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.actions.trying_apart import CannotTry, pass_gate_apart
from app.engine import CannotRun
from app.forms import FormError
from app.house import house_of
from app.trials.commands import Command, commands_to_json
from app.trying.player import Player
from app.trying.recorded import Workshop
from app.trying.room import draft_edition
from app.values import digest
from app.versions import Edition
from storage.scratch import law_rows
from storage.versions import bundle_digest, newest_versions, versions_of

MOST_EDITIONS = 8
MOST_PLAYERS = 6


class Table:
    """Editions that passed the gate, by their files, and trials that stand somewhere, by files and commands."""

    def __init__(self) -> None:
        self._editions: OrderedDict[str, Edition] = OrderedDict()
        self._players: OrderedDict[tuple[str, str], Player] = OrderedDict()
        self._lock = threading.Lock()

    def workshop(
        self, session: Session, key: str, files: Mapping[str, bytes], *, passed: bool = False
    ) -> Workshop:
        """Return where files are tried; they are judged in a child process before anything here reads them.

        With `passed` a worker has had these very files judged already. Raises CannotTry when the gate or the
        engine refuses them.
        """
        stamp = f"{key} {bundle_digest(files)}"
        names = {row.process_key: (row.name_zh, row.name_en) for row in newest_versions(session)}
        with self._lock:
            edition = self._editions.get(stamp)
        if edition is None:
            published = {version.digest for version in versions_of(session, key)}
            if not passed and bundle_digest(files) not in published:  # what is published has passed the gate
                pass_gate_apart(files)
            edition = _compiled(key, files, names.get(key, ("", "")))
            with self._lock:
                self._editions[stamp] = edition
                while len(self._editions) > MOST_EDITIONS:
                    self._editions.popitem(last=False)
        return Workshop(house_of(session), law_rows(session), edition, names)

    @contextmanager
    def player(self, workshop: Workshop, commands: Sequence[Command]) -> Iterator[Player]:
        """Lend the trial as it stands after these commands; nobody else has it meanwhile.

        Whoever performs a command that is refused and may have changed something closes its room.
        """
        files, law = bundle_digest(workshop.edition.files), digest(workshop.law["stamp"])
        place = files, digest([law, commands_to_json(commands)])
        with self._lock:
            player = self._players.pop(place, None)
        if player is None:
            player = workshop.player(commands)
            player.play(commands)
        try:
            yield player
        except BaseException:
            player.room.close()
            raise
        if player.spoilt:
            player.room.close()
            return
        self._put_back((files, digest([law, commands_to_json(player.commands)])), player)

    def _put_back(self, place: tuple[str, str], player: Player) -> None:
        with self._lock:
            left = [self._players.pop(place)] if place in self._players else []
            self._players[place] = player
            while len(self._players) > MOST_PLAYERS:
                left.append(self._players.popitem(last=False)[1])
        for each in left:
            each.room.close()


def _compiled(key: str, files: Mapping[str, bytes], names: tuple[str, str]) -> Edition:
    try:
        return draft_edition(key, files, names)
    except CannotRun as error:
        told = error.findings[:5]
        raise CannotTry(
            "还不能试运行：" + "；".join(finding.zh for finding in told),
            "It cannot be tried yet: " + "; ".join(finding.en for finding in told),
        ) from error
    except FormError as error:
        raise CannotTry(f"还不能试运行：{error}", f"It cannot be tried yet: {error}") from error


TABLE = Table()
"""That of this process of the server."""
