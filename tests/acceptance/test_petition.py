"""Petitions of both districts: wage claims take the legal route, the sixty days are for what has none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.stories import company, day, person, serve, yuan
from app.identifiers.invented import Inventor
from tests.acceptance.checks import case_of, clocks, record_is_whole, runs_of, tasks_of, told_in_record
from tests.acceptance.http_hands import HttpPlayer

XN, TJ = "xn_chengdong", "tj_ftz"


def received(hands: HttpPlayer, desk: str, **more: Any) -> str:
    """A petition is received and registered on 2 March 2026."""
    inventor = Inventor(14)
    hands.at("2026-03-02T09:30")
    case_id = hands.start("petition", desk, "petition_clerk", {})
    told = {
        "case.petition.form": "来信",
        "case.reporter.identity": person(inventor, "来信人示例"),
        "headcount": Decimal(3),
        "case.employer": company(inventor, "示例十四建设有限公司", "630102"),
        "case.complaint.work_place": "西宁市城东区韵家口镇示例路1号",
        "case.complaint.amount_claimed": yuan(36000),
        "gathering": False,
        "extreme_sign": False,
    }
    hands.do(case_id, "register_petition", told | more)
    return case_id


def no_route(lane: str) -> dict[str, Any]:
    """A suggestion without a legal route, for the unit of a lane."""
    return {
        "wage_matter": False,
        "case.petition.kind": "建议意见",
        "case.petition.ground": "无法定途径",
        "track": "信访程序办理",
        "lead_lane": lane,
    }


def test_a_wage_claim_is_led_to_inspection_told_urged_and_checked(hands: HttpPlayer) -> None:
    case_id = received(hands, f"{XN}.petition")
    hands.at("2026-03-04T10:00")
    route = {
        "wage_matter": True,
        "case.petition.kind": "申诉求决",
        "case.petition.ground": "劳动保障监察",
        "track": "导入法定途径",
        "lead_lane": "labour_authority",
    }
    hands.do(case_id, "classify_petition", route)
    assert hands.open_units(case_id, "issue_transfer") == [f"{XN}.petition"]
    assert hands.open_units(case_id, "tell_route") == [f"{XN}.labour"]
    letter = {"sector": "其他", "funding": "不涉及工程", "lead_unit": "labour"}
    hands.do(case_id, "issue_transfer", letter | {"case.transfer.letter": "转办单"})
    hands.do(case_id, "sign_for", {"signing": "签收办理"})
    hands.do(case_id, "tell_route", {})
    hands.do(case_id, "handle_matter", {"handling_way": "登记受理"})
    assert hands.open_elements(case_id) == ["register_complaint"], "the claim goes on in intake"
    hands.at("2026-03-20T10:00")
    assert "urge_unit" in hands.open_elements(case_id), "fifteen days have gone by"
    page = hands.browse(f"{XN}.petition", "petition_officer", f"/cases/{case_id}")
    assert page.status_code == 200
    hands.do(case_id, "urge_unit", {})
    assert runs_of(hands, case_id)["supervision"], "the delay is brought to the office"
    found = clocks(hands, case_id)
    assert {("PET-01", "2026-03-02", "2026-03-17"), ("PET-02", "2026-03-04", "2026-03-19")} <= found
    assert not {rule for rule, _, _ in found} & {"PET-04"}, "wage claims never have the sixty days"
    events = record_is_whole(hands, case_id)
    assert not told_in_record(events, "来信人示例"), "who wrote is sealed"


def test_what_has_no_legal_route_gets_an_opinion_review_and_re_review(hands: HttpPlayer) -> None:
    case_id = received(hands, f"{TJ}.party_office")
    hands.do(case_id, "classify_petition", no_route("construction_authority"))
    assert hands.open_units(case_id, "handle_petition") == [f"{TJ}.construction"]
    hands.at("2026-04-01T10:00")
    more = {"handled": "申请延期", "extension_days": Decimal(20)}
    hands.do(case_id, "handle_petition", more)
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="approve_extension")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="approve_extension")
    assert ("PET-04", "2026-03-02", "2026-05-21") in clocks(hands, case_id), "60 and 20 days"
    hands.at("2026-05-11T10:00")
    hands.do(case_id, "handle_petition", {"handled": "形成处理意见", "case.petition.opinion": "部分支持"})
    serve(hands, case_id, "serve_opinion")
    assert case_of(hands, case_id).state == "信访办理"
    hands.at("2026-05-20T10:00")
    hands.do(case_id, "register_review", {"review_level": "复查"})
    hands.at("2026-06-15T10:00")
    hands.do(case_id, "record_review", {"review_result": "责令重新办理"})
    hands.do(case_id, "handle_petition", {"handled": "形成处理意见", "case.petition.opinion": "支持"})
    serve(hands, case_id, "serve_opinion", day("2026-06-15"))
    hands.do(case_id, "register_review", {"review_level": "复查"})
    hands.at("2026-07-01T10:00")
    hands.do(case_id, "record_review", {"review_result": "维持，仍可复核"})
    hands.at("2026-08-05T10:00")
    case = case_of(hands, case_id)
    assert (case.state, case.closed_as) == ("信访终结", "信访终结"), "nobody asked for the re-review"
    expected = {
        ("PET-02", "2026-03-02", "2026-03-17"),
        ("PET-06a", "2026-05-11", "2026-06-10"),
        ("PET-04", "2026-06-15", "2026-08-14"),
        ("PET-06a", "2026-06-15", "2026-07-15"),
        ("PET-06c", "2026-07-01", "2026-07-31"),
    }
    assert expected <= clocks(hands, case_id)
    served = [task for task in tasks_of(hands, case_id) if task.element_id == "record_service"]
    assert {task.unit_id for task in served} == {f"{TJ}.construction"}
    record_is_whole(hands, case_id)


def test_a_group_at_the_gate_alerts_the_incident_while_the_petition_goes_on(hands: HttpPlayer) -> None:
    people = {"headcount": Decimal(12), "case.petition.form": "走访", "gathering": True}
    chosen = [{"name": f"代表{number}"} for number in "甲乙丙"]
    case_id = received(hands, f"{XN}.petition", **people, **{"case.group.representatives": chosen})
    assert {"record_incident", "classify_petition"} == set(hands.open_elements(case_id))
    assert hands.open_units(case_id, "record_incident") == [f"{XN}.government_office"]
    assert case_of(hands, case_id).stage == "petition", "the incident goes beside it"
