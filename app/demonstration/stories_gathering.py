"""Scenario S09 in Tianjin: workers gather at the gate, the emergency fund helps, the general contractor pays."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.demonstration.stories import (
    COMPLAINT,
    EXAMINED,
    Hands,
    approve,
    company,
    day,
    moment,
    person,
    roster,
    serve,
    yuan,
)
from app.demonstration.stories_xining import names
from app.identifiers.invented import Inventor

OFFICE = "tj_ftz.party_office"
MONTHS = ["2025-11", "2025-12"]
FUND, WHOLE = yuan(2000), yuan(20000)


def s09(hands: Hands) -> str:
    """S09: 62 workers, 1,240,000 yuan, 2,000 each from the fund, the rest from the general contractor."""
    inventor = Inventor(9)
    crew = names(62)
    rows = roster(inventor, crew, MONTHS, dict.fromkeys(crew, yuan(10000)))
    hands.at("2026-01-19T09:20")
    case = hands.register(OFFICE, _gathering(inventor, crew, rows))
    gathered(hands, case, moment("2026-01-19T09:10"), 62, company="天保控股公司")
    _accept(hands, case)
    hands.at("2026-01-19T19:30")
    calmed(hands, case)
    _order(hands, case, inventor, rows)
    _pay(hands, case, crew)
    return case


def gathered(
    hands: Hands, case: str, began: datetime, heads: int, company: str | None = None, **talk: Any
) -> None:
    """All units respond to a gathering: told, reported upwards, kept in order, talked with, looked into, planned."""
    told = [
        {"body": body, "person_on_duty": "值班室", "told_at": began, "channel": "电话"}
        for body in ("公安机关", "人社部门", "建设主管部门")
    ]
    crowd = {"headcount": Decimal(heads)}
    opened = {"case.incident.began_at": began, "case.incident.notified": told, "case.incident.extreme": False}
    named = {"soe_concerned": True, "company_group": company} if company else {"soe_concerned": False}
    hands.do(case, "record_incident", opened | named | crowd)
    hands.do(case, "first_report", {"case.incident.reported_to": ["同级党委", "同级政府"]})
    hands.do(case, "keep_order")
    told_in_talk = {name.replace("__", "."): value for name, value in talk.items()}
    hands.do(case, "talk_with_workers", told_in_talk | crowd)
    hands.do(case, "find_payer", {"payer_found": True, "case.incident.payer": "施工总承包单位"})
    if company:
        hands.do(case, "urge_company", {"case.incident.company_answer": "非本公司项目"})
    hands.do(case, "payment_plan", {"need_fund": False})


def calmed(hands: Hands, case: str) -> None:
    """The crowd has gone: the last entry of the log, and the final report."""
    hands.do(case, "follow_scene", {"scene": "已平息", "case.incident.bad_effect": False})
    hands.do(case, "review_incident")


def _gathering(inventor: Inventor, crew: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return COMPLAINT | {
        "kind": "信访",
        "case.complaint.channel": "来访",
        "case.complaint.received_at": moment("2026-01-19T09:10"),
        "case.reporter.identity": person(inventor, crew[0]),
        "case.employer": company(inventor, "示例九建劳务有限公司", "120116"),
        "case.project.name": "示例九号厂房项目",
        "case.project.address": "天津港保税区示例路9号",
        "case.complaint.work_place": "天津港保税区示例路9号",
        "sector": "房建市政",
        "funding": "国企",
        "case.complaint.arrears_from": MONTHS[0],
        "case.complaint.arrears_to": MONTHS[-1],
        "case.complaint.amount_claimed": yuan(1240000),
        "headcount": Decimal(62),
        "case.roster": rows,
        "case.group.representatives": [{"name": name} for name in crew[:5]],
        "gathering": True,
        "employer_fled": True,
        "case.complaint.demands": "62人在管委会门口聚集，两个月工资共1240000元未发，老板联系不上。",
    }


def _accept(hands: Hands, case: str) -> None:
    hands.at("2026-01-19T11:00")
    hands.do(case, "examine_complaint", EXAMINED | {"crime_clue": "逃匿线索"})
    hands.do(case, "confirm_route", {"intake_outcome": "受理"})
    hands.do(
        case, "hand_on", {"next_steps": ["劳动保障监察", "涉嫌犯罪移送"], "case.guide.told_by": "当面送达"}
    )


def _order(hands: Hands, case: str, inventor: Inventor, rows: list[dict[str, Any]]) -> None:
    proposed = {"construction": True, "finding_needed": False, "employer_role": "分包"}
    hands.do(case, "propose_filing", proposed | {"case.filing.malicious": ["逃匿失联"]})
    hands.do(case, "approve_filing", {"filing_opinion": "批准立案", "case.filing.priority": True})
    serve(hands, case, "serve_inquiry")
    hands.at("2026-01-20T09:00")
    contractor = {"place": "施工总承包单位", **company(inventor, "示例港务建设有限公司", "120116")}
    hands.do(
        case, "investigate", {"investigation": "调查终结", "case.roster": rows, "case.parties": [contractor]}
    )
    facts = {"facts": "责令限期支付", "amount_due": yuan(1240000), "headcount": Decimal(62)}
    hands.do(case, "confirm_facts", facts | {"pay_by": day("2026-02-06")})
    approve(hands, case, "approve_order", section=False)
    serve(hands, case, "serve_order")


def _pay(hands: Hands, case: str, crew: list[str]) -> None:
    """62 × 2,000 from the fund before the festival, the rest from the general contractor."""
    hands.do(case, "record_payment", {"payment_state": "采取措施"})
    chosen = {
        "conduct": "逃匿或转移财产",
        "mass_event": False,
        "measures": ["应急周转金"],
        "next_step": "继续催付",
    }
    hands.do(
        case,
        "choose_measures",
        chosen | {"term_over": False, "months_max_one": Decimal(2), "amount_max_one": WHOLE},
    )
    workers = hands.workers(case)
    _advance(hands, case, [workers[name] for name in crew])
    hands.at("2026-02-06T15:00")
    paid = [
        {"worker": workers[name], "amount": FUND, "paid_on": day("2026-01-23"), "source": "应急周转金"}
        for name in crew
    ]
    paid += [
        {
            "worker": workers[name],
            "amount": WHOLE - FUND,
            "paid_on": day("2026-02-06"),
            "source": "施工总承包单位",
        }
        for name in crew
    ]
    hands.do(case, "record_payment", {"case.payments": paid, "payment_state": "已足额支付"})
    _close(hands, case)


def _advance(hands: Hands, case: str, workers: list[str]) -> None:
    """Apply on 20 January, have finance and the convenor agree, pay on the 23rd, and claim the advance back."""
    inventor = Inventor(90)
    listed = [
        {"worker": worker, "owed": WHOLE, "advance": FUND, "bank_card": inventor.bank_card()}
        for worker in workers
    ]
    reasons = {"reason": "隐匿逃匿", "hardship": True, "doubles": Decimal(0)}
    hands.do(case, "apply_fund", reasons | {"case.fund.list": listed})
    hands.do(case, "check_account", {"finance_result": "同意", "case.finance.allocation": yuan(124000)})
    approve(hands, case, "approve_fund")
    hands.at("2026-01-23T10:00")
    hands.do(case, "pay_workers", {"case.fund.paid_on": day("2026-01-23")})
    hands.do(case, "confirm_receipts", {})
    serve(hands, case, "serve_claim")


def _recover(hands: Hands, case: str) -> None:
    """The general contractor pays the advance back on 12 March, and the account agrees."""
    hands.at("2026-03-12T10:00")
    row = {"way": "总包单位代还", "amount": yuan(124000), "payer": "示例港务建设有限公司"}
    rows = [row | {"date": day("2026-03-12")}]
    hands.do(case, "recover_advance", {"case.fund.recovery_rows": rows, "recovery": "已全部收回"})
    hands.do(case, "confirm_refund", {"case.finance.closed_on": day("2026-03-12")})


def _close(hands: Hands, case: str) -> None:
    """Close the case; the team reports that the order was obeyed, so nothing goes to the police."""
    hands.at("2026-02-09T10:00")
    hands.do(case, "propose_close", {"close_result": "履行完毕结案"})
    approve(hands, case, "approve_close")
    hands.at("2026-02-12T10:00")
    officers = hands.officer_ids("tj_ftz.labour", "inspector")[:2]
    team = [{"officer": officer, "card_no": f"示例{number}号"} for number, officer in enumerate(officers, 1)]
    facts = {"case.crime.team": team, "order_served_unpaid": False, "evasion": "无", "assist_tried": False}
    hands.do(case, "form_team", facts)
    _recover(hands, case)
