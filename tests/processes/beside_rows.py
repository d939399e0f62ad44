"""What is tried of the procedures beside a wage case: rows of their tables, and the rules of their forms."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import day

Row = tuple[dict[str, Any], int, dict[str, Any]]


def contracting(number: int, suggested: str, *seen: str) -> Row:
    """A site where these were seen."""
    names = (
        "name_lent",
        "awarded_by_owner_illegally",
        "whole_passed_on",
        "subcontracted_illegally",
        "owner_owes_price",
    )
    return ({name: name in seen for name in names}, number, {"suggested": suggested})


CONTRACTING: list[Row] = [
    contracting(1, "挂靠", "name_lent", "owner_owes_price"),
    contracting(2, "违法发包", "awarded_by_owner_illegally", "whole_passed_on"),
    contracting(3, "转包", "whole_passed_on"),
    contracting(4, "违法分包", "subcontracted_illegally", "owner_owes_price"),
    contracting(5, "拖欠工程款", "owner_owes_price"),
    contracting(6, "不成立"),
]


def crime(number: int, test: str, **asked: Any) -> Row:
    """An employer with a dozen workers unpaid after an order that ran out."""
    known = {"order_served_unpaid": True, "evasion": "逃匿", "assist_tried": False, "headcount": 12}
    most = {"amount_total": 96000, "months_max_one": 2, "amount_max_one": 8000}
    return ({**known, **most, **asked}, number, {"crime_test": test})


FEW = {"headcount": 9, "months_max_one": 3}
CRIMES: list[Row] = [
    crime(1, "不予移送", order_served_unpaid=False),
    crime(2, "不予移送", evasion="无"),
    crime(3, "先行协查", evasion="下落待查"),
    crime(4, "不予移送", evasion="下落待查", assist_tried=True),
    crime(5, "涉嫌犯罪", headcount=10, amount_total=30000),
    crime(6, "涉嫌犯罪", **FEW, amount_max_one=5000),
    crime(7, "不予移送", **FEW, amount_max_one=4999),
    crime(7, "不予移送", headcount=10, amount_total=29999),
]


def fund(number: int, check: str, *, enabled: bool = True, **asked: Any) -> Row:
    """Workers in hardship whose employer has fled; nobody is paid twice."""
    known = {"reason": "隐匿逃匿", "hardship": True, "doubles": 0, "per_person_max": 2000}
    setting = {"fund_enabled": enabled, "fund_per_person": 2000}
    return ({**known, **asked, "setting": setting}, number, {"fund_check": check})


FUNDS: list[Row] = [
    fund(1, "不符合", enabled=False),
    fund(2, "不符合", reason="其他"),
    fund(3, "不符合", hardship=False),
    fund(4, "不符合", doubles=1),
    fund(5, "不符合", per_person_max=2001),
    fund(6, "可以垫付"),
    fund(7, "不符合", hardship=None),
]


def aid(number: int, means_test: str, order: str, **asked: Any) -> Row:
    """A migrant worker who claims wages, with two months to go."""
    known = {"wage_claim": True, "migrant": True, "days_to_limit": 60, "preservation_needed": False}
    return ({**known, **asked}, number, {"means_test": means_test, "order": order})


AIDS: list[Row] = [
    aid(1, "免予审查", "先行援助", days_to_limit=6),
    aid(2, "免予审查", "先行援助", preservation_needed=True),
    aid(3, "免予审查", "先审后援", days_to_limit=7),
    aid(4, "需要审查", "先行援助", migrant=False, days_to_limit=6),
    aid(5, "需要审查", "先行援助", wage_claim=False, preservation_needed=True),
    aid(6, "需要审查", "先审后援", migrant=False),
]


def team(*officers: str) -> dict[str, Any]:
    """The team of a transfer."""
    return {"case": {"crime": {"team": [{"officer": officer} for officer in officers]}}}


def court(result: str, matter: str = "非诉强制执行", **facts: Any) -> dict[str, Any]:
    """How execution of a matter went."""
    return {"execution_result": result, "court_matter": matter, "case": {"court": {"recovered": 0, **facts}}}


def finding(**facts: Any) -> dict[str, Any]:
    """Facts of the finding."""
    return {"case": {"finding": facts}}


PRICE = "contracting_finding/gather_evidence/case.finding.wage_part"
OPINION = "emergency_fund/check_account/var.finance_result"
RECOVERY = "emergency_fund/recover_advance/var.recovery"
LISTED = "emergency_fund/apply_fund/case.fund.list"
PAYING = "emergency_fund/pay_workers/case.fund.payments"
ROWS = [{"worker": "w1", "owed": 9000, "advance": 2000}, {"worker": "w2", "owed": 1500, "advance": 1500}]


def paying(*rows: tuple[str, int, str]) -> dict[str, Any]:
    """Payments to workers of an approved list of two."""
    paid = [{"worker": worker, "amount": amount, "result": result} for worker, amount, result in rows]
    return {"amount": 3500, "case": {"fund": {"list": ROWS, "payments": paid}}}


def opinion(balance: int, allocation: int | None, fund_check: str = "可以垫付") -> dict[str, Any]:
    """Finance would agree to 124,000 yuan."""
    facts = {"fund": {"account_balance": balance}, "finance": {"allocation": allocation}}
    return {"finance_result": "同意", "fund_check": fund_check, "amount": 124000, "case": facts}


RESULT = "court_enforcement/carry_out/var.execution_result"
OTHERS = "court_enforcement/distribute_money/case.court.other_paid"
WAGES = [{"due": 9000, "paid": 9000}, {"due": 3000, "paid": 2000}]
REASON = "legal_aid/decide_aid/case.aid.refusal_reason"
MEANS = {"case": {"aid": {"refusal_reason": "不符合经济困难标准"}}}
CHECKED: list[tuple[str, dict[str, Any], bool]] = [
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o1"]), False),
    ("contracting_finding/accept_matter/case.finding.officers", finding(officers=["o1", "o2"]), True),
    (PRICE, finding(unpaid_price=1000, wage_part=1001), False),
    (PRICE, finding(unpaid_price=1000, wage_part=400), True),
    (LISTED, {"case": {"fund": {"list": ROWS}}}, True),
    (LISTED, {"case": {"fund": {"list": [ROWS[0], ROWS[0]]}}}, False),
    (LISTED, {"case": {"fund": {"list": [{**ROWS[1], "advance": 1501}]}}}, False),
    (OPINION, opinion(124000, None), True),
    (OPINION, opinion(100000, 24000), True),
    (OPINION, opinion(100000, 23999), False),
    (OPINION, opinion(124000, None, "不符合"), False),
    (PAYING, paying(("w1", 2000, "已到账"), ("w2", 1500, "失败退回"), ("w2", 1500, "已到账")), True),
    (PAYING, paying(("w1", 2000, "已到账"), ("w1", 1500, "已到账")), False),
    (PAYING, paying(("w3", 2000, "已到账")), False),
    (PAYING, paying(("w1", 2000, "已到账"), ("w2", 1501, "已到账")), False),
    (RECOVERY, {"recovery": "已全部收回", "balance": 0}, True),
    (RECOVERY, {"recovery": "已全部收回", "balance": 1}, False),
    (RECOVERY, {"recovery": "继续追偿", "balance": -1}, False),
    (RECOVERY, {"recovery": "申请法院执行", "balance": 1, "court_asked": True}, False),
    (RESULT, court("款项到账"), False),
    (RESULT, court("款项到账", recovered=1), True),
    (RESULT, court("保全到位"), False),
    (RESULT, court("保全到位", "财产保全", before_arbitration=True), False),
    (
        RESULT,
        court("保全到位", "财产保全", before_arbitration=True, main_case_filed_on=day("2026-01-10")),
        True,
    ),
    (RESULT, court("债务人异议"), False),
    (OTHERS, {"case": {"court": {"wages_paid": WAGES, "other_paid": 500}}}, False),
    (OTHERS, {"case": {"court": {"wages_paid": WAGES[:1], "other_paid": 500}}}, True),
    (REASON, {**MEANS, "means_test": "免予审查"}, False),
    (REASON, {**MEANS, "means_test": "需要审查"}, True),
    ("legal_aid/decide_aid/var.aid_decision", {"aid_decision": "先行援助", "order": "先审后援"}, False),
    ("crime_transfer/form_team/case.crime.team", team("o1", "o1"), False),
    ("crime_transfer/form_team/case.crime.team", team("o1", "o2"), True),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "申请复议", "reconsidered": True}, False),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "申请复议"}, False),
    ("crime_transfer/choose_remedy/var.remedy", {"remedy": "建议立案监督"}, True),
]
