"""Walks through the inspection and the penalty."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import (
    HEAD_SIGNS,
    LEGALLY_SIGNED,
    REFUSED,
    SERVED,
    SIGNED,
    Move,
    Moves,
    Path,
    day,
    do,
    hear,
    time_is_up,
)

BUILDING = {"headcount": 14, "urgency": "urgent", "construction": True, "kind": "投诉"}
CASE = {
    "refs": {"employer": "party:1"},
    "liability": {"payer": "party:2"},
    "roster": {"owed": [100000, 86400]},
    "payments": {"paid_on": [day("2026-01-05")]},
}


def filed(opinion: str = "批准立案", **more: Any) -> Moves:
    """The inspector proposes, the head decides on filing."""
    asked = {"construction": True, "finding_needed": False, "employer_role": "分包", **more}
    return (do("propose_filing", **asked), do("approve_filing", filing_opinion=opinion))


def confirmed(facts: str, **more: Any) -> Move:
    """The inspector confirms facts, amount and payer."""
    return do("confirm_facts", facts=facts, amount_due=186400, headcount=14, **more)


def closed(result: str, signed: Moves = SIGNED) -> Moves:
    """The inspector proposes to close, the bureau decides."""
    return (do("propose_close", close_result=result), *signed)


def measures(step: str, **more: Any) -> Move:
    """Nothing is due by the rule; the inspector chooses the next step."""
    found = {
        "term_over": True,
        "unpaid": 900,
        "months_max_one": 1,
        "amount_max_one": 900,
        "conduct": "不明",
        "mass_event": False,
        "measures": [],
    }
    return do("choose_measures", **{**found, **more}, next_step=step)


ENDED = do("investigate", investigation="调查终结")
ORDERED: Moves = (confirmed("责令限期支付", pay_by=day("2025-12-15")), *HEAD_SIGNS, *SERVED)
DECIDED: Moves = (
    do("draft_notice", major=False),
    *SERVED,
    do("hear_defence", defence="放弃陈述申辩"),
    do("draft_decision", opinion="维持拟处理意见", extra_rate=50, pay_by=day("2025-12-26")),
    *LEGALLY_SIGNED,
    *SERVED,
)
PAID = do("record_payment", payment_state="已足额支付", amount_paid=186400)

INVESTIGATION = [
    Path(
        "挂靠工地：认定之后判定总包先行清偿，责令、决定，动用保证金后付清",
        (
            *filed(finding_needed=True),
            *SERVED,
            ENDED,
            hear("contracting_finding_result", finding="挂靠", owner_owes_price=False),
            *ORDERED,
            time_is_up("term_expired"),
            measures("作出处理决定"),
            *DECIDED,
            time_is_up("term_expired"),
            measures("继续催付", measures=["动用工资保证金"], next_check=day("2026-01-10")),
            hear("wage_deposit_result", outcome="已支付"),
            PAID,
            *closed("履行完毕结案"),
        ),
        ("settled",),
        message="start_investigation",
        data=BUILDING,
        case=CASE,
    ),
    Path(
        "自行发现，退回补充后不予立案",
        (*filed("退回补充"), *filed("不予立案")),
        ("not_filed",),
        case=CASE,
    ),
    Path(
        "投诉人撤回，超期、延长、认定未回复，指令不批准、被撤销，最后轻微改正撤案",
        (
            *filed(finding_needed=True),
            *SERVED,
            time_is_up("overtime"),
            hear("case_withdrawn"),
            do("investigate", investigation="申请延期"),
            *SIGNED,
            ENDED,
            time_is_up("finding_late"),
            confirmed("责令限期支付", pay_by=day("2025-12-15")),
            do("decide_approval", approval="不批准"),
            *ORDERED,
            do("record_payment", payment_state="采取措施", amount_paid=0),
            measures("撤销指令重新核实", term_over=False),
            confirmed("已改正或继续催付"),
            PAID,
            *closed("轻微已改正撤销立案"),
        ),
        ("report_overtime", "cancelled"),
        message="start_investigation",
        data=BUILDING,
        case=CASE,
    ),
    Path(
        "无法执行，终结追讨",
        (
            *filed(),
            *SERVED,
            ENDED,
            *ORDERED,
            do("record_payment", payment_state="采取措施", amount_paid=0),
            measures("终结追讨"),
            *closed("无法执行终结"),
        ),
        ("ended_otherwise",),
        message="start_investigation",
        data=BUILDING,
        case=CASE,
    ),
    Path(
        "争议较大引导仲裁，结案先不被同意",
        (
            *filed(),
            *SERVED,
            ENDED,
            confirmed("争议较大引导仲裁"),
            *closed("引导仲裁诉讼", REFUSED),
            confirmed("争议较大引导仲裁"),
            *closed("引导仲裁诉讼"),
        ),
        ("ended_otherwise",),
        message="start_investigation",
        data=BUILDING,
        case=CASE,
    ),
]

FINE: Moves = (
    do(
        "conclude_inquiry",
        proposal="拟予处罚",
        kinds=["罚款", "责令停工"],
        fine=60000,
        complex=False,
    ),
)
NOTICE: Moves = (do("issue_notice"), *SERVED)
KEEP = do("review_statement", review="维持")
PASS = do("review_law", legal_opinion="审核通过")
PENALTY_CASE = {"refs": {"penalty_party": "party:1"}, "hearing": {"at": day("2026-06-15")}}


def penalty_filed(**more: Any) -> Moves:
    """The officer files the penalty case, the bureau approves."""
    asked = {"ground": "专户保证金实名制违法", "party_kind": "单位", "needs_correction": False}
    return (do("file_penalty", **{**asked, **more}), *SIGNED)


def penalty(name: str, *moves: Move, end: str = "penalty_closed") -> Path:
    """A penalty that the inspection asked for."""
    data = {"authority": "labour_authority", "penalty_source": "监察移送"}
    return Path(name, moves, (end,), message="start_penalty", data=data, case=PENALTY_CASE)


PENALTY = [
    penalty("不予立案", do("file_penalty", needs_correction=False), *REFUSED, end="not_filed"),
    penalty(
        "责令改正后改正的不处罚",
        *penalty_filed(needs_correction=True),
        do("order_correction"),
        *SERVED,
        do("check_correction", corrected=True),
        do("close_penalty", result="改正后不予处罚"),
    ),
    penalty(
        "逾期不改，听证、集体讨论、停工并罚款，逾期不缴，期满申请法院执行",
        *penalty_filed(needs_correction=True),
        do("order_correction"),
        *SERVED,
        do("check_correction", corrected=False),
        *FINE,
        *NOTICE,
        do("record_response", response="要求听证"),
        do("arrange_hearing"),
        *SERVED,
        do("hold_hearing"),
        KEEP,
        PASS,
        do("discuss_penalty"),
        do("decide_penalty", decision="予以处罚"),
        *SERVED,
        time_is_up("payment_overdue"),
        do("follow_remedies", performance="未履行"),
        time_is_up("remedies_lapsed"),
        hear("court_enforcement_result", outcome="执行完毕"),
        do("close_penalty", result="法院执行"),
    ),
    penalty(
        "警告：无听证权，期满未陈述，事实有变、法审退回、补充调查后决定，延期后履行",
        *penalty_filed(),
        do("conclude_inquiry", proposal="拟予处罚", kinds=["罚款"], fine=3000, complex=False),
        *NOTICE,
        time_is_up("statement_closed"),
        do("review_statement", review="事实有变，重新调查"),
        *FINE,
        *NOTICE,
        time_is_up("window_closed"),
        KEEP,
        do("review_law", legal_opinion="退回修改"),
        do("conclude_inquiry", proposal="拟予处罚", kinds=["警告"], fine=None, complex=False),
        *NOTICE,
        do("record_response", response="陈述申辩"),
        KEEP,
        PASS,
        do("decide_penalty", decision="退回补充调查"),
        do("conclude_inquiry", proposal="拟予处罚", kinds=["警告"], fine=None, complex=False),
        *NOTICE,
        do("record_response", response="放弃"),
        KEEP,
        PASS,
        do("decide_penalty", decision="予以处罚"),
        *SERVED,
        do("record_performance", performance="批准延期或分期"),
        do("record_performance", performance="已履行"),
        do("close_penalty", result="履行完毕"),
    ),
    penalty(
        "建议不予处罚",
        *penalty_filed(),
        do("conclude_inquiry", proposal="不予处罚", complex=False),
        do("decide_penalty", decision="不予处罚"),
        do("close_penalty", result="不予处罚"),
    ),
    Path(
        "自行发现的，移送司法机关",
        (
            *penalty_filed(),
            do("conclude_inquiry", proposal="移送司法机关", complex=True),
            do("close_penalty", result="移送司法机关"),
        ),
        ("penalty_closed",),
        case=PENALTY_CASE,
    ),
    penalty(
        "决定移送",
        *penalty_filed(),
        do("conclude_inquiry", proposal="不予处罚", complex=False),
        do("decide_penalty", decision="移送司法机关"),
        do("close_penalty", result="移送司法机关"),
    ),
]
