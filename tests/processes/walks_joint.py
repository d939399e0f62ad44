"""Walks through a joint inspection: refused, clean, or with findings opened, handed over, rectified and refused."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, time_is_up

TARGETS = [{"no": 1, "unit": "labour"}, {"no": 2, "unit": "construction"}]
FINDINGS = [
    {"no": 1, "target_no": 1, "handler": "立案调查"},
    {"no": 2, "target_no": 1, "handler": "移交有权单位", "unit": "construction"},
    {"no": 3, "target_no": 1, "handler": "责令整改"},
    {"no": 4, "target_no": 2, "handler": "责令整改"},
]
RECHECKS = [{"no": 3, "result": "再限期", "unit": None}, {"no": 4, "result": "拒不整改", "unit": "labour"}]
PLANNED: dict[str, Any] = {"joint_inspection": {"targets": TARGETS}}
FOUND: dict[str, Any] = {"joint_inspection": {"targets": TARGETS, "findings": FINDINGS, "rechecks": RECHECKS}}
CALM = {"complaints_90d": 0, "gaps": 0, "fiscal_late": False, "listed": False}


def planned(kind: str = "联合检查") -> Move:
    """The unit drafts the plan."""
    return do("draft_plan", kind=kind, joint=True, **CALM)


def sorted_out(cases: int, others: int, orders: int) -> Move:
    """The findings are sorted."""
    counts = {"filing_count": cases, "other_count": others, "rectify_count": orders}
    return do("sort_findings", **counts, rectify_due=day("2025-11-01"))


def rechecked(orders: int, others: int) -> Move:
    """What was rectified is checked again."""
    return do("recheck", rectify_count=orders, other_count=others, rectify_due=day("2025-11-20"))


ON_SITE: Moves = (do("check_on_site"), do("check_on_site"))

JOINT_INSPECTION = [
    Path("方案未批准", (planned(), *REFUSED), ("plan_dropped",), case=PLANNED),
    Path(
        "月度检查没有问题",
        (planned("月度工资支付检查"), *SIGNED, *ON_SITE, sorted_out(0, 0, 0), do("write_report")),
        ("inspection_closed",),
        data={"period_ends": day("2025-10-31")},
        case=PLANNED,
        element="monthly_check_due",
    ),
    Path(
        "立案、移交、整改、再限期一次，拒不整改移交",
        (
            planned(),
            *SIGNED,
            *ON_SITE,
            sorted_out(1, 1, 2),
            do("open_case"),
            do("rectify"),
            do("rectify"),
            rechecked(1, 1),
            time_is_up("rectify_expired"),
            rechecked(0, 0),
            do("write_report"),
        ),
        ("inspection_closed",),
        message="start_joint_inspection",
        data={"kind": "联合检查", "lead_unit": "labour"},
        case=FOUND,
    ),
]
