"""Joint inspections of both districts: planned, checked by two units, sorted, handed over, rectified, reported."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.spots import Spot
from app.demonstration.stories import moment
from app.jobs.periods import begin
from storage.models import CaseFile, Run
from tests.acceptance.checks import case_of, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer

XN, TJ = "xn_chengdong", "tj_ftz"
TWO = [{"name": "检查员甲", "unit": "labour"}, {"name": "检查员乙", "unit": "labour"}]
CALM = {"complaints_90d": 0, "gaps": 0, "fiscal_late": False, "listed": False}
TARGETS = [
    {"no": 1, "target": "示例一号工地", "unit": "labour"},
    {"no": 2, "target": "示例二号工地", "unit": "construction"},
]
TEAMS = [{"unit": "labour", "part": "工资支付"}, {"unit": "construction", "part": "发包分包"}]
DATES = {
    "case.joint_inspection.from_on": date(2026, 3, 9),
    "case.joint_inspection.until_on": date(2026, 3, 13),
}


def plan(kind: str, **more: Any) -> dict[str, Any]:
    """The plan of a joint inspection of two sites."""
    joint = {"joint": True, "case.joint_inspection.teams": TEAMS}
    return {"kind": kind, **joint, **CALM, **DATES, "case.joint_inspection.targets": TARGETS, **more}


def finding(number: int, target: int, handler: str, unit: str | None = None) -> dict[str, Any]:
    """One line of the list of findings."""
    told = {"finding": f"问题{number}", "legal_basis": "保障农民工工资支付条例"}
    return {"no": number, "target_no": target, "handler": handler, **told, **({"unit": unit} if unit else {})}


def sign(hands: HttpPlayer, case_id: str) -> None:
    """The plan is reviewed by the unit's section and approved."""
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="approve_plan")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="approve_plan")


def on_site(hands: HttpPlayer, case_id: str, unit: str) -> None:
    """Two officers of a unit check its target."""
    hands.do(case_id, "check_on_site", {"case.site.officers": TWO}, unit_id=unit)


def known(hands: HttpPlayer, case_id: str) -> dict[str, Any]:
    """What is known of the inspection of a case."""
    with hands.session() as session:
        run = session.query(Run).filter_by(case_id=case_id, process_key="joint_inspection").one()
        folder = Folder(session, session.get_one(CaseFile, case_id))
        found: dict[str, Any] = facts_of_case(folder, ["case.joint_inspection"], Spot(run.id))
    return dict(found["joint_inspection"])


def page_of(hands: HttpPlayer, case_id: str, element: str, unit: str, role: str) -> str:
    """The page of a unit's open task."""
    task = next(
        one
        for one in tasks_of(hands, case_id)
        if (one.element_id, one.unit_id) == (element, unit) and not one.closed_at
    )
    return hands.browse(unit, role, f"/tasks/{task.id}").text


