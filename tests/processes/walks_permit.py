"""Walks through permits and restrictions: issued, refused, an exception; imposed, sent to a penalty, lifted."""

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

SAFE = {"fund_ok": True, "special_account": True, "owner_guarantee": True, "clean": True, "deposit_ok": True}
APPLIED = do("register_application")


def checked(**more: bool) -> Move:
    """The permit officer checks every safeguard."""
    return do("check_gates", **{**SAFE, **more})


def closed(choice: str) -> Move:
    """The gate is closed; what follows."""
    return do("handle_closed_gate", closed_choice=choice)


def proposed(kind: str = "暂停新许可", **more: Any) -> Move:
    """The enforcement officer proposes a restriction."""
    return do("propose_measure", **{"subject_ref": "p-1", "measure_kind": kind, "by_penalty": False, **more})


def watched(lift: bool) -> Move:
    """The officer checks the conditions."""
    return do("watch_measure", lift=lift)


IMPOSED: Moves = (proposed(), *LEGALLY_SIGNED, *SERVED)
HOLD = {"message": "start_permit_control", "data": {"request": "暂停新许可"}}
FINED = {"message": "start_permit_control", "data": {"request": "限制措施", "penalty_decided": True}}
ASKED = {"message": "start_permit_control", "data": {"request": "许可申请"}}
STOPPED = proposed("限期停工", by_penalty=True, lift_at_end=False)
UNTIL = {"restriction": {"end": day("2026-01-31")}}
PERMIT = {"permit": {"issued_on": day("2025-09-26")}}

PERMIT_CONTROL = [
    Path("条件齐备，核发许可", (APPLIED, checked(), do("issue_permit")), ("issued",)),
    Path(
        "资金未落实，补正后许可，许可后存储保证金",
        (
            APPLIED,
            checked(fund_ok=False),
            closed("补正后复核"),
            checked(deposit_ok=False),
            do("issue_permit"),
        ),
        ("issued",),
        case=PERMIT,
        **ASKED,
    ),
    Path(
        "未提供支付担保，不予核发",
        (APPLIED, checked(owner_guarantee=False), closed("不予核发"), *SERVED),
        ("refused",),
    ),
    Path(
        "先存后证，召集人书面例外",
        (
            APPLIED,
            checked(deposit_ok=False, clean=True),
            closed("报召集人例外"),
            do("decide_exception", exception_granted=True),
            checked(deposit_ok=False),
            do("issue_permit"),
        ),
        ("issued",),
        case=PERMIT,
        setting={"deposit_first": True},
    ),
    Path(
        "先存后证，通知先存，存储后核发",
        (
            APPLIED,
            checked(deposit_ok=False),
            closed("通知先存保证金"),
            hear("wage_deposit_result", outcome="已存储"),
            checked(),
            do("issue_permit"),
        ),
        ("issued",),
        setting={"deposit_first": True},
    ),
    Path(
        "付清、补足以后复核，先继续后解除",
        (
            *IMPOSED,
            hear("payment_proven"),
            hear("deposit_topped_up", outcome="已补足"),
            watched(False),
            watched(True),
        ),
        ("lifted",),
        **HOLD,
    ),
    Path("移出名单随之解除", (*IMPOSED, hear("listing_ended", outcome="已移出")), ("lifted",), **HOLD),
    Path("限制未获批准", (proposed("限制招投标"), *LEGALLY_REFUSED), ("not_imposed",), **HOLD),
    Path(
        "降低资质须先经处罚程序",
        (proposed("降低资质建议", by_penalty=True), *LEGALLY_SIGNED),
        ("not_imposed",),
        **HOLD,
    ),
    Path(
        "处罚已决定，送达停工通知，到期复工",
        (STOPPED, *LEGALLY_SIGNED, *SERVED, time_is_up("end_reached"), watched(True)),
        ("lifted",),
        case=UNTIL,
        **FINED,
    ),
    Path(
        "通知书写明到期自动解除",
        (
            proposed("限期停工", by_penalty=True, lift_at_end=True),
            *LEGALLY_SIGNED,
            *SERVED,
            time_is_up("end_reached"),
        ),
        ("lifted",),
        case=UNTIL,
        **FINED,
    ),
]
