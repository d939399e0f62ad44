"""What a diagram cannot do becomes an incident with its cause, and the office has it tried again until it works."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from app.actions.completing import Completion, complete_task
from app.actions.documents import Upload
from app.actions.retrying import retry_incident
from app.actions.starting import start_process
from app.actions.timers import fire_timer
from app.clock import SetClock
from app.refusals import AlreadyDone, NotAllowed, NotFound
from storage.events import broken_link
from storage.models import Document, Event, Incident, Run
from tests.actions import curable
from tests.support.tiny import UNIT, Tiny

NO_WAY_OUT = "没有一条出线的条件成立，也没有默认出线。"
PAPER = b"%PDF-1.4\n% a paper\n%%EOF\n"


def complete(
    office: Tiny, case_id: str, element: str, officer: str = "inspector", **answers: str
) -> Completion:
    """Complete the open task of a case at a step."""
    uploads = [Upload("var.paper", "paper.pdf", PAPER)] if element == "sign" else []
    fields = {f"var.{name}": [text] for name, text in answers.items()}
    with office.session() as session:
        task = office.open_task(case_id, element)
        return complete_task(session, task.id, fields, uploads, by=office.actor(officer))


def retry(office: Tiny, incident: Incident) -> Incident:
    """Have an incident tried again by the officer of the office."""
    with office.session() as session:
        return retry_incident(session, incident.id, by=office.retrier())


def only_incident(office: Tiny) -> Incident:
    """The one incident that there is."""
    (incident,) = office.incidents()
    return incident


def kinds(office: Tiny, case_id: str) -> Counter[str]:
    """How many events of each kind a case has; its chain must be whole."""
    events = office.rows(Event, Event.chain == case_id)
    assert broken_link(events) is None
    return Counter(event.kind for event in events)


def cured(office: Tiny, case_id: str) -> Incident:
    """Try once in vain, give what is missing, try again with success; return the incident."""
    incident = only_incident(office)
    failed = retry(office, incident)
    assert (failed.tries, failed.resolved_at) == (2, None)
    assert (failed.element_id, failed.cause) == ("gate", NO_WAY_OUT)
    complete(office, case_id, "prepare", ready="yes")
    done = retry(office, incident)
    assert done.resolved_at is not None
    assert done.resolved_by == office.retrier().officer_id
    assert office.open_elements(case_id) == ["after"]
    found = kinds(office, case_id)
    assert (found["incident_opened"], found["incident_retried"], found["incident_resolved"]) == (1, 1, 1)
    return only_incident(office)


@pytest.fixture
def signing(tiny: Tiny) -> tuple[Tiny, str]:
    """A case whose step `sign` cannot be completed before `prepare` has been."""
    tiny.publish("curable_task", curable.task_then_gate(), {"sign": curable.SIGN, "prepare": curable.PREPARE})
    return tiny, tiny.begin("curable_task")


def test_a_step_that_fails_leaves_the_task_open_and_keeps_the_answers(signing: tuple[Tiny, str]) -> None:
    office, case_id = signing
    before = office.run(case_id)
    done = complete(office, case_id, "sign", opinion="同意")
    assert done.incident is not None
    incident, task, run = only_incident(office), office.open_task(case_id, "sign"), office.run(case_id)
    assert task.closed_at is None
    assert (run.step, run.state_digest) == (before.step, before.state_digest)
    assert (incident.kind, incident.element_id, incident.tries) == ("complete", "gate", 1)
    assert incident.cause == NO_WAY_OUT
    assert incident.command_cipher is not None and "同意".encode() not in incident.command_cipher
    assert [document.file_name for document in office.rows(Document)] == ["paper.pdf"]
    assert kinds(office, case_id)["task_completed"] == 0


def test_kept_answers_are_completed_for_the_officer_who_gave_them(signing: tuple[Tiny, str]) -> None:
    office, case_id = signing
    complete(office, case_id, "sign", opinion="同意")
    task = office.open_task(case_id, "sign")
    cured(office, case_id)
    (event,) = [
        event
        for event in office.rows(Event, Event.chain == case_id, Event.kind == "task_completed")
        if event.task_id == task.id
    ]
    assert event.actor_id == office.retrier().officer_id
    assert event.on_behalf_of == office.officers["inspector"]
    (document,) = office.rows(Document)
    assert event.facts["answers"]["opinion"] == "同意"
    assert document.id in str(event.facts["answers"]["paper"])


def test_handing_in_again_replaces_the_answers_of_the_one_incident(signing: tuple[Tiny, str]) -> None:
    office, case_id = signing
    complete(office, case_id, "sign", opinion="不同意")
    complete(office, case_id, "sign", officer="inspector2", opinion="同意")
    assert only_incident(office).tries == 2
    complete(office, case_id, "prepare", ready="yes")
    retry(office, only_incident(office))
    events = office.rows(Event, Event.chain == case_id, Event.kind == "task_completed")
    assert events[-1].facts["answers"]["opinion"] == "同意"
    assert events[-1].on_behalf_of == office.officers["inspector2"]


def test_an_incident_overtaken_by_the_officer_himself_is_resolved_without_doing_anything_twice(
    signing: tuple[Tiny, str],
) -> None:
    office, case_id = signing
    complete(office, case_id, "sign", opinion="同意")
    complete(office, case_id, "prepare", ready="yes")
    assert complete(office, case_id, "sign", opinion="同意").incident is None
    step = office.run(case_id).step
    assert retry(office, only_incident(office)).resolved_at is not None
    assert office.run(case_id).step == step
    assert office.open_elements(case_id) == ["after"]


def test_a_step_behind_which_a_case_would_wait_for_a_clock_without_a_date_waits_for_that_date_in_sight(
    tiny: Tiny, clock: SetClock
) -> None:
    forms = {"sign": curable.SIGN, "prepare": curable.PREPARE}
    tiny.publish("curable_clock", curable.clock_without_date(), forms)
    case_id = tiny.begin("curable_clock")
    complete(tiny, case_id, "sign", opinion="同意")
    incident = only_incident(tiny)
    assert (incident.kind, incident.element_id, tiny.timers()) == ("complete", "wait", [])
    assert "没有日期" in incident.cause and tiny.open_elements(case_id) == ["prepare", "sign"]
    complete(tiny, case_id, "prepare", ready="yes")
    assert retry(tiny, incident).resolved_at is not None
    (timer,) = tiny.timers()
    clock.advance(timedelta(days=2))
    with tiny.session() as session:
        assert fire_timer(session, timer.id).state == "fired"
    assert tiny.open_elements(case_id) == ["after"]


def test_a_timer_that_failed_is_fired_again(tiny: Tiny, clock: SetClock) -> None:
    tiny.publish("curable_timer", curable.timer_then_gate(), {"prepare": curable.PREPARE})
    case_id = tiny.begin("curable_timer")
    (timer,) = tiny.timers()
    clock.advance(timedelta(days=1))
    with tiny.session() as session:
        assert fire_timer(session, timer.id).state == "fired"
    assert (only_incident(tiny).kind, only_incident(tiny).element_id) == ("timer", "gate")
    cured(tiny, case_id)


def test_an_operation_that_failed_is_performed_again(tiny: Tiny) -> None:
    tiny.publish("curable_operation", curable.operation_then_gate(), {"prepare": curable.PREPARE})
    case_id = tiny.begin("curable_operation")
    assert (only_incident(tiny).kind, only_incident(tiny).element_id) == ("operation", "gate")
    cured(tiny, case_id)


def test_a_message_that_could_not_be_taken_is_delivered_again(tiny: Tiny) -> None:
    tiny.publish("curable_message", curable.message_then_gate(), {"prepare": curable.PREPARE})
    tiny.publish("teller", curable.teller())
    case_id = tiny.begin("curable_message")
    with tiny.session() as session:
        start_process(session, "teller", UNIT, {}, by=tiny.actor("inspector"), case_id=case_id)
    assert complete(tiny, case_id, "tell").incident is None
    assert (only_incident(tiny).kind, only_incident(tiny).element_id) == ("message", "gate")
    cured(tiny, case_id)


def test_a_stage_that_could_not_start_is_started_with_what_it_was_given(tiny: Tiny) -> None:
    tiny.publish("starter", curable.starter("later"), {"ask": curable.ASK})
    case_id = tiny.begin("starter")
    assert complete(tiny, case_id, "ask", reason="欠薪").incident is None
    incident = only_incident(tiny)
    assert incident.kind == "start"
    assert retry(tiny, incident).tries == 2
    tiny.publish("later", curable.asked_for("later"))
    assert retry(tiny, incident).resolved_at is not None
    assert tiny.open_elements(case_id) == ["look"]
    started = tiny.rows(Event, Event.chain == case_id, Event.kind == "run_started")[-1]
    assert started.facts["data"]["reason"] == "欠薪"


def test_processes_that_start_each_other_for_ever_end_as_an_incident(tiny: Tiny) -> None:
    tiny.publish("starter", curable.starter("ping"), {"ask": curable.ASK})
    tiny.publish("ping", curable.echo("ping", "pong"))
    tiny.publish("pong", curable.echo("pong", "ping"))
    case_id = tiny.begin("starter")
    done = complete(tiny, case_id, "ask", reason="欠薪")
    assert done.incident is not None
    assert "没有尽头" in done.incident.cause
    assert tiny.open_elements(case_id) == ["ask"]
    assert len(tiny.rows(Run)) == 1


def test_only_the_office_of_the_district_has_incidents_tried_again(signing: tuple[Tiny, str]) -> None:
    office, case_id = signing
    complete(office, case_id, "sign", opinion="同意")
    incident, before = only_incident(office), office.events()
    for name, refusal in (("inspector", NotFound), ("head", NotAllowed), ("outsider", NotFound)):
        with office.session() as session, pytest.raises(refusal):
            retry_incident(session, incident.id, by=office.actor(name))
    with office.session() as session, pytest.raises(NotFound):
        retry_incident(session, "no such incident", by=office.retrier())
    assert office.events() == before
    assert only_incident(office).tries == 1


def test_who_comes_too_late_is_told_who_resolved_it(signing: tuple[Tiny, str]) -> None:
    office, case_id = signing
    complete(office, case_id, "sign", opinion="同意")
    complete(office, case_id, "prepare", ready="yes")
    retry(office, only_incident(office))
    before = office.events()
    with pytest.raises(AlreadyDone) as told:
        retry(office, only_incident(office))
    assert office.retrier().name in told.value.zh
    assert office.events() == before
