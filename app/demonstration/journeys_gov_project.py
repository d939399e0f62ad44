"""Roads of government projects: funds before approval, the owner's month, and money that public purses hold up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, sign
from app.demonstration.matters import PROJECTS
from app.refusals import NotReady

WAGES = Decimal(96_000)


def _project(road: Road) -> str:
    return f"示例{road.pick(*PROJECTS)}工程（政府投资）"


def _review(road: Road, result: str) -> None:
    road.start("government_project", road.unit("development"), "unit_liaison", {"matter": "项目报批"})
    road.later(2, 4)
    found: dict[str, Any] = {
        "case.project.name": _project(road),
        "case.gov_project.contractor_financed": result != "资金落实",
        "case.gov_project.owner_in_arrears": False,
        "fund_result": result,
    }
    if result == "资金落实":
        found["case.gov_project.pay_cycle"] = Decimal(1)
    road.step("review_funds", found)


def approved(road: Road) -> None:
    """The funds are in the budget: the project is approved."""
    _review(road, "资金落实")


def unfunded(road: Road) -> None:
    """The contractor was to finance it: not approved."""
    _review(road, "资金未落实")


def month(road: Road) -> None:
    """A month begins: the owner reports all its projects, and nothing is unpaid; a second time there is no alert."""
    owner = "gov_projects" if "gov_projects" in road.district.units else "development"
    try:
        road.begin("government_project", "pay_cycle_due", road.unit(owner), 1)
    except NotReady:  # this month has been reported
        _alert(road, "未发现欠薪")
        return
    road.later(2, 5)
    rows = [
        {
            "project": _project(road),
            "labour_cost_due": WAGES,
            "labour_cost_paid": WAGES,
            "payment_guarantee": True,
            "wages_paid": True,
        }
    ]
    duties = ["支付担保", "按月拨付人工费"]
    told = {"case.gov_project.projects": rows, "case.gov_project.owner_duties": duties}
    road.step("check_month", told)


def _alert(road: Road, cause: str, **more: Any) -> None:
    road.start("government_project", road.unit("labour"), "inspector", {"matter": "资金预警"})
    road.later(1, 2)
    found = {
        "case.project.name": _project(road),
        "case.gov_project.wage_part": Decimal(0) if cause == "未发现欠薪" else WAGES,
        "case.gov_project.headcount": Decimal(18),
        "cause": cause,
    }
    road.step("find_cause", found | more)


def _ordered(road: Road, term: int) -> None:
    """The government orders that late public funds be paid by a day, and finance signs for it."""
    _alert(road, "财政资金未到位", payer_ref="finance", pay_due=road.after(term))
    road.later(0, 1)
    sign(road, "approve_order", legal=True)
    road.later(0, 1)
    road.step("serve_order", {"order_on": road.today})


def _paid_out(road: Road) -> None:
    road.later(1, 3)
    paid = {"case.gov_project.public_paid": WAGES, "case.gov_project.public_paid_on": road.today}
    road.step("pay_public_funds", paid)
    _arrived(road)


def _arrived(road: Road) -> None:
    road.later(1, 2)
    road.step("check_wages_paid", {"case.gov_project.wages_paid": WAGES, "paid": True})


def ordered(road: Road) -> None:
    """Late public funds are paid within the term of the order."""
    _ordered(road, 24)
    _paid_out(road)


def escalated(road: Road) -> None:
    """The term passes: the deputy convenor asks for a talk, then the money comes."""
    _ordered(road, 12)
    road.until_open("escalate")
    road.later(0, 1)
    limited = {"case.gov_project.limit_new": False, "case.gov_project.credit_record": True}
    road.step("escalate", limited)
    _paid_out(road)


def advanced(road: Road) -> None:
    """The owner advances the wages out of the works price that it owes."""
    asked = {"pay_due": road.after(25), "case.gov_project.unpaid_price": WAGES * 4}
    _alert(road, "拖欠工程款", **asked)
    road.later(3, 6)
    paid = {"case.gov_project.owner_paid": WAGES, "case.gov_project.owner_paid_on": road.today}
    road.step("pay_labour_cost", paid)
    _arrived(road)
