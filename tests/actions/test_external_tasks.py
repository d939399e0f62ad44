"""A case waits for another system: it is told what the diagram hands over, answers, fails, and the case goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.actions.completing import complete_task
from app.actions.external_tasks import BadAnswer, NotTheOwner, take_external
from app.actions.machines import BadMachine, add_machine, machine_of, switch_machine
from app.actions.migrating import migrate_run
from app.actions.replaying import replay_case
from app.actions.retrying import retry_incident
from app.actions.timers import fire_timer
from app.actors import SYSTEM, Actor
from app.clock import SetClock
from app.refusals import NotFound, NotReady
from storage.events import broken_link
from storage.external import externals_of_run
from storage.models import Event, MachineAccount, ProcessVersion
from storage.officers import names_of
from tests.support.tiny import UNIT, Tiny
from tests.support.working_outside import CODE, MINUTE, PREPARE, Outside, checking, then_gate


def assert_replays(office: Tiny, case_id: str) -> None:
    with office.session() as session:
        assert replay_case(session, case_id).differences == []
    assert broken_link(office.rows(Event, Event.chain == case_id)) is None


def kinds(office: Tiny, case_id: str) -> list[str]:
    return [each.kind for each in office.rows(Event, Event.chain == case_id) if "external" in each.kind]


@pytest.fixture
def outside(tiny: Tiny) -> Iterator[Outside]:
    tiny.publish("checking", checking(), {"begin": CODE})
    yield Outside(tiny)


def begun(outside: Outside) -> str:
    return outside.office.begin("checking", {"var.code": ["911"]})


def test_a_worker_takes_a_step_and_answers_it_and_the_case_goes_on(outside: Outside) -> None:
    case_id = begun(outside)
    task = outside.task()
    assert (task.topic, task.unit_id, task.title_en) == ("credit.check", UNIT, "Credit check")
    assert b"911" not in task.handed and outside.office.open_elements(case_id) == []
    assert_replays(outside.office, case_id)
    taken = outside.take()
    assert taken.variables == {"code": "911"} and outside.free() == 0
    assert outside.answer(results={"standing": "good"}) is None
    assert outside.office.open_elements(case_id) == ["close"]
    closed = outside.task()
    assert (closed.closed_how, closed.closed_by) == ("completed", outside.account.officer_id)
    assert kinds(outside.office, case_id) == [
        "external_task_opened",
        "external_task_taken",
        "external_task_completed",
    ]
    event = outside.office.rows(Event, Event.kind == "external_task_completed")[0]
    assert event.actor_id == outside.account.officer_id
    with outside.office.session() as session:
        assert names_of(session, [event.actor_id]) == {event.actor_id: "credit"}
    assert_replays(outside.office, case_id)


def test_an_error_goes_where_the_diagram_catches_it(outside: Outside) -> None:
    case_id = begun(outside)
    outside.take()
    assert outside.answer(code="gone", message="unknown") is None
    assert outside.office.open_elements(case_id) == ["ask"] and outside.task().closed_how == "error"
    assert_replays(outside.office, case_id)


def test_an_error_that_is_caught_nowhere_is_an_incident_with_the_answer(outside: Outside) -> None:
    case_id = begun(outside)
    outside.take()
    incident = outside.answer(code="late")
    assert incident is not None and (incident.kind, incident.element_id) == ("external", "check")
    assert "late" in incident.cause and outside.task().closed_at is None and outside.free() == 0
    with outside.office.session() as session:
        assert retry_incident(session, incident.id, by=outside.office.retrier()).tries == 2
    by_hand = outside.office.actor("head")
    assert outside.answer(worker=None, by=by_hand, results={"standing": "good"}) is None
    assert all(each.resolved_at for each in outside.office.incidents())
    assert outside.office.open_elements(case_id) == ["close"]
    assert_replays(outside.office, case_id)


def test_a_failure_is_tried_again_until_no_try_is_left(outside: Outside, clock: SetClock) -> None:
    case_id = begun(outside)
    outside.take()
    assert outside.fail(1, MINUTE) is None and outside.free() == 0
    clock.advance(MINUTE)
    assert outside.free() == 1
    outside.take()
    incident = outside.fail(0)
    assert incident is not None and "no line" in incident.cause and outside.free() == 0
    with pytest.raises(NotReady):
        outside.take()
    with outside.office.session() as session:
        assert retry_incident(session, incident.id, by=outside.office.retrier()).resolved_at is not None
    assert outside.free() == 1
    outside.take()
    outside.answer(results={})
    assert outside.office.open_elements(case_id) == ["close"]
    assert_replays(outside.office, case_id)


def test_an_answer_that_leads_nowhere_is_kept_and_given_again(tiny: Tiny) -> None:
    tiny.publish("gated", then_gate(), {"prepare": PREPARE})
    outside, case_id = Outside(tiny), tiny.begin("gated")
    outside.take()
    incident = outside.answer(results={"standing": "good"})
    assert incident is not None and incident.element_id == "gate"
    assert b"good" not in (incident.command_cipher or b"")
    with tiny.session() as session:
        task = tiny.open_task(case_id, "prepare")
        complete_task(session, task.id, {"var.ready": ["yes"]}, by=tiny.actor("inspector"))
    with tiny.session() as session:
        assert retry_incident(session, incident.id, by=tiny.retrier()).resolved_at is not None
    assert tiny.open_elements(case_id) == ["after"]
    event = tiny.rows(Event, Event.kind == "external_task_completed")[0]
    assert event.facts["results"] == {"standing": "good"}
    assert_replays(tiny, case_id)


def test_only_who_holds_it_answers_and_nothing_undeclared_is_taken(outside: Outside, clock: SetClock) -> None:
    begun(outside)
    with pytest.raises(NotTheOwner):
        outside.answer(results={})
    outside.take()
    before = outside.office.events()
    with pytest.raises(NotTheOwner):
        outside.answer(worker="w2", results={})
    with pytest.raises(NotReady, match="takes no “code”"):
        outside.answer(results={"code": "912"})
    with pytest.raises(NotReady):
        outside.take("w2")
    with pytest.raises(NotReady, match="is at it"):
        outside.answer(worker=None, by=outside.office.actor("head"), results={})
    for stranger in ("inspector", "union_head", "outsider"):
        with pytest.raises(NotFound):
            outside.answer(worker=None, by=outside.office.actor(stranger), results={})
    with pytest.raises(BadAnswer):
        outside.fail(-1)
    assert outside.office.events() == before
    clock.advance(MINUTE)
    outside.take("w2")
    with pytest.raises(NotTheOwner):
        outside.answer(results={})


def test_an_account_reaches_its_topics_and_units_and_nothing_when_it_is_stopped(outside: Outside) -> None:
    begun(outside)
    with outside.office.session() as session:
        other, _ = add_machine(session, "weather", ["weather"], [UNIT], by=SYSTEM)
        with pytest.raises(NotFound):
            take_external(session, outside.task().id, "w", MINUTE, by=Actor(other.id, other.name))
        with pytest.raises(BadMachine):
            add_machine(session, "credit", ["credit.check"], [UNIT], by=SYSTEM)
        with pytest.raises(BadMachine):
            add_machine(session, "credit2", ["credit.check"], ["tj_ftz.nowhere"], by=SYSTEM)
        assert machine_of(session, "credit", outside.secret, "here") == outside.account
        assert machine_of(session, None, outside.secret, "here") == outside.account
        assert machine_of(session, "weather", outside.secret, "here") is None
        switch_machine(session, "credit", False, by=SYSTEM)
        assert machine_of(session, "credit", outside.secret, "here") is None
    with pytest.raises(NotFound):
        outside.take()
    (account,) = outside.office.rows(MachineAccount, MachineAccount.name == "credit")
    assert outside.secret not in str(vars(account))


def test_a_step_that_nobody_did_in_time_is_taken_away_from_its_worker(
    outside: Outside, clock: SetClock
) -> None:
    case_id = begun(outside)
    outside.take()
    (clocked,) = outside.office.timers()
    clock.advance(timedelta(days=5))
    with outside.office.session() as session:
        fire_timer(session, clocked.id)
    assert outside.task().closed_how == "cancelled"
    with pytest.raises(NotFound):
        outside.answer(results={})
    assert outside.office.open_elements(case_id) == ["ask"]
    assert_replays(outside.office, case_id)


def test_a_case_that_stands_there_goes_over_to_another_version(outside: Outside) -> None:
    case_id = begun(outside)
    outside.take()
    outside.office.publish("checking", checking("credit.v2", "look_up"), {"begin": CODE})
    newest = outside.office.rows(ProcessVersion, ProcessVersion.process_key == "checking")[-1]
    run = outside.office.run(case_id)
    with outside.office.session() as session:
        migrate_run(session, run.id, newest.id, {"check": "look_up"}, by=SYSTEM)
        (task,) = externals_of_run(session, run.id)
    assert (task.element_id, task.topic, task.worker_id) == ("look_up", "credit.v2", None)
    assert outside.answer(worker=None, by=outside.office.actor("head"), results={}) is None
    assert outside.office.open_elements(case_id) == ["close"]
    assert_replays(outside.office, case_id)
