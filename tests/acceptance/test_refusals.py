"""Whatever is refused leaves the database as it was, in every table, on both databases."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from app.actions import accounts
from app.actions.timers import fire_timer
from app.actors import SYSTEM
from app.demonstration.filling import PAPER
from app.refusals import NotReady
from storage.models import Document, Officer, ServiceRecord, Task, Timer
from tests.acceptance.http_hands import text_of
from tests.acceptance.photograph import nothing_changes
from tests.support.lived import CLERK, HEAD, INSPECTOR, INSPECTOR_2, OUTSIDER, XINING, Desk, Lived

MISSING = "00000000000000000000000000"
FILES_OF = {"record_service": ("case.service.return",)}


def refuse(lived: Lived, who: str | None, address: str, data: dict[str, Any], **headers: str) -> TestResponse:
    """Send a form that is to be refused, and hold that nothing was written."""
    desk = lived.client(who)
    desk.get("/inbox")
    desk.token = desk.token or _token(desk)
    with nothing_changes(lived.database):
        return desk.post(address, data, **headers)


def to_investigation(lived: Lived) -> Task:
    """Lead the filed case on to the gathering of evidence, through the pages, and return that task."""
    for who, element, wanted in (
        (INSPECTOR, "propose_filing", {}),
        (HEAD, "approve_filing", {"filing_opinion": "批准立案"}),
        (INSPECTOR, "choose_method", {"method": "直接送达"}),
        (INSPECTOR, "deliver_in_person", {"attempt": "已签收"}),
        (INSPECTOR, "record_service", {}),
    ):
        task = lived.task("filed", element)
        files = {f"_upload.{name}": (io.BytesIO(PAPER), "凭证.pdf") for name in FILES_OF.get(element, ())}
        answers = {**lived.answers(task, who, wanted), **files}
        assert lived.client(who).post(f"/tasks/{task.id}", answers).status_code == 302, element
    return lived.task("filed", "investigate")


def _token(desk: Desk) -> str:
    desk.post("/nowhere")
    return desk.token or "none"


# ----- who may do a task


def test_a_role_that_does_not_fit_completes_nothing(lived: Lived) -> None:
    task = lived.task("filed")
    answers = lived.answers(task, INSPECTOR)
    assert refuse(lived, CLERK, f"/tasks/{task.id}", answers).status_code == 403


@pytest.mark.parametrize("stranger", [OUTSIDER, XINING])
def test_another_unit_and_another_district_are_told_what_nobody_is_told(lived: Lived, stranger: str) -> None:
    task = lived.task("filed")
    answers = lived.answers(task, INSPECTOR)
    foreign = refuse(lived, stranger, f"/tasks/{task.id}", answers)
    missing = refuse(lived, stranger, f"/tasks/{MISSING}", answers)
    assert foreign.status_code == missing.status_code
    assert text_of(foreign.text) == text_of(missing.text)


def test_a_foreign_case_and_its_papers_look_like_none(lived: Lived) -> None:
    with lived.session() as session:
        paper = session.query(Document).filter(Document.case_id == lived.cases["finished"]).first()
        assert paper is not None
    desk = lived.client(INSPECTOR)
    for kind, foreign in (("cases", lived.cases["finished"]), ("documents", paper.id)):
        with nothing_changes(lived.database):
            there, nowhere = desk.get(f"/{kind}/{foreign}"), desk.get(f"/{kind}/{MISSING}")
        assert there.status_code == nowhere.status_code == 404
        assert text_of(there.text) == text_of(nowhere.text)
    for address in (f"/documents/{paper.id}", f"/cases/{lived.cases['finished']}/notes"):
        assert refuse(lived, INSPECTOR, address, {"text": "备注"}).status_code == 404


def test_who_proposed_does_not_approve(lived: Lived) -> None:
    with lived.session() as session:
        officer = session.query(Officer).filter(Officer.sign_in_name == INSPECTOR).one()
        accounts.add_membership(
            session, officer.id, "tj_ftz.labour", "inspection_head", by=SYSTEM, valid_from=date(2025, 1, 1)
        )
    task = lived.task("filed")
    lived.client(INSPECTOR).post(f"/tasks/{task.id}", lived.answers(task, INSPECTOR))
    approval = lived.task("filed", "approve_filing")
    answers = lived.answers(approval, HEAD, {"filing_opinion": "批准立案"})
    refused = refuse(lived, INSPECTOR, f"/tasks/{approval.id}", answers)
    assert refused.status_code == 403 and "同一人" in text_of(refused.text)


def test_what_rests_on_a_proof_waits_for_it(lived: Lived) -> None:
    task = to_investigation(lived)
    with lived.session() as session:
        session.execute(delete(ServiceRecord).where(ServiceRecord.case_id == task.case_id))
        session.commit()
    answers = lived.answers(task, INSPECTOR, {"investigation": "调查终结"})
    refused = refuse(lived, INSPECTOR, f"/tasks/{task.id}", answers)
    assert refused.status_code == 409 and "凭证" in text_of(refused.text)


def test_a_task_that_a_colleague_holds_is_not_completed(lived: Lived) -> None:
    task = lived.task("filed")
    answers = lived.answers(task, INSPECTOR)
    assert lived.client(INSPECTOR_2).post(f"/inbox/tasks/{task.id}/claim").status_code == 302
    assert refuse(lived, INSPECTOR, f"/tasks/{task.id}", answers).status_code == 409
    assert refuse(lived, INSPECTOR, f"/inbox/tasks/{task.id}/claim", {}).status_code == 409
    assert refuse(lived, INSPECTOR, f"/inbox/tasks/{task.id}/release", {}).status_code == 403


def test_a_task_is_completed_once(lived: Lived) -> None:
    task = lived.task("filed")
    answers = lived.answers(task, INSPECTOR)
    assert lived.client(INSPECTOR).post(f"/tasks/{task.id}", answers).status_code == 302
    again = refuse(lived, INSPECTOR_2, f"/tasks/{task.id}", answers)
    assert again.status_code == 409 and "监察员" in text_of(again.text)
    assert refuse(lived, INSPECTOR_2, f"/inbox/tasks/{task.id}/claim", {}).status_code == 409
    assert refuse(lived, INSPECTOR_2, f"/tasks/{task.id}/draft", answers).status_code == 404


# ----- what is filled in


FAULTS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a word for a choice": {"var.employer_role": "皇帝"},
    "no choice of two": {"var.construction": "maybe"},
    "a contradiction": {"case.filing.malicious": ["无", "逃匿失联"]},
    "an act too old": {"case.filing.within_two_years": "false"},
    "a wrong credit code": {"case.employer.uscc": "91120116MA00000000"},
    "a day that is none": {"case.inquiry.when": "2025-13-45"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_with_a_fault_is_given_back_whole(lived: Lived, fault: str) -> None:
    task = lived.task("filed")
    wrong = FAULTS[fault]
    answers = {**lived.answers(task, INSPECTOR), **wrong} if wrong else {}
    refused = refuse(lived, INSPECTOR, f"/tasks/{task.id}", answers)
    assert refused.status_code == 422, text_of(refused.text)[:300]
    assert 'class="faults"' in refused.text, text_of(refused.text)[:600]


FILES = {
    "an empty file": ("笔录.pdf", b""),
    "a program": ("笔录.pdf", b"MZ\x90\x00" + bytes(range(256)) * 4),
    "a broken package": ("清册.xlsx", b"PK\x03\x04" + b"\x00\xff" * 40),
}


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_not_what_it_says_is_not_kept(lived: Lived, file: str) -> None:
    name, content = FILES[file]
    attached = {"_upload.case.complaint.papers": (io.BytesIO(content), name)}
    refused = refuse(lived, INSPECTOR, f"/cases/{lived.cases['open']}/documents", attached)
    assert refused.status_code == 422 and name in text_of(refused.text)
    task = to_investigation(lived)
    answers = lived.answers(task, INSPECTOR, {"investigation": "调查终结"})
    attached = {"_upload.case.inspection.record": (io.BytesIO(content), name)}
    assert refuse(lived, INSPECTOR, f"/tasks/{task.id}", answers | attached).status_code == 422


def test_a_complaint_with_faults_takes_no_number(lived: Lived) -> None:
    refused = refuse(lived, CLERK, "/cases/new", {"unit": "tj_ftz.labour", "var.kind": "投诉"})
    assert refused.status_code == 422


@pytest.mark.parametrize("unit", ["tj_ftz.finance", "xn_chengdong.labour", "tj_ftz.nowhere", ""])
def test_nobody_registers_or_starts_in_the_name_of_another_unit(lived: Lived, unit: str) -> None:
    for address in ("/cases/new", "/processes/penalty/start"):
        assert refuse(lived, CLERK, address, {"unit": unit}).status_code in (403, 404, 422)


def test_a_process_is_not_started_in_a_foreign_case_or_under_an_unknown_name(lived: Lived) -> None:
    unit = {"unit": "tj_ftz.labour"}
    foreign = refuse(lived, INSPECTOR, "/processes/penalty/start", unit | {"case": lived.cases["finished"]})
    unknown = refuse(lived, INSPECTOR, "/processes/alchemy/start", unit)
    piece = refuse(lived, INSPECTOR, "/processes/hand_over/start", unit)
    assert foreign.status_code == 404
    assert unknown.status_code in (404, 409) and piece.status_code in (404, 409)


def test_a_matter_that_nobody_waits_for_is_not_noted(lived: Lived) -> None:
    address = f"/cases/{lived.cases['open']}/matters/{MISSING}/{MISSING}"
    assert refuse(lived, INSPECTOR, address, {}).status_code in (404, 409)


# ----- at the desk


def test_work_is_returned_with_a_reason_and_assigned_by_who_may(lived: Lived) -> None:
    task = lived.task("filed")
    lived.client(INSPECTOR).post(f"/inbox/tasks/{task.id}/claim")
    assert refuse(lived, INSPECTOR, f"/inbox/tasks/{task.id}/return", {"reason": " "}).status_code == 422
    assert refuse(lived, INSPECTOR, f"/inbox/tasks/{task.id}/assign", {"to": "x"}).status_code == 403
    assert refuse(lived, HEAD, f"/inbox/tasks/{task.id}/assign", {"to": MISSING}).status_code in (403, 404)
    chosen = {"task": [task.id, MISSING], "act": "claim"}
    assert refuse(lived, INSPECTOR_2, "/inbox/bulk", chosen).status_code == 409
    assert refuse(lived, INSPECTOR_2, "/inbox/bulk", chosen | {"act": "burn"}).status_code == 404


def test_notes_and_delegations_need_their_words_and_days(lived: Lived) -> None:
    empty = refuse(lived, INSPECTOR, f"/cases/{lived.cases['open']}/notes", {"text": "  "})
    assert empty.status_code == 422
    past = {
        "to": f"tj_ftz.labour|{MISSING}",
        "starts_on": "2025-01-01",
        "ends_on": "2024-12-31",
        "reason": "",
    }
    assert refuse(lived, INSPECTOR, "/delegations", past).status_code == 422
    assert refuse(lived, INSPECTOR, f"/delegations/{MISSING}/end", {}).status_code == 404


# ----- at the door


def test_a_visitor_changes_nothing(lived: Lived) -> None:
    task = lived.task("filed")
    for address in (f"/tasks/{task.id}", "/cases/new", f"/inbox/tasks/{task.id}/claim"):
        assert refuse(lived, None, address, {"var.kind": "投诉"}).status_code in (302, 401, 403)


@pytest.mark.parametrize("token", ["", "wrong", None])
def test_a_form_without_our_token_does_nothing(lived: Lived, token: str | None) -> None:
    task = lived.task("filed")
    answers: dict[str, Any] = {**lived.answers(task, INSPECTOR), "csrf_token": token}
    if token is None:
        answers.pop("csrf_token")
    desk = lived.client(INSPECTOR)
    with nothing_changes(lived.database):
        answer = desk.client.post(f"/tasks/{task.id}", data=answers)
    assert answer.status_code == 403


def test_a_form_that_another_site_sends_does_nothing(lived: Lived) -> None:
    task = lived.task("filed")
    answers = lived.answers(task, INSPECTOR)
    answer = refuse(lived, INSPECTOR, f"/tasks/{task.id}", answers, Origin="https://elsewhere.example")
    assert answer.status_code == 403


# ----- time


def test_a_timer_that_is_not_due_does_not_fire(lived: Lived) -> None:
    to_investigation(lived)
    with lived.session() as session:
        timer = session.query(Timer).filter(Timer.state == "waiting").order_by(Timer.due_at.desc()).first()
    assert timer is not None
    with lived.session() as session, nothing_changes(lived.database), pytest.raises(NotReady):
        fire_timer(session, timer.id)
