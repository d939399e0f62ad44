"""What is tried of joint inspections: the rows of the risk table, and the rules of their forms."""

from __future__ import annotations

from typing import Any

Row = tuple[dict[str, Any], int, dict[str, Any]]


def rated(number: int, risk: str, **asked: Any) -> Row:
    """A target of which nothing bad is known but what is said."""
    calm = {"complaints_90d": 0, "fiscal_late": False, "gaps": 0, "listed": False}
    return ({**calm, **asked}, number, {"risk": risk})


RISKS: list[Row] = [
    rated(1, "红", listed=True),
    rated(2, "红", complaints_90d=3),
    rated(3, "红", fiscal_late=True, complaints_90d=2),
    rated(4, "橙", gaps=2),
    rated(5, "橙", complaints_90d=1, gaps=1),
    rated(6, "黄", gaps=1),
]


def rechecks(term: int, **row: Any) -> dict[str, Any]:
    """The re-check of one finding in this round."""
    known = {"no": 1, "result": "已整改", "unit": None}
    return {"term_no": term, "case": {"joint_inspection": {"rechecks": [{**known, **row}]}}}


def findings(**row: Any) -> dict[str, Any]:
    """One finding on the list."""
    return {"case": {"joint_inspection": {"findings": [{"no": 1, "unit": None, **row}]}}}


def officers(*names: str) -> dict[str, Any]:
    """Who was on the site."""
    return {"case": {"site": {"officers": [{"name": name} for name in names]}}}


RECHECKS = "joint_inspection/recheck/case.joint_inspection.rechecks"
FINDINGS = "joint_inspection/sort_findings/case.joint_inspection.findings"
OFFICERS = "joint_inspection/check_on_site/case.site.officers"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    (RECHECKS, rechecks(1, result="再限期"), True),
    (RECHECKS, rechecks(2, result="再限期"), False),
    (RECHECKS, rechecks(2, result="拒不整改"), False),
    (RECHECKS, rechecks(2, result="拒不整改", unit="labour"), True),
    (FINDINGS, findings(handler="移交有权单位"), False),
    (FINDINGS, findings(handler="移交有权单位", unit="market"), True),
    (OFFICERS, officers("甲", "甲"), False),
    (OFFICERS, officers("甲", "乙"), True),
    ("joint_inspection/draft_plan/var.joint", {"kind": "联合督查", "joint": False}, False),
    ("joint_inspection/draft_plan/var.joint", {"kind": "专项行动", "joint": False}, True),
]
