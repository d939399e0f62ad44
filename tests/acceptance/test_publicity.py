"""The calendar has the office plan the year; units prepare their items, others review them, the proof stays."""

from __future__ import annotations

from datetime import date

from app.jobs.periods import begin
from storage.models import PeriodStart
from tests.acceptance.checks import case_of, record_is_whole, runs_of
from tests.acceptance.http_hands import HttpPlayer

CHECKED = ["法条现行有效", "维权途径准确", "无个人信息", "保密审查"]
DISTRICTS = {"tj_ftz": ("labour", "union"), "xn_chengdong": ("labour", "judicial")}


def test_items_of_the_year_go_to_their_units_and_are_done_with_proof(hands: HttpPlayer) -> None:
    hands.at("2026-01-05T08:30")
    with hands.session() as session:
        begin(session)
        found = {
            row.jurisdiction_key: row.case_id
            for row in session.query(PeriodStart)
            if row.process_key == "publicity" and row.period == "2026"
        }
    assert sorted(found) == sorted(DISTRICTS)
    for district, units in DISTRICTS.items():
        case_id = found[district]
        plan = [
            {
                "topic": f"事项{unit}",
                "item_type": "法律法规宣传",
                "unit": unit,
                "planned_on": date(2026, 3, 2),
            }
            for unit in units
        ]
        hands.do(case_id, "plan_year", {"case.publicity.plan": plan})
        assert hands.open_units(case_id, "register_item") == [f"{district}.{unit}" for unit in units]


def test_an_item_is_returned_carried_out_late_and_confirmed(hands: HttpPlayer) -> None:
    hands.at("2026-02-02T09:00")
    case_id = hands.start("publicity", "xn_chengdong.judicial", "unit_liaison", {})
    written = {"item_type": "权益指引", "planned_on": date(2026, 2, 12), "case.publicity.consent": "不涉及"}
    for result in ("退回修改", "通过"):
        hands.do(case_id, "register_item", written)
        assert hands.open_units(case_id, "review_content") == ["xn_chengdong.labour"], (
            "no publicity unit there"
        )
        hands.do(case_id, "review_content", {"review_result": result, "case.publicity.checks": CHECKED})
    hands.at("2026-02-13T08:30")  # the planned day is over
    assert hands.open_units(case_id, "remind_unit") == ["xn_chengdong.office"]
    hands.do(case_id, "remind_unit", {"case.publicity.new_date": date(2026, 2, 20)})
    hands.at("2026-02-20T15:00")
    hands.do(case_id, "carry_out_item", {"case.publicity.done_on": date(2026, 2, 20)})
    hands.do(case_id, "confirm_item", {"confirmed": True, "case.publicity.shared": True})
    assert runs_of(hands, case_id)["publicity"] == ["已实施"]
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)
