"""Walks through the joint-punishment list."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import (
    LEGALLY_REFUSED,
    LEGALLY_SIGNED,
    SERVED,
    Move,
    Moves,
    Path,
    day,
    do,
    hear,
    time_is_up,
)

SUBJECTS = ["party:1", "party:2", "party:3"]
CASE = {"refs": {"listed": SUBJECTS, "employer": "party:1"}, "listing": {"subjects_left": None}}
FACTS = {
    "matter": "拟列入",
    "pay_by": day("2026-01-19"),
    "order_overdue": True,
    "headcount": 32,
    "amount_total": 412000,
    "months_max_one": 4,
    "amount_max_one": 20000,
    "mass_event": False,
}
EACH_SERVED: Moves = (*SERVED, *SERVED, *SERVED)
NOTICED: Moves = (do("collect_facts", **FACTS), do("issue_notice"), *EACH_SERVED)
OBJECTION: Moves = (
    do("record_objection", objection="有异议"),
    do("verify_objection", objection_result="不成立"),
)


def opinion(proposal: str, **more: Any) -> Move:
    """The inspector proposes what to decide."""
    found = {"corrected": False, "promise": False, **more}
    return do("prepare_opinion", proposal=proposal, **found)


PUBLISHED: Moves = (opinion("列入"), *LEGALLY_SIGNED, *EACH_SERVED, do("publish_list"))
LISTED: Moves = (*NOTICED, time_is_up("window_over"), *PUBLISHED)
MEASURED: Moves = (do("apply_measures"), do("apply_measures"))


def change(matter: str, **more: Any) -> Move:
    """The inspector verifies an application or a revoking paper."""
    bars = {"new_arrears": False, "criminal": False, "other_bar": False}
    kept = {"corrected": True, "promise": True, "six_months_listed": True, "publicity_conflict": False}
    return do("prepare_change", change=matter, **{**bars, **kept, **more})


def removed(ground: str) -> Moves:
    """All subjects come off the list together, every unit lifts its measures."""
    return (do("take_off_list", removal_ground=ground), do("end_measures"), do("end_measures"), *EACH_SERVED)


BLACKLISTING = [
    Path(
        "异议不成立，延期一次，列入；提前移出先被拒，满六个月后准予移出，公示期另审",
        (
            *NOTICED,
            *OBJECTION,
            time_is_up("window_over"),
            time_is_up("decision_overdue"),
            opinion("申请延期"),
            *LEGALLY_SIGNED,
            opinion("列入"),
            *LEGALLY_REFUSED,
            *PUBLISHED,
            *MEASURED,
            hear("payment_proven", amount_paid=412000, paid_on=day("2026-03-20")),
            hear("listing_change_asked", change="提前移出"),
            change("提前移出", six_months_listed=False),
            *LEGALLY_REFUSED,
            change("提前移出", six_months_listed=False),
            *LEGALLY_SIGNED,
            *SERVED,
            hear("listing_change_asked", change="提前移出"),
            change("提前移出", publicity_conflict=True),
            *LEGALLY_SIGNED,
            *removed("准予提前移出"),
            do("review_publicity"),
        ),
        ("overdue_reported", "measures_done", "removed"),
        message="start_blacklisting",
        data={"matter": "拟列入", "headcount": 32},
        case=CASE,
    ),
    Path(
        "三年期满移出",
        (*LISTED, *MEASURED, time_is_up("term_over"), *removed("期限届满")),
        ("measures_done", "removed"),
        case=CASE,
    ),
    Path(
        "责令文书被撤销，撤销列入，未交的反馈随之关闭",
        (
            *LISTED,
            hear("order_revoked", revoked_on=day("2026-03-01")),
            change("撤销列入"),
            *LEGALLY_SIGNED,
            *removed("列入决定撤销"),
        ),
        ("removed",),
        case=CASE,
    ),
    Path(
        "全部放弃异议，改正并承诺，不予列入",
        (
            *NOTICED,
            do("record_objection", objection="全部放弃异议"),
            opinion("不予列入", corrected=True, promise=True),
            *LEGALLY_SIGNED,
        ),
        ("not_listed",),
        case=CASE,
    ),
    Path(
        "未达数额标准",
        (do("collect_facts", **{**FACTS, "headcount": 2, "amount_max_one": 900}),),
        ("not_listed",),
        case=CASE,
    ),
]
