"""What is tried of the procedures beside a wage case: rows of their tables, and the rules of their forms."""

from __future__ import annotations

from typing import Any

Row = tuple[dict[str, Any], int, dict[str, Any]]


def contracting(number: int, suggested: str, *seen: str) -> Row:
    """A site where these were seen."""
    names = (
        "name_lent",
        "awarded_by_owner_illegally",
        "whole_passed_on",
        "subcontracted_illegally",
        "owner_owes_price",
    )
    return ({name: name in seen for name in names}, number, {"suggested": suggested})


CONTRACTING: list[Row] = [
    contracting(1, "挂靠", "name_lent", "owner_owes_price"),
    contracting(2, "违法发包", "awarded_by_owner_illegally", "whole_passed_on"),
    contracting(3, "转包", "whole_passed_on"),
    contracting(4, "违法分包", "subcontracted_illegally", "owner_owes_price"),
    contracting(5, "拖欠工程款", "owner_owes_price"),
    contracting(6, "不成立"),
]


def crime(number: int, test: str, **asked: Any) -> Row:
    """An employer with a dozen workers unpaid after an order that ran out."""
    known = {"order_served_unpaid": True, "evasion": "逃匿", "assist_tried": False, "headcount": 12}
    most = {"amount_total": 96000, "months_max_one": 2, "amount_max_one": 8000}
    return ({**known, **most, **asked}, number, {"crime_test": test})


FEW = {"headcount": 9, "months_max_one": 3}
CRIMES: list[Row] = [
    crime(1, "不予移送", order_served_unpaid=False),
    crime(2, "不予移送", evasion="无"),
    crime(3, "先行协查", evasion="下落待查"),
    crime(4, "不予移送", evasion="下落待查", assist_tried=True),
    crime(5, "涉嫌犯罪", headcount=10, amount_total=30000),
    crime(6, "涉嫌犯罪", **FEW, amount_max_one=5000),
    crime(7, "不予移送", **FEW, amount_max_one=4999),
    crime(7, "不予移送", headcount=10, amount_total=29999),
]


def team(*officers: str) -> dict[str, Any]:
    """The team of a transfer."""
    return {"case": {"crime": {"team": [{"officer": officer} for officer in officers]}}}


def finding(**facts: Any) -> dict[str, Any]:
    """Facts of the finding."""
    return {"case": {"finding": facts}}


PRICE = "contracting_finding/gather_evidence/case.finding.wage_part"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o1"]), False),
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o2"]), True),
    (PRICE, finding(unpaid_price=1000, wage_part=1001), False),
    (PRICE, finding(unpaid_price=1000, wage_part=400), True),
    ("crime_transfer/form_team/case.crime.team", team("o1", "o1"), False),
    ("crime_transfer/form_team/case.crime.team", team("o1", "o2"), True),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "申请复议", "reconsidered": True}, False),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "申请复议"}, False),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "建议立案监督"}, True),
]
