"""Walks through the ledger of arrears of small companies: answered late, extended, disputed, paid, struck off."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import REFUSED, SIGNED, Move, Moves, Path, day, do, time_is_up


def entered(scope: str = "受理") -> Move:
    """The debt is entered and given to a unit."""
    return do("register_debt", scope=scope, unit_ref="labour" if scope == "受理" else None)


def answered(kind: str, undisputed: int = 0, **more: Any) -> Move:
    """The unit answers."""
    return do("answer_in_writing", answer_kind=kind, undisputed=undisputed, **more)


def followed(state: str, **more: Any) -> Move:
    """The payment is followed."""
    return do("follow_payment", pay_state=state, **more)


OPEN: Moves = (entered(), do("sign_for_debt", handed_on=day("2025-09-26")))
LATER = {"pay_due": day("2026-01-20")}

SME_LEDGER = [
    Path("重复登记，不受理", (entered("重复登记"),), ("not_accepted",)),
    Path(
        "逾期答复转督办，全额争议",
        (*OPEN, time_is_up("answer_late"), answered("有争议")),
        ("answer_supervised", "debt_disputed"),
        message="start_sme_ledger",
        data={"funding": "社会"},
    ),
    Path(
        "延期获准，分期付清，其间逾期一次",
        (
            *OPEN,
            do("answer_in_writing", answer_kind="申请延期", extension_days=30),
            *SIGNED,
            answered("有还款计划", 200000, pay_due=day("2025-12-20")),
            followed("逾期未付", **LATER),
            followed("部分支付", **LATER),
            followed("已付清"),
        ),
        ("debt_cleared",),
    ),
    Path(
        "延期未获准，核准销账",
        (
            *OPEN,
            do("answer_in_writing", answer_kind="申请延期", extension_days=30),
            *REFUSED,
            answered("有争议", 1000),
            followed("申请销账"),
        ),
        ("debt_cleared",),
    ),
]
