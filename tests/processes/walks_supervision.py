"""Walks through the supervision of a unit: reminders, extensions, measures, accountability, closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, hear, time_is_up

LEVEL = {"source": "期限逾期", "raise_to": "按规则", "mass_event": False, "past_supervisions": 0}


def registered(due: str = "2025-10-13", **more: Any) -> Move:
    """The office enters the matter and drafts the notice."""
    return do("register_matter", **{**LEVEL, "unit_ref": "construction", "reply_due": day(due), **more})


def replied(kind: str) -> Move:
    """The unit answers."""
    return do("reply_result", reply_kind=kind)


def checked(result: str, new: date | None = None) -> Move:
    """The office checks the answer and says how the matter goes on."""
    return do("check_result_task", check_result=result, next_due=new)


def measure(chosen: str) -> Move:
    """The convenor decides the measure."""
    return do("choose_measure", measure=chosen, next_due=day("2025-11-20"))


NOTICE: Moves = (registered(), *SIGNED, do("deliver_notice"))
STRUCK_OFF: Moves = (checked("已落实"), *SIGNED, do("answer_source"))
LATER = day("2025-10-27")

SUPERVISION = [
    Path(
        "逾期催办后落实销号",
        (
            *NOTICE,
            time_is_up("reply_overdue"),
            do("remind_unit"),
            replied("已落实"),
            *STRUCK_OFF,
        ),
        ("notice_delivered", "reminded", "struck_off"),
        message="start_supervision",
        data={"source": "期限逾期", "rule_id": "INS-07", "reason": "调查超期"},
    ),
    Path("不批准督办", (registered(), *REFUSED), ("not_supervised",)),
    Path(
        "期满未签收，催办后仍未反馈，约谈、通报后落实",
        (
            registered(raise_to="挂牌"),
            *SIGNED,
            time_is_up("not_signed"),
            time_is_up("no_reply"),
            checked("未落实"),
            measure("催办"),
            time_is_up("no_reply"),
            checked("未落实"),
            measure("约谈"),
            do("hold_talk"),
            replied("正在办理"),
            checked("未落实"),
            measure("通报"),
            do("issue_bulletin"),
            replied("已落实"),
            *STRUCK_OFF,
        ),
        ("notice_delivered", "struck_off"),
    ),
    Path(
        "改派、延期两次（一次未批）、补报、协调、上会，销号一次未批",
        (
            *NOTICE,
            replied("不属本单位职责"),
            checked("改派责任单位"),
            registered(unit_ref="labour"),
            *SIGNED,
            do("deliver_notice"),
            replied("申请延期"),
            checked("同意延期", LATER),
            *REFUSED,
            checked("同意延期", LATER),
            *SIGNED,
            replied("正在办理"),
            checked("补充反馈", LATER),
            replied("需要协调"),
            checked("需协调解决"),
            do("coordinate_units", next_due=LATER),
            replied("正在办理"),
            checked("提请会议研究", LATER),
            replied("已落实"),
            checked("撤销督办"),
            *REFUSED,
            *STRUCK_OFF,
        ),
        ("notice_delivered", "struck_off"),
    ),
    Path(
        "未办的催办随销号结束",
        (*NOTICE, time_is_up("reply_overdue"), replied("已落实"), *STRUCK_OFF),
        ("notice_delivered", "reminded", "struck_off"),
    ),
    Path(
        "期限已补办，督办随事项销号",
        (*NOTICE, time_is_up("reply_overdue"), hear("matter_settled", progress="已作出决定")),
        ("notice_delivered", "settled_itself"),
    ),
    Path(
        "问责建议",
        (
            *NOTICE,
            time_is_up("no_reply"),
            checked("未落实"),
            measure("问责建议"),
            do("suggest_accountability"),
        ),
        ("notice_delivered", "accountability_suggested"),
    ),
]
