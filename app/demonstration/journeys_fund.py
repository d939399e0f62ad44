"""Roads of the emergency fund: advanced and recovered, refused, or written off; without a fund they stop early."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.journeys_inspection import ordered, unpaid
from app.demonstration.matters import Matter

SHARE = Decimal(2000)


def asked(road: Road) -> Matter:
    """A wage case whose employer cannot pay asks the fund."""
    matter, pay_by = ordered(
        road, sector=road.pick("餐饮服务", "制造", "物流"), heads=road.pick(2, 3, 5), months=2
    )
    wanted = ["应急周转金"] if road.district.settings["fund_enabled"] else []
    unpaid(road, pay_by, wanted, "继续催付", again=60, conduct="暂无支付能力")
    return matter


def in_use(road: Road) -> bool:
    """Say whether the district has a fund; without one nobody asked."""
    return "apply_fund" in road.open_elements(road.case)


def listed(road: Road, matter: Matter) -> list[dict[str, Any]]:
    """Return the list of workers with what each gets, and the own account of each."""
    workers = road.workers(road.case)
    return [
        {
            "worker": workers[name],
            "owed": matter.gross[name] * len(matter.months),
            "advance": SHARE,
            "bank_card": road.inventor.bank_card(),
        }
        for name in matter.crew
    ]


def apply(road: Road, matter: Matter) -> None:
    """The labour authority applies with its list, and finance agrees, with an allocation where the account is short."""
    road.later(0, 1)
    reasons = {"reason": "暂时无力支付", "hardship": True, "doubles": Decimal(0)}
    road.step("apply_fund", reasons | {"case.fund.list": listed(road, matter)})
    road.later(0, 1)
    total = SHARE * len(matter.crew)
    road.step("check_account", {"finance_result": "同意", "case.finance.allocation": total})


def advance(road: Road, matter: Matter) -> None:
    """The convenor approves, finance pays, the workers sign, and the debtor gets the claim."""
    apply(road, matter)
    sign(road, "approve_fund")
    road.later(0, 1)
    road.step("pay_workers", {})
    road.later(0, 1)
    road.step("confirm_receipts", {})
    deliver(road, "serve_claim", "直接送达")


def book(road: Road, amount: Decimal, recovery: str) -> None:
    """Book what came back, all rows together."""
    road.later(3, 6)
    row = {"date": road.today, "way": "归还", "amount": amount, "payer": "用人单位"}
    rows = {"case.fund.recovery_rows": [row]} if amount else {}
    road.step("recover_advance", {"recovery": recovery, **rows})


def recovered(road: Road) -> None:
    """The employer pays the advance back in two parts."""
    matter = asked(road)
    if not in_use(road):
        return
    advance(road, matter)
    total = SHARE * len(matter.crew)
    book(road, total / 2, "继续追偿")
    book(road, total, "已全部收回")
    road.later(0, 2)
    road.step("confirm_refund", {})


def refused(road: Road) -> None:
    """Finance sees that the workers are not in hardship."""
    matter = asked(road)
    if not in_use(road):
        return
    road.later(0, 1)
    facts = {"reason": "暂时无力支付", "hardship": False, "doubles": Decimal(0)}
    road.step("apply_fund", facts | {"case.fund.list": listed(road, matter)})
    road.later(0, 1)
    road.step("check_account", {"finance_result": "不同意"})


def written_off(road: Road) -> None:
    """Nothing can be recovered: the government writes the advance off."""
    matter = asked(road)
    if not in_use(road):
        return
    advance(road, matter)
    book(road, Decimal(0), "申请核销")
    sign(road, "approve_write_off", legal=True)
