"""Police, fund and state-owned company beside one wage case, over HTTP with every date, on both databases."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.clock import LOCAL
from app.demonstration.player import Player
from app.demonstration.stories import COMPLAINT, accept, approve, company, day, person, roster, serve, yuan
from app.identifiers.invented import Inventor
from storage.models import Deadline
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, total
from tests.acceptance.http_hands import HttpPlayer

LABOUR = "tj_ftz.labour"
CREW = [f"工友{letter}示例" for letter in "甲乙丙丁戊己庚辛壬癸"]
SHARE = yuan(2000)


def unpaid_case(hands: HttpPlayer) -> str:
    """Ten workers of a factory, 96,000 yuan, an order served on 2 March 2026 that ran out on the 9th."""
    player, inventor = Player(hands.database, hands.clock), Inventor("beside")
    rows = roster(inventor, CREW, ["2025-12", "2026-01"], dict.fromkeys(CREW, yuan(4800)))
    player.at("2026-02-24T09:00")
    complaint = {
        "case.complaint.received_at": datetime(2026, 2, 24, 9, 0, tzinfo=LOCAL),
        "case.reporter.identity": person(inventor, CREW[0]),
        "case.employer": company(inventor, "示例精密制造有限公司", "120116"),
        "case.complaint.arrears_from": "2025-12",
        "case.complaint.arrears_to": "2026-01",
        "case.complaint.amount_claimed": yuan(96000),
        "headcount": Decimal(10),
        "case.roster": rows,
        "case.group.representatives": [{"name": name} for name in CREW[:3]],
    }
    case_id = player.register(LABOUR, COMPLAINT | complaint)
    accept(player, case_id)
    player.do(case_id, "propose_filing", {"construction": False, "employer_role": "一般用人单位"})
    player.do(case_id, "approve_filing", {"filing_opinion": "批准立案"})
    serve(player, case_id, "serve_inquiry")
    player.do(case_id, "investigate", {"investigation": "调查终结", "case.roster": rows})
    facts = {"facts": "责令限期支付", "amount_due": yuan(96000), "headcount": Decimal(10)}
    player.do(case_id, "confirm_facts", facts | {"pay_by": day("2026-03-09")})
    approve(player, case_id, "approve_order", section=False)
    player.at("2026-03-02T10:00")
    serve(player, case_id, "serve_order")
    player.at("2026-03-10T09:00")
    chosen = {"conduct": "逃匿或转移财产", "mass_event": False, "next_step": "继续催付"}
    wanted = {"measures": ["应急周转金", "督促国企先行清偿"], "next_check": day("2026-06-30")}
    player.do(case_id, "choose_measures", chosen | wanted)
    return case_id


def due_moments(hands: HttpPlayer, case_id: str) -> dict[str, str]:
    """Return by rule when the clocks in hours are due, to the minute."""
    with hands.session() as session:
        rows = session.scalars(select(Deadline).where(Deadline.case_id == case_id)).all()
        return {row.rule: f"{row.due_at.astimezone(LOCAL):%Y-%m-%dT%H:%M}" for row in rows}


def test_police_fund_and_company_answer_the_wage_case(hands: HttpPlayer) -> None:
    case_id = unpaid_case(hands)
    assert {"form_team", "apply_fund", "urge_settlement"} <= set(hands.open_elements(case_id))
    _to_the_police(hands, case_id)
    _from_the_fund(hands, case_id)
    _by_the_company(hands, case_id)
    runs = runs_of(hands, case_id)
    beside = {"crime_transfer", "emergency_fund", "soe_responsibility"}
    assert case_of(hands, case_id).stage not in beside, "the wage case goes on in a stage of its own"
    assert runs["crime_transfer"] == ["已立案"] and runs["emergency_fund"] == ["已收回"]
    assert runs["soe_responsibility"] == ["已清偿"]
    assert "hand_over" not in runs
    record_is_whole(hands, case_id)


def _to_the_police(hands: HttpPlayer, case_id: str) -> None:
    officers = hands.officer_ids(LABOUR, "inspector")[:2]
    team = [{"officer": officer, "card_no": f"示例{at}号"} for at, officer in enumerate(officers, 1)]
    hands.at("2026-03-11T10:00")
    hands.do(case_id, "form_team", {"evasion": "逃匿", "case.crime.team": team})
    assert ("CRM-03", "2026-03-11", "2026-03-16") in clocks(hands, case_id), "three days, the last a Saturday"
    hands.at("2026-03-11T15:00")
    approve(hands, case_id, "approve_transfer", legal=True)
    assert due_moments(hands, case_id)["CRM-04"] == "2026-03-12T15:00", "a day counted by the hour"
    sent = datetime(2026, 3, 12, 9, 30, tzinfo=LOCAL)
    hands.at("2026-03-12T10:00")
    hands.do(case_id, "send_to_police", {"case.crime.sent_at": sent})
    assert due_moments(hands, case_id)["CRM-06a"] == "2026-03-13T09:30"
    told = datetime(2026, 3, 13, 9, 0, tzinfo=LOCAL)
    hands.at("2026-03-13T09:10")
    incomplete = {"police_result": "材料不全", "case.crime.notice_received_at": told}
    hands.do(case_id, "police_review", incomplete, external="公安机关")
    hands.at("2026-03-16T10:00")
    sent = datetime(2026, 3, 16, 9, 30, tzinfo=LOCAL)
    papers: dict[str, Any] = {"case.crime.supplement": "补充材料", "case.crime.supplement_sent_at": sent}
    hands.do(case_id, "supplement_file", papers)
    hands.at("2026-03-18T10:00")
    filed = {"case.crime.notice_received_at": datetime(2026, 3, 18, 9, 0, tzinfo=LOCAL)}
    hands.do(case_id, "police_review", filed | {"police_result": "立案"}, external="公安机关")
    hands.do(case_id, "hand_over_file", {"case.crime.handed_over_on": day("2026-03-18")})
    assert case_of(hands, case_id).state == "移送公安"
    expected = {
        ("CRM-07", "2026-03-12", "2026-03-16"),
        ("CRM-06b", "2026-03-13", "2026-03-16"),
        ("CRM-07", "2026-03-16", "2026-03-19"),
        ("CRM-09", "2026-03-18", "2026-03-23"),
    }
    assert expected <= clocks(hands, case_id)


def _from_the_fund(hands: HttpPlayer, case_id: str) -> None:
    workers, inventor = hands.workers(case_id), Inventor("cards")
    listed = [
        {"worker": workers[name], "owed": yuan(9600), "advance": SHARE, "bank_card": inventor.bank_card()}
        for name in CREW
    ]
    facts = {"hardship": True, "doubles": Decimal(0), "case.fund.list": listed}
    hands.do(case_id, "apply_fund", facts)
    hands.do(
        case_id, "check_account", {"finance_result": "同意", "case.finance.allocation": SHARE * len(CREW)}
    )
    assert "pay_workers" not in hands.open_elements(case_id), "nothing is paid before the convenor has signed"
    approve(hands, case_id, "approve_fund")
    hands.at("2026-03-20T10:00")
    hands.do(case_id, "pay_workers", {"case.fund.paid_on": day("2026-03-20")})
    hands.do(case_id, "confirm_receipts", {})
    paid = facts_at(hands, case_id, "case.payments")["payments"]
    assert total(paid, "amount") == SHARE * len(CREW) and {row["source"] for row in paid} == {"应急周转金"}
    serve(hands, case_id, "serve_claim")
    hands.at("2026-04-20T10:00")
    row = {"date": day("2026-04-20"), "way": "归还", "amount": SHARE * len(CREW), "payer": "用人单位"}
    hands.do(case_id, "recover_advance", {"case.fund.recovery_rows": [row], "recovery": "已全部收回"})
    hands.do(case_id, "confirm_refund", {"case.finance.closed_on": day("2026-04-20")})


def _by_the_company(hands: HttpPlayer, case_id: str) -> None:
    urged = {"group_ref": "tianbao", "settle_due": day("2026-05-08"), "case.soe.conflict": False}
    hands.do(case_id, "urge_settlement", urged)
    hands.at("2026-05-09T09:00")
    assert "supervision" in runs_of(hands, case_id), (
        "what is late goes to supervision, and stays to be settled"
    )
    settled = {"settle_kind": "已付清", "case.soe.paid": yuan(76000)}
    hands.do(case_id, "settle_arrears", settled, unit_id="tj_ftz.tianbao")
    hands.do(case_id, "check_settlement", {"settle_check": "已清偿"}, unit_id="tj_ftz.soe")
