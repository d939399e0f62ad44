"""Roads of publicity: items of a unit written, reviewed, carried out and confirmed; one returned, one not fit."""

from __future__ import annotations

from typing import Any

from app.demonstration.journeys import Road

CHECKED = ["法条现行有效", "维权途径准确", "无个人信息", "保密审查"]
ITEMS = {
    "labour": ("法律法规宣传", "保障农民工工资支付条例宣传周"),
    "union": ("工会建设培训", "工会干部工资维权培训"),
    "judicial": ("权益指引", "欠薪维权指引（口袋书）"),
    "market": ("企业主培训", "小微企业主用工合规培训"),
}


def _units(road: Road) -> list[str]:
    """The units of the district that have publicity among their duties."""
    return [unit for unit in ITEMS if unit in road.district.units]


def _register(road: Road) -> None:
    unit = road.pick(*_units(road))
    kind, topic = ITEMS[unit]
    road.start("publicity", road.unit(unit), "unit_liaison", {})
    _write(road, kind, topic)


def _write(road: Road, kind: str, topic: str) -> None:
    asked: dict[str, Any] = {"item_type": kind, "case.publicity.topic": topic, "planned_on": road.after(14)}
    asked |= {"case.publicity.consent": "不涉及", "case.publicity.in_plan": True}
    road.known["item"] = (kind, topic)
    road.step("register_item", asked)


def _review(road: Road, result: str) -> None:
    road.later(1, 2)
    road.step("review_content", {"review_result": result, "case.publicity.checks": CHECKED})


def _carry_out(road: Road) -> None:
    road.step("carry_out_item", {"case.publicity.done_on": road.today})
    road.later(0, 2)


def done(road: Road) -> None:
    """Returned once, carried out on its day, confirmed after one more proof."""
    _register(road)
    _review(road, "退回修改")
    road.later(0, 1)
    _write(road, *road.known["item"])
    _review(road, "通过")
    road.later(5, 7)
    _carry_out(road)
    road.step("confirm_item", {"confirmed": False, "planned_on": road.after(6)})
    road.later(1, 2)
    _carry_out(road)
    road.step("confirm_item", {"confirmed": True, "case.publicity.shared": True})


def late(road: Road) -> None:
    """The planned day passes; the office reminds the unit, which carries it out afterwards."""
    _register(road)
    _review(road, "通过")
    road.until_open("remind_unit")
    road.later(0, 1)
    road.step("remind_unit", {"case.publicity.new_date": road.after(7)})
    road.later(2, 4)
    _carry_out(road)
    road.step("confirm_item", {"confirmed": True, "case.publicity.shared": False})


def dropped(road: Road) -> None:
    """The text shows a person who has not agreed: it is not published."""
    _register(road)
    _review(road, "不宜发布")


def planned(road: Road) -> None:
    """The calendar has the office settle the items of the year; each goes to its unit."""
    road.begin("publicity", "yearly_plan_due", road.unit("office"), 12)
    road.later(1, 3)
    rows = [
        {"topic": topic, "item_type": kind, "unit": unit, "planned_on": road.after(30)}
        for unit, (kind, topic) in ITEMS.items()
        if unit in road.district.units
    ]
    road.step("plan_year", {"case.publicity.plan": rows})
