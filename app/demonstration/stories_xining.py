"""Scenario S02 in Xining: a site of fourteen workers under a borrowed name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.deposits import BANK, bank_pays, contractor, store_for
from app.demonstration.stories import (
    COMPLAINT,
    Hands,
    accept,
    approve,
    company,
    day,
    moment,
    person,
    roster,
    serve,
    yuan,
)
from app.identifiers.invented import Inventor

LABOUR = "xn_chengdong.labour"
NUMBERS = "一二三四五六七八九十"
MONTHS = ["2025-06", "2025-07", "2025-08", "2025-09", "2025-10"]


def names(count: int) -> list[str]:
    """Return invented names of workers, numbered: 工友一示例 …"""

    def number(at: int) -> str:
        tens, ones = divmod(at, 10)
        ten = "" if tens == 0 else ("十" if tens == 1 else f"{NUMBERS[tens - 1]}十")
        return ten + (NUMBERS[ones - 1] if ones else "")

    return [f"工友{number(at)}示例" for at in range(1, count + 1)]


def s02(hands: Hands) -> str:
    """S02: joint complaint of 14 workers, affiliation proven, decision unpaid, paid from the wage deposit."""
    inventor = Inventor(2)
    crew = names(14)
    gross = dict.fromkeys(crew, yuan(2660)) | {crew[13]: yuan(2700)}
    rows = roster(inventor, crew, MONTHS, gross)
    hands.at("2025-11-03T09:30")
    case = hands.register(LABOUR, _joint_complaint(inventor, crew, rows))
    hands.at("2025-11-05T09:00")
    accept(hands, case, ["劳动保障监察", "转办"])
    _file(hands, case)
    hands.at("2025-12-01T10:00")
    found = {
        "name_lent": True,
        "whole_passed_on": False,
        "awarded_by_owner_illegally": False,
        "subcontracted_illegally": False,
        "owner_owes_price": False,
        "case.parties": _chain(inventor),
    }
    hands.do(case, "gather_evidence", found)
    hands.do(case, "draft_finding", {"finding": "挂靠"})
    approve(hands, case, "approve_finding", legal=True)
    serve(hands, case, "serve_finding")
    hands.at("2025-12-05T16:00")
    hands.do(
        case,
        "investigate",
        {"investigation": "调查终结", "case.roster": rows},
    )
    _order(hands, case)
    _decide(hands, case)
    _use_deposit(hands, case, crew, gross)
    return case


def _file(hands: Hands, case: str) -> None:
    """File the case, ask the construction bureau for a finding, tell the town."""
    hands.do(
        case,
        "propose_filing",
        {
            "construction": True,
            "finding_needed": True,
            "employer_role": "个人",
            "case.filing.malicious": ["无"],
        },
    )
    hands.do(case, "approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": False})
    serve(hands, case, "serve_inquiry")
    hands.do(case, "accept_matter", {"competent": True})
    _tell_township(hands, case)


def _joint_complaint(inventor: Inventor, crew: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return COMPLAINT | {
        "case.complaint.received_at": moment("2025-11-03T09:30"),
        "case.reporter.identity": person(inventor, crew[0]),
        "case.employer": {
            "name": "包工头示例",
            "kind": "个人",
            "no_uscc_reason": "个人",
            "phone": inventor.mobile(),
        },
        "case.project.name": "示例安置小区项目",
        "case.project.address": "韵家口镇示例路",
        "case.complaint.work_place": "西宁市城东区韵家口镇示例路工地",
        "sector": "房建市政",
        "funding": "社会",
        "case.complaint.arrears_from": "2025-06",
        "case.complaint.arrears_to": "2025-10",
        "case.complaint.amount_claimed": yuan(186400),
        "headcount": Decimal(14),
        "case.roster": rows,
        "case.group.representatives": [{"name": name} for name in crew[:3]],
        "case.complaint.demands": "14名工友2025年6月至10月工资186400元未发，老板是借用别家公司资质的包工头。",
    }


def _chain(inventor: Inventor) -> list[dict[str, Any]]:
    return [
        {"place": "施工总承包单位", **company(inventor, "示例建筑总承包有限公司", "630102")},
        {"place": "出借资质单位", **company(inventor, "示例劳务有限公司", "630102")},
    ]


def _tell_township(hands: Hands, case: str) -> None:
    """The copy goes to the town of the site; it looks into the matter and answers."""
    hands.do(
        case,
        "issue_transfer",
        {
            "matter": "属地排查化解",
            "lead_lane": "township",
            "lead_unit": "yunjiakou",
            "case.transfer.letter": "转办单",
            "case.transfer.due_on": day("2025-11-14"),
        },
    )
    hands.do(case, "sign_for", {"signing": "签收办理"})
    hands.at("2025-11-12T10:00")
    hands.do(case, "handle_matter", {"handling_way": "直接办理反馈"})
    hands.do(case, "write_feedback", {"feedback": "持续办理"})
    hands.do(case, "check_feedback", {"check_result": "通过", "case.transfer.told_by": "电话"})


def _order(hands: Hands, case: str) -> None:
    hands.at("2025-12-08T09:00")
    hands.do(
        case,
        "confirm_facts",
        {
            "facts": "责令限期支付",
            "amount_due": yuan(186400),
            "headcount": Decimal(14),
            "pay_by": day("2025-12-15"),
        },
    )
    approve(hands, case, "approve_order", section=False)
    serve(hands, case, "serve_order")
    hands.at("2025-12-16T09:00")
    hands.do(case, "choose_measures", _unpaid(["限制施工许可"], "作出处理决定"))
    hands.do(case, "propose_measure", {"case.restriction.basis": "决定作出前暂停该集团新的施工许可。"})
    approve(hands, case, "approve_measure", legal=True)
    serve(hands, case, "serve_measure")


def _unpaid(measures: list[str], next_step: str, **more: Any) -> dict[str, Any]:
    return {
        "term_over": True,
        "months_max_one": Decimal(5),
        "amount_max_one": yuan(13500),
        "conduct": "不明",
        "mass_event": False,
        "measures": measures,
        "next_step": next_step,
        **more,
    }


def _decide(hands: Hands, case: str) -> None:
    hands.do(case, "draft_notice", {"major": False})
    serve(hands, case, "decide_payment/serve_notice")
    hands.at("2025-12-24T08:30")
    hands.do(
        case,
        "draft_decision",
        {"opinion": "维持拟处理意见", "extra_rate": Decimal(50), "pay_by": day("2025-12-26")},
    )
    approve(hands, case, "decide_payment/approve_decision", legal=True)
    serve(hands, case, "decide_payment/serve_decision")


def _use_deposit(hands: Hands, case: str, crew: list[str], gross: dict[str, Decimal]) -> None:
    hands.at("2025-12-29T09:00")
    built = contractor(Inventor(21), "青海", "630102")
    store_for(hands, case, "xn_chengdong", yuan(12_000_000), {"case.deposit.contractor": built})
    more = {"next_check": day("2026-01-12")}
    hands.do(case, "choose_measures", _unpaid(["动用工资保证金"], "继续催付", **more))
    hands.do(case, "open_matter", {"case.deposit.bank": BANK})
    approve(hands, case, "approve_matter")
    serve(hands, case, "serve_payment_notice")
    hands.at("2026-01-06T11:00")
    workers = hands.workers(case)
    sums = {workers[name]: gross[name] * 5 for name in crew}
    bank_pays(hands, case, sums, day("2026-01-05"), day("2026-01-06"))
    source = {"paid_on": day("2026-01-05"), "source": "工资保证金"}
    paid = [{"worker": worker, "amount": amount, **source} for worker, amount in sums.items()]
    hands.do(case, "record_payment", {"case.payments": paid, "payment_state": "已足额支付"})
    hands.at("2026-01-08T10:00")
    hands.do(case, "propose_close", {"close_result": "履行完毕结案"})
    approve(hands, case, "approve_close")
