"""Walks through a wage deposit: stored, exempted or not stored; used, topped up or not; returned or refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.processes.moves import REFUSED, SERVED, SIGNED, Move, Moves, Path, day, do, time_is_up

TO_USE = {"deposit_matter": "使用", "amount": Decimal(186400), "headcount": Decimal(14)}
BANK = {
    "refs": {"bank": "p-bank"},
    "deposit": {"payments": [{"amount": Decimal(186400), "result": "已支付"}]},
}


def asked(matter: str, **more: Any) -> Move:
    """The officer checks project and matter."""
    return do("open_matter", deposit_matter=matter, **more)


STORE = asked("存储", contract_amount=8_000_000, arrears_record="两年无欠薪", permit_on=day("2025-08-01"))
USE: Moves = (asked("使用", amount=186400, headcount=14), *SIGNED, *SERVED)


def stored(state: str, amount: int = 120000) -> Move:
    """The construction authority registers what is stored."""
    return do("confirm_storage", stored=state, rate=Decimal("1.5"), amount=amount)


WAGE_DEPOSIT = [
    Path(
        "许可后按期存储",
        (STORE, stored("已足额存储或出具保函")),
        ("stored_ok",),
        message="start_wage_deposit",
        data={"deposit_matter": "存储", "permit_on": day("2025-08-01")},
    ),
    Path("限期未存，移请处罚", (STORE, stored("限期未存")), ("not_deposited",)),
    Path(
        "使用后补足",
        (*USE, do("bank_pays", bank_result="已支付"), do("check_top_up", topped_up="已补足")),
        ("used",),
        message="start_wage_deposit",
        data=TO_USE,
        case=BANK,
    ),
    Path(
        "部分支付，书面表示不补足",
        (*USE, do("bank_pays", bank_result="余额不足部分支付"), do("check_top_up", topped_up="未补足")),
        ("not_deposited",),
        case=BANK,
    ),
    Path(
        "使用后补足期限届满",
        (*USE, do("bank_pays", bank_result="已支付"), time_is_up("top_up_over")),
        ("not_deposited",),
        case=BANK,
    ),
    Path("银行未支付", (*USE, do("bank_pays", bank_result="未支付")), ("nothing_paid",), case=BANK),
    Path(
        "工资付清后返还",
        (asked("返还", amount=120000), *SIGNED, do("return_deposit")),
        ("returned",),
    ),
    Path("负责人不批准使用", (asked("使用", amount=186400, headcount=14), *REFUSED), ("not_used",)),
]
