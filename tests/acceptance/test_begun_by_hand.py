"""What a unit begins by hand stays in its own inbox until somebody else is named."""

from __future__ import annotations

import pytest

from app.demonstration.stories import company
from app.identifiers.invented import Inventor
from tests.acceptance.checks import tasks_of
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
