"""Walks through a finding on contracting: not competent, each outcome, refused once, begun by an own check."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import LEGALLY_REFUSED, LEGALLY_SIGNED, SERVED, Moves, Path, do

CASE: dict[str, Any] = {"refs": {"employer": "party:1"}, "finding": {"liable_unit": "party:2"}}
SEEN = {
    "name_lent": False,
    "whole_passed_on": False,
    "awarded_by_owner_illegally": False,
    "subcontracted_illegally": False,
    "owner_owes_price": False,
}
TAKEN = do("accept_matter", competent=True)


def found(finding: str, **seen: bool) -> Moves:
    """Two officers check the site and propose a finding."""
    return (do("gather_evidence", **{**SEEN, **seen}), do("draft_finding", finding=finding))


CONTRACTING_FINDING = [
    Path(
        "不属本部门职权，退回",
        (do("accept_matter", competent=False),),
        ("returned",),
        message="start_contracting_finding",
        data={"headcount": 14, "amount_due": 186400},
        case=CASE,
    ),
    Path(
        "挂靠成立，审批退回补充一次，另案处罚",
        (
            TAKEN,
            *found("挂靠", name_lent=True),
            *LEGALLY_REFUSED,
            *found("挂靠", name_lent=True),
            *LEGALLY_SIGNED,
            *SERVED,
        ),
        ("proven",),
        message="start_contracting_finding",
        case=CASE,
    ),
    Path(
        "自行检查，系拖欠工程款",
        (TAKEN, *found("拖欠工程款", owner_owes_price=True), *LEGALLY_SIGNED, *SERVED),
        ("works_price_owed",),
        case=CASE,
        element="own_check",
    ),
    Path(
        "政府投资项目拖欠工程款，查资金",
        (TAKEN, *found("拖欠工程款", owner_owes_price=True), *LEGALLY_SIGNED, *SERVED),
        ("works_price_owed",),
        message="start_contracting_finding",
        case={**CASE, "project": {"funding": "政府投资"}},
    ),
    Path(
        "不成立",
        (TAKEN, *found("不成立"), *LEGALLY_SIGNED, *SERVED),
        ("not_proven",),
        message="start_contracting_finding",
        case={"refs": {"employer": "party:1"}},
    ),
]
