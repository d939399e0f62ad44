"""Roads through mediation: application, visit on the spot, consent, sessions, agreement, instalments, default."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road
from app.demonstration.matters import Matter, invent, payments
from app.demonstration.stories import person

BODIES = {
    "tj_ftz": (("union", "工会调解组织"),),
    "xn_chengdong": (
        ("yunjiakou", "乡镇街道调解组织"),
        ("dazhong", "乡镇街道调解组织"),
        ("union", "工会调解组织"),
        ("huochezhan", "人民调解委员会"),
    ),
}


def apply(road: Road, **what: Any) -> Matter:
    """Somebody applies to a mediation body, which writes it down."""
    matter = invent(road, sector=road.pick("制造", "餐饮服务", "房建市政", "物流"), **what)
    unit, body = road.pick(*BODIES[road.district.key])
    road.start("mediation", road.unit(unit), "mediator", {})
    heads = Decimal(len(matter.crew))
    application = {
        "case.mediation.received_on": road.today,
        "case.mediation.applied_how": road.pick("书面", "口头（已记入笔录）"),
        "case.mediation.applicant": person(road.inventor, matter.crew[0]),
        "case.employer": matter.employer,
        "body_type": body,
        "body_unit": unit,
        "headcount": heads,
        "amount_claimed": matter.total,
        "case.roster": matter.rows,
    }
    road.step("register_application", application)
    if road.stands_at("screen_dispute"):
        road.later(0, 1)
        willing = {"case.mediation.willing": "双方愿意调解", "case.mediation.risk": ["无"]}
        road.step("screen_dispute", {"case.mediation.screened_on": road.today, **willing})
    return matter


def accept(road: Road) -> None:
    """The other side agrees to be mediated."""
    road.later(0, 2)
    agreed = {"case.mediation.in_scope": True, "case.mediation.consent": "同意调解", "acceptance": "受理"}
    road.step("decide_acceptance", agreed)


def session(road: Road, outcome: str) -> None:
    """Hold a session."""
    road.later(1, 3)
    held = [
        {"held_at": road.now, "place": "调解室", "present": "双方当事人", "points": "核对数额，商定付款办法"}
    ]
    answers: dict[str, Any] = {"case.mediation.sessions": held, "session_outcome": outcome}
    if outcome == "继续调解":
        answers["case.mediation.next_session_at"] = road.now.replace(hour=15) + (road.after(3) - road.today)
    road.step("hold_session", answers)


def agree(road: Road, matter: Matter, days: list[date]) -> None:
    """Write the agreement with one instalment for each day, the same share of every worker's wages."""
    part = (matter.total / len(days)).quantize(Decimal("0.01"))
    parts = [part] * (len(days) - 1) + [matter.total - part * (len(days) - 1)]
    plan = [
        {"instalment": Decimal(at), "due_on": day, "amount": amount, "pay_method": "本人银行账户"}
        for at, (day, amount) in enumerate(zip(days, parts, strict=True), 1)
    ]
    workers = road.workers(road.case)
    each = [
        {"worker": workers[name], "amount": matter.gross[name] * len(matter.months)} for name in matter.crew
    ]
    agreement = {
        "agreed_amount": matter.total,
        "case.mediation.plan": plan,
        "case.mediation.plan_per_worker": each,
    }
    road.step("draw_up_agreement", agreement)


def confirm(road: Road, choice: str) -> None:
    """Ask both sides whether the agreement is to be confirmed."""
    told: dict[str, Any] = {"case.mediation.rights_told_on": road.today, "confirmation": choice}
    if choice != "暂不申请":
        told["case.mediation.confirmation_asked_on"] = road.today
    road.step("ask_confirmation", told)


def agreed(road: Road, parts: int, **what: Any) -> tuple[Matter, list[date]]:
    """Lead an application to an agreement in some parts; return the days of payment."""
    matter = apply(road, **what)
    accept(road)
    if road.chance(0.3):
        session(road, "继续调解")
    session(road, "达成协议")
    days = [road.after(10), road.after(40)][:parts]
    agree(road, matter, days)
    return matter, days


def performed(road: Road) -> None:
    """Agreed and paid in full, in one part or two."""
    parts = road.pick(1, 2)
    matter, days = agreed(road, parts)
    confirm(road, "暂不申请")
    for at in range(1, parts + 1):
        road.until_open("check_instalment")
        share = Decimal(at) / Decimal(parts)
        paid = payments(road, matter, share, instalment=Decimal(at))
        answers: dict[str, Any] = {"case.payments": paid, "instalment_result": "全部付清"}
        if at < parts:
            answers |= {"instalment_result": "本期付清，尚有后期", "following_due": days[at]}
        road.step("check_instalment", answers)


def broken(road: Road) -> None:
    """Agreed, but the instalment does not come: told the ways to court or arbitration."""
    matter, _ = agreed(road, 1)
    confirm(road, road.pick("暂不申请", "暂不申请", "共同申请司法确认"))
    road.until_open("check_instalment")
    road.step("check_instalment", {"instalment_result": "未按期付足"})
    route = road.pick("申请支付令", "转仲裁")
    told = {"case.mediation.basis": "仅有调解协议", "unpaid_amount": matter.total, "next_route": route}
    road.step("guide_after_default", told)


def reviewed(road: Road) -> None:
    """Agreed, and both ask the arbitration commission to review the agreement; it makes a document of it."""
    matter, days = agreed(road, 2)
    confirm(road, "共同申请仲裁审查")
    road.later(0, 1)
    asked = {"kind": "调解协议审查", "case.arbitration.applicant": person(road.inventor, matter.crew[0])}
    road.step("check_application", asked | {"headcount": Decimal(len(matter.crew)), "acceptance": "受理"})
    road.later(1, 3)
    road.step("review_agreement", {"review_outcome": "制作调解书"})
    road.later(0, 1)
    made = {"award_total": matter.total, "case.arbitration.performance_due": days[-1]}
    road.step("issue_mediation_document", made)
    road.later(0, 1)
    road.step("sign_mediation_document", {"signing": "双方均已签收"})


def failed(road: Road) -> None:
    """No agreement: told the way to arbitration, by the mediator or because the fifteen days are over."""
    apply(road)
    accept(road)
    if road.chance(0.5):
        session(road, "调解不成")
    road.until_open("tell_failure")
    road.later(0, 1)
    told = {"case.mediation.failure_reason": "期满未达成", "next_route": road.pick("转仲裁", "不再处理")}
    road.step("tell_failure", told)


def refused(road: Road) -> None:
    """The other side does not want to be mediated."""
    apply(road, heads=1)
    road.later(1, 3)
    unwilling = {
        "case.mediation.in_scope": True,
        "case.mediation.consent": "不同意调解",
        "acceptance": "不受理",
    }
    road.step("decide_acceptance", unwilling)
    road.later(0, 1)
    told = {"case.mediation.failure_reason": "一方不同意", "next_route": "转仲裁"}
    road.step("tell_failure", told)
