"""Roads to court: an agreement confirmed, a payment order that brings the wages, a decision enforced in vain."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.journeys_inspection import close, decide, measures, ordered, unpaid
from app.demonstration.journeys_mediation import agreed, confirm
from app.demonstration.matters import Matter

NO = {"urgent": False, "proceed": "提交"}


def prepare(road: Road, **more: Any) -> None:
    """The unit prepares its request."""
    road.later(0, 2)
    road.step("prepare_request", NO | more)


def file_and_rule(road: Road, ruling: str, **more: Any) -> None:
    """The court files the request and rules on it."""
    road.later(1, 3)
    road.step("file_case", {"filing_outcome": "立案"})
    road.later(2, 5)
    road.step("rule_on_request", {"ruling": ruling, **more})


def confirmed(road: Road) -> None:
    """Both sides have their agreement confirmed."""
    matter, _ = agreed(road, 1)
    confirm(road, "共同申请司法确认")
    prepare(road, headcount=Decimal(len(matter.crew)))
    file_and_rule(road, "支持")


def paid_by_order(road: Road) -> None:
    """The instalment does not come; a payment order does, and the court pays the wages first."""
    matter, _ = agreed(road, 1)
    confirm(road, "暂不申请")
    road.until_open("check_instalment")
    road.step("check_instalment", {"instalment_result": "未按期付足"})
    told = {"case.mediation.basis": "仅有调解协议", "unpaid_amount": matter.total, "next_route": "申请支付令"}
    road.step("guide_after_default", told)
    prepare(road, headcount=Decimal(len(matter.crew)))
    file_and_rule(road, "支持", **{"case.court.ruling_served_on": road.today})
    road.later(16, 18)
    recovered = {"case.court.recovered": matter.total, "case.court.unable_to_pay": "否"}
    road.step("carry_out", recovered | {"execution_result": "款项到账"})
    road.later(0, 1)
    shared = {"case.court.wages_paid": _wages(road, matter), "case.court.other_paid": Decimal(0)}
    road.step("distribute_money", shared | {"execution_result": "款项到账"})


def _wages(road: Road, matter: Matter) -> list[dict[str, Any]]:
    workers = road.workers(road.case)
    owed = {name: matter.gross[name] * len(matter.months) for name in matter.crew}
    return [
        {"worker": workers[name], "due": owed[name], "paid": owed[name], "paid_on": road.today}
        for name in matter.crew
    ]


def taken_to_court(road: Road) -> None:
    """Nothing comes after the decision: when its remedies are over, the court is asked to enforce it, in vain."""
    _, pay_by = ordered(road, sector=road.pick("制造", "餐饮服务"), months=2)
    unpaid(road, pay_by, [], conduct="暂无支付能力")
    pay_by = decide(road, spoken=False)
    unpaid(road, pay_by, ["申请强制执行"], "继续催付", again=320, conduct="暂无支付能力")
    road.on(pay_by + timedelta(days=184))
    road.step("prepare_request", NO | {"case.court.remedy_ended_on": road.today - timedelta(days=1)})
    deliver(road, "serve_demand", "直接送达")
    road.until_open("draft_paper")
    road.step("draft_paper", {}, path="sign_application")
    sign(road, "sign_application", legal=True)
    file_and_rule(road, "支持")
    road.later(20, 30)
    vain = {"execution_result": "终结本次执行", "case.court.unable_to_pay": "项目"}
    road.step("carry_out", vain | {"case.court.recovered": Decimal(0)})
    road.later(1, 2)
    measures(road, [], "终结追讨", conduct="暂无支付能力")
    close(road, "无法执行终结")
