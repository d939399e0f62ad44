"""Walks through the emergency fund: off, refused, recovered at last, or written off by the government."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.processes.moves import (
    LEGALLY_REFUSED,
    LEGALLY_SIGNED,
    REFUSED,
    SERVED,
    SIGNED,
    Move,
    Moves,
    Path,
    do,
)

CASE: dict[str, Any] = {"fund": {"debtor": "party:1"}}
ASKED = {"headcount": Decimal(62), "amount": Decimal(1240000), "reason": "隐匿逃匿"}


def applied(**more: Any) -> Move:
    """The labour authority applies with its list."""
    asked = {
        "reason": "隐匿逃匿",
        "hardship": True,
        "headcount": 62,
        "per_person_max": 2000,
        "amount": 124000,
    }
    return do("apply_fund", **{**asked, "doubles": 0, **more})


def agreed(result: str) -> Move:
    """Finance gives its opinion."""
    return do("check_account", finance_result=result)


def next_step(recovery: str, balance: int) -> Move:
    """What was recovered is booked."""
    return do("recover_advance", recovery=recovery, balance=balance)


PAID: Moves = (
    applied(),
    agreed("同意"),
    *SIGNED,
    do("pay_workers"),
    do("confirm_receipts", balance=124000),
    *SERVED,
)


def fund(name: str, moves: Moves, end: str, **more: Any) -> Path:
    """A run asked for by the wage case."""
    return Path(name, moves, (end,), message="start_emergency_fund", data=ASKED, case=CASE, **more)


EMERGENCY_FUND = [
    fund("本区未启用周转金", (), "fund_off", setting={"fund_enabled": False}),
    fund(
        "财政退回补正后不同意",
        (applied(doubles=2), agreed("退回补正"), applied(), agreed("不同意")),
        "fund_refused",
    ),
    fund("召集人不批准", (applied(), agreed("同意"), *REFUSED), "fund_refused"),
    fund(
        "垫付后追偿，法院执行，全部收回",
        (
            *PAID,
            next_step("继续追偿", 124000),
            next_step("申请法院执行", 100000),
            next_step("已全部收回", 0),
            do("confirm_refund"),
        ),
        "recovered",
    ),
    fund(
        "第一次不准予核销，第二次准予",
        (
            *PAID,
            next_step("申请核销", 124000),
            *LEGALLY_REFUSED,
            next_step("申请核销", 124000),
            *LEGALLY_SIGNED,
        ),
        "written_off",
    ),
]
