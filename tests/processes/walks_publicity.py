"""Walks through publicity: the plan of the year, items returned, refused, late, supplemented and done."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import Move, Moves, Path, day, do, time_is_up

YEAR = {"period_begins": day("2026-01-01"), "period_ends": day("2026-12-31")}
PLAN = [
    {
        "topic": "工资支付条例进工地",
        "item_type": "法律法规宣传",
        "unit": "labour",
        "planned_on": day("2026-03-02"),
    },
    {"topic": "企业主培训班", "item_type": "企业主培训", "unit": "market", "planned_on": day("2026-04-01")},
]
ASKED = {
    "unit_ref": "labour",
    "item_type": "权益指引",
    "topic": "欠薪怎么办",
    "planned_on": day("2025-12-01"),
}


def written(**more: Any) -> Move:
    """The unit prepares the item."""
    return do("register_item", **{"item_type": "法律法规宣传", "planned_on": day("2025-11-20"), **more})


def reviewed(result: str = "通过") -> Move:
    """Another officer reviews the content."""
    return do("review_content", review_result=result)


PASSED: Moves = (written(), reviewed())
DONE: Moves = (do("carry_out_item"), do("confirm_item", confirmed=True))

PUBLICITY = [
    Path(
        "年度计划逐项交承办单位",
        (do("plan_year"),),
        ("year_planned",),
        element="yearly_plan_due",
        data=YEAR,
        case={"publicity": {"plan": PLAN}},
    ),
    Path(
        "内容退回一次，逾期提醒，佐证补充一次后完成",
        (
            written(),
            reviewed("退回修改"),
            *PASSED,
            time_is_up("item_overdue"),
            do("remind_unit"),
            do("carry_out_item"),
            do("confirm_item", confirmed=False, planned_on=day("2025-12-20")),
            *DONE,
        ),
        ("reminded", "item_done"),
        data={"from_unit": "labour"},
    ),
    Path(
        "计划事项内容不宜发布",
        (written(item_type="权益指引"), reviewed("不宜发布")),
        ("item_dropped",),
        message="start_publicity",
        data=ASKED,
    ),
]
