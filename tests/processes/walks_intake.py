"""Walks through intake and transfer."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import SERVED, Move, Moves, Path, day, do, hear, time_is_up

KNOWN = {
    "kind": "投诉",
    "sector": "房建市政",
    "place": "本区",
    "funding": "政府投资",
    "claim_part": "仅工资",
    "gathering": False,
    "extreme_sign": False,
    "employer_fled": False,
}


def registered(**more: Any) -> Moves:
    """The clerk registers and the system gives the receipt."""
    return (
        do("register_complaint", **{**KNOWN, "headcount": 1, **more}),
        do("issue_receipt", duplicate_hits=0, incident_open=False),
    )


def examined(proposal: str, **more: Any) -> Move:
    """The labour authority examines and proposes."""
    found = {
        "duplicate": "不重复",
        "complete": "齐全",
        "time_bar": "未超过二年",
        "prior": "无",
        "dispute": "无争议",
        "crime_clue": "无",
        "paid_state": "未支付",
        "withdraw_wish": "未申请",
    }
    return do("examine_complaint", **{**found, **more}, proposal=proposal)


def confirmed(outcome: str) -> Move:
    """A second person confirms."""
    return do("confirm_route", intake_outcome=outcome, urgency="normal")


EVERY_STEP = ["劳动保障监察", "调解", "仲裁", "法律援助", "中小企业账款清欠", "涉嫌犯罪移送", "转办"]
REPORTER = {"refs": {"reporter": "party:9"}, "supplement": {"reply_by": day("2025-10-10")}}

COMPLAINT_INTAKE = [
    Path(
        "聚集案件启动群体事件，退回重核后受理，七个程序一起启动",
        (
            *registered(headcount=62, gathering=True),
            examined("受理"),
            confirmed("退回重核"),
            examined("受理", crime_clue="已责令仍拒付"),
            confirmed("受理"),
            do("hand_on", next_steps=EVERY_STEP),
        ),
        ("accepted",),
    ),
    Path(
        "其他程序转入，告知其他途径",
        (
            *registered(claim_part="仅工程款"),
            examined("告知其他途径"),
            confirmed("告知其他途径"),
            do("hand_on", next_steps=[]),
        ),
        ("guided",),
        message="start_complaint_intake",
        data={"kind": "信访"},
    ),
    Path(
        "首问和受理都超期，补正后仍不予受理",
        (
            time_is_up("first_contact_overdue"),
            *registered(),
            time_is_up("acceptance_overdue"),
            examined("一次性补正", complete="需补正"),
            confirmed("一次性补正"),
            do("request_supplement"),
            do("receive_supplement"),
            examined("不予受理", time_bar="已超过二年"),
            confirmed("不予受理"),
            do("draft_refusal"),
            *SERVED,
        ),
        ("first_contact_reported", "overdue_reported", "refused"),
        case=REPORTER,
    ),
    Path(
        "逾期未补正",
        (
            *registered(),
            examined("一次性补正", complete="需补正"),
            confirmed("一次性补正"),
            do("request_supplement"),
            time_is_up("supplement_expired"),
        ),
        ("not_supplemented",),
        case=REPORTER,
    ),
    Path(
        "并案",
        (*registered(), examined("并案", duplicate="与在办案件重复"), confirmed("并案"), do("merge_cases")),
        ("merged",),
    ),
    Path(
        "撤回后依职权续查，并入原案",
        (
            *registered(kind="撤回申请"),
            examined("撤回", withdraw_wish="全体自愿撤回", continue_ex_officio=True),
            confirmed("撤回"),
            do("merge_cases"),
        ),
        ("merged",),
    ),
    Path(
        "已付清",
        (
            *registered(),
            examined("已解决", paid_state="已全部支付"),
            confirmed("已解决"),
            do("confirm_settlement"),
        ),
        ("solved",),
    ),
    Path(
        "撤回",
        (
            *registered(kind="撤回申请"),
            examined("撤回", withdraw_wish="全体自愿撤回", continue_ex_officio=False),
            confirmed("撤回"),
        ),
        ("withdrawn",),
    ),
]

ASKED = {
    "lead_lane": "labour_authority",
    "copy_lanes": ["construction_authority", "township"],
    "matter": None,
}
SENT = do("issue_transfer", matter="欠薪线索", lead_lane="township", lead_unit="yunjiakou")
SIGN = do("sign_for", signing="签收办理")
TRANSFER_CASE = {
    "transfer": {"due_on": day("2025-10-15"), "assist_units": [{"unit": "union"}, {"unit": "safety"}]}
}


def handled(way: str) -> Move:
    """The unit handles the matter in one of its ways."""
    return do("handle_matter", handling_way=way)


def answered(result: str = "通过") -> Moves:
    """The unit answers and the sender checks the answer."""
    return (do("write_feedback", feedback="已付清"), do("check_feedback", check_result=result))


def transfer(name: str, moves: Moves, *ends: str) -> Path:
    """A transfer that intake asked for."""
    return Path(name, moves, ends, message="start_transfer", data=ASKED, case=TRANSFER_CASE)


TRANSFER = [
    transfer(
        "签收、协办、登记受理、阶段反馈、退回重办、调解后办结",
        (
            SENT,
            SIGN,
            time_is_up("handling_overdue"),
            handled("提请协办"),
            do("assist"),
            do("assist"),
            handled("登记受理"),
            time_is_up("wait_over"),
            do("report_progress"),
            hear("complaint_intake_result", outcome="受理"),
            *answered("退回重办"),
            handled("先行调解"),
            hear("mediation_result", outcome="履行完毕"),
            *answered(),
        ),
        "overdue_reported",
        "fed_back",
    ),
    Path(
        "自行转办，异议被采纳后另转，期满视为签收，报请督办",
        (
            SENT,
            do("sign_for", signing="提出异议"),
            do("review_objection", objection_view="同意退回"),
            SENT,
            time_is_up("objection_lapsed"),
            handled("直接办理反馈"),
            *answered("报请督办"),
        ),
        ("escalated",),
        data={"matter": "用工检查发现", "sector": "制造", "funding": "社会"},
        case=TRANSFER_CASE,
    ),
    transfer(
        "异议不成立维持原承办，申请退回后改派，再协调为不属区内职权",
        (
            SENT,
            do("sign_for", signing="提出异议"),
            do("review_objection", objection_view="不同意退回"),
            do("rule_on_unit", ruling="维持原承办"),
            handled("申请退回"),
            do("rule_on_unit", ruling="改派", lead_lane="construction_authority"),
            SENT,
            SIGN,
            handled("申请退回"),
            do("rule_on_unit", ruling="不属区内职权"),
        ),
        "returned",
    ),
]
