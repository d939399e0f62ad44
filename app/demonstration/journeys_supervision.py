"""Roads of matters that the office supervises: signed for, answered late, urged, coordinated, struck off."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road, sign
from app.demonstration.journeys_intake import register
from app.demonstration.matters import invent

HELPERS = ("construction", "market", "finance")


def _supervise(road: Road, **more: Any) -> None:
    """Enter a matter in the ledger, have the notice signed, and let the units sign for it."""
    road.later(0, 1)
    leader = road.officer_ids(road.unit("leaders"), "convenor")[0]
    helper = {"unit": road.pick(*HELPERS), "duty": "提供项目用工和付款情况", "due": road.after(5)}
    asked = {"case.supervision.leader": leader, "case.supervision.assisting": [helper], "mass_event": False}
    road.step("register_matter", asked | {"reply_due": road.after(7)} | more)
    sign(road, "sign_notice")
    for unit in road.open_units(road.case, "deliver_notice"):
        road.step("deliver_notice", {}, unit_id=unit)


def _overdue(road: Road) -> None:
    """A complaint lies until its term has passed, and its process asks for supervision."""
    register(road, invent(road, heads=road.pick(1, 2, 3, 5)))
    road.until_open("register_matter")
    _supervise(road)


def _close(road: Road) -> None:
    """Check that the matter is carried out, have that signed, and answer the source."""
    road.later(1, 2)
    road.step(
        "check_result_task", {"check_result": "已落实", "case.supervision.rating": road.pick("良", "一般")}
    )
    sign(road, "approve_closing")
    road.later(0, 1)
    road.step("answer_source", {})


def answered_late(road: Road) -> None:
    """The unit answers only after the reminder; the matter is struck off."""
    _overdue(road)
    road.reach("reply_result")
    road.until_open("remind_unit")
    road.step("remind_unit", {"case.supervision.reminder_way": road.pick("催办单", "提醒函", "电话")})
    road.later(0, 1)
    road.step("reply_result", {"reply_kind": "已落实"})
    _close(road)


def urged(road: Road) -> None:
    """The unit stays silent: a talk, then a bulletin, and at last a suggestion of accountability."""
    _overdue(road)
    for measure, element in (("约谈", "hold_talk"), ("通报", "issue_bulletin")):
        road.until_open("check_result_task")
        road.step("check_result_task", {"check_result": "未落实"})
        road.later(0, 1)
        road.step("choose_measure", {"measure": measure, "next_due": road.after(6)})
        road.later(0, 1)
        road.step(element, {"case.supervision.talk_people": _at_the_talk(road)} if measure == "约谈" else {})
    road.until_open("check_result_task")
    road.step("check_result_task", {"check_result": "未落实"})
    road.step("choose_measure", {"measure": "问责建议"})
    road.later(0, 1)
    road.step("suggest_accountability", {})


def _at_the_talk(road: Road) -> list[dict[str, str]]:
    present = road.officer_ids(road.unit("office"), "office_officer")[:2]
    return [
        {"officer": officer, "part": part}
        for officer, part in zip(present, ("约谈人", "记录人"), strict=False)
    ]


def coordinated(road: Road) -> None:
    """A matter of no case that one unit cannot settle alone: the office brings the units together."""
    named = {"unit_ref": "construction", "reason": "多个单位各有职责，须协调"}
    road.start("supervision", road.unit("office"), "office_officer", named)
    source = {
        "source": road.pick("上级交办", "日常督促"),
        "unit_ref": "construction",
        "headcount": road.pick(6, 12, 40),
    }
    _supervise(road, **source)
    road.later(1, 3)
    road.step("reply_result", {"reply_kind": "需要协调"})
    road.later(0, 1)
    road.step("check_result_task", {"check_result": "需协调解决"})
    road.later(1, 2)
    road.step("coordinate_units", {"next_due": road.after(7)})
    road.later(2, 3)
    road.step("reply_result", {"reply_kind": "已落实"})
    _close(road)
