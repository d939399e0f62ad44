"""Walks through mediation and arbitration."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SERVED, SIGNED, Move, Moves, Path, day, do, time_is_up

APPLICATION = do(
    "register_application", body_type="工会调解组织", body_unit="union", headcount=6, amount_claimed=48000
)
OPENED: Moves = (APPLICATION, do("screen_dispute"))
ACCEPTED: Moves = (*OPENED, do("decide_acceptance", acceptance="受理"))
AGREED: Moves = (
    *ACCEPTED,
    do("hold_session", session_outcome="继续调解"),
    do("hold_session", session_outcome="达成协议"),
    do("draw_up_agreement", agreed_amount=48000, next_due=day("2025-11-14")),
)
FIRST_PART: Moves = (
    time_is_up("instalment_due"),
    do("check_instalment", instalment_result="本期付清，尚有后期", following_due=day("2025-12-15")),
)


def second_part(result: str) -> Moves:
    """The second instalment is due and checked."""
    return (time_is_up("instalment_due"), do("check_instalment", instalment_result=result))


def failed(route: str) -> Move:
    """The mediator tells that it failed and where to go."""
    return do("tell_failure", next_route=route)


def defaulted(route: str) -> Move:
    """The mediator guides the worker after the default."""
    return do("guide_after_default", unpaid_amount=24000, next_route=route)


MEDIATION = [
    Path(
        "调解协议送仲裁审查，第二期违约转法院",
        (
            *AGREED,
            do("ask_confirmation", confirmation="共同申请仲裁审查"),
            *FIRST_PART,
            *second_part("未按期付足"),
            defaulted("申请强制执行"),
        ),
        ("confirmation_settled", "to_court"),
        message="start_mediation",
        data={"headcount": 6, "amount_claimed": 48000},
    ),
    Path(
        "送司法确认，全部付清",
        (
            *AGREED,
            do("ask_confirmation", confirmation="共同申请司法确认"),
            *FIRST_PART,
            *second_part("全部付清"),
        ),
        ("confirmation_settled", "performed"),
    ),
    Path(
        "三十日未申请确认，违约转仲裁",
        (*AGREED, time_is_up("confirmation_lapsed"), *second_part("未按期付足"), defaulted("转仲裁")),
        ("confirmation_settled", "to_arbitration"),
    ),
    Path(
        "暂不申请确认，违约后不再处理",
        (
            *AGREED,
            do("ask_confirmation", confirmation="暂不申请"),
            *second_part("未按期付足"),
            defaulted("不再处理"),
        ),
        ("confirmation_settled", "closed"),
    ),
    Path(
        "期满未达成协议，转仲裁", (*ACCEPTED, time_is_up("term_over"), failed("转仲裁")), ("to_arbitration",)
    ),
    Path(
        "企业调委会延期后期满",
        (
            *ACCEPTED,
            do("hold_session", session_outcome="同意延期"),
            time_is_up("committee_term_over"),
            failed("不再处理"),
        ),
        ("closed",),
    ),
    Path(
        "被申请人无法联系，十五日届满",
        (*OPENED, time_is_up("consent_overdue"), failed("不再处理")),
        ("closed",),
    ),
    Path(
        "不受理",
        (*OPENED, do("decide_acceptance", acceptance="不受理"), failed("转仲裁")),
        ("to_arbitration",),
    ),
    Path("受理前撤回", (*OPENED, do("decide_acceptance", acceptance="撤回申请")), ("closed",)),
    Path("调解中撤回", (*ACCEPTED, do("hold_session", session_outcome="撤回申请")), ("closed",)),
    Path(
        "调解不成",
        (*ACCEPTED, do("hold_session", session_outcome="调解不成"), failed("不再处理")),
        ("closed",),
    ),
]

TWO_PARTIES = {"refs": {"arbitration_parties": ["party:1", "party:2"], "arbitration_applicant": "party:1"}}
BOTH_SERVED: Moves = (*SERVED, *SERVED)
CLAIM = {"kind": "仲裁申请", "headcount": 1, "amount_claimed": 31800, "priority": False}


def checked(acceptance: str, **more: Any) -> Move:
    """The filing officer checks the application."""
    return do("check_application", **{**CLAIM, **more}, acceptance=acceptance)


def step(chosen: str, **more: Any) -> Move:
    """The presiding arbitrator decides what comes next."""
    return do("conduct_case", next_step=chosen, **more)


STARTED: Moves = (
    checked("受理"),
    do("form_tribunal", tribunal_size="独任"),
    *BOTH_SERVED,
    do("record_reply"),
)


def heard(result: str) -> Moves:
    """A hearing is set, announced and held."""
    return (
        step("安排开庭"),
        do("schedule_hearing"),
        *BOTH_SERVED,
        do("hold_hearing", hearing_result=result),
    )


REVIEW = {"kind": "调解协议审查", "amount_claimed": 48000}
MOTIONS: Moves = (
    step("延长审限"),
    do("draft_paper"),
    *SIGNED,
    *BOTH_SERVED,
    step("中止审理"),
    do("draft_paper"),
    *SIGNED,
    *BOTH_SERVED,
    do("resume_case"),
    step("延长审限"),
    do("draft_paper"),
    *REFUSED,
    step("先予执行", advance_amount=5000),
    do("rule_advance", advance_ruling="准予先予执行"),
    *BOTH_SERVED,
    step("委托调解"),
    do("entrusted_mediation"),
    step("委托调解"),
    time_is_up("entrusted_over"),
)

ARBITRATION = [
    Path(
        "补正后受理，追加第三人重新计期，各种程序事项之后开庭裁决",
        (
            checked("补正材料"),
            do("register_supplement"),
            checked("受理"),
            do("form_tribunal", tribunal_size="独任"),
            *BOTH_SERVED,
            time_is_up("reply_overdue"),
            step("追加或变更请求"),
            do("record_restart"),
            *BOTH_SERVED,
            do("record_reply"),
            *MOTIONS,
            *heard("审理完毕"),
            step("转入裁决"),
            do("deliberate", final_items=2, other_items=0, award_total=31800),
            do("issue_award"),
            *BOTH_SERVED,
            do("record_effect"),
        ),
        ("awarded",),
        case=TWO_PARTIES,
    ),
    Path(
        "调解协议审查延期后出具调解书，双方签收",
        (
            checked("受理", **REVIEW),
            do("review_agreement", review_outcome="申请延期"),
            do("draft_paper"),
            *SIGNED,
            do("review_agreement", review_outcome="制作调解书"),
            do("issue_mediation_document", award_total=48000),
            do("sign_mediation_document", signing="双方均已签收"),
        ),
        ("settled",),
        message="start_arbitration",
        data={"kind": "调解协议审查", "headcount": 6},
        case=TWO_PARTIES,
    ),
    Path("不予受理", (checked("不予受理"), *SERVED), ("refused",), case=TWO_PARTIES),
    Path(
        "审查后不予制作调解书",
        (checked("受理", **REVIEW), do("review_agreement", review_outcome="不予制作调解书"), *BOTH_SERVED),
        ("refused",),
        case=TWO_PARTIES,
    ),
    Path(
        "审查的调解书一方拒签，审查终结",
        (
            checked("受理", **REVIEW),
            do("review_agreement", review_outcome="制作调解书"),
            do("issue_mediation_document", award_total=48000),
            do("sign_mediation_document", signing="一方拒签反悔"),
            *BOTH_SERVED,
        ),
        ("terminated",),
        case=TWO_PARTIES,
    ),
    Path(
        "当庭调解后反悔继续审理，申请人无故缺席视为撤回",
        (
            *STARTED,
            *heard("当庭达成调解"),
            do("issue_mediation_document", award_total=30000),
            do("sign_mediation_document", signing="一方拒签反悔"),
            *heard("申请人无故缺席"),
            *BOTH_SERVED,
        ),
        ("withdrawn",),
        case=TWO_PARTIES,
    ),
    Path(
        "法院已立案，终结审理",
        (*STARTED, *heard("延期开庭"), step("终结审理"), *BOTH_SERVED),
        ("terminated",),
        case=TWO_PARTIES,
    ),
    Path("准予撤回", (*STARTED, step("准予撤回"), *BOTH_SERVED), ("withdrawn",), case=TWO_PARTIES),
    Path(
        "委托调解达成后制作调解书",
        (
            *STARTED,
            step("制作调解书"),
            do("issue_mediation_document", award_total=30000),
            do("sign_mediation_document", signing="双方均已签收"),
        ),
        ("settled",),
        case=TWO_PARTIES,
    ),
]
