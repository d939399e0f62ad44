"""What goes out to other systems arrives once in effect, whatever happens on the way, and its receipt comes back."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.actions.completing import complete_task
from app.actions.exchanging import confirm_exchange, retry_exchange, take_exchange, void_exchange
from app.clock import SetClock, now
from app.exchanges.content import Parcel
from app.exchanges.driving import FileWay, NotDelivered, Way, Ways
from app.exchanges.registry import Export, Format, Item, Receiver, Registry
from app.jobs import exchanges
from app.patience import PAUSES
from app.refusals import InvalidAnswers, NotFound, NotReady
from storage.database import Database
from storage.models import Event, Exchange
from tests.actions.flows import line
from tests.support.office import house
from tests.support.tiny import Tiny, step

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

    def to(self, district: str, receiver: str) -> Way | None:
        """Return the way, which may fail."""
        assert self.folder is not None
        return Fragile(self.folder / district / receiver, Fated.fate)


class Bank:
    """A receiver who tells parcels by their key, answers each delivery, and whose answers may get lost."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder / DISTRICT / "bank", chance
        self.effects: Counter[str] = Counter()
        self.numbers: dict[str, str] = {}

    def work(self, *, calm: bool) -> None:
        """Look through what lies in the folder, do what is new, and answer what was delivered again too."""
        for path in sorted((self.folder / "out").glob("[!.]*.json")):
            if path.name.endswith(".data.json"):
                continue
            manifest = json.loads(path.read_bytes())
            content = (path.parent / manifest["file"]).read_bytes()
            assert Parcel("", "", "", "", content, now()).digest == manifest["sha256"], "never half a parcel"
            path.unlink()
            key = manifest["key"]
            if key not in self.numbers:
                self.effects[key] += 1
                self.numbers[key] = f"YH{len(self.numbers):05d}"
            self.answer(key, calm=calm)

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


def registry(**more: Any) -> Registry:
    """One receiver with a way of files, who gets something whenever the step `sign` is done."""
    form = Format("note", "通知", "Note", (Item("状态", "state"),))
    export = Export("bank", "note", "loop", "sign", done=True, **more)
    return Registry(
        {"bank": Receiver("bank", "银行", "Bank")}, {"note": form}, (export,), {(DISTRICT, "bank"): "file"}
    )


class Outside:
    """An office that exchanges with a bank, and the bank."""

    def __init__(self, tiny: Tiny, folder: Path, seed: int = 1, found: Registry | None = None) -> None:
        self.tiny, self.folder, self.chance = tiny, folder, random.Random(seed)
        self.ways, self.bank = Fated(folder), Bank(folder, self.chance)
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
            exchanges.mend(session, self.line)  # type: ignore[arg-type]
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

    def fetch(self) -> int:
        """Let a worker fetch the answers."""
        with self.database.session() as session:
            return exchanges.fetch_answers(session)


@pytest.fixture
def outside(tiny: Tiny, tmp_path: Path) -> Outside:
    """An office that exchanges with a bank."""
    return Outside(tiny, tmp_path)


def test_five_hundred_exchanges_arrive_once_in_effect_whatever_happens(
    outside: Outside, clock: SetClock, database_url: str
) -> None:
    trials = 500 if database_url.startswith("sqlite") else 40
    case_id = outside.tiny.begin("loop")
    outside.sign(case_id, trials)
    for _ in range(4):
        outside.turn()
        outside.bank.work(calm=False)
        outside.fetch()
        clock.advance(timedelta(hours=13))
    tries_at_most = max(row.tries for row in outside.tiny.rows(Exchange))
    outside.turn(calm=True)
    outside.bank.work(calm=True)
    outside.fetch()
    director = outside.tiny.actor("director")
    for row in outside.tiny.rows(Exchange, Exchange.state != "confirmed"):
        assert row.state == "delivered", "its answer got lost, and somebody sends it again"
        with outside.database.session() as session:
            retry_exchange(session, row.id, by=director)
    outside.turn(calm=True)
    outside.bank.work(calm=True)
    outside.fetch()
    rows = outside.tiny.rows(Exchange)
    assert Counter(row.state for row in rows) == {"confirmed": trials} and tries_at_most > 1
    assert outside.bank.effects == Counter(row.key for row in rows), "each exactly once"
    assert all(row.receipt_no == outside.bank.numbers[row.key] for row in rows)
    confirmed = outside.tiny.rows(Event, Event.kind == "exchange_confirmed")
    assert Counter(event.facts["exchange"] for event in confirmed) == Counter(row.id for row in rows)


