"""What diagrams may hold, seen in a case: uncaught errors, event sub-processes, turns one after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actions.timers import fire_timer
from app.clock import SetClock
from app.engine import run_data
from storage.models import Incident, Timer
from tests.actions import curable
from tests.actions.flows import Desk
from tests.engine.diagrams import chain, diagram, end, gateway, message, node, start, sub_process, timer
from tests.support.tiny import Tiny, form, lane, step


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def paying() -> bytes:
    """A payment that ends with the error `account_frozen` when it is answered so."""
    lost = node("endEvent", "frozen", '<bpmn:errorEventDefinition errorRef="x"/>')
    nodes = [start(), step("pay"), gateway("exclusive", "how", "done"), lost, end()]
    flows = [*chain("begin", "pay", "how", "done"), ("how", "frozen", 'how = "frozen"')]
    return diagram("paying", nodes, flows, lanes=lane("pay")).replace(
        b"<bpmn:process", b'<bpmn:error id="x" errorCode="account_frozen"/><bpmn:process', 1
    )


def test_an_error_that_nothing_catches_is_an_incident_that_names_it_and_keeps_the_task(desk: Desk) -> None:
    desk.publish("paying", paying(), {"pay": form("pay", ("how", "text"))})
    case_id = desk.begin("paying")
    desk.complete(case_id, "pay", how="frozen")
    (incident,) = desk.office.rows(Incident)
    assert (incident.kind, incident.element_id) == ("complete", "frozen")
    assert "account_frozen" in incident.cause
    assert desk.office.open_elements(case_id) == ["pay"]
    desk.complete(case_id, "pay", how="paid")
    assert desk.office.run(case_id).status == "ended"


def attentive() -> bytes:
    """Step `work`, and beside it whatever comes: step `read` for each news, step `look` after a day, twice."""
    hears = message("hear", "news", "startEvent", 'isInterrupting="false"')
    daily = timer("daily", "R2/P1D", "startEvent", 'isInterrupting="false"').replace("timeDate", "timeCycle")
    handlers = [
        sub_process(
            name, [begin, step(task), end(f"{task}_done")], chain(first, task, f"{task}_done")
        ).replace(f'id="{name}"', f'id="{name}" triggeredByEvent="true"', 1)
        for name, begin, first, task in (
            ("on_news", hears, "hear", "read"),
            ("every_day", daily, "daily", "look"),
        )
    ]
    nodes = [start(), step("work"), end(), *handlers]
    return diagram(
        "attentive", nodes, chain("begin", "work", "done"), ["news"], lane("work", "on_news", "every_day")
    )


def test_news_from_another_run_and_days_that_pass_open_steps_beside_the_work(
    desk: Desk, clock: SetClock
) -> None:
    desk.publish("attentive", attentive())
    desk.publish("teller", curable.teller())
    case_id = desk.begin("attentive")
    for _ in range(2):
        desk.begin("teller", case_id)
        desk.complete(case_id, "tell")
    assert desk.office.open_elements(case_id) == ["read", "read", "work"]
    for _ in range(2):
        clock.advance(timedelta(days=2))
        (row,) = desk.office.rows(Timer, Timer.state == "waiting")
        with desk.office.session() as session:
            fire_timer(session, row.id)
    assert not desk.office.rows(Timer, Timer.state == "waiting")
    assert desk.office.open_elements(case_id) == ["look", "look", "read", "read", "work"]


def voting() -> bytes:
    """Two members are asked one after the other, their votes gathered."""
    turns = '<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>'
    asked = node(
        "userTask",
        "ask",
        turns,
        role="inspector",
        collection='["first", "second"]',
        item="member",
        gather='member + ": " + vote',
        gather_into="votes",
    )
    nodes = [start(), asked, step("announce"), end()]
    return diagram("voting", nodes, chain("begin", "ask", "announce", "done"), lanes=lane("ask", "announce"))


def test_members_are_asked_one_after_the_other_and_their_votes_gathered(desk: Desk) -> None:
    desk.publish("voting", voting(), {"ask": form("ask", ("vote", "text"))})
    case_id = desk.begin("voting")
    for vote in ("yes", "no"):
        assert desk.office.open_elements(case_id) == ["ask"]
        desk.complete(case_id, "ask", vote=vote)
    assert desk.office.open_elements(case_id) == ["announce"]
    data = run_data(desk.office.run(case_id).state)
    assert data["votes"] == ["first: yes", "second: no"] and "vote" not in data
