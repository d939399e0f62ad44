"""A court that pays the wages, legal aid with its terms, and the ledger of small companies: over HTTP, with dates."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.clock import LOCAL
from app.demonstration.deposits import contractor
from app.demonstration.player import Player
from app.demonstration.stories import (
    COMPLAINT,
    EXAMINED,
    accept,
    company,
    day,
    person,
    roster,
    yuan,
)
from app.identifiers.invented import Inventor
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, total
from tests.acceptance.http_hands import HttpPlayer

LABOUR = "tj_ftz.labour"
CREW = ["工友甲示例", "工友乙示例"]
DEBT = yuan(320_000)


def complained(player: Player, unit: str, **more: Any) -> str:
    """Two workers of a factory complain; the wages of one month each."""
    inventor = Inventor(unit)
    complaint = {
        "case.complaint.received_at": moment("2026-03-02T09:00"),
        "case.reporter.identity": person(inventor, CREW[0]),
        "case.employer": company(inventor, "示例食品有限公司", "120116"),
        "case.complaint.arrears_from": "2026-01",
        "case.complaint.arrears_to": "2026-01",
        "case.complaint.amount_claimed": yuan(9600),
        "headcount": Decimal(2),
        "case.roster": roster(inventor, CREW, ["2026-01"], dict.fromkeys(CREW, yuan(4800))),
    }
    return player.register(unit, COMPLAINT | complaint | more)


def test_wages_that_the_court_pays_out_are_payments_of_the_case(hands: HttpPlayer) -> None:
    player = Player(hands.database, hands.clock)
    player.at("2026-03-02T09:00")
    case_id = complained(player, LABOUR)
    accept(player, case_id)
    asked = {"court_matter": "申请执行", "urgent": False, "proceed": "提交", "amount": yuan(9600)}
    hands.start("court_enforcement", LABOUR, "unit_liaison", {}, case_id)
    hands.do(case_id, "prepare_request", {**asked, "case.court.performance_ended_on": day("2026-02-27")})
    hands.at("2026-03-05T09:00")
    filed = {"filing_outcome": "立案", "case.court.received_at": moment("2026-03-04T10:00")}
    hands.do(case_id, "file_case", filed, external="人民法院")
    hands.at("2026-03-10T09:00")
    hands.do(case_id, "rule_on_request", {"ruling": "支持"}, external="人民法院")
    workers = hands.workers(case_id)
    for on, paid, result in (("2026-04-01", 3000, "继续推进"), ("2026-04-20", 4800, "款项到账")):
        hands.at(f"{on}T09:00")
        came = {"case.court.recovered": yuan(paid * 2), "case.court.unable_to_pay": "否"}
        hands.do(case_id, "carry_out", {**came, "execution_result": "款项到账"}, external="人民法院")
        rows = [
            {"worker": workers[name], "due": yuan(4800), "paid": yuan(paid), "paid_on": day(on)}
            for name in CREW
        ]
        shared = {"case.court.wages_paid": rows, "case.court.other_paid": yuan(0), "execution_result": result}
        hands.do(case_id, "distribute_money", shared, external="人民法院")
    known = facts_at(hands, case_id, "case.payments", "case.fund.unpaid")
    assert [row["source"] for row in known["payments"]] == ["法院执行"] * 4, "nobody has typed them again"
    assert total(known["payments"], "amount") == 9600 and known["fund"]["unpaid"] == []
    assert runs_of(hands, case_id)["court_enforcement"] == ["执行完毕"]
    assert ("ARB-17", "2026-02-27", "2028-02-28") in clocks(hands, case_id), "two years, the last a Sunday"
    record_is_whole(hands, case_id)


def test_legal_aid_is_decided_in_seven_days_and_given_in_three(hands: HttpPlayer) -> None:
    unit = "xn_chengdong.judicial"
    hands.at("2026-03-02T09:00")
    case_id = hands.start("legal_aid", unit, "legal_adviser", {})
    who = person(Inventor("aid"), CREW[0])
    applied = {
        "wants_aid": True,
        "case.aid.applicant": {part: who[part] for part in ("name", "id_no", "phone")},
        "case.aid.applied_on": day("2026-03-02"),
        "headcount": Decimal(1),
        "wage_claim": True,
        "migrant": True,
        "days_to_limit": Decimal(60),
        "preservation_needed": False,
    }
    hands.do(case_id, "advise_and_register", applied)
    hands.at("2026-03-06T09:00")
    granted = {
        "aid_decision": "给予援助",
        "case.aid.form": ["仲裁代理"],
        "case.aid.decided_on": day("2026-03-06"),
    }
    hands.do(case_id, "decide_aid", granted)
    hands.do(case_id, "assign_helper", {"case.aid.no_conflict": True})
    hands.at("2026-05-08T09:00")
    hands.do(case_id, "give_aid", {"progress": "办结", "case.aid.recovered": yuan(9600)})
    assert clocks(hands, case_id) == {
        ("AID-01", "2026-03-02", "2026-03-09"),
        ("AID-02", "2026-03-06", "2026-03-09"),
    }
    assert runs_of(hands, case_id) == {"legal_aid": ["援助办结"]}
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def test_a_debt_to_a_small_company_is_answered_in_thirty_days_and_paid(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:00")
    case_id = hands.start("sme_ledger", "tj_ftz.industry", "office_officer", {})
    inventor = Inventor("debt")
    debt = {
        "case.ledger.debtor": contractor(inventor, "天津", "120116"),
        "case.ledger.creditor": contractor(inventor, "天津", "120116"),
        "case.ledger.amount": DEBT,
        "case.ledger.wage_part": yuan(0),
        "case.ledger.delivered_on": day("2025-11-03"),
        "case.ledger.pay_term": day("2026-01-02"),
        "scope": "受理",
        "unit_ref": "construction",
    }
    hands.do(case_id, "register_debt", debt)
    hands.at("2026-03-04T09:00")
    hands.do(case_id, "sign_for_debt", {"handed_on": day("2026-03-04")}, unit_id="tj_ftz.construction")
    assert clocks(hands, case_id) == {
        ("SME-02", "2026-03-02", "2026-03-16"),
        ("SME-03", "2026-03-04", "2026-04-03"),
    }
    hands.at("2026-04-04T09:00")
    assert "supervision" in runs_of(hands, case_id), "an answer that is late is supervised, and still owed"
    plan = {"case.ledger.plan": [{"date": day("2026-04-15"), "amount": DEBT}], "pay_due": day("2026-04-15")}
    told = {"case.ledger.verified": DEBT, "undisputed": DEBT, "answer_kind": "有还款计划"}
    hands.do(case_id, "answer_in_writing", told | plan)
    hands.at("2026-04-15T09:00")
    paid = {
        "case.ledger.paid": [{"date": day("2026-04-15"), "amount": DEBT}],
        "case.ledger.creditor_confirms": True,
    }
    hands.do(case_id, "follow_payment", {"pay_state": "已付清", **paid})
    assert runs_of(hands, case_id)["sme_ledger"] == ["已清偿"]
    record_is_whole(hands, case_id)


def test_in_xining_a_works_price_ends_with_the_advice_where_no_unit_keeps_the_ledger(
    hands: HttpPlayer,
) -> None:
    player = Player(hands.database, hands.clock)
    player.at("2026-03-02T09:00")
    price = {"claim_part": "仅工程款", "case.complaint.works_price_part": DEBT, "funding": "政府投资"}
    case_id = complained(player, "xn_chengdong.labour", **price)
    hands.do(case_id, "examine_complaint", {**EXAMINED, "proposal": "告知其他途径"})
    hands.do(case_id, "confirm_route", {"intake_outcome": "告知其他途径"})
    hands.do(
        case_id,
        "hand_on",
        {
            "next_steps": ["中小企业账款清欠"],
            "case.guide.works_price": True,
            "case.guide.told_by": "当面送达",
        },
    )
    assert runs_of(hands, case_id)["sme_ledger"] == ["不属清欠范围"]
    assert case_of(hands, case_id).closed_at is not None
    record_is_whole(hands, case_id)


def moment(text: str) -> datetime:
    """A moment of Chinese standard time."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
