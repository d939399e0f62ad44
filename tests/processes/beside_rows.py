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


def finding(**facts: Any) -> dict[str, Any]:
    """Facts of the finding."""
    return {"case": {"finding": facts}}


PRICE = "contracting_finding/gather_evidence/case.finding.wage_part"
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o1"]), False),
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o2"]), True),
    (PRICE, finding(unpaid_price=1000, wage_part=1001), False),
    (PRICE, finding(unpaid_price=1000, wage_part=400), True),
]
