"""Meetings of both districts, from topic to closed decisions: returned, put off, delegated, substituted, overdue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.spots import Spot
from app.clock import LOCAL
from app.demonstration.filling import CannotFill
from app.demonstration.stories import COMPLAINT
from app.jobs.periods import begin
from storage.models import CaseFile, Deadline, Run
from tests.acceptance.checks import case_of, clocks, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer

XN, TJ = "xn_chengdong", "tj_ftz"
OFFICE = f"{XN}.office"
INVITED = ("labour", "construction", "finance")


def moment(text: str) -> datetime:
    """A moment in Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def leader(hands: HttpPlayer, district: str, role: str) -> str:
    """The officer who holds a post among the leaders."""
    return hands.officer_ids(f"{district}.leaders", role)[0]


def plan(hands: HttpPlayer, case_id: str, district: str, at: str, **more: Any) -> None:
    """The office sets the agenda, time and place."""
    agenda = {"case.meeting.proposed_chair": leader(hands, district, "convenor"), "meeting_at": moment(at)}
    hands.do(case_id, "set_agenda", {**agenda, **more})


def agree(hands: HttpPlayer, case_id: str) -> None:
    """The convenor agrees and chairs himself."""
    hands.do(case_id, "approve_meeting", {"topics_opinion": "同意", "chair_kind": "召集人主持"})


def known(hands: HttpPlayer, case_id: str) -> dict[str, Any]:
    """What is known of the meeting of a case."""
    with hands.session() as session:
        run = session.query(Run).filter_by(case_id=case_id, process_key="meeting").one()
        folder = Folder(session, session.get_one(CaseFile, case_id))
        found: dict[str, Any] = facts_of_case(folder, ["case.meeting"], Spot(run.id))["meeting"]
    return found


def running(hands: HttpPlayer, case_id: str) -> list[str]:
    """The clocks of a case that run."""
    with hands.session() as session:
        open_ones = session.query(Deadline).filter_by(case_id=case_id, met_at=None, replaced_at=None)
        return [clock.rule for clock in open_ones]


def decided(number: str, unit: str, due: date, what: str) -> dict[str, Any]:
    """One row of the tasks decided."""
    return {"item_no": number, "decision": what, "lead_unit": unit, "measure": "书面报告结果", "due": due}


def begun_by_the_calendar(hands: HttpPlayer) -> list[CaseFile]:
    """Let a worker look at the calendar; return the files of meetings."""
    with hands.session() as session:
        begin(session)
        return session.query(CaseFile).filter_by(stage="meeting").all()


def called(hands: HttpPlayer) -> str:
    """The half-year begins, the office is reminded thirty days before its end, and topics come in or do not."""
    hands.at("2026-01-01T09:00")
    (case,) = begun_by_the_calendar(hands)
    assert (case.jurisdiction_key, case.title) == (XN, "会议（2026年上半年）"), "not in Tianjin"
    assert clocks(hands, case.id) == {("MTG-01", "2026-01-01", "2026-06-30")}
    hands.at("2026-05-30T09:00")
    assert hands.open_elements(case.id) == []
    hands.at("2026-05-31T09:00")
    assert hands.open_units(case.id, "propose_meeting") == [OFFICE], "thirty days before the term"
    asked = {"topics_due": date(2026, 6, 5), "case.meeting.proposer": "机制办公室"}
    hands.do(case.id, "propose_meeting", asked)
    assert len(hands.open_units(case.id, "offer_topics")) == 25
    topic = {"topic": "夏季工资支付专项检查", "agenda_type": "工作通报"}
    offered = {"case.topic.none": False, "case.topic.items": [topic]}
    hands.do(case.id, "offer_topics", offered, unit_id=f"{XN}.labour")
    hands.do(case.id, "offer_topics", {"case.topic.none": True}, unit_id=f"{XN}.police")
    hands.at("2026-06-06T09:00")
    assert hands.open_elements(case.id) == ["set_agenda"], "who has not answered by then has no topic"
    assert [row["unit"] for row in known(hands, case.id)["topics"]] == ["labour"]
    return case.id


