"""Roads of matters that one unit hands to another: signed for, objected to, handled, answered and checked."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road
from app.demonstration.journeys_intake import examine
from app.demonstration.matters import complaint, invent

SENDERS = {
    # sending unit, kind of matter, lane and unit that get it
    "tj_ftz": (
        ("party_office", "信访事项", "labour_authority", "labour"),
        ("office", "会议交办", "construction_authority", "construction"),
        ("labour", "违法发包分包挂靠", "construction_authority", "construction"),
        ("labour", "园林养护欠薪", "urban_environment", "urban"),
        ("labour", "国企项目欠薪", "soe_holding", "tianbao"),
        ("party_building", "舆情通报", "labour_authority", "labour"),
    ),
    "xn_chengdong": (
        ("petition", "信访事项", "labour_authority", "labour"),
        ("office", "会议交办", "construction_authority", "construction"),
        ("labour", "属地排查化解", "township", "yunjiakou"),
        ("labour", "属地排查化解", "township", "dongguan"),
        ("safety", "用工检查发现", "labour_authority", "labour"),
        ("union", "工会提请", "labour_authority", "labour"),
    ),
}
OTHERS = {
    "tj_ftz": ("construction_authority", "construction", "market"),
    "xn_chengdong": ("construction_authority", "construction", "market"),
}


def send(road: Road) -> str:
    """Open a transfer by hand and issue its letter; return the receiving unit."""
    sender, matter, lane, unit = road.pick(*SENDERS[road.district.key])
    needed = {"matter": matter, "sector": "房建市政", "funding": "社会"}
    road.start("transfer", road.unit(sender), "office_officer", needed)
    road.later(0, 1)
    _issue(road, matter, lane, unit)
    return str(unit)


def _issue(road: Road, matter: str, lane: str, unit: str) -> None:
    letter = {"matter": matter, "lead_lane": lane, "lead_unit": unit, "case.transfer.due_on": road.after(12)}
    road.step("issue_transfer", letter | {"case.transfer.letter": road.pick("转办单", "交办函")})


def sign_for(road: Road) -> None:
    """The receiving unit signs for the matter."""
    road.later(0, 2)
    road.step("sign_for", {"signing": "签收办理"})


def answer(road: Road, feedback: str) -> None:
    """Answer in writing and have the answer checked; now and then it is sent back once."""
    road.later(1, 3)
    road.step("write_feedback", {"feedback": feedback})
    road.later(0, 2)
    if road.chance(0.2):
        road.step("check_feedback", {"check_result": "退回重办"})
        road.later(1, 2)
        road.step("handle_matter", {"handling_way": "直接办理反馈"})
        road.step("write_feedback", {"feedback": feedback})
        road.later(0, 1)
    road.step(
        "check_feedback", {"check_result": "通过", "case.transfer.told_by": road.pick("电话", "短信", "书面")}
    )


def fed_back(road: Road) -> None:
    """Signed for, handled by the unit itself, answered."""
    send(road)
    sign_for(road)
    road.later(2, 6)
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    answer(road, road.pick("已付清", "已依法查处", "持续办理", "不属实"))


def rerouted(road: Road) -> None:
    """The unit objects in time; the sender agrees, or the office decides who is to act."""
    send(road)
    road.later(1, 3)
    road.step("sign_for", {"signing": "提出异议"})
    road.later(0, 2)
    lane, unit, _ = OTHERS[road.district.key]
    agreed = road.chance(0.5)
    road.step("review_objection", {"objection_view": "同意退回" if agreed else "不同意退回"})
    road.later(0, 2)
    if not agreed:
        road.step("rule_on_unit", {"ruling": "改派", "lead_lane": lane})
        road.later(0, 1)
    _issue(road, "其他", lane, unit)
    sign_for(road)
    road.later(1, 4)
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    answer(road, "已付清")


def sent_back_late(road: Road) -> None:
    """Signing lapsed, so the matter counts as taken; a later return goes through the office."""
    send(road)
    road.until_open("handle_matter")
    road.later(1, 3)
    road.step("handle_matter", {"handling_way": "申请退回"})
    road.later(1, 2)
    road.step("rule_on_unit", {"ruling": road.pick("维持原承办", "不属区内职权")})
    road.later(1, 3)
    if road.stands_at("handle_matter"):
        road.step("handle_matter", {"handling_way": "直接办理反馈"})
        answer(road, "已告知其他途径")


def helped(road: Road) -> None:
    """The unit asks two others before it answers."""
    send(road)
    sign_for(road)
    road.later(1, 3)
    asked = [
        {"unit": unit, "demand": "请提供项目付款和用工情况", "reply_by": road.after(7)}
        for unit in ("market", "finance")
    ]
    road.step("handle_matter", {"handling_way": "提请协办", "case.transfer.assist_units": asked})
    for unit in road.open_units(road.case, "assist"):
        road.later(0, 2)
        road.step("assist", {}, unit_id=unit)
    road.later(1, 2)
    road.step("handle_matter", {"handling_way": "直接办理反馈"})
    answer(road, "已付清")


def told_in_between(road: Road) -> None:
    """The outcome of intake is long in coming: the unit tells how far the matter is."""
    send(road)
    sign_for(road)
    road.later(0, 2)
    road.step("handle_matter", {"handling_way": "登记受理"})
    road.until_open("report_progress")
    road.later(0, 1)
    road.step("report_progress", {"case.transfer.due_on": road.after(10)})


def brought_to_intake(road: Road) -> None:
    """The unit registers the matter as a complaint; its answer waits for the outcome."""
    send(road)
    sign_for(road)
    road.later(0, 2)
    road.step("handle_matter", {"handling_way": "登记受理"})
    matter = invent(road, heads=road.pick(1, 2, 3))
    asked: dict[str, Any] = complaint(road, matter) | {"case.complaint.channel": "其他单位转来"}
    asked.pop("kind", None)
    road.step("register_complaint", asked)
    examine(road)
    road.later(0, 1)
    road.step("confirm_route", {"intake_outcome": "受理"})
    road.step("hand_on", {"next_steps": ["劳动保障监察"], "case.guide.told_by": "电话录音"})
    answer(road, "已受理立案")
