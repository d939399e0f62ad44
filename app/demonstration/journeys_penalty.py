"""Roads through a penalty: correction first, notice, statement or hearing, review, decision, fine and court."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.clock import LOCAL
from app.demonstration.journeys import Road, deliver, sign
from app.demonstration.matters import invent
from app.demonstration.permits import lift, restrict
from app.demonstration.sharing import share

ITEMS = ["开设专用账户", "存储工资保证金", "实行实名制"]


def open_penalty(road: Road, *, correction: bool, person: bool = False, **more: Any) -> None:
    """File a penalty on the authority's own finding; first order correction where the article asks for it."""
    unit = road.pick("construction", "construction", "labour")
    matter = invent(road, sector="房建市政")
    road.start("penalty", road.unit(unit), "enforcement_officer", {})
    road.later(0, 1)
    ground = "专户保证金实名制违法" if correction else "不配合监察或不履行指令"
    filed = {
        "case.penalty.party": matter.employer,
        "party_kind": "个人" if person else "单位",
        "ground": ground,
        "needs_correction": correction,
    }
    road.step("file_penalty", {**filed, **more})
    sign(road, "approve_filing")
    if correction:
        road.later(0, 1)
        road.step("order_correction", {"case.correction.items": ITEMS, "case.correction.due": road.after(25)})
        deliver(road, "serve_correction")


def recheck(road: Road, *, corrected: bool) -> None:
    """Look on the site whether all is corrected; what is not can be said only after the term."""
    if corrected:
        road.later(5, 9)
    else:
        road.on(road.today + timedelta(days=34))
    road.step("check_correction", {"corrected": corrected})


def propose(road: Road, kinds: list[str], fine: int, **more: Any) -> None:
    """Conclude the inquiry with a proposal and give notice of it."""
    road.later(2, 6)
    concluded = {"proposal": "拟予处罚", "kinds": kinds, "fine": Decimal(fine), "complex": False}
    road.step("conclude_inquiry", {**concluded, **more})
    road.later(0, 2)
    road.step("issue_notice", {})
    deliver(road, "serve_notice", "直接送达")


def hear(road: Road) -> None:
    """A hearing is asked for in time and held before a chair who did not investigate."""
    road.later(1, 3)
    road.step("record_response", {"response": "要求听证"})
    road.later(0, 2)
    day = road.calendar.add_working(road.today, 11)
    held_at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=LOCAL)
    road.step("arrange_hearing", {"case.hearing.at": held_at, "case.hearing.open": True})
    deliver(road, "serve_hearing_notice", "直接送达")
    road.on(day)
    road.later(0, 0)
    road.step("hold_hearing", {"case.hearing.attendance": road.pick("当事人到场", "代理人到场")})


def decide(road: Road, decision: str = "予以处罚", *, fine_only: bool) -> None:
    """Answer every point, review the law, discuss what is heavy, decide and serve."""
    road.until_open("review_statement")
    road.later(0, 2)
    road.step("review_statement", {"review": "维持"})
    road.later(0, 2)
    road.step("review_law", {"legal_opinion": "审核通过"})
    if road.stands_at("discuss_penalty"):
        road.later(1, 2)
        road.step("discuss_penalty", {})
    road.later(0, 1)
    road.step("decide_penalty", {"decision": decision, "case.penalty.publicity": "依法公开"})
    if decision == "予以处罚":
        road.later(0, 1)
        deliver(road, "serve_decision", "直接送达")


def close(road: Road, result: str) -> None:
    """File the record."""
    road.later(1, 3)
    number = f"{road.today.year}-处罚-{road.random.randrange(1, 200):03d}"
    road.step("close_penalty", {"result": result, "case.penalty.archive_no": number})
    if road.stands_at("prepare_share"):
        share(road)


def pay(road: Road, fine: int) -> None:
    """The fine is paid at the bank within its term."""
    road.later(3, 8)
    paid = [{"paid_on": road.today, "amount": Decimal(fine)}]
    road.step("record_performance", {"case.penalty.paid": paid, "performance": "已履行"})


def corrected(road: Road) -> None:
    """Everything is corrected within the term: no penalty."""
    open_penalty(road, correction=True)
    recheck(road, corrected=True)
    close(road, "改正后不予处罚")


def fined(road: Road) -> None:
    """A small fine for not obeying, paid."""
    fine = road.pick(4000, 8000, 12000)
    open_penalty(road, correction=False)
    propose(road, ["罚款"], fine)
    if road.chance(0.5):
        road.later(1, 3)
        road.step("record_response", {"response": road.pick("陈述申辩", "放弃")})
    decide(road, fine_only=True)
    pay(road, fine)
    close(road, "履行完毕")


def fined_after_hearing(road: Road) -> None:
    """Not corrected: stop-work and a heavy fine, after a hearing."""
    fine = road.pick(60000, 80000)
    open_penalty(road, correction=True)
    recheck(road, corrected=False)
    propose(road, ["罚款", "责令停工"], fine, complex=True)
    hear(road)
    decide(road, fine_only=False)
    restrict(road)
    pay(road, fine)
    close(road, "履行完毕")
    lift(road)


def unpaid_fine(road: Road) -> None:
    """The fine is not paid; surcharge, remedies run out, the court is asked."""
    open_penalty(road, correction=False)
    propose(road, ["罚款"], 15000)
    decide(road, fine_only=True)
    road.until_open("follow_remedies")
    road.later(2, 6)
    late = {"case.penalty.surcharge": Decimal(4500), "case.penalty.remedy": "未申请", "performance": "未履行"}
    road.step("follow_remedies", late)


def not_penalised(road: Road) -> None:
    """The inquiry finds no ground for a penalty."""
    open_penalty(road, correction=False)
    road.later(2, 6)
    road.step("conclude_inquiry", {"proposal": "不予处罚", "complex": False})
    road.later(0, 1)
    road.step("decide_penalty", {"decision": "不予处罚", "case.penalty.publicity": "不予公开"})
    close(road, "不予处罚")
