"""Walks through petitions: led to the legal route, told and closed, handled with review, re-review and lapse."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SERVED, SIGNED, Move, Moves, Path, do, hear, time_is_up


def received(track: str, *, gathering: bool = False, lead: str | None = "labour_authority") -> Moves:
    """The clerk registers a petition, and the officer verifies it and chooses its way."""
    return (
        do("register_petition", headcount=6, gathering=gathering, extreme_sign=False),
        do("classify_petition", wage_matter=track == "导入法定途径", track=track, lead_lane=lead),
    )


OPINION: Moves = (do("handle_petition", handled="形成处理意见"), *SERVED)
MORE_TIME = do("handle_petition", handled="申请延期", extension_days=20)


def asked(level: str) -> Move:
    """The petitioner asks the upper body."""
    return do("register_review", review_level=level)


def answered(result: str) -> Move:
    """The upper body answers."""
    return do("record_review", review_result=result)


DEMAND: dict[str, Any] = {"petition": {"urge_demand": "请七日内书面回复。"}}

PETITION = [
    Path(
        "群体走访导入监察，催办后报督办，核查回访",
        (
            *received("导入法定途径", gathering=True),
            do("tell_route"),
            time_is_up("urging_due"),
            do("urge_unit"),
            hear("transfer_result", outcome="已付清"),
            do("check_result"),
        ),
        ("urged", "diverted"),
        case=DEMAND,
    ),
    Path(
        "重复信访，告知办结", received("告知办结", lead=None), ("told_and_closed",), message="start_petition"
    ),
    Path(
        "无法定途径，延期先被拒，复查责令重办，再复查维持，复核终结",
        (
            *received("信访程序办理", lead="township"),
            MORE_TIME,
            *REFUSED,
            MORE_TIME,
            *SIGNED,
            *OPINION,
            asked("复查"),
            answered("责令重新办理"),
            *OPINION,
            asked("复查"),
            answered("维持，仍可复核"),
            asked("复核"),
            answered("复核终结"),
        ),
        ("opinion_final",),
    ),
    Path(
        "期满未请求复查",
        (*received("信访程序办理", lead="township"), *OPINION, time_is_up("review_lapsed")),
        ("opinion_final",),
    ),
    Path(
        "复查维持后期满未请求复核",
        (
            *received("信访程序办理", lead="township"),
            *OPINION,
            asked("复查"),
            answered("维持，仍可复核"),
            time_is_up("rereview_lapsed"),
        ),
        ("opinion_final",),
    ),
]
