"""Walks through incidents and clues: begun by hand or by another procedure, calm or taken over, a case or none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, do, hear, time_is_up

BEGAN = datetime(2025, 9, 26, 0, 30, tzinfo=UTC)


def recorded(soe: bool) -> Move:
    """The duty officer opens the log; a project of a holding company brings its leader to the spot."""
    return do("record_incident", headcount=62, amount_total=1240000, soe_concerned=soe)


def planned(fund: bool | None) -> Move:
    """The inspection head fixes the payment plan."""
    return do("payment_plan", need_fund=fund)


def followed(scene: str) -> Move:
    """The duty officer says how the scene stands."""
    return do("follow_scene", scene=scene)


def on_the_spot(soe: bool) -> Moves:
    """All units do their part, once."""
    company: Moves = (do("urge_company"),) if soe else ()
    return (
        recorded(soe),
        do("first_report"),
        do("keep_order"),
        do("talk_with_workers", headcount=62, amount_total=1240000),
        do("find_payer", payer_found=True),
        *company,
    )


KNOWN: dict[str, Any] = {"incident": {"place": "管委会门口", "began_at": BEGAN}}

MASS_INCIDENT = [
    Path(
        "值班发现，转统一受理，申请周转金，持续后平息",
        (
            *on_the_spot(soe=True),
            planned(fund=True),
            followed("仍在持续"),
            planned(fund=False),
            followed("已平息"),
            do("review_incident"),
        ),
        ("calm",),
        case=KNOWN,
    ),
    Path(
        "受理程序通报，不另行受理，上级接管",
        (*on_the_spot(soe=False), planned(fund=None), followed("上级接管")),
        ("continuing",),
        message="start_mass_incident",
        data={"headcount": 62, "gathering": True, "extreme_sign": False, "urgency": "major"},
        case={**KNOWN, "source_note": "由“统一受理与首问分流”转入"},
    ),
]


def analysed(conclusion: str, **more: Any) -> Moves:
    """A post is captured, fixed by its digest, and judged."""
    return (
        do("register_clue", headcount=23),
        do("fix_capture", capture_sm3="66c7f0f4"),
        do("analyse_clue", analysis=conclusion, heat="较高", **more),
    )


CHECKED = {"lead_lane": "labour_authority", "copy_lanes": ["construction_authority"]}

ONLINE_CLUE = [
    Path(
        "有聚集苗头，核查逾期报督办，口径退回一次后发布，成案",
        (
            *analysed("转核查", gathering=True, response_needed=True, **CHECKED),
            do("issue_bulletin"),
            time_is_up("reply_due"),
            do("draft_statement"),
            *REFUSED,
            do("draft_statement"),
            *SIGNED,
            do("publish_statement"),
            hear("transfer_result", outcome="已受理立案"),
            do("confirm_feedback", clue_outcome="成案"),
        ),
        ("overdue_reported", "fed_back"),
        case={"clue": {"reply_by": BEGAN}},
    ),
    Path(
        "外区帖文转出，不回应",
        (
            *analysed("外区转出", gathering=False, lead_lane="coordination_office"),
            do("issue_bulletin"),
            hear("transfer_result", outcome="已告知其他途径"),
            do("confirm_feedback", clue_outcome="已告知其他途径"),
        ),
        ("fed_back",),
        message="start_online_clue",
        case={"clue": {"reply_by": BEGAN}},
    ),
    Path("重复帖文，说明理由办结", analysed("无效或重复", gathering=False), ("closed_without_case",)),
]
