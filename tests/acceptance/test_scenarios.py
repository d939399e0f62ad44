"""Scenarios S01, S02 and S05, signed in as the officers of the units concerned, to their outcome."""

from __future__ import annotations

from decimal import Decimal

from app.demonstration.stories import s01
from app.demonstration.stories_tianjin import CREW, s05
from app.demonstration.stories_xining import s02
from storage.models import Task
from tests.acceptance.checks import (
    case_of,
    clocks,
    facts_at,
    record_is_whole,
    runs_of,
    tasks_of,
    told_in_record,
    total,
)
from tests.acceptance.http_hands import CSRF, HttpPlayer, text_of


def public_answer(hands: HttpPlayer, receipt_no: str, code: str) -> str:
    """Ask the public page how a case stands."""
    assert hands.web is not None
    browser = hands.web.test_client()
    page = browser.get("/public/query")
    token = CSRF.search(page.text)
    data = {"receipt": receipt_no, "code": code, "csrf_token": token.group(1) if token else ""}
    return text_of(browser.post("/public/query", data=data, follow_redirects=True).text)


def test_a_window_complaint_is_paid_inside_the_term_and_closed_without_penalty(hands: HttpPlayer) -> None:
    case_id = s01(hands)
    case = case_of(hands, case_id)
    assert case.closed_at is not None and case.closed_at.isoformat()[:10] == "2025-10-21"
    expected = {
        ("INS-01", "2025-09-26", "2025-10-10"),
        ("INS-07", "2025-09-29", "2025-12-29"),
        ("INS-08", "2025-09-29", "2025-11-28"),
        ("INS-15", "2025-10-13", "2025-10-20"),
    }
    found = clocks(hands, case_id)
    assert expected <= found
    assert {due for rule, _, due in found if rule == "INS-04"} == {"2025-10-09"}
    assert set(runs_of(hands, case_id)) == {"complaint_intake", "investigation"}, "no penalty, no listing"
    answer = public_answer(hands, case.receipt_no, hands.codes[case_id])
    assert "办结" in answer
    assert "办结" not in public_answer(hands, case.receipt_no, "AAAAAAAA")
    worker = facts_at(hands, case_id, "case.roster")["roster"][0]
    events = record_is_whole(hands, case_id)
    assert not told_in_record(events, worker["id_no"]) and not told_in_record(events, worker["phone"])
    page = hands.browse("tj_ftz.labour", "inspector", f"/cases/{case_id}")
    assert page.status_code == 200, "the unit that worked on it reads it, masked"
    assert worker["id_no"] not in page.text and worker["phone"] not in page.text
    stranger = hands.browse("tj_ftz.market", "unit_officer", f"/cases/{case_id}")
    missing = hands.browse("tj_ftz.market", "unit_officer", "/cases/00000000000000000000000000")
    assert (stranger.status_code, missing.status_code) == (404, 404)
    assert text_of(stranger.text) == text_of(missing.text), "a foreign case looks like none"


def test_fourteen_workers_under_a_borrowed_name_are_paid_from_the_deposit(hands: HttpPlayer) -> None:
    case_id = s02(hands)
    expected = {
        ("INS-01", "2025-11-03", "2025-11-10"),
        ("INS-05", "2025-11-03", "2025-11-10"),
        ("INS-07", "2025-11-05", "2026-01-29"),
        ("INS-09", "2025-11-05", "2026-01-04"),
        ("INS-10", "2025-12-05", "2025-12-26"),
        ("DEP-03", "2025-12-29", "2026-01-06"),
        ("DEP-04", "2026-01-06", "2026-01-20"),
    }
    assert expected <= clocks(hands, case_id)
    facts = facts_at(hands, case_id, "case.roster", "case.payments")
    assert total(facts["roster"], "owed") == Decimal("186400.00")
    assert len({row["worker"] for row in facts["payments"]}) == 14
    assert total(facts["payments"], "amount") == Decimal("186400.00")
    tasks = tasks_of(hands, case_id)
    finding = next(task for task in tasks if task.element_id == "draft_finding")
    payer = next(task for task in tasks if task.element_id == "confirm_facts")
    assert finding.closed_at is not None and payer.opened_at > finding.closed_at, "the payer waits for it"
    assert runs_of(hands, case_id)["investigation"] == ["履行完毕结案"]
    open_now = hands.open_elements(case_id)
    assert "check_top_up" in open_now, "the deposit's top-up stays open until 2026-01-20"
    record_is_whole(hands, case_id)


def test_a_union_mediates_the_commission_reviews_and_the_default_leads_to_court(hands: HttpPlayer) -> None:
    case_id = s05(hands)
    expected = {
        ("MED-01", "2025-10-22", "2025-11-06"),
        ("MED-03", "2025-11-04", "2025-11-19"),
        ("MED-05", "2025-11-04", "2025-12-04"),
        ("MED-04", "2025-11-11", "2025-11-18"),
        ("ARB-17", "2025-12-15", "2027-12-15"),
    }
    assert expected <= clocks(hands, case_id)
    runs = runs_of(hands, case_id)
    assert runs["mediation"] == ["违约转法院"] and "court_enforcement" in runs
    assert "complaint_intake" in runs, "the default is a clue for the labour inspection"
    reminders = [task for task in tasks_of(hands, case_id) if task.element_id == "check_instalment"]
    assert len(reminders) == 2, "one check for each instalment, opened by its timer"
    record_is_whole(hands, case_id)


def test_without_an_agreement_mediation_ends_by_itself_when_its_fifteen_days_are_over(
    hands: HttpPlayer,
) -> None:
    hands.at("2025-10-22T09:00")
    case_id = hands.start("mediation", "tj_ftz.union", "mediator", {})
    crew = [{"worker": name, "month": "2025-09", "gross": Decimal(4000)} for name in CREW]
    hands.do(
        case_id,
        "register_application",
        {"body_type": "工会调解组织", "body_unit": "union", "headcount": Decimal(6), "case.roster": crew},
    )
    accepted = {"case.mediation.in_scope": True, "case.mediation.consent": "同意调解", "acceptance": "受理"}
    hands.do(case_id, "decide_acceptance", accepted)
    hands.at("2025-11-06T20:00")
    assert hands.open_elements(case_id) == ["hold_session"], "the last day belongs to the parties"
    hands.at("2025-11-07T08:00")
    assert hands.open_elements(case_id) == ["tell_failure"]
    with hands.session() as session:
        task = session.query(Task).filter(Task.element_id == "tell_failure").one()
        page = hands.browse(task.unit_id, task.role, f"/tasks/{task.id}")
    assert page.status_code == 200 and "转仲裁" in page.text, "the way to arbitration is told"
