"""The functions that only papers have; they know amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cn2an import an2cn

LARGEST = Decimal(10) ** 12


def money(amount: Any) -> str | None:
    """An amount as papers write it, in yuan with two decimals: 12,345.00; None for what is no amount."""
    return f"{amount:,.2f}" if _is_amount(amount) else None


def capital(amount: Any) -> str | None:
    """An amount in capital figures (大写): 壹万贰仟叁佰肆拾伍元整; None below zero or from a million millions."""
    if not _is_amount(amount) or not 0 <= amount < LARGEST:
        return None
    cents = Decimal(amount).quantize(Decimal("0.01"))
    return "零元整" if not cents else str(an2cn(str(cents), "rmb"))


def _is_amount(amount: Any) -> bool:
    return isinstance(amount, Decimal | int) and not isinstance(amount, bool)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"money": money, "capital": capital}