def test_a_receiver_who_is_away_is_tried_later_and_later_until_somebody_has_to_look(
    outside: Outside, clock: SetClock
) -> None:
    (row,) = outside.sign(outside.tiny.begin("loop"))
    (outside.folder / DISTRICT).mkdir()
    (outside.folder / DISTRICT / "bank").write_text("there is no folder")
    for pause in PAUSES:
        outside.turn(calm=True)
        (row,) = outside.tiny.rows(Exchange)
        assert (row.state, row.next_at) == ("waiting", now() + pause) and row.error
        clock.advance(pause)
    outside.turn(calm=True)
    assert outside.tiny.rows(Exchange)[0].state == "failed"
    (outside.folder / DISTRICT / "bank").unlink()
    with outside.database.session() as session:
        retry_exchange(session, row.id, by=outside.tiny.actor("director"))
    outside.turn(calm=True)
    outside.bank.work(calm=True)
    outside.fetch()
    assert outside.tiny.rows(Exchange)[0].state == "confirmed"


def test_what_the_receiver_refuses_has_to_be_looked_at(outside: Outside) -> None:
    (row,) = outside.sign(outside.tiny.begin("loop"))
    outside.turn(calm=True)
    back = outside.folder / DISTRICT / "bank" / "return"
    back.mkdir()
    (back / "a.json").write_text(json.dumps({"key": row.key, "result": "refused", "reason": "账号不符"}))
    (back / "b.json").write_text(json.dumps({"key": "nobody's", "result": "accepted"}))
    outside.fetch()
    (row,) = outside.tiny.rows(Exchange)
    assert (row.state, row.error) == ("failed", "账号不符")
    assert not [path for path in back.iterdir() if path.is_file()], "both are put away"


def test_people_hand_over_where_there_is_no_way_confirm_by_hand_or_void(outside: Outside, tiny: Tiny) -> None:
    by_hand = Outside(tiny, outside.folder, found=replace(registry(), drivers={(DISTRICT, "bank"): "manual"}))
    first, second = by_hand.sign(tiny.begin("loop"), 2)
    by_hand.turn(calm=True)
    assert {row.state for row in tiny.rows(Exchange)} == {"waiting"}, "nobody sends it by itself"
    director = tiny.actor("director")
    with by_hand.database.session() as session:
        assert json.loads(take_exchange(session, first.id, by=director)[1])["状态"]
    with by_hand.database.session() as session, pytest.raises(InvalidAnswers):
        confirm_exchange(session, first.id, "", now().date(), by=director)
    with by_hand.database.session() as session:
        confirm_exchange(session, first.id, "银收〔2025〕7号", now().date(), by=director)
    with by_hand.database.session() as session:
        void_exchange(session, second.id, "已当面说明", by=director)
    with by_hand.database.session() as session, pytest.raises(NotReady):
        void_exchange(session, first.id, "又不要了", by=director)
    with by_hand.database.session() as session, pytest.raises(NotFound):
        take_exchange(session, first.id, by=tiny.actor("outsider"))
    assert [row.state for row in tiny.rows(Exchange)] == ["confirmed", "voided"]


def test_without_an_agreement_nothing_goes_out_and_other_channels_are_left_alone(
    outside: Outside, tiny: Tiny
) -> None:
    off = Outside(tiny, outside.folder, found=replace(registry(), drivers={}))
    off.sign(tiny.begin("loop"))
    other = Outside(tiny, outside.folder, found=registry(only=("case.complaint.channel", "12345")))
    other.sign(tiny.begin("loop"))
    assert not tiny.rows(Exchange)


def test_a_task_that_is_done_outside_sends_when_it_opens_and_confirms_when_it_is_completed(
    outside: Outside, tiny: Tiny
) -> None:
    tiny.publish("two", line("two", step("ask"), step("sign")))
    found = registry()
    export = replace(found.exports[0], process="two", done=False)
    there = Outside(tiny, outside.folder, found=replace(found, exports=(export,)))
    case_id = tiny.begin("two")
    task = tiny.open_task(case_id, "ask")
    with there.database.session() as session:
        complete_task(session, task.id, {}, by=tiny.actor("inspector"))
    (row,) = tiny.rows(Exchange)
    assert (row.state, row.cause_id) == ("waiting", tiny.open_task(case_id, "sign").id)
    there.sign(case_id)
    assert tiny.rows(Exchange)[0].state == "confirmed"
