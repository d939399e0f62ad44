"""Roads of meetings: a plenary with decisions, a working meeting put off, a special meeting that is not wanted."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from app.clock import LOCAL
from app.demonstration.journeys import Road, sign

INVITED = ("labour", "construction", "finance", "market", "union")
TOPICS = ("在建项目工资专户使用情况", "岁末年初欠薪排查安排", "重点欠薪案件办理情况")
DECISIONS = (
    ("开展在建项目工资支付专项检查", "逐个项目核查并报台账"),
    ("核实政府投资项目工程款拨付", "列出欠拨清单和拨付计划"),
    ("通报恶意欠薪典型案件", "每半年不少于一次"),
)


def _propose(road: Road, kind: str, **more: Any) -> None:
    """The office opens the file of a meeting and proposes it to some of the units, or to all."""
    road.start("meeting", road.unit("office"), "office_officer", {})
    some = {"scope": "部分成员单位", "case.meeting.unit_list": [{"unit": unit} for unit in INVITED]}
    asked = {} if kind == "全体会议" else some
    proposer = {"case.meeting.proposer": road.pick("组长（召集人）", "机制办公室", "成员单位")}
    road.step("propose_meeting", {"kind": kind, "topics_due": road.after(4), **proposer, **asked, **more})


def _topics(road: Road) -> None:
    """Two of the units have a topic, the others answer late or not at all."""
    for unit in ("labour", "construction"):
        road.later(0, 1)
        topic = {"topic": road.pick(*TOPICS), "agenda_type": road.pick("工作通报", "重大问题")}
        offered = {"case.topic.none": False, "case.topic.items": [topic]}
        road.step("offer_topics", offered, unit_id=road.unit(unit))
    road.until_open("set_agenda")


def _plan(road: Road) -> None:
    """The office sets the agenda for a morning some days ahead."""
    road.later(0, 1)
    chair = road.officer_ids(road.unit("leaders"), "convenor")[0]
    sitting = datetime.combine(road.after(8), time(9, 0), LOCAL)
    guests = [{"unit": "区检察院", "topics_shown": "重大问题"}]
    road.step(
        "set_agenda",
        {"meeting_at": sitting, "case.meeting.proposed_chair": chair, "case.meeting.guests": guests},
    )


def _agree(road: Road, *, deputy: bool = False) -> None:
    """The convenor agrees; the notice goes out and some units confirm."""
    road.later(0, 1)
    role = "deputy_convenor" if deputy else "convenor"
    chair = road.officer_ids(road.unit("leaders"), role)[0]
    how = "委托副职主持" if deputy else "召集人主持"
    agreed = {"topics_opinion": "同意", "chair_kind": how, "case.meeting.chair": chair}
    road.step("approve_meeting", agreed)
    road.step("issue_notice", {})
    for unit in ("labour", "finance"):
        presence = {"case.attendance.presence": road.pick("成员参会", "委派替代人员")}
        road.step("prepare_materials", presence, unit_id=road.unit(unit))
    road.until_open("hold_meeting")


def _minutes(road: Road, count: int) -> None:
    """The meeting was held; the minutes with so many tasks are signed and sent."""
    road.later(0, 0)
    road.step("hold_meeting", {"held": "已召开"})
    road.later(1, 2)
    rows = [
        {"item_no": str(number), "decision": decision, "lead_unit": unit, "measure": measure, "due": due}
        for number, ((decision, measure), unit, due) in enumerate(
            zip(
                DECISIONS[:count], ("labour", "finance", "labour"), map(road.after, (9, 12, 40)), strict=False
            ),
            1,
        )
    ]
    road.step("draft_minutes", {"case.meeting.decisions": rows} if rows else {})
    sign(road, "sign_minutes")
    road.step("circulate_minutes", {"read_by": road.after(8)})
    for unit in ("labour", "union"):
        road.step("read_minutes", {}, unit_id=road.unit(unit))


def decided(road: Road) -> None:
    """A plenary decides three tasks: one is given back once, one goes to supervision, one runs on for weeks."""
    _propose(road, "全体会议")
    _topics(road)
    _plan(road)
    _agree(road)
    _minutes(road, 3)
    road.later(2, 4)
    labour = road.unit("labour")
    road.step("carry_out_decision", {"item_state": "部分完成"}, unit_id=labour, path="follow_decisions")
    road.later(1, 1)
    road.step("check_item", {"accepted": False, "next_due": road.after(9)})
    road.until_open("register_matter", 20)
    for unit in ("finance", "labour", "labour"):
        road.step("carry_out_decision", {"item_state": "已完成"}, unit_id=road.unit(unit))
        road.later(0, 1)
        road.step("check_item", {"accepted": True})


def put_off(road: Road) -> None:
    """A working meeting: the agenda comes back once, the day is moved, a deputy chairs; nothing is decided."""
    _propose(road, "工作会议")
    _topics(road)
    _plan(road)
    road.later(0, 1)
    road.step("approve_meeting", {"topics_opinion": "退回"})
    _plan(road)
    _agree(road)
    road.step("hold_meeting", {"held": "改期"})
    _plan(road)
    _agree(road, deputy=True)
    _minutes(road, 0)
    road.on(road.today + timedelta(days=10))


def not_wanted(road: Road) -> None:
    """A special meeting that the convenor does not want."""
    _propose(road, "专题会议")
    _topics(road)
    _plan(road)
    road.later(0, 1)
    road.step("approve_meeting", {"topics_opinion": "不同意"})


def called_off(road: Road) -> None:
    """A consultation on a hard case that is called off on the day."""
    _propose(road, "疑难会商")
    _topics(road)
    _plan(road)
    _agree(road)
    road.step("hold_meeting", {"held": "取消"})
