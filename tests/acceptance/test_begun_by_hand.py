"""What a unit begins by hand stays in its own inbox until somebody else is named."""

from __future__ import annotations

import pytest

from app.demonstration.stories import company
from app.identifiers.invented import Inventor
from tests.acceptance.checks import case_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer


@pytest.mark.parametrize("unit", ["xn_chengdong.construction", "tj_ftz.labour"])
def test_a_penalty_stays_with_the_authority_that_found_the_fact(hands: HttpPlayer, unit: str) -> None:
    hands.at("2026-04-20T09:00")
    case_id = hands.start("penalty", unit, "enforcement_officer", {})
    party = company(Inventor(4), "示例四建有限公司", "630102")
    filed = {"case.penalty.party": party, "party_kind": "单位", "needs_correction": True}
    hands.do(case_id, "file_penalty", filed)
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="approve_filing")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="approve_filing")
    assert {task.unit_id for task in tasks_of(hands, case_id)} == {unit}, (
        "approval too, not only its own steps"
    )


def test_a_town_that_is_asked_to_mediate_writes_the_application_down_itself(hands: HttpPlayer) -> None:
    hands.at("2026-04-20T09:00")
    case_id = hands.start("mediation", "xn_chengdong.taining", "mediator", {})
    assert hands.open_units(case_id, "register_application") == ["xn_chengdong.taining"]


def test_a_case_that_one_unit_only_hands_to_another_is_registered_and_then_done(hands: HttpPlayer) -> None:
    hands.at("2026-04-20T09:00")
    needed = {"matter": "信访事项", "sector": "制造", "funding": "不涉及工程"}
    case_id = hands.start("transfer", "xn_chengdong.petition", "office_officer", needed)
    letter = {"lead_lane": "labour_authority", "lead_unit": "labour", "case.transfer.letter": "转办单"}
    hands.do(case_id, "issue_transfer", letter)
    assert case_of(hands, case_id).state == "登记"
    assert case_of(hands, case_id).lead_unit_id == "xn_chengdong.petition"
    hands.do(case_id, "sign_for", {"signing": "签收办理"})
    leading = case_of(hands, case_id)
    assert (leading.first_unit_id, leading.lead_unit_id) == ("xn_chengdong.petition", "xn_chengdong.labour")
    hands.do(case_id, "handle_matter", {"handling_way": "直接办理反馈"})
    hands.do(case_id, "write_feedback", {"feedback": "已付清"})
    hands.do(case_id, "check_feedback", {"check_result": "通过", "case.transfer.told_by": "电话"})
    case = case_of(hands, case_id)
    assert (case.state, case.closed_as) == ("办结", "办结")
