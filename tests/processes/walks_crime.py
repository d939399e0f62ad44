"""Walks through a crime transfer: not suspected, refused, filed at once, or filed after every remedy there is."""

from __future__ import annotations

from tests.processes.moves import (
    LEGALLY_REFUSED,
    LEGALLY_SIGNED,
    Move,
    Moves,
    Path,
    do,
    hear,
)

ASKED = {"headcount": 12, "amount_total": 96000, "order_served_unpaid": True}


def reported(evasion: str, **more: object) -> Move:
    """The team writes its report."""
    facts = {"order_served_unpaid": True, "assist_tried": False, "headcount": 12, "amount_total": 96000}
    most = {"months_max_one": 2, "amount_max_one": 8000}
    return do("form_team", **{**facts, **most, "evasion": evasion, **more})


def answered(result: str) -> Move:
    """The police answer."""
    return do("police_review", police_result=result)


SENT: Moves = (*LEGALLY_SIGNED, do("send_to_police"))

CRIME_TRANSFER = [
    Path(
        "没有逃避情形，不移送",
        (reported("无"),),
        ("not_transferred",),
        message="start_crime_transfer",
        data=ASKED,
    ),
    Path(
        "先请公安协查，认定逃匿，负责人不批准",
        (
            reported("下落待查"),
            do("assist_locating", assist_tried=True),
            reported("逃匿", assist_tried=True),
            *LEGALLY_REFUSED,
        ),
        ("not_transferred",),
        message="start_crime_transfer",
        data=ASKED,
    ),
    Path(
        "单人三个月以上，材料补正后公安立案",
        (
            reported("有能力支付而拒不支付", headcount=1, months_max_one=4, amount_max_one=24000),
            *SENT,
            answered("材料不全"),
            do("supplement_file"),
            answered("转有管辖机关"),
            do("supplement_file"),
            answered("立案"),
            do("hand_over_file"),
        ),
        ("filed",),
        message="start_crime_transfer",
        data=ASKED,
    ),
    Path(
        "立案前已支付，复议、立案监督之后仍不立案",
        (
            reported("转移财产"),
            *SENT,
            hear("payment_proven", amount_paid=96000),
            do("supplement_file"),
            answered("不予立案"),
            do("choose_remedy", remedy="申请复议"),
            answered("不予立案"),
            do("choose_remedy", remedy="建议立案监督"),
            do("procurator_supervise"),
            answered("不予立案"),
            do("choose_remedy", remedy="不再提请"),
        ),
        ("not_filed",),
        message="start_crime_transfer",
        data=ASKED,
    ),
]
