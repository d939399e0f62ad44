"""Walks through credit sharing: a listing returned once, a removal in conflict of rules, a quarter with and without."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import Move, Moves, Path, day, do, time_is_up

QUARTER = {"period_begins": day("2025-10-01"), "period_ends": day("2025-12-31")}


def asked(action: str) -> dict[str, Any]:
    """What another process sends."""
    return {"action": action, "subjects_count": 1, "decided_on": day("2025-09-26")}


def public(severity: str, since: str = "2025-08-01") -> dict[str, Any]:
    """What stands on the platform."""
    return {"credit_publicity": {"state": "公示中", "since": day(since), "severity": severity}}


def uploaded(result: str) -> Moves:
    """The sheet is prepared and uploaded."""
    return (do("prepare_share"), do("upload_to_platform", upload_result=result))


SHARED: Moves = (
    *uploaded("已接收"),
    do("hand_over_gsxt"),
    do("window_checks"),
    do("record_publicity"),
)


def reviewed(result: str) -> Move:
    """The legal reviewer decides."""
    return do("review_conflict", publicity_decision=result)


CREDIT_SHARING = [
    Path(
        "列入，平台退回一次",
        (*uploaded("退回更正"), *SHARED),
        ("shared",),
        message="start_credit_sharing",
        data=asked("列入"),
        case=public("严重"),
    ),
    Path(
        "移出不满一年，继续公示至期满",
        (*SHARED, reviewed("继续公示至期满"), time_is_up("minimum_over"), do("stop_publicity")),
        ("shared",),
        message="start_credit_sharing",
        data=asked("移出"),
        case=public("严重"),
    ),
    Path(
        "移出不满一年，同步停止",
        (*SHARED, reviewed("同步停止公示"), do("stop_publicity")),
        ("shared",),
        message="start_credit_sharing",
        data=asked("移出"),
        case=public("平台未分类"),
    ),
    Path(
        "列入被撤销，应当撤下",
        (*SHARED, do("stop_publicity")),
        ("shared",),
        message="start_credit_sharing",
        data=asked("撤销"),
        case=public("严重"),
    ),
    Path(
        "本季度有重大违法",
        (do("publish_major_violations", subjects_count=1), *SHARED),
        ("shared",),
        element="quarter_begins",
        data=QUARTER,
        case=public("一般"),
    ),
    Path(
        "本季度没有重大违法",
        (do("publish_major_violations", subjects_count=0),),
        ("shared",),
        element="quarter_begins",
        data=QUARTER,
    ),
]
