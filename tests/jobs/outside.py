"""An office that exchanges with a bank below one folder, and the bank; both meet every accident on the way."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.actions.completing import complete_task
from app.clock import now
from app.exchanges.content import Parcel
from app.exchanges.driving import FileWay, NotDelivered, Way
from app.exchanges.posting import Service
from app.exchanges.registry import Export, Format, Item, Receiver, Registry
from app.exchanges.ways import Ways
from app.jobs import exchanges
from storage.database import Database
from storage.models import Exchange
from tests.support.office import house
from tests.support.tiny import Tiny

DISTRICT = "tj_ftz"
KILLS = ("", "", "before", "half", "between", "after", "unnoted", "down")
"""What happens to a delivery: nothing, the worker dies at some point, or the receiver is down."""


class Killed(BaseException):
    """The worker is ended by a power cut."""


class Fragile(FileWay):
    """The exchange of files, on a machine whose power fails at a chosen moment."""

    def __init__(self, folder: Path, fate: str) -> None:
        super().__init__(folder)
        self.fate = fate

    def send(self, parcel: Parcel) -> None:
        """Send, as far as it comes."""
        if self.fate == "before":
            raise Killed
        if self.fate == "down":
            raise NotDelivered("OSError 没有网络")
        super().send(parcel)
        if self.fate == "after":
            raise Killed

    def _put(self, path: Path, content: bytes) -> None:
        if self.fate == "half":
            path.with_name(f".{path.name}.part").write_bytes(content[: len(content) // 2])
            raise Killed
        super()._put(path, content)
        if self.fate == "between" and not path.name.endswith(path.name[:26] + ".json"):
            raise Killed


class Fated(Ways):
    """The ways of a house, with the fate of the next delivery."""

    fate = ""

    def to(self, registry: Registry, district: str, receiver: str) -> Way | None:
        """Return the way, which may fail."""
        assert self.folder is not None
        found = super().to(registry, district, receiver)
        if not isinstance(found, FileWay):
            return found
        return Fragile(self.folder / district / receiver, Fated.fate)


class Bank:
    """A receiver who tells parcels by their key, answers each delivery, and whose answers may get lost."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder / DISTRICT / "bank", chance
        self.effects: Counter[str] = Counter()
        self.numbers: dict[str, str] = {}
        self.seen = 0

    def work(self, *, calm: bool) -> None:
        """Look through what lies in the folder, do what is new, and answer what was delivered again too."""
        for path in sorted((self.folder / "out").glob("[!.]*.json")):
            if path.name.endswith(".data.json"):
                continue
            manifest = json.loads(path.read_bytes())
            content = (path.parent / manifest["file"]).read_bytes()
            assert Parcel("", "", "", "", content, now()).digest == manifest["sha256"], "never half a parcel"
            path.unlink()
            self.seen += 1
            key = manifest["key"]
            if key not in self.numbers:
                self.effects[key] += 1
                self.numbers[key] = f"YH{len(self.numbers):05d}"
            self.answer(key, calm=calm)

    def be_away(self, away: bool) -> None:
        """Be out of reach, or be back: meanwhile a file stands where the folder was."""
        out, aside = self.folder / "out", self.folder / "aside"
        if away and out.is_dir() and not aside.exists():
            out.rename(aside)
            out.touch()
        elif not away and aside.exists():
            out.unlink()
            aside.rename(out)

    def answer(self, key: str, *, calm: bool) -> None:
        """Answer, or lose the answer, or answer twice, or leave half an answer behind."""
        told = {"key": key, "result": "accepted", "number": self.numbers[key], "on": f"{now():%Y-%m-%d}"}
        way = "once" if calm else self.chance.choice(("once", "lost", "twice", "half"))
        back = self.folder / "return"
        back.mkdir(exist_ok=True)
        text = json.dumps(told)
        if way == "half":
            (back / f"{key}.json").write_text(text[: len(text) // 2])
        for copy in range({"once": 1, "twice": 2}.get(way, 0)):
            (back / f"{key}-{copy}.json").write_text(text)


class Line:
    """The queue, whose workers may die with what they have taken."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def put(self, _session: object, _kind: str, _name: str, argument: str) -> None:
        """Take a piece of work."""
        self.waiting.append(argument)

    def ahead(self, _names: object) -> set[str]:
        """Nothing is being done any more when somebody asks."""
        return set()


def registry(notes: int = 1, **more: Any) -> Registry:
    """One receiver with a way of files, who gets so many notes whenever the step `sign` is done."""
    names = ["note", *(f"note{number}" for number in range(2, notes + 1))]
    forms = {name: Format(name, "通知", "Note", (Item("状态", "state"),)) for name in names}
    exports = tuple(Export("bank", name, "loop", "sign", done=True, **more) for name in names)
    receiver = Receiver("bank", "银行", "Bank")
    return Registry({"bank": receiver}, forms, exports, {(DISTRICT, "bank"): "file"})


class Outside:
    """An office that exchanges with a bank, and the bank."""

    def __init__(
        self,
        tiny: Tiny,
        folder: Path,
        seed: int = 1,
        found: Registry | None = None,
        services: Mapping[tuple[str, str], Service] | None = None,
    ) -> None:
        self.tiny, self.folder, self.seed, self.chance = tiny, folder, seed, random.Random(seed)
        self.ways, self.bank = Fated(folder, services or {}), Bank(folder, self.chance)
        info = {"house": replace(house(), exchanges=found or registry()), "ways": self.ways}
        self.database = Database(tiny.database.url.render_as_string(hide_password=False), info)
        tiny.opened.append(self.database)
        self.line = Line()

    def sign(self, case_id: str, times: int = 1) -> list[Exchange]:
        """Do the step, which makes something to be sent."""
        for _ in range(times):
            task = self.tiny.open_task(case_id, "sign")
            with self.database.session() as session:
                complete_task(session, task.id, {}, by=self.tiny.actor("inspector"))
        return self.tiny.rows(Exchange)

    def turn(self, *, calm: bool = False) -> None:
        """Let a worker feed the queue and do what is in it; it may die at any point, another one mends."""
        with self.database.session() as session:
            exchanges.EXCHANGES.mend(session, self.line)  # type: ignore[arg-type]
            exchanges.feed(session, self.line)  # type: ignore[arg-type]
        while self.line.waiting:
            Fated.fate = "" if calm else self.chance.choice(KILLS)
            try:
                exchanges.deliver(self.database, self.line.waiting.pop())
                if Fated.fate == "unnoted":
                    raise Killed
            except Killed:
                continue
        Fated.fate = ""

    def lose(self) -> int:
        """Let a worker feed the queue and die with all that it has taken; return how much that is."""
        with self.database.session() as session:
            exchanges.EXCHANGES.mend(session, self.line)  # type: ignore[arg-type]
            exchanges.feed(session, self.line)  # type: ignore[arg-type]
        taken = len(self.line.waiting)
        self.line.waiting.clear()
        return taken

    def fetch(self) -> int:
        """Let a worker fetch the answers."""
        with self.database.session() as session:
            return exchanges.fetch_answers(session)
