"""The rules of the forms say what the law says: checks, computed and suggested values on small facts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.clock import LOCAL
from app.forms import load_form
from tests.processes.moves import SETTINGS, day
from tests.processes.shipped import forms
from tests.processes.supervision_rows import VALUED
from tests.processes.tried_rows import TRIED

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=LOCAL)
CLOCKS = {
    "INS-07": day("2026-01-29"),
    "INS-14": day("2026-01-21"),
    "BLK-03": day("2026-01-29"),
    "BLK-05": day("2026-02-14"),
    "BLK-09": day("2026-01-20"),
    "BLK-15a": day("2027-02-10"),
    "MED-03": day("2026-01-19"),
    "PEN-13": day("2026-01-18"),
    "CRM-08a": day("2026-01-19"),
}


def amounts(tree: Any) -> Any:
    """Whole numbers as decimals, however deep."""
    if isinstance(tree, dict):
        return {name: amounts(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [amounts(value) for value in tree]
    return Decimal(tree) if type(tree) is int else tree


def due(rule: str) -> date | None:
    """The clocks that run in these cases."""
    return CLOCKS.get(rule)


EXAMINED = {
    "proposal": "受理",
    "complete": "齐全",
    "time_bar": "未超过二年",
    "prior": "无",
    "place": "本区",
    "claim_part": "仅工资",
    "withdraw_wish": "未申请",
    "paid_state": "未支付",
    "duplicate": "不重复",
}
ROSTER = {
    "case": {
        "roster": [
            {"worker_ref": "w1", "owed": 3000},
            {"worker_ref": "w1", "owed": 3500},
            {"worker_ref": "w2", "owed": 3100},
        ]
    }
}
UNPAID = {"case": {"fund": {"unpaid": [{"months": 2, "owed": 6500}, {"months": 1, "owed": 3100}]}}}
PLAN = {"case": {"mediation": {"plan": [{"due_on": day("2025-11-14")}, {"due_on": day("2025-12-15")}]}}}
PAID = {"case": {"payments": [{"amount": 24000, "instalment": 1}, {"amount": 500, "instalment": None}]}}
ITEMS = {
    "arbitration": {
        "items": [
            {"amount": 26800, "final_class": "报酬补偿赔偿"},
            {"amount": 5000, "final_class": "报酬补偿赔偿"},
            {"amount": 0, "final_class": "工时休假社保"},
        ]
    }
}
SUBJECTS = [{"kind": "用人单位"}, {"kind": "法定代表人或主要负责人"}]

EXAMINE = "complaint_intake/examine_complaint/var.proposal"
CHECKS: list[tuple[str, dict[str, Any], bool]] = [
    (EXAMINE, EXAMINED, True),
    (EXAMINE, {**EXAMINED, "complete": "需补正"}, False),
    (EXAMINE, {**EXAMINED, "time_bar": "已超过二年"}, False),
    (EXAMINE, {**EXAMINED, "proposal": "不予受理"}, False),
    (EXAMINE, {**EXAMINED, "proposal": "不予受理", "time_bar": "已超过二年"}, True),
    (EXAMINE, {**EXAMINED, "proposal": "撤回", "withdraw_wish": "部分人撤回"}, False),
    (EXAMINE, {**EXAMINED, "proposal": "并案", "withdraw_wish": "部分人撤回"}, True),
    (EXAMINE, {**EXAMINED, "proposal": "已解决"}, False),
    ("complaint_intake/hand_on/var.next_steps", {"intake_outcome": "受理", "next_steps": ["调解"]}, False),
    ("complaint_intake/hand_on/var.next_steps", {"intake_outcome": "告知其他途径", "next_steps": None}, True),
    (
        "complaint_intake/hand_on/case.guide.consent",
        {"next_steps": ["调解"], "case": {"guide": {"consent": False}}},
        False,
    ),
    (
        "complaint_intake/register_complaint/case.complaint.arrears_from",
        {"case": {"complaint": {"arrears_from": "2026-02"}}},
        False,
    ),
    (
        "complaint_intake/register_complaint/case.complaint.arrears_to",
        {"case": {"complaint": {"arrears_from": "2025-08", "arrears_to": "2025-07"}}},
        False,
    ),
    (
        "investigation/approve_filing/case.filing.officers",
        {"case": {"filing": {"officers": ["o1", "o1"]}}},
        False,
    ),
    ("investigation/confirm_facts/var.amount_due", {**ROSTER, "amount_due": 9600}, True),
    ("investigation/confirm_facts/var.amount_due", {**ROSTER, "amount_due": 9601}, False),
    ("investigation/confirm_facts/var.headcount", {**ROSTER, "headcount": 3}, False),
    ("investigation/confirm_facts/var.pay_by", {"pay_by": day("2026-01-20")}, False),
    (
        "investigation/propose_close/var.close_result",
        {"close_result": "履行完毕结案", "amount_due": 9600, "amount_paid": 9000},
        False,
    ),
    (
        "payment_follow_up/choose_measures/var.measures",
        {"measures": ["动用工资保证金"], "decided": None, "construction": True},
        False,
    ),
    (
        "payment_follow_up/choose_measures/var.measures",
        {"measures": ["动用工资保证金"], "decided": True, "construction": True},
        True,
    ),
    (
        "payment_follow_up/choose_measures/var.measures",
        {"measures": ["行政处罚"], "crime_started": True, "crime_state": None},
        False,
    ),
    (
        "payment_follow_up/choose_measures/var.next_step",
        {"next_step": "作出处理决定", "term_over": True, "decided": None},
        True,
    ),
    ("payment_decision/draft_decision/var.extra_rate", {"extra_rate": 49}, False),
    (
        "penalty/conclude_inquiry/var.fine",
        {"ground": "专户保证金实名制违法", "fine": 60000, "party_kind": "单位"},
        True,
    ),
    (
        "penalty/conclude_inquiry/var.fine",
        {"ground": "工资台账银行卡违法", "fine": 40000, "party_kind": "个人"},
        False,
    ),
    (
        "penalty/arrange_hearing/case.hearing.chair",
        {"case": {"penalty": {"officers": ["o1", "o2"]}, "hearing": {"chair": "o2"}}},
        False,
    ),
    (
        "approval/decide_approval/var.approval",
        {"approval": "批准", "before": ["INS-07", "INS-08"]},
        True,
    ),
    ("approval/decide_approval/var.approval", {"approval": "批准", "before": ["MED-03"]}, False),
    ("approval/decide_approval/var.approval", {"approval": "不批准", "before": ["MED-03"]}, True),
    ("service_of_document/choose_method/var.method", {"method": "公告送达", "attempts": None}, False),
    ("service_of_document/choose_method/var.method", {"method": "公告送达", "attempts": 1}, True),
    (
        "mediation/check_instalment/var.instalment_result",
        {**PAID, "instalment_result": "全部付清", "agreed_amount": 48000},
        False,
    ),
    (
        "mediation/check_instalment/var.instalment_result",
        {"instalment_result": "全部付清", "agreed_amount": 48000},
        False,
    ),
    (
        "penalty/record_performance/var.performance",
        {"performance": "已履行", "kinds": ["罚款"], "fine": 3000},
        False,
    ),
    ("arbitration/conduct_case/var.next_step", {"next_step": "转入裁决", "hearing_result": None}, False),
    (
        "arbitration/check_application/var.acceptance",
        {
            "kind": "调解协议审查",
            "acceptance": "受理",
            "case": {"arbitration": {"received_on": day("2026-01-20")}},
        },
        False,
    ),
    (
        "blacklisting/collect_facts/case.listing.subjects",
        {"case": {"listing": {"subjects": SUBJECTS[:1]}}},
        False,
    ),
    (
        "blacklisting/collect_facts/case.listing.subjects",
        {"case": {"listing": {"subjects": SUBJECTS}}},
        True,
    ),
    ("blacklisting/prepare_opinion/var.proposal", {"proposal": "申请延期", "extended": True}, False),
    ("blacklisting/prepare_opinion/var.proposal", {"proposal": "申请延期", "extended": None}, True),
    (
        "blacklisting/take_off_list/case.listing.removed_subjects",
        {
            "case": {
                "refs": {"listed": ["a", "b", "c"]},
                "listing": {"removed_subjects": ["a", "b"], "subjects_left": None},
            }
        },
        False,
    ),
]

VALUES: list[tuple[str, str, dict[str, Any], Any]] = [
    ("investigation/confirm_facts/var.amount_due", "prefill", ROSTER, Decimal(9600)),
    ("investigation/confirm_facts/var.headcount", "prefill", ROSTER, Decimal(2)),
    ("payment_follow_up/choose_measures/var.months_max_one", "prefill", UNPAID, Decimal(2)),
    ("payment_follow_up/choose_measures/var.amount_max_one", "prefill", UNPAID, Decimal(6500)),
    ("payment_follow_up/choose_measures/var.unpaid", "compute", {"amount_due": 9600}, Decimal(9600)),
    ("payment_follow_up/record_payment/var.amount_paid", "compute", {}, Decimal(0)),
    ("payment_follow_up/record_payment/var.amount_paid", "compute", PAID, Decimal(24500)),
    ("mediation/draw_up_agreement/var.next_due", "compute", PLAN, day("2025-11-14")),
    (
        "mediation/check_instalment/var.following_due",
        "prefill",
        {**PLAN, "next_due": day("2025-11-14")},
        day("2025-12-15"),
    ),
    (
        "mediation/guide_after_default/var.unpaid_amount",
        "prefill",
        {**PAID, "agreed_amount": 48000},
        Decimal(24000),
    ),
    (
        "arbitration/deliberate/var.final_items",
        "compute",
        {"case": ITEMS, "monthly_min_wage": 2320},
        Decimal(3),
    ),
    (
        "arbitration/deliberate/var.final_items",
        "compute",
        {"case": ITEMS, "monthly_min_wage": 2000},
        Decimal(2),
    ),
    (
        "service_of_document/record_service/var.served_on",
        "prefill",
        {
            "method": "直接送达",
            "attempt": "已签收",
            "case": {"service": {"attempt_at": datetime(2026, 1, 12, 9, 0, tzinfo=LOCAL)}},
        },
        day("2026-01-12"),
    ),
    (
        "service_of_document/record_service/var.served_on",
        "prefill",
        {"method": "公告送达"},
        day("2026-01-18"),
    ),
    ("blacklisting/prepare_change/var.six_months_listed", "compute", {}, True),
    ("blacklisting/prepare_change/var.publicity_conflict", "compute", {"change": "提前移出"}, True),
    (
        "blacklisting/take_off_list/var.removal_ground",
        "compute",
        {"change_result": "条件不足"},
        "期限届满",
    ),
    (
        "penalty/close_penalty/var.result",
        "prefill",
        {"proposal": "拟予处罚", "decision": "予以处罚", "performance": "已履行"},
        "履行完毕",
    ),
    ("complaint_intake/request_supplement/case.supplement.reply_by", "prefill", {}, day("2026-01-30")),
    ("payment_decision/hear_defence/case.decision.waiver", "required_when", {}, True),
]


def read(where: str, rule: str, known: dict[str, Any]) -> Any:
    """What a rule of a field gives for what is known."""
    key, name, path = where.split("/")
    field = load_form(forms(key)[name]).field(path)
    assert field is not None
    expression = field.check.expression if rule == "check" and field.check else getattr(field, rule)
    scope = {"setting": {**SETTINGS, "supplement_days": Decimal(10)}, **amounts(known)}
    return expression.evaluate(scope, now=NOW, functions={"due": due})


@pytest.mark.parametrize(("where", "known", "holds"), CHECKS + TRIED)
def test_a_check_holds_or_refuses(where: str, known: dict[str, Any], holds: bool) -> None:
    assert (read(where, "check", known) is not False) == holds


@pytest.mark.parametrize(("where", "rule", "known", "value"), VALUES + VALUED)
def test_a_value_is_known_by_itself(where: str, rule: str, known: dict[str, Any], value: Any) -> None:
    assert read(where, rule, known) == value
