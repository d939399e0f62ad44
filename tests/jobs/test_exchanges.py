"""What goes out to other systems arrives once in effect, whatever happens on the way, and its receipt comes back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.actions.completing import complete_task
from app.actions.exchanging import confirm_exchange, retry_exchange, take_exchange, void_exchange
from app.clock import SetClock, now
from app.exchanges.posting import load_services
from app.jobs.outbox import GIVEN_UP, MOST_LOST
from app.patience import PAUSES
from app.refusals import InvalidAnswers, NotFound, NotReady
from storage.models import Event, Exchange
from tests.actions.flows import line
from tests.exchanges.loopback import listening
from tests.jobs.outside import DISTRICT, Outside, registry
from tests.support.tiny import Tiny, step


@pytest.fixture
def outside(tiny: Tiny, tmp_path: Path) -> Outside:
    """An office that exchanges with a bank."""
    return Outside(tiny, tmp_path)


def test_five_hundred_exchanges_arrive_once_in_effect_whatever_happens(
    tiny: Tiny, tmp_path: Path, clock: SetClock, database_url: str
) -> None:
    trials = 500 if database_url.startswith("sqlite") else 60
    outside = Outside(tiny, tmp_path, found=registry(20))
    outside.sign(tiny.begin("loop"), trials // 20)
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
        assert row.state in ("delivered", "failed"), (
            "its answer or its workers got lost; somebody sends it again"
        )
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


def test_a_parcel_that_ends_worker_after_worker_is_given_up_and_sent_again_by_hand(
    outside: Outside, tiny: Tiny
) -> None:
    (row,) = outside.sign(tiny.begin("loop"))
    for _ in range(MOST_LOST):
        assert outside.lose() == 1
    assert outside.lose() == 0, "nobody takes it up again by himself"
    (row,) = tiny.rows(Exchange)
    assert (row.state, row.error) == ("failed", GIVEN_UP[0])
    (told,) = tiny.rows(Event, Event.kind == "exchange_not_delivered")
    assert told.facts["final"]
    page = tiny.client("director").get("/incidents").get_data(as_text=True)
    assert "3 次意外中断" in page and f"/exchanges/{row.id}/retry" in page
    with outside.database.session() as session:
        retry_exchange(session, row.id, by=tiny.actor("director"))
    assert outside.lose() == 1, "one more loss is one of three again"
    outside.turn(calm=True)
    assert tiny.rows(Exchange)[0].state == "delivered"


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


def test_a_receiver_over_http_is_told_until_he_has_it_and_does_it_once(
    tiny: Tiny, tmp_path: Path, clock: SetClock
) -> None:
    with listening() as gateway:
        services = load_services(f'[{DISTRICT}.bank]\nurl = "{gateway.address}"'.encode())
        found = replace(registry(3), drivers={(DISTRICT, "bank"): "http"})
        there = Outside(tiny, tmp_path, found=found, services=services)
        first, second, third = there.sign(tiny.begin("loop"))
        accepted = b'{"result": "accepted", "number": "DX1"}'
        gateway.plan = [(503, {}, b""), (422, {}, '{"reason": "空号"}'.encode()), (200, {}, accepted)]
        there.turn(calm=True)
        states = Counter((row.state, row.error) for row in tiny.rows(Exchange))
        assert states == {("waiting", "HTTP 503"): 1, ("failed", "空号"): 1, ("confirmed", ""): 1}
        for row in tiny.rows(Exchange, Exchange.state == "failed"):
            with there.database.session() as session:
                retry_exchange(session, row.id, by=tiny.actor("director"))
        clock.advance(PAUSES[0])
        there.turn(calm=True)
    assert {row.state for row in tiny.rows(Exchange)} == {"confirmed"}
    came = Counter(headers["Idempotency-Key"] for headers, _ in gateway.came)
    assert sorted(came.values()) == [1, 2, 2] and set(came) == {each.key for each in (first, second, third)}


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