def test_findings_of_two_units_are_opened_handed_over_and_rectified_in_two_terms(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("joint_inspection", f"{XN}.office", "office_officer", {})
    assert hands.open_units(case_id, "draft_plan") == [f"{XN}.office"], "it stays with who began it"
    hands.do(case_id, "draft_plan", plan("联合检查", complaints_90d=3))
    assert case_of(hands, case_id).title == "联合检查（2026-03-09起）"
    sign(hands, case_id)
    assert hands.open_units(case_id, "check_on_site") == [f"{XN}.labour", f"{XN}.construction"]
    hands.at("2026-03-10T09:00")
    seen = page_of(hands, case_id, "check_on_site", f"{XN}.construction", "unit_officer")
    assert "示例二号工地" in seen and "示例一号工地" not in seen and "红" in seen
    on_site(hands, case_id, f"{XN}.labour")
    on_site(hands, case_id, f"{XN}.construction")
    assert [row["target"] for row in known(hands, case_id)["results"]] == ["示例一号工地", "示例二号工地"]
    found = [
        finding(1, 1, "立案调查"),
        finding(2, 2, "移交有权单位", "market"),
        finding(3, 1, "责令整改"),
        finding(4, 2, "责令整改"),
    ]
    sorted_out = {"case.joint_inspection.findings": found, "rectify_due": date(2026, 3, 20)}
    hands.do(case_id, "sort_findings", sorted_out)
    assert hands.open_units(case_id, "open_case") == [f"{XN}.labour"]
    hands.do(case_id, "open_case", {"case.filed.case_no": "东区清薪〔2026〕0002"})
    assert hands.open_units(case_id, "rectify") == [f"{XN}.labour", f"{XN}.construction"]
    assert hands.open_units(case_id, "issue_transfer") == [f"{XN}.office"]
    rectify_twice(hands, case_id)
    hands.do(case_id, "write_report", {})
    assert runs_of(hands, case_id)["joint_inspection"] == ["办结"]
    assert case_of(hands, case_id).closed_at is None, "what was handed over goes on"
    assert len(runs_of(hands, case_id)["transfer"]) == 2
    record_is_whole(hands, case_id)


def rectify_twice(hands: HttpPlayer, case_id: str) -> None:
    """One target puts its finding right within a further term, the other refuses."""
    hands.do(case_id, "rectify", {}, unit_id=f"{XN}.labour")
    hands.at("2026-03-23T09:00")
    assert "rectify" not in hands.open_elements(case_id), "the term is over"
    results = [{"no": 3, "result": "再限期"}, {"no": 4, "result": "拒不整改", "unit": "labour"}]
    again = {"case.joint_inspection.recheckers": TWO, "rectify_due": date(2026, 3, 31)}
    hands.do(case_id, "recheck", {**again, "case.joint_inspection.rechecks": results})
    assert len(hands.open_units(case_id, "issue_transfer")) == 2
    hands.do(case_id, "rectify", {"case.rectification.done": "已补签合同"})
    assert known(hands, case_id)["rectified"][0]["done"] == "已补签合同"
    done = [{"no": 3, "result": "已整改"}]
    hands.do(
        case_id, "recheck", {"case.joint_inspection.recheckers": TWO, "case.joint_inspection.rechecks": done}
    )


def test_the_month_begins_the_check_of_wages_in_tianjin(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    with hands.session() as session:
        begin(session)
    hands.at("2026-04-01T09:00")
    with hands.session() as session:
        begin(session)
        cases = session.query(CaseFile).filter_by(stage="joint_inspection").order_by(CaseFile.id).all()
    assert [(case.jurisdiction_key, case.title) for case in cases] == [
        (TJ, "巡查与联合检查（2026年3月）"),
        (TJ, "巡查与联合检查（2026年4月）"),
    ], "not in Xining"
    case_id = cases[1].id
    assert hands.open_units(case_id, "draft_plan") == [f"{TJ}.construction"]
    one = [{"no": 1, "target": "示例三号工地", "unit": "construction"}]
    alone = {"kind": "月度工资支付检查", "joint": False, "case.joint_inspection.targets": one}
    dates = {
        "case.joint_inspection.from_on": date(2026, 4, 7),
        "case.joint_inspection.until_on": date(2026, 4, 8),
    }
    hands.do(case_id, "draft_plan", {**alone, **dates, **CALM})
    sign(hands, case_id)
    on_site(hands, case_id, f"{TJ}.construction")
    hands.do(case_id, "sort_findings", {})
    hands.do(case_id, "write_report", {})
    case = case_of(hands, case_id)
    assert (case.title, case.closed_as) == ("巡查与联合检查（2026年4月）", "办结")
    record_is_whole(hands, case_id)


def test_a_survey_that_a_meeting_wants_is_planned_by_the_office_and_signed_by_the_convenor(
    hands: HttpPlayer,
) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("meeting", f"{XN}.office", "office_officer", {})
    some = {"scope": "部分成员单位", "case.meeting.unit_list": [{"unit": "labour"}]}
    hands.do(case_id, "propose_meeting", {"kind": "联合调研", "topics_due": date(2026, 3, 6), **some})
    hands.do(case_id, "offer_topics", {"case.topic.none": False})
    chair = {"case.meeting.proposed_chair": hands.officer_ids(f"{XN}.leaders", "convenor")[0]}
    hands.do(case_id, "set_agenda", {"meeting_at": moment("2026-03-12T09:00"), **chair})
    hands.do(case_id, "approve_meeting", {"topics_opinion": "同意", "chair_kind": "召集人主持"})
    assert hands.open_units(case_id, "draft_plan") == [f"{XN}.office"]
    assert case_of(hands, case_id).stage == "meeting", "the survey goes beside its meeting"
    hands.do(case_id, "draft_plan", plan("联合调研"))
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="approve_plan")
    assert hands.open_units(case_id, "decide_approval") == [f"{XN}.leaders"]
    hands.do(case_id, "decide_approval", {"approval": "不批准"}, path="approve_plan")
    assert runs_of(hands, case_id)["joint_inspection"] == ["不开展"]
    record_is_whole(hands, case_id)