def sat(hands: HttpPlayer, case_id: str) -> None:
    """The agenda is returned once, the meeting put off once; then it is held, with a substitute and absentees."""
    plan(hands, case_id, XN, "2026-06-18T14:00")
    back = {"topics_opinion": "退回", "case.meeting.return_reason": "请增加疑难案件一项。"}
    hands.do(case_id, "approve_meeting", back)
    guests = [{"unit": "市级专家", "topics_shown": "夏季工资支付专项检查"}]
    plan(hands, case_id, XN, "2026-06-18T14:00", **{"case.meeting.guests": guests})
    agree(hands, case_id)
    hands.do(case_id, "issue_notice", {})
    reply = {"case.attendance.presence": "委派替代人员", "case.attendance.absence_reason": "出差"}
    hands.do(case_id, "prepare_materials", reply, unit_id=f"{XN}.finance")
    hands.at("2026-06-18T14:05")
    hands.do(case_id, "hold_meeting", {"held": "改期", "case.meeting.change_reason": "区里统一部署防汛"})
    plan(hands, case_id, XN, "2026-06-25T09:00")
    agree(hands, case_id)
    hands.do(case_id, "issue_notice", {})
    hands.do(case_id, "prepare_materials", reply, unit_id=f"{XN}.court")
    hands.at("2026-06-25T09:30")
    assert running(hands, case_id) == ["MTG-01"]
    hands.do(case_id, "hold_meeting", {"held": "已召开"})
    assert running(hands, case_id) == [], "held within the half-year"
    present = {row["unit"]: row["presence"] for row in known(hands, case_id)["sign_in"]}
    assert (present["court"], present["police"]) == ("委派替代人员", "缺席")
    assert present["finance"] == "缺席", "its reply was for the day that was put off"
    assert case_of(hands, case_id).state == "会议已开"


def minuted(hands: HttpPlayer, case_id: str) -> None:
    """Two tasks are decided; the minutes are signed and sent, and each lead unit has its task by its own day."""
    tasks = [
        decided("1", "labour", date(2026, 7, 10), "开展夏季专项检查"),
        decided("2", "construction", date(2026, 7, 31), "核查在建项目工资专户"),
    ]
    hands.do(case_id, "draft_minutes", {"case.meeting.decisions": tasks})
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_minutes")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_minutes")
    hands.do(case_id, "circulate_minutes", {"read_by": date(2026, 7, 6)})
    hands.do(case_id, "read_minutes", {}, unit_id=f"{XN}.union")
    given = [task for task in tasks_of(hands, case_id) if task.element_id == "carry_out_decision"]
    assert [(task.unit_id, str(task.due_at.astimezone(LOCAL).date())) for task in given if task.due_at] == [
        (f"{XN}.labour", "2026-07-10"),
        (f"{XN}.construction", "2026-07-31"),
    ]


def test_the_half_year_plenary_goes_from_the_calendar_to_closed_decisions(hands: HttpPlayer) -> None:
    case_id = called(hands)
    sat(hands, case_id)
    minuted(hands, case_id)
    hands.at("2026-07-13T09:00")
    assert "read_minutes" not in hands.open_elements(case_id)
    assert hands.open_units(case_id, "register_matter") == [OFFICE], "the late task goes to supervision"
    hands.do(case_id, "carry_out_decision", {"item_state": "部分完成"}, unit_id=f"{XN}.labour")
    hands.do(case_id, "check_item", {"accepted": False, "next_due": date(2026, 7, 20)})
    hands.do(case_id, "carry_out_decision", {"item_state": "已完成"}, unit_id=f"{XN}.labour")
    hands.do(case_id, "carry_out_decision", {"item_state": "已完成"}, unit_id=f"{XN}.construction")
    hands.do(case_id, "check_item", {"accepted": True})
    assert runs_of(hands, case_id)["meeting"] == [None]
    hands.do(case_id, "check_item", {"accepted": True})
    assert runs_of(hands, case_id)["meeting"] == ["办结"]
    assert set(runs_of(hands, case_id)["supervision"]) == {"事项办结"}, (
        "it ends with the decision carried out"
    )
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def only(hands: HttpPlayer, case_id: str, element: str, answers: dict[str, Any]) -> None:
    """The three invited units do a step."""
    for unit in INVITED:
        hands.do(case_id, element, answers, unit_id=f"{TJ}.{unit}")


