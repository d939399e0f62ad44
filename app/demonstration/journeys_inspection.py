"""Roads through inspection: filing, evidence, order to pay, money, decision, deposit and closing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.demonstration.deposits import BANK, bank_pays, contractor, store_for
from app.demonstration.journeys import Road, announce, answer_hand_overs, deliver, sign
from app.demonstration.journeys_contracting import find_for
from app.demonstration.journeys_intake import accepted
from app.demonstration.matters import Matter, chain, invent, payments
from app.demonstration.permits import lift, restrict

ALL = Decimal(1)


def file_case(road: Road, matter: Matter, **more: Any) -> None:
    """File a case of an accepted complaint and tell the employer."""
    road.later(0, 2)
    proposed = {
        "construction": matter.building,
        "finding_needed": False,
        "employer_role": "分包" if matter.building else "一般用人单位",
        "case.filing.malicious": ["无"],
    }
    road.step("propose_filing", {**proposed, **more})
    road.later(0, 1)
    road.step("approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": False})
    road.later(0, 2)
    deliver(road, "serve_inquiry")


def inspect(road: Road, matter: Matter, *, chain_known: bool = False) -> None:
    """Question, inspect and settle the roster; one case in seven asks for more time first."""
    road.later(3, 9)
    evidence = {"case.roster": matter.rows, "case.complaint.works_price_part": Decimal(0)}
    if matter.building and not chain_known:
        evidence["case.parties"] = chain(road, matter)
    if road.chance(0.14):
        asked = {
            "investigation": "申请延期",
            "case.extension.ground": "须异地查证",
            "case.extension.days": Decimal(20),
        }
        road.step("investigate", {**evidence, **asked})
        sign(road, "approve_extension")
        road.later(5, 12)
        evidence.pop("case.parties", None)
    road.step("investigate", {**evidence, "investigation": "调查终结"})


def order(road: Road, matter: Matter, *, lost: bool = False) -> date:
    """Order to pay: facts, signature, service; return the day by which to pay. A lost employer is announced to."""
    road.later(0, 3)
    road.reach("confirm_facts")
    pay_by = road.after(45 if lost else road.random.randint(14, 18))
    facts: dict[str, Any] = {"facts": "责令限期支付", "pay_by": pay_by, "case.order.pay_to": "本人银行账户"}
    road.step("confirm_facts", facts)
    sign(road, "approve_order", section=False)
    road.later(0, 1)
    if lost:
        announce(road, "serve_order")
    else:
        deliver(road, "serve_order")
    return pay_by


def ordered(road: Road, **what: Any) -> tuple[Matter, date]:
    """Lead a complaint to a served order."""
    matter = invent(road, **what)
    accepted(road, matter)
    file_case(road, matter)
    inspect(road, matter)
    return matter, order(road, matter)


def close(road: Road, result: str) -> None:
    """Propose and sign the closing of an inspection."""
    road.later(1, 3)
    road.step("propose_close", {"close_result": result, "case.close.archive_no": _archive_no(road)})
    sign(road, "approve_close")
    if "record_hand_over" in road.open_elements(road.case):
        answer_hand_overs(road)


def _archive_no(road: Road) -> str:
    return f"{road.today.year}-监察-{road.random.randrange(1, 999):03d}"


def paid_in_term(road: Road) -> None:
    """Paid within the term of the order, at once or in two parts."""
    matter, pay_by = ordered(road)
    road.later(1, 2)
    if road.chance(0.4):
        part = {"case.payments": payments(road, matter, Decimal("0.5")), "payment_state": "部分支付"}
        road.step("record_payment", part)
        road.later(1, 2)
    road.on(min(pay_by, road.today + timedelta(days=2)))
    road.step("record_payment", {"case.payments": payments(road, matter, ALL), "payment_state": "已足额支付"})
    close(road, "轻微已改正撤销立案" if road.chance(0.5) else "履行完毕结案")


def measures(road: Road, chosen: list[str], next_step: str, again: int = 0, **more: Any) -> None:
    """Say why a term ran out unpaid, and what follows; `again` is the number of days until the next check."""
    answers = {"conduct": "不明", "mass_event": False, "measures": chosen, "next_step": next_step, **more}
    road.step("choose_measures", answers | ({"next_check": road.after(again)} if again else {}))


def unpaid(road: Road, pay_by: date, chosen: list[str], next_step: str = "作出处理决定", **more: Any) -> None:
    """Let the term run out and choose measures."""
    road.on(pay_by + timedelta(days=1))
    road.until_open("choose_measures")
    road.later(0, 2)
    measures(road, chosen, next_step, **more)


def decide(road: Road, *, major: bool = False, spoken: bool = True) -> date:
    """Notice, defence, review, signature and service of the decision; return the new day by which to pay."""
    road.later(0, 2)
    road.step("draft_notice", {"major": major})
    deliver(road, "decide_payment/serve_notice", "直接送达")
    if spoken:
        road.later(1, 3)
        road.step("hear_defence", {"defence": road.pick("书面陈述", "口头陈述", "放弃陈述申辩")})
    road.until_open("draft_decision")
    road.later(0, 2)
    pay_by = road.after(12)
    drafted = {"opinion": "维持拟处理意见", "extra_rate": Decimal(road.pick(50, 50, 80)), "pay_by": pay_by}
    road.step("draft_decision", drafted)
    if major:
        road.later(0, 1)
        road.step("discuss_decision", {})
    sign(road, "decide_payment/approve_decision", legal=True)
    deliver(road, "decide_payment/serve_decision", "直接送达")
    return pay_by


def paid_after_decision(road: Road) -> None:
    """The order ran out; the decision made the employer pay."""
    matter, pay_by = ordered(road, months=2)
    unpaid(road, pay_by, ["限制施工许可"] if matter.building else [])
    if matter.building:
        restrict(road)
    pay_by = decide(road, major=road.chance(0.3), spoken=road.chance(0.6))
    road.on(min(pay_by, road.today + timedelta(days=3)))
    road.step("record_payment", {"case.payments": payments(road, matter, ALL), "payment_state": "已足额支付"})
    close(road, "履行完毕结案")
    if matter.building:
        lift(road)


def discussed(road: Road) -> None:
    """A heavy case: the heads of the bureau discuss the decision."""
    _, pay_by = ordered(road, months=2, heads=3)
    unpaid(road, pay_by, [])
    decide(road, major=True)


def paid_from_deposit(road: Road) -> None:
    """A site's decision stays unpaid: the bank pays from the deposit, which must be topped up."""
    matter, pay_by = ordered(road, sector="房建市政", months=2, heads=road.pick(3, 4, 6))
    unpaid(road, pay_by, [])
    pay_by = decide(road)
    built = {"case.deposit.contractor": contractor(road.inventor, "示例", matter.region)}
    day = {"permit_on": road.today - timedelta(days=200)}
    store_for(road, road.case, road.district.key, Decimal(20_000_000), built | day)
    unpaid(road, pay_by, ["动用工资保证金"], "继续催付", again=30)
    road.step("open_matter", {"case.deposit.bank": BANK})
    sign(road, "approve_matter")
    deliver(road, "serve_payment_notice", "直接送达")
    road.later(3, 4)
    workers = road.workers(road.case)
    sums = {workers[name]: matter.gross[name] * len(matter.months) for name in matter.crew}
    bank_pays(road, road.case, sums, road.today, road.today)
    paid = payments(road, matter, ALL, "工资保证金")
    road.step("record_payment", {"case.payments": paid, "payment_state": "已足额支付"})
    close(road, "履行完毕结案")
    road.later(3, 7)
    road.step("check_top_up", {"topped_up": "已补足"})


