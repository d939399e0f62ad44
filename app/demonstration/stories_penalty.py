"""Scenario S11 in Xining: a permit refused without a deposit; a site stopped and fined after a hearing."""

from __future__ import annotations

from typing import Any

from app.demonstration.deposits import confirm_storing, contractor, open_storing
from app.demonstration.permits import apply_for_permit, check
from app.demonstration.stories import Hands, approve, company, day, moment, serve, yuan
from app.identifiers.invented import Inventor

BUILDING = "xn_chengdong.construction"


def s11_permit(hands: Hands) -> str:
    """S11, project Y: no permit without a deposit; the permit comes after the guarantee is proved."""
    inventor = Inventor(12)
    builder = contractor(inventor, "青海", "630102")
    applied = {
        "case.project.name": "示例Y项目",
        "case.project.address": "西宁市城东区示例路6号",
        "case.permit.applicant": builder,
        "case.permit.contract_on": day("2026-03-20"),
        "case.permit.papers": ["资金安排证明", "专用账户三方协议", "工程款支付担保", "实名制方案"],
    }
    hands.at("2026-04-01T09:00")
    case = apply_for_permit(hands, BUILDING, applied)
    check(hands, case, deposit_ok=False)
    hands.do(case, "handle_closed_gate", {"closed_choice": "不予核发"})
    serve(hands, case, "serve_refusal")
    hands.at("2026-04-13T09:00")
    again = apply_for_permit(hands, BUILDING, applied)
    check(hands, again, deposit_ok=False)
    hands.do(again, "handle_closed_gate", {"closed_choice": "通知先存保证金"})
    hands.at("2026-04-15T10:00")
    open_storing(hands, again, yuan(18_000_000), {"case.deposit.contractor": builder})
    hands.at("2026-04-16T10:00")
    confirm_storing(hands, again, "2", "银行保函", day("2028-06-30"))
    check(hands, again)
    hands.at("2026-04-17T10:00")
    permit = {"case.project.permit_no": "示例630102202604", "case.permit.issued_on": day("2026-04-17")}
    hands.do(again, "issue_permit", permit)
    return again


def s11(hands: Hands) -> str:
    """S11, project Z: correction not made in its term, hearing asked for and held, decision served."""
    inventor = Inventor(11)
    hands.at("2026-04-20T09:00")
    case = hands.start("penalty", BUILDING, "enforcement_officer", {})
    hands.do(case, "file_penalty", _filing(inventor))
    approve(hands, case, "approve_filing")
    items = ["开设专用账户", "实行实名制"]
    hands.do(
        case, "order_correction", {"case.correction.items": items, "case.correction.due": day("2026-05-20")}
    )
    serve(hands, case, "serve_correction")
    hands.at("2026-05-21T10:00")
    hands.do(case, "check_correction", {"corrected": False})
    hands.at("2026-05-22T15:00")
    concluded = {"proposal": "拟予处罚", "kinds": ["罚款", "责令停工"], "fine": yuan(60000), "complex": True}
    hands.do(case, "conclude_inquiry", concluded)
    hands.do(case, "issue_notice", {"case.penalty.hearing_told": True})
    hands.at("2026-05-25T10:00")
    serve(hands, case, "serve_notice")
    _hear(hands, case)
    _decide(hands, case)
    return case


def _filing(inventor: Inventor) -> dict[str, Any]:
    return {
        "case.penalty.party": company(inventor, "示例Z项目建设有限公司", "630102"),
        "party_kind": "单位",
        "ground": "专户保证金实名制违法",
        "case.penalty.facts": "示例Z项目未实行用工实名制管理，未开设农民工工资专用账户。",
        "needs_correction": True,
    }


def _hear(hands: Hands, case: str) -> None:
    hands.at("2026-05-29T10:00")
    hands.do(case, "record_response", {"response": "要求听证"})
    hands.at("2026-06-02T09:00")
    hearing = {"case.hearing.at": moment("2026-06-15T09:00"), "case.hearing.open": True}
    hands.do(case, "arrange_hearing", hearing)
    hands.at("2026-06-03T10:00")
    serve(hands, case, "serve_hearing_notice")
    hands.at("2026-06-15T11:30")
    hands.do(case, "hold_hearing", {"case.hearing.attendance": "当事人到场"})


def _decide(hands: Hands, case: str) -> None:
    hands.at("2026-06-17T10:00")
    hands.do(case, "review_statement", {"review": "维持"})
    hands.at("2026-06-19T10:00")
    hands.do(case, "review_law", {"legal_opinion": "审核通过"})
    hands.at("2026-06-24T10:00")
    hands.do(case, "discuss_penalty", {})
    hands.at("2026-06-30T16:00")
    hands.do(case, "decide_penalty", {"decision": "予以处罚", "case.penalty.publicity": "依法公开"})
    hands.at("2026-07-01T10:00")
    serve(hands, case, "serve_decision")
    stop = {"case.restriction.basis": "停工处罚决定已经送达。", "case.restriction.start": day("2026-07-01")}
    hands.do(case, "propose_measure", {**stop, "measure_kind": "限期停工", "by_penalty": True})
    approve(hands, case, "approve_measure", legal=True)
    serve(hands, case, "serve_measure")
    hands.at("2026-07-20T10:00")
    late = {"case.penalty.surcharge": yuan(7200), "case.penalty.remedy": "未申请", "performance": "未履行"}
    hands.do(case, "follow_remedies", late)
