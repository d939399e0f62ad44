"""Walks through changes of members: returned, not needed, refused, with a document, with tasks to hand over."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, time_is_up

TODAY = day("2025-09-26")
OFFICE = {"unit_ref": "office"}


def reported(kind: str, **more: Any) -> Move:
    """The unit reports what changes and from when."""
    return do("report_change", **{"change_kind": kind, "effective_on": TODAY, **more})


def reviewed(result: str = "同意上报", *, document: bool = False) -> Move:
    """The office reviews the report."""
    return do("review_change", review_result=result, needs_document=document)


def in_effect(left: int) -> Moves:
    """The day comes and the register is updated; so much is to be handed over."""
    return (time_is_up("effective_day"), do("update_register", open_tasks=left))


TOLD = do("circulate_notice", notice_units=["labour", "construction"], read_by=day("2025-10-06"))
READ: Moves = (do("read_notice"), do("read_notice"))

MEMBERSHIP = [
    Path(
        "单位并入，退回补正一次，移交任务后各单位签阅",
        (
            reported("单位更名撤并"),
            reviewed("退回补正"),
            reported("单位更名撤并"),
            reviewed(),
            *SIGNED,
            *in_effect(1),
            do("reassign_tasks"),
            do("hand_over", tasks_moved=1),
            TOLD,
            *READ,
        ),
        ("register_updated",),
        data={"unit_ref": "labour"},
    ),
    Path(
        "增减成员单位须行文，登记文件后生效，签阅期满",
        (
            reported("增减成员单位"),
            reviewed(document=True),
            *SIGNED,
            do("record_document", effective_on=TODAY),
            *in_effect(0),
            TOLD,
            time_is_up("reading_over"),
        ),
        ("register_updated",),
        message="start_membership",
        data=OFFICE,
    ),
    Path(
        "审核认为无需调整",
        (reported("名单与职责差异"), reviewed("无需调整")),
        ("not_changed",),
        data=OFFICE,
    ),
    Path(
        "召集人不批准",
        (reported("职责调整"), reviewed(), *REFUSED),
        ("not_changed",),
        data=OFFICE,
    ),
]
