"""Scenario S03: a post before the Spring Festival is proven, checked, and closed as solved with both terms kept."""

from __future__ import annotations

import json
from decimal import Decimal

from app.clock import LOCAL
from app.demonstration.filling import PAPER
from app.demonstration.stories_clue import s03
from app.exports.primitives import sm3
from app.values import from_json
from storage.models import CaseFile, Event
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
from tests.acceptance.http_hands import HttpPlayer

CYBER = "tj_ftz.party_building"


def digest_in_record(events: list[Event]) -> str:
    """The digest of the capture as the record keeps it."""
    found = next(event for event in events if event.facts.get("operation") == "fix_capture")
    told = from_json(found.facts["found"])
    assert isinstance(told, dict)
    return str(told["capture_sm3"])


def test_nineteen_workers_are_paid_after_a_post_and_the_works_price_is_no_arrears(hands: HttpPlayer) -> None:
    case_id = s03(hands)
    case = case_of(hands, case_id)
    assert case.closed_at is not None and case.closed_at.astimezone(LOCAL).isoformat()[:10] == "2026-02-13"
    assert case.closed_as == "已解决"
    expected = {("INS-01", "2026-02-10", "2026-02-24"), ("INS-04", "2026-02-10", "2026-02-24")}
    assert expected <= clocks(hands, case_id)
    runs = runs_of(hands, case_id)
    assert runs == {"online_clue": ["已解决"], "transfer": ["已付清"], "complaint_intake": ["已解决"]}
    with hands.session() as session:
        assert session.query(CaseFile).count() == 1, "no case number for the works price"
    facts = facts_at(hands, case_id, "case.roster", "case.payments", "case.complaint")
    assert total(facts["roster"], "owed") == total(facts["payments"], "amount") == Decimal(76000)
    assert facts["complaint"]["amount_claimed"] == Decimal(76000), "310,000 stands apart"
    assert facts["complaint"]["works_price_part"] == Decimal(310000)
    feedback = next(task for task in tasks_of(hands, case_id) if task.element_id == "confirm_feedback")
    assert feedback.unit_id == CYBER and feedback.closed_at is not None
    events = record_is_whole(hands, case_id)
    assert digest_in_record(events) == sm3(PAPER).hex()
    assert not told_in_record(events, "示例用户20260210"), "the account that posted is sealed"


def test_the_unit_that_judges_a_post_sees_the_proof_and_another_person_signs_the_notice(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("online_clue", CYBER, "opinion_officer", {})
    hands.do(case_id, "register_clue", {"case.clue.url": "https://video.example.invalid/p/7"})
    task = tasks_of(hands, case_id)[-1]
    page = hands.browse(CYBER, "opinion_analyst", f"/tasks/{task.id}").text
    assert sm3(PAPER).hex() in page and "https://video.example.invalid/p/7" in page
    judged = {"analysis": "转核查", "heat": "重大", "gathering": True, "response_needed": False}
    hands.do(case_id, "analyse_clue", {**judged, "lead_lane": "labour_authority"})
    hands.do(case_id, "issue_bulletin", {})
    done = {task.element_id: task.closed_by for task in tasks_of(hands, case_id) if task.closed_at}
    assert done["analyse_clue"] != done["issue_bulletin"]
    assert {"issue_transfer", "record_incident"} <= set(hands.open_elements(case_id)), "units and incident"


def test_in_xining_the_labour_bureau_looks_after_posts_and_a_late_answer_is_supervised(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("online_clue", "xn_chengdong.labour", "opinion_officer", {})
    hands.do(case_id, "register_clue", {})
    judged = {"analysis": "转核查", "heat": "一般", "gathering": False, "response_needed": False}
    hands.do(case_id, "analyse_clue", {**judged, "lead_lane": "construction_authority"})
    hands.do(case_id, "issue_bulletin", {})
    assert hands.open_units(case_id, "issue_transfer") == ["xn_chengdong.labour"]
    hands.at("2026-03-06T09:00")
    assert runs_of(hands, case_id)["supervision"] == [None]
    events = record_is_whole(hands, case_id)
    asked = [event.facts["data"] for event in events if event.facts.get("process") == "supervision"]
    assert json.loads(json.dumps(asked[0]))["unit_ref"] == "construction"
