"""A hand-over gives way to the process of its procedure once that is in force; what is handed over already stays."""

from __future__ import annotations

import pytest

from app.actions.replaying import replay_case
from app.actions.stand_ins import replace_stand_in
from app.actors import SYSTEM
from app.jobs.stand_ins import replace
from app.refusals import NotReady
from app.values import from_json
from tests.actions.flows import Desk, asked, line, throw
from tests.engine.diagrams import chain, diagram, end, message, on
from tests.support.tiny import Tiny, form, lane, step

KEY = "court_enforcement"
RESULT = "{procedure: procedure, outcome: outcome}"
FORMS = {"record_result": form("record_result", ("outcome", "text"))}


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return Desk(tiny)


def asker() -> bytes:
    """Ask the court with an amount, and go on when the result comes."""
    names = [f"start_{KEY}", f"{KEY}_result"]
    wait = message("answer", f"{KEY}_result", out="{outcome: outcome}")
    return line("asker", step("want"), throw("send", names[0], "{amount: 5}"), wait, step("got"), sends=names)


def hand_over(*, replaceable: bool) -> bytes:
    """The stand-in: hand over, record the result; the newer one gives way to a process of its own."""
    steps = [step("record_hand_over"), step("record_result")]
    last = message("done", "hand_over_result", kind="endEvent", payload=RESULT)
    begin = message("begin", "start_hand_over", kind="startEvent")
    nodes, flows = [begin, *steps, last], chain("begin", "record_hand_over", "record_result", "done")
    if replaceable:
        way_out = message("published", "stand_in_replaced", "boundaryEvent", on("record_hand_over"))
        nodes, flows = [*nodes, way_out, end("replaced")], [*flows, ("published", "replaced")]
    names = ["start_hand_over", "hand_over_result", "stand_in_replaced"]
    return diagram("hand_over", nodes, flows, names, lane("record_hand_over", "record_result"))


def court() -> bytes:
    """The process that comes later: one step, then the result."""
    last = message("done", f"{KEY}_result", kind="endEvent", payload="{outcome: outcome, asked: amount}")
    return asked(KEY, step("enforce"), sends=[f"{KEY}_result"], last=last)


def waiting_for_the_court(desk: Desk) -> str:
    desk.publish("asker", asker())
    desk.publish("hand_over", hand_over(replaceable=False), FORMS)
    case_id = desk.begin("asker")
    desk.complete(case_id, "want")
    assert desk.open(case_id) == ["record_hand_over"]
    return case_id


def publish_court(desk: Desk) -> None:
    desk.publish("hand_over", hand_over(replaceable=True), FORMS)
    desk.publish(KEY, court(), {"enforce": form("enforce", ("outcome", "text"))})


def sweep(desk: Desk) -> int:
    with desk.office.session() as session:
        return replace(session)


def test_what_is_not_handed_over_yet_goes_on_in_the_process_with_what_was_asked(desk: Desk) -> None:
    case_id = waiting_for_the_court(desk)
    assert sweep(desk) == 0, "nothing else is in force yet"
    publish_court(desk)
    assert sweep(desk) == 1
    assert desk.open(case_id) == ["enforce"]
    (stand_in,), (own,), (asking,) = (desk.runs(case_id, key) for key in ("hand_over", KEY, "asker"))
    assert (stand_in.status, own.status, own.reply_to_id) == ("ended", "open", asking.id)
    (told,) = desk.events(case_id, "stand_in_replaced")
    assert (told.facts["procedure"], told.facts["to_run"]) == (KEY, own.id)
    given = from_json(desk.events(case_id, "run_started")[-1].facts["data"])
    assert (given["amount"], given.get("procedure")) == (5, None)
    desk.complete(case_id, "enforce", outcome="已执行")
    assert desk.open(case_id) == ["got"], "the result goes to who asked"
    with desk.office.session() as session:
        assert replay_case(session, case_id).differences == []
    assert sweep(desk) == 0


def test_what_is_handed_over_already_is_finished_where_it_stands(desk: Desk) -> None:
    case_id = waiting_for_the_court(desk)
    desk.complete(case_id, "record_hand_over")
    publish_court(desk)
    before = desk.everything()
    assert sweep(desk) == 0
    (stand_in,) = desk.runs(case_id, "hand_over")
    with desk.office.session() as session, pytest.raises(NotReady):
        replace_stand_in(session, stand_in.id, by=SYSTEM)
    assert desk.everything() == before
    desk.complete(case_id, "record_result", outcome="已执行")
    assert desk.open(case_id) == ["got"]


def test_a_stand_in_that_cannot_give_way_stays_and_the_others_go(desk: Desk) -> None:
    case_id = waiting_for_the_court(desk)
    desk.publish(KEY, court(), {"enforce": form("enforce", ("outcome", "text"))})
    before = desk.everything()
    assert sweep(desk) == 0, "the hand-over in force has no way out"
    assert desk.everything() == before and desk.open(case_id) == ["record_hand_over"]
