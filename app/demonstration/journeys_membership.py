"""Roads of changes of members: reported by a unit, reviewed, approved, in effect, told to all members."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road

REVIEWED = {"case.member.source": "职责条款", "case.member.interest_conflict": False, "needs_document": False}


def _report(road: Road, kind: str, unit: str, **asked: Any) -> None:
    road.start("membership", road.unit(unit), "unit_liaison", {})
    road.known["told"] = {
        "change_kind": kind,
        "case.member.unit": unit,
        "case.member.post": "分管负责同志",
        "effective_on": road.today,
        **{f"case.member.{name}": value for name, value in asked.items()},
    }
    road.step("report_change", road.known["told"])


def _review(road: Road, result: str = "同意上报") -> None:
    road.later(0, 2)
    road.step("review_change", {**REVIEWED, "review_result": result})


def _approve(road: Road, word: str = "批准") -> None:
    road.later(0, 1)
    if road.stands_at("review_by_section"):
        road.step("review_by_section", {"section_opinion": "同意"})
        road.later(0, 1)
    road.step("decide_approval", {"approval": word})


def confirmed_lane(road: Road) -> None:
    """A duty is confirmed where it lies: returned once, approved, read by all members."""
    _report(road, "职责调整", "labour", lane="labour_authority", lane_unit="labour")
    _review(road, "退回补正")
    road.later(0, 2)
    road.step("report_change", road.known["told"])
    _review(road)
    _approve(road)
    road.until_open("read_notice", 6)
    road.later(1, 2)
    while road.stands_at("read_notice"):
        road.step("read_notice", {})


def documented(road: Road) -> None:
    """A duty is changed by a document of the body that founded the mechanism, which the office puts in first."""
    _report(road, "职责调整", "labour", lane="labour_authority", lane_unit="labour")
    road.later(0, 2)
    road.step("review_change", {**REVIEWED, "needs_document": True, "review_result": "同意上报"})
    _approve(road)
    road.later(1, 3)
    road.step("record_document", {"case.member.document_date": road.today, "effective_on": road.today})
    road.until_open("read_notice", 6)
    while road.stands_at("read_notice"):
        road.step("read_notice", {})


def not_needed(road: Road) -> None:
    """The office finds that nothing has to change."""
    _report(road, "名单与职责差异", "labour", finding="F12")
    _review(road, "无需调整")


def refused(road: Road) -> None:
    """The convenor does not approve."""
    _report(road, "增减成员单位", "labour", joins=True)
    _review(road)
    _approve(road, "不批准")