def test_a_deputy_holds_a_working_meeting_of_some_units_by_delegation(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("meeting", f"{TJ}.office", "office_officer", {})
    units = {"case.meeting.unit_list": [{"unit": unit} for unit in INVITED]}
    asked = {"case.meeting.proposer": "副组长（副召集人）", "topics_due": date(2026, 3, 6)}
    hands.do(case_id, "propose_meeting", {"kind": "工作会议", "scope": "部分成员单位", **units, **asked})
    assert case_of(hands, case_id).title == "工作会议（筹备中）"
    assert clocks(hands, case_id) == set(), "no half-year clock here"
    only(hands, case_id, "offer_topics", {"case.topic.none": False})
    guests = [{"unit": "区人民法院", "topics_shown": "疑难案件"}]
    plan(hands, case_id, TJ, "2026-03-12T09:00", **{"case.meeting.guests": guests})
    deputy = {"chair_kind": "委托副职主持", "case.meeting.chair": leader(hands, TJ, "deputy_convenor")}
    hands.do(case_id, "approve_meeting", {"topics_opinion": "同意", **deputy})
    hands.do(case_id, "issue_notice", {})
    only(hands, case_id, "prepare_materials", {"case.attendance.presence": "成员参会"})
    with pytest.raises(CannotFill, match="还没有到会议时间"):
        hands.do(case_id, "hold_meeting", {"held": "已召开"})
    hands.at("2026-03-12T11:00")
    came = [{"unit": "区人民法院", "person": "法官一名"}]
    hands.do(case_id, "hold_meeting", {"held": "已召开", "case.meeting.guest_sign_in": came})
    hands.do(case_id, "draft_minutes", {})
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_minutes")
    signing = next(task for task in tasks_of(hands, case_id) if task.element_id == "decide_approval")
    assert (signing.unit_id, signing.role) == (f"{TJ}.leaders", "deputy_convenor"), "who chaired signs"
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_minutes")
    hands.do(case_id, "circulate_minutes", {"read_by": date(2026, 3, 20)})
    only(hands, case_id, "read_minutes", {})
    case = case_of(hands, case_id)
    assert (case.title, case.closed_at is not None) == ("工作会议（2026-03-12）", True), "nothing was decided"
    record_is_whole(hands, case_id)


def test_a_special_meeting_that_the_convenor_does_not_want_is_not_held(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("meeting", f"{XN}.office", "office_officer", {})
    asked = {"kind": "专题会议", "scope": "部分成员单位", "case.meeting.unit_list": [{"unit": "court"}]}
    hands.do(case_id, "propose_meeting", {**asked, "topics_due": date(2026, 3, 6)})
    hands.do(case_id, "offer_topics", {"case.topic.none": True})
    plan(hands, case_id, XN, "2026-03-12T09:00")
    hands.do(
        case_id, "approve_meeting", {"topics_opinion": "不同意", "case.meeting.return_reason": "并入例会"}
    )
    assert runs_of(hands, case_id) == {"meeting": ["不召开"]}
    case = case_of(hands, case_id)
    assert (case.state, case.closed_as) == ("不召开", "不召开")
    record_is_whole(hands, case_id)


def test_a_plenary_begun_by_hand_starts_the_clock_of_the_half_year_itself(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("meeting", f"{XN}.office", "office_officer", {})
    hands.do(case_id, "propose_meeting", {"kind": "全体会议", "topics_due": date(2026, 3, 6)})
    assert clocks(hands, case_id) == {("MTG-01", "2026-03-02", "2026-06-30")}


def test_a_supervision_puts_its_matter_before_a_meeting_of_the_same_case(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.register(f"{XN}.labour", COMPLAINT)
    hands.start("supervision", f"{XN}.office", "office_officer", {"unit_ref": "labour"}, case_id)
    asked = {"source": "日常督促", "unit_ref": "labour", "mass_event": False, "reply_due": date(2026, 3, 9)}
    hands.do(case_id, "register_matter", asked)
    hands.do(case_id, "review_by_section", {"section_opinion": "同意"}, path="sign_notice")
    hands.do(case_id, "decide_approval", {"approval": "批准"}, path="sign_notice")
    hands.do(case_id, "reply_result", {"reply_kind": "需要协调"})
    meet = {"check_result": "提请会议研究", "next_due": date(2026, 3, 20)}
    hands.do(case_id, "check_result_task", meet)
    assert hands.open_units(case_id, "propose_meeting") == [f"{XN}.office"]
    case = case_of(hands, case_id)
    assert (case.stage, case.state) == ("complaint_intake", "登记"), "a meeting goes beside the matter"
    assert "hand_over" not in runs_of(hands, case_id)
    hands.do(case_id, "propose_meeting", {"kind": "疑难会商", "topics_due": date(2026, 3, 6)})
    later = case_of(hands, case_id)
    assert (later.title, later.state) == (case.title, case.state)
