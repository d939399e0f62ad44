"""Roads of crime transfers: an employer who could pay, who fled, or who paid at last; the police file or do not."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.demonstration.journeys import Road, sign
from app.demonstration.journeys_inspection import decide, file_case, inspect, order, ordered, unpaid
from app.demonstration.journeys_intake import accepted
from app.demonstration.matters import Matter, invent

ABLE, FLED = "有能力支付而拒不支付", "逃匿"


def team(road: Road) -> dict[str, Any]:
    """Return the officers of the team, as the table of the report asks for them."""
    officers = road.officer_ids(road.unit("labour"), "inspector")[:2]
    rows = [
        {"officer": officer, "card_no": f"示例执法{number:03d}"} for number, officer in enumerate(officers, 1)
    ]
    return {"case.crime.team": rows}


def report(road: Road, evasion: str, **more: Any) -> None:
    """The team verifies the facts and writes its report."""
    road.later(1, 2)
    facts = {"order_served_unpaid": True, "evasion": evasion, **team(road)}
    road.step("form_team", facts | more)


def send(road: Road) -> None:
    """The head approves, and within a day the file goes to the police, a copy to the procuratorate."""
    sign(road, "approve_transfer", legal=True)
    road.step("send_to_police", {"case.crime.sent_at": road.now})


def answer(road: Road, result: str) -> None:
    """The police answer within their three days."""
    road.later(1, 2)
    road.step("police_review", {"police_result": result, "case.crime.notice_received_at": road.now})


def _able(road: Road) -> tuple[Matter, date]:
    """A dozen workers, an order that ran out, an employer with money: the rule asks for the transfer."""
    matter, pay_by = ordered(road, sector=road.pick("制造", "餐饮服务"), heads=road.pick(10, 12), months=2)
    unpaid(road, pay_by, [], conduct="有能力而拒不支付")
    return matter, pay_by


def filed(road: Road) -> None:
    """The police ask for one more paper and file the case."""
    _able(road)
    report(road, ABLE)
    send(road)
    answer(road, "材料不全")
    road.later(1, 1)
    road.step("supplement_file", {"case.crime.supplement": "补充材料"})
    answer(road, "立案")
    road.later(0, 1)
    road.step("hand_over_file", {})


def turned_down(road: Road) -> None:
    """The police do not file, neither on reconsideration nor after the procuratorate has looked at it."""
    _able(road)
    report(road, "转移财产")
    send(road)
    answer(road, "不予立案")
    road.later(0, 1)
    road.step("choose_remedy", {"remedy": "申请复议"})
    answer(road, "不予立案")
    road.later(0, 1)
    road.step("choose_remedy", {"remedy": "建议立案监督"})
    road.later(2, 4)
    road.step("procurator_supervise", {"case.crime.supervision_result": "不立案理由成立"})
    answer(road, "不予立案")
    road.step("choose_remedy", {"remedy": "不再提请"})


def searched(road: Road) -> None:
    """Nobody knows where the boss is: the police look first, and he is found, ready to pay."""
    _able(road)
    report(road, "下落待查", assist_tried=False)
    road.later(1, 3)
    road.step("assist_locating", {"case.crime.assist_reply": "已找到"})
    report(road, "无", assist_tried=True)


def fled(road: Road) -> None:
    """The employer is gone: the order is announced, the police are told, wages stay unpaid."""
    matter = invent(road, heads=road.pick(10, 12), months=2)
    accepted(road, matter)
    file_case(road, matter, **{"case.filing.malicious": ["逃匿失联"]})
    inspect(road, matter)
    pay_by = order(road, matter, lost=True)
    unpaid(road, pay_by, [], conduct="逃匿或转移财产")
    report(road, FLED)
    send(road)
    decide(road, spoken=False)
