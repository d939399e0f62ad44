"""Who may do a step: four eyes also against delegates and the caller's drafter, and proofs that must exist first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.actions.delegations import delegate_work
from app.clock import SetClock
from app.refusals import NotAllowed, NotFound, NotReady, Refusal, SameOfficer
from storage.models import ServiceRecord
from tests.actions.flows import Desk, fork, line
from tests.actions.test_documents import PIECE, serve
from tests.engine.diagrams import call, task
from tests.support.tiny import UNIT, Tiny, form, lane, step


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return Desk(tiny)


def refused(desk: Desk, kind: type[Refusal], act: Callable[[], object]) -> Refusal:
    """Run an act that must be refused, and see that nothing was written."""
    before = desk.everything()
    with pytest.raises(kind) as caught:
        act()
    assert desk.everything() == before
    return caught.value


def checked() -> bytes:
    """Step `check` is for somebody else than who did `draft`."""
    return line("checked", step("draft"), step("check", four_eyes_not="draft"), step("after"))


def test_who_drafted_may_not_check(desk: Desk) -> None:
    desk.publish("checked", checked())
    case_id = desk.begin("checked")
    desk.complete(case_id, "draft", "inspector")
    told = refused(desk, SameOfficer, lambda: desk.complete(case_id, "check", "inspector"))
    assert "不得为同一人" in told.zh
    assert desk.open(case_id) == ["check"]
    desk.complete(case_id, "check", "inspector2")
    assert desk.open(case_id) == ["after"]


def delegate(desk: Desk, giver: str, taker: str) -> None:
    """Hand one officer's work to another for some days."""
    days = (date(2025, 9, 24), date(2025, 9, 30))
    taken = desk.office.officers[taker]
    with desk.office.session() as session:
        delegate_work(session, UNIT, taken, *days, "外出培训", by=desk.office.actor(giver))


def test_a_delegate_may_not_check_what_he_drafted_himself(desk: Desk, clock: SetClock) -> None:
    head_checks = task("check", role="bureau_head", four_eyes_not="draft")
    desk.publish("checked", line("checked", step("draft"), head_checks, step("after")))
    case_id = desk.begin("checked")
    delegate(desk, "head", "inspector")
    desk.complete(case_id, "draft", "inspector")
    refused(desk, SameOfficer, lambda: desk.complete(case_id, "check", "inspector"))
    desk.complete(case_id, "check", "head")


def test_a_delegate_may_not_check_what_he_for_whom_he_acts_drafted(desk: Desk, clock: SetClock) -> None:
    desk.publish("checked", checked())
    case_id = desk.begin("checked")
    desk.complete(case_id, "draft", "inspector2")
    delegate(desk, "inspector2", "clerk")
    refused(desk, SameOfficer, lambda: desk.complete(case_id, "check", "clerk"))


def test_who_lent_his_work_may_not_check_what_his_delegate_drafted(desk: Desk, clock: SetClock) -> None:
    desk.publish("checked", checked())
    case_id = desk.begin("checked")
    delegate(desk, "inspector2", "clerk")
    desk.complete(case_id, "draft", "clerk")
    (drafted,) = desk.tasks(case_id, "draft")
    assert drafted.closed_for == desk.office.officers["inspector2"]
    refused(desk, SameOfficer, lambda: desk.complete(case_id, "check", "inspector2"))
    desk.complete(case_id, "check", "inspector")


def test_a_called_piece_may_not_be_done_by_the_callers_drafter(desk: Desk) -> None:
    approve = step("decide", four_eyes_by="drafted_by")
    piece = line("approving", approve, lanes=lane("decide"))
    outer = line("paper", step("draft"), call("approve", "approving", in_='{drafted_by: "draft"}', out="{}"),
                 step("after"))  # fmt: skip
    forms = {"draft": form("draft"), "after": form("after")}
    desk.publish("paper", outer, forms, approving=piece, approving__decide=form("decide"))
    case_id = desk.begin("paper")
    desk.complete(case_id, "draft", "inspector")
    refused(desk, SameOfficer, lambda: desk.complete(case_id, "decide", "inspector"))
    desk.complete(case_id, "decide", "inspector2")
    assert desk.open(case_id) == ["after"]


def test_a_step_waits_for_the_proof_it_rests_on(desk: Desk) -> None:
    both = line("proven", step("go"), step("decide", requires="serve"), step("serve"))
    desk.publish("proven", both)
    case_id = desk.begin("proven")
    desk.complete(case_id, "go")
    told = refused(desk, NotReady, lambda: desk.complete(case_id, "decide"))
    assert "serve" in told.en
    assert desk.open(case_id) == ["decide"]


def test_a_step_that_rests_on_a_service_waits_for_its_record(desk: Desk) -> None:
    served = call("serve_order", "service_of_document", in_='{document: "D15", receiver: "x"}', out="{}")
    drawn = fork(
        "proven", [served], [step("decide", requires="serve_order")], lanes=lane("serve_order", "decide")
    )
    desk.publish("proven", drawn, {"decide": form("decide")}, **PIECE)
    case_id = desk.begin("proven")
    refused(desk, NotReady, lambda: desk.complete(case_id, "decide"))
    serve(desk, case_id)
    (record,) = desk.office.rows(ServiceRecord, ServiceRecord.case_id == case_id)
    assert (record.caller_element, record.document_code, record.receiver) == ("serve_order", "D15", "x")
    desk.complete(case_id, "decide")
    assert desk.open(case_id) == []


def test_a_step_that_was_done_before_counts_as_its_proof(desk: Desk) -> None:
    desk.publish("proven", line("proven", step("serve"), step("decide", requires="serve"), step("after")))
    case_id = desk.begin("proven")
    desk.complete(case_id, "serve")
    desk.complete(case_id, "decide")
    assert desk.open(case_id) == ["after"]


@pytest.mark.parametrize(
    ("officer", "refusal"), [("clerk", NotAllowed), ("mediator", NotFound), ("outsider", NotFound)]
)
def test_other_roles_and_other_units_are_refused(desk: Desk, officer: str, refusal: type[Refusal]) -> None:
    desk.publish("checked", checked())
    case_id = desk.begin("checked")
    refused(desk, refusal, lambda: desk.complete(case_id, "draft", officer))
    assert desk.open(case_id) == ["draft"]