def not_filed(road: Road) -> None:
    """The head of inspection sees no ground for a case, now and then only after asking for more."""
    matter = invent(road, heads=1)
    accepted(road, matter)
    proposed = {
        "construction": matter.building,
        "finding_needed": False,
        "employer_role": "一般用人单位",
        "case.filing.malicious": ["无"],
    }
    for opinion in ("退回补充", "不予立案") if road.chance(0.4) else ("不予立案",):
        road.later(0, 2)
        road.step("propose_filing", proposed)
        road.later(0, 1)
        road.step("approve_filing", {"filing_opinion": opinion, "case.filing.priority": False})


def unfounded(road: Road) -> None:
    """No arrears are found, or employment is so disputed that only arbitration can settle it."""
    matter = invent(road, heads=road.pick(1, 2))
    accepted(road, matter)
    file_case(road, matter)
    inspect(road, matter)
    road.later(1, 2)
    disputed = road.chance(0.5)
    road.step("confirm_facts", {"facts": "争议较大引导仲裁" if disputed else "违法事实不成立"})
    close(road, "引导仲裁诉讼" if disputed else "事实不成立撤销立案")


def borrowed_name(road: Road) -> None:
    """A boss under a borrowed name: the construction authority finds who really built before the payer is fixed."""
    matter = invent(road, sector="房建市政", heads=road.pick(4, 6, 8), months=2)
    accepted(road, matter)
    file_case(road, matter, finding_needed=True, employer_role="个人")
    road.later(0, 2)
    find_for(road, matter, road.pick("挂靠", "转包", "违法分包"))
    inspect(road, matter, chain_known=True)
    pay_by = order(road, matter)
    road.on(min(pay_by, road.today + timedelta(days=3)))
    paid = payments(road, matter, ALL, "施工总承包单位")
    road.step("record_payment", {"case.payments": paid, "payment_state": "已足额支付"})
    close(road, "履行完毕结案")
