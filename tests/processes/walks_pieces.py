"""Walks through the reusable pieces: approval, service of a document, payment, hand-over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.processes.moves import (
    HEAD_SIGNS,
    LEGALLY_REFUSED,
    LEGALLY_SIGNED,
    REFUSED,
    SERVED,
    SIGNED,
    Path,
    day,
    do,
    hear,
    time_is_up,
)

ASKED = {"document": "D27", "approver_role": "bureau_head", "draft_ready": True, "legal_review": False}
DRAFT = do("draft_paper")

APPROVAL = [
    Path("批准", SIGNED, ("approved",), data=ASKED),
    Path("不批准", REFUSED, ("refused",), data=ASKED),
    Path("科室负责人即审批人", HEAD_SIGNS, ("approved",), data={**ASKED, "approver_role": "inspection_head"}),
    Path(
        "自行拟稿，科室退回、法审退回、领导退回后批准",
        (
            DRAFT,
            do("review_by_section", section_opinion="退回修改"),
            DRAFT,
            do("review_by_section", section_opinion="不同意，报上级定"),
            do("review_law", legal_opinion="退回修改"),
            DRAFT,
            do("review_by_section", section_opinion="同意"),
            do("review_law", legal_opinion="审核通过"),
            do("decide_approval", approval="退回修改"),
            DRAFT,
            *LEGALLY_SIGNED,
        ),
        ("approved",),
        data={**ASKED, "draft_ready": False, "legal_review": True},
    ),
]

TO_SERVE = {"document": "D15", "receiver": "party:1"}
RECORD = do("record_service", served_on=day("2025-10-13"), service_method="留置送达")
LEFT = {"service": {"left_at": day("2025-10-10"), "announced_on": day("2025-10-10")}}

SERVICE = [
    Path("直接送达", SERVED, ("document_served",), data=TO_SERVE),
    Path(
        "邮寄退回后电子送达",
        (
            do("choose_method", method="邮寄送达"),
            do("post_document", attempt="未送达"),
            do("choose_method", method="电子送达"),
            do("send_electronically", attempt="已签收"),
            RECORD,
        ),
        ("document_served",),
        data=TO_SERVE,
    ),
    Path(
        "拒收后留置，当日视为送达",
        (
            do("choose_method", method="直接送达"),
            do("deliver_in_person", attempt="拒绝签收"),
            do("leave_with_witness", deemed_later=False),
            RECORD,
        ),
        ("document_served",),
        data=TO_SERVE,
        case=LEFT,
    ),
    Path(
        "仲裁文书留置，满三日视为送达",
        (
            do("choose_method", method="留置送达"),
            do("leave_with_witness", deemed_later=True),
            time_is_up("deemed_term"),
            RECORD,
        ),
        ("document_served",),
        data=TO_SERVE,
        case=LEFT,
    ),
    Path(
        "直接送达不成，公告送达",
        (
            do("choose_method", method="直接送达"),
            do("deliver_in_person", attempt="未送达"),
            do("choose_method", method="公告送达"),
            do("publish_announcement"),
            time_is_up("announcement_term"),
            do("record_service", served_on=day("2025-11-10"), service_method="公告送达"),
        ),
        ("document_served",),
        data=TO_SERVE,
        case=LEFT,
    ),
]

DUE = {
    "amount_due": Decimal(9600),
    "headcount": Decimal(1),
    "pay_by": day("2025-10-20"),
    "construction": False,
}


def paid(state: str) -> Any:
    """The inspector records what came in."""
    return do("record_payment", payment_state=state, amount_paid=0)


def measures(*chosen: str, step: str = "继续催付", **more: Any) -> Any:
    """The inspector says why it is unpaid and what follows."""
    found = {
        "term_over": True,
        "unpaid": 400000,
        "months_max_one": 5,
        "amount_max_one": 20000,
        "conduct": "逃匿或转移财产",
        "mass_event": False,
    }
    return do("choose_measures", **{**found, **more}, measures=list(chosen), next_step=step)


EVERYTHING = ("限制施工许可", "动用工资保证金", "应急周转金", "财产保全", "组织调解", "督促国企先行清偿")
SMALL = {"unpaid": 900, "amount_max_one": 900, "months_max_one": 1, "conduct": "不明"}

PAYMENT_FOLLOW_UP = [
    Path("期限内付清", (paid("部分支付"), paid("已足额支付")), ("paid_in_full",), data=DUE),
    Path(
        "期满未付，全部措施之后作出决定",
        (time_is_up("term_expired"), measures(*EVERYTHING, step="作出处理决定")),
        ("decision_needed",),
        data={**DUE, "headcount": Decimal(14)},
    ),
    Path(
        "公安未立案的，再作处罚；调解、保证金、周转金、国企、法院、公安的结果都回到这里",
        (
            paid("采取措施"),
            measures(),
            hear("mediation_result", outcome="调解不成"),
            hear("wage_deposit_result", outcome="余额不足部分支付"),
            hear("emergency_fund_result", outcome="已垫付"),
            hear("soe_responsibility_result", outcome="已清偿"),
            hear("court_enforcement_result", outcome="终结"),
            measures(),
            hear("crime_transfer_result", outcome="未立案"),
            measures("行政处罚", **SMALL, step="终结追讨"),
        ),
        ("pursuit_ended",),
        data={**DUE, "headcount": Decimal(14)},
    ),
    Path(
        "指令有误",
        (paid("采取措施"), measures(**SMALL, term_over=False, step="撤销指令重新核实")),
        ("order_wrong",),
        data=DUE,
    ),
    Path(
        "投诉人撤回",
        (hear("case_withdrawn"), measures(**SMALL, step="撤回结案")),
        ("case_dropped",),
        data=DUE,
    ),
]

PAYER = {"liability": {"payer": "party:2"}}
KEEP = do("draft_decision", opinion="维持拟处理意见", extra_rate=50, pay_by=day("2025-12-26"))

PAYMENT_DECISION = [
    Path(
        "重大案件集体讨论后送达决定",
        (
            do("draft_notice", major=True),
            *SERVED,
            do("hear_defence", defence="书面陈述"),
            KEEP,
            do("discuss_decision"),
            *LEGALLY_SIGNED,
            *SERVED,
        ),
        ("decision_served",),
        case=PAYER,
    ),
    Path(
        "期满未陈述，领导不批准",
        (do("draft_notice", major=False), *SERVED, time_is_up("window_closed"), KEEP, *LEGALLY_REFUSED),
        ("recheck",),
        case=PAYER,
    ),
    Path(
        "采纳意见",
        (
            do("draft_notice", major=False),
            *SERVED,
            do("hear_defence", defence="口头陈述"),
            do("draft_decision", opinion="采纳意见重新核实"),
        ),
        ("recheck",),
        case=PAYER,
    ),
    Path(
        "不予处理",
        (
            do("draft_notice", major=False),
            *SERVED,
            do("hear_defence", defence="放弃陈述申辩"),
            do("draft_decision", opinion="不予处理"),
        ),
        ("not_imposed",),
        case=PAYER,
    ),
]


HAND_OVER = [
    Path(
        "由机制办移交办结",
        (do("record_hand_over"), do("record_result", outcome="已办结")),
        ("handed_back",),
        message="start_hand_over",
        data={"procedure": "not_drawn_yet"},
    ),
    Path(
        "改由专门流程办理",
        (hear("stand_in_replaced"),),
        ("replaced_by_process",),
        message="start_hand_over",
        data={"procedure": "not_drawn_yet"},
    ),
]
