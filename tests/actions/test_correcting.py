"""What was filled in wrong is corrected: case file, run and clocks follow, and the record keeps both."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.actions.case_facts import case_key, facts_of_case
from app.actions.correcting import correct_answers, correction_sheet
from app.actions.folder import Folder
from app.actions.inbox import ReasonNeeded
from app.actions.replaying import replay_case
from app.actions.steps import open_facts, seal_number
from app.clock import LOCAL, SetClock
from app.engine import run_data
from app.refusals import InvalidAnswers, NotFound, NotReady
from storage.models import CaseFile, Deadline, ServiceRecord
from tests.actions.flows import Desk, case_form, line
from tests.engine.diagrams import call
from tests.support.tiny import Tiny, lane, step

RECEIVED = "case.mediation.received_on"
FIRST = case_form("receive", (RECEIVED, "date"), ("var.told_on", "date"), ("var.note", "text"))
STARTS = json.dumps({"INS-01": RECEIVED, "PEN-10b": "told_on"})
SERVED = '{document: "D15", receiver: "nobody"}'
WHY = "收件登记簿载明为 9 月 22 日"


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def days(received_on: str, told_on: str) -> dict[str, str]:
    """The answers of the step."""
    return {"case__mediation__received_on": received_on, "told_on": told_on, "note": "x"}


def received(desk: Desk) -> str:
    """A case in which two days were filled in, from which two clocks run."""
    steps = (
        step("receive", starts="INS-01, PEN-10b", start_from=STARTS),
        step("accept", meets="INS-01"),
        step("last"),
    )
    desk.publish("one", line("one", *steps), {"receive": FIRST})
    case_id = desk.begin("one")
    answers = days("2025-09-24", "2025-09-24")
    desk.complete(case_id, "receive", **answers)
    return case_id


def correct(
    desk: Desk, case_id: str, element: str, reason: str = WHY, officer: str = "inspector", **more: str
) -> int:
    """Correct the answers of a completed step; return how many clocks moved."""
    (task,) = [task for task in desk.tasks(case_id, element) if task.closed_at is not None]
    fields = {
        name.replace("__", ".") if name.startswith("case__") else f"var.{name}": [text]
        for name, text in more.items()
    }
    with desk.office.session() as session:
        return correct_answers(session, task.id, fields, reason, by=desk.office.actor(officer)).clocks


def clocks(desk: Desk, case_id: str) -> dict[str, Deadline]:
    return {row.rule: row for row in desk.office.rows(Deadline, Deadline.case_id == case_id)}


def last_day(row: Deadline) -> date:
    return row.due_at.astimezone(LOCAL).date()


def assert_replays(desk: Desk, case_id: str) -> None:
    with desk.office.session() as session:
        found = replay_case(session, case_id)
    assert not found.differences and found.clocks, found.differences


def test_a_day_of_the_case_file_is_corrected_and_its_clock_and_task_follow(desk: Desk) -> None:
    case_id = received(desk)
    before = clocks(desk, case_id)
    assert correct(desk, case_id, "receive", **days("2025-09-22", "2025-09-24")) == 1
    after = clocks(desk, case_id)
    assert after["INS-01"].started_on == date(2025, 9, 22)
    assert last_day(after["INS-01"]) < last_day(before["INS-01"])
    assert last_day(after["PEN-10b"]) == last_day(before["PEN-10b"])
    assert desk.office.open_task(case_id, "accept").due_at == after["INS-01"].due_at
    with desk.office.session() as session:
        case = session.get_one(CaseFile, case_id)
        tree = facts_of_case(Folder(session, case), [RECEIVED])
        assert tree["mediation"]["received_on"] == date(2025, 9, 22)  # type: ignore[index, call-overload]
    assert_replays(desk, case_id)


def test_the_record_keeps_before_and_after_sealed_and_the_reason(desk: Desk) -> None:
    case_id = received(desk)
    correct(desk, case_id, "receive", **days("2025-09-22", "2025-09-24"))
    (told,) = desk.events(case_id, "answers_corrected")
    assert told.facts["fields"] == [RECEIVED] and WHY not in json.dumps(told.facts, ensure_ascii=False)
    with desk.office.session() as session:
        key = case_key(session, session.get_one(CaseFile, case_id))
        found = open_facts(key, told.facts["sealed"], told.run_id or "", str(seal_number(told.facts)))
    assert found == {"before": {RECEIVED: date(2025, 9, 24)}, "case": {RECEIVED: date(2025, 9, 22)}}
    (moved,) = desk.events(case_id, "deadline_recomputed")
    assert (moved.facts["started"], moved.facts["rule"]) == ("2025-09-22", "INS-01")


def test_a_variable_is_put_right_in_the_run_and_later_steps_see_it(desk: Desk) -> None:
    case_id = received(desk)
    assert correct(desk, case_id, "receive", **days("2025-09-24", "2025-09-23")) == 1
    (run,) = desk.runs(case_id, "one")
    assert run_data(run.state)["told_on"] == date(2025, 9, 23)
    assert clocks(desk, case_id)["PEN-10b"].started_on == date(2025, 9, 23)
    (told,) = desk.events(case_id, "data_corrected")
    assert told.facts["step"] == run.step and list(told.facts["amended"]) == ["told_on"]
    assert correct(desk, case_id, "receive", **days("2025-09-24", "2025-09-22")) == 1
    desk.complete(case_id, "accept")
    assert_replays(desk, case_id)


def test_a_day_of_service_is_corrected_in_its_proof_and_where_its_clock_begins(desk: Desk) -> None:
    served = case_form("record_service", ("var.served_on", "date"), ("var.service_method", "text"))
    desk.publish(
        "asking",
        line(
            "asking",
            call("serve", "service_of_document", in_=SERVED, out="{served_on: served_on}", starts="PEN-10b"),
            step("after", meets="PEN-10b"),
            lanes=lane("serve", "after"),
        ),
        service_of_document=line("service_of_document", step("record_service"), lanes=lane("record_service")),
        service_of_document__record_service=served,
    )
    case_id = desk.begin("asking")
    desk.complete(case_id, "record_service", served_on="2025-09-24", service_method="直接送达")
    before = clocks(desk, case_id)["PEN-10b"]
    assert correct(desk, case_id, "record_service", served_on="2025-09-22", service_method="直接送达") == 1
    after = clocks(desk, case_id)["PEN-10b"]
    assert (before.started_on, after.started_on) == (date(2025, 9, 24), date(2025, 9, 22))
    (row,) = desk.office.rows(ServiceRecord, ServiceRecord.case_id == case_id)
    assert isinstance(row, ServiceRecord) and row.served_on == date(2025, 9, 22)
    (run,) = desk.runs(case_id, "asking")
    assert run_data(run.state)["served_on"] == date(2025, 9, 22)
    assert_replays(desk, case_id)


def test_only_the_unit_in_a_fitting_role_corrects_and_only_what_was_done(desk: Desk) -> None:
    case_id = received(desk)
    answers = days("2025-09-22", "2025-09-24")
    before = desk.everything()
    with pytest.raises(ReasonNeeded):
        correct(desk, case_id, "receive", "  ", **answers)
    with pytest.raises(NotReady, match="Nothing was changed"):
        correct(desk, case_id, "receive", **{**answers, "case__mediation__received_on": "2025-09-24"})
    with pytest.raises(InvalidAnswers):
        correct(desk, case_id, "receive", **{**answers, "told_on": "2025-02-30"})
    with pytest.raises(NotFound):
        correct(desk, case_id, "receive", officer="outsider", **answers)
    waiting = desk.office.open_task(case_id, "accept")
    with desk.office.session() as session, pytest.raises(NotFound):
        correction_sheet(session, waiting.id, by=desk.office.actor("inspector"))
    desk.complete(case_id, "accept")
    (done,) = [task for task in desk.tasks(case_id, "accept")]
    with desk.office.session() as session, pytest.raises(NotReady, match="nothing to correct"):
        correction_sheet(session, done.id, by=desk.office.actor("inspector"))
    assert desk.everything()["event"] > before["event"] and not desk.events(case_id, "answers_corrected")


def test_a_run_that_has_ended_keeps_its_data_but_the_case_file_is_corrected(desk: Desk) -> None:
    case_id = received(desk)
    desk.complete(case_id, "accept")
    desk.complete(case_id, "last")
    answers = days("2025-09-22", "2025-09-24")
    with pytest.raises(NotReady, match="has ended"):
        correct(desk, case_id, "receive", **{**answers, "told_on": "2025-09-20"})
    assert not desk.events(case_id, "answers_corrected")
    assert correct(desk, case_id, "receive", **answers) == 0
    assert desk.events(case_id, "answers_corrected")
    assert_replays(desk, case_id)
