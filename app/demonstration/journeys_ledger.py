"""Roads of arrears of small companies: handed to the unit, answered with a plan, extended, disputed, paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.deposits import contractor
from app.demonstration.journeys import Road, sign
from app.demonstration.journeys_intake import works_price

AMOUNT = Decimal(320_000)


def _enter(road: Road, **more: Any) -> None:
    """The debt is entered where there is a unit for it; Xining has none until it is switched on."""
    where = ("天津", "120116")
    asked: dict[str, Any] = {
        "case.ledger.debtor": contractor(road.inventor, *where),
        "case.ledger.creditor": contractor(road.inventor, *where),
        "case.ledger.amount": AMOUNT,
        "case.ledger.wage_part": Decimal(0),
        "case.ledger.delivered_on": road.today - timedelta(days=120),
        "case.ledger.pay_term": road.today - timedelta(days=60),
        "scope": "受理",
        "unit_ref": road.pick("construction", "gov_projects", "finance"),
    }
    road.start("sme_ledger", road.unit("industry"), "office_officer", {})
    road.step("register_debt", asked | more)


def _sign_for(road: Road) -> None:
    road.later(1, 3)
    road.step("sign_for_debt", {"handed_on": road.today})


def _plan(road: Road) -> None:
    road.later(4, 9)
    plan = [{"date": road.after(10), "amount": AMOUNT}]
    told = {"case.ledger.verified": AMOUNT, "undisputed": AMOUNT, "case.ledger.plan": plan}
    road.step("answer_in_writing", {"answer_kind": "有还款计划", "pay_due": road.after(10), **told})


def paid(road: Road) -> None:
    """Answered with a plan in time, paid in two parts."""
    if "industry" not in road.district.units:
        works_price(road)
        return
    _enter(road)
    _sign_for(road)
    _plan(road)
    for share, state in ((2, "部分支付"), (1, "已付清")):
        road.later(4, 6)
        rows = [{"date": road.today, "amount": AMOUNT / share}]
        told = {"case.ledger.paid": rows, "case.ledger.creditor_confirms": True, "pay_due": road.after(8)}
        if state == "已付清":
            told.pop("pay_due")
        road.step("follow_payment", {"pay_state": state, **told})


def extended(road: Road) -> None:
    """The unit asks for thirty days more before its term is over, then disputes the whole debt."""
    if "industry" not in road.district.units:
        works_price(road)
        return
    _enter(road)
    _sign_for(road)
    road.later(6, 10)
    road.step("answer_in_writing", {"answer_kind": "申请延期", "extension_days": Decimal(30)})
    sign(road, "approve_extension")
    road.later(8, 12)
    told = {"case.ledger.verified": AMOUNT, "undisputed": Decimal(0)}
    road.step("answer_in_writing", {"answer_kind": "有争议", **told})


def out_of_scope(road: Road) -> None:
    """The debtor has nothing to do with the district."""
    if "industry" not in road.district.units:
        works_price(road)
        return
    _enter(road, scope="不属受理范围", unit_ref=None)
