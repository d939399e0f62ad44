"""The accounts of the two ledgers: what each is called and whether it may fall below zero; pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FUND = "fund"
DEPOSIT = "deposit"
BOOKS: Mapping[str, tuple[str, str]] = {
    FUND: ("应急周转金", "Emergency fund"),
    DEPOSIT: ("工资保证金", "Wage deposits"),
}
"""The ledgers in Chinese and English."""


@dataclass(frozen=True)
class AccountKind:
    """What an account is for. `source` accounts say where money came from and stand below zero by nature."""

    zh: str
    en: str
    source: bool = False


KINDS: Mapping[str, Mapping[str, AccountKind]] = {
    FUND: {
        "cash": AccountKind("专用账户", "Special account"),
        "receivable": AccountKind("应收追偿", "To be recovered"),
        "in_transit": AccountKind("已追回待核对", "Recovered, not yet confirmed"),
        "written_off": AccountKind("已核销", "Written off"),
        "budget": AccountKind("财政拨款", "From the budget", source=True),
    },
    DEPOSIT: {
        "cash": AccountKind("保证金现金", "Cash deposit"),
        "guarantee": AccountKind("银行保函", "Bank guarantee"),
        "used": AccountKind("已动用", "Used"),
        "returned": AccountKind("已退还", "Returned"),
        "to_top_up": AccountKind("待补足", "To be topped up"),
        "paid_in": AccountKind("企业缴存", "Paid in by the company", source=True),
        "interest": AccountKind("利息", "Interest", source=True),
        "duty": AccountKind("补足义务", "Duty to top up", source=True),
    },
}


@dataclass(frozen=True, order=True)
class Account:
    """One account: of which book and kind, and of which case (claims) or project (deposits)."""

    book: str
    kind: str
    subject: str = ""

    @property
    def known(self) -> AccountKind:
        """What the account is for; KeyError for one that no ledger has."""
        return KINDS[self.book][self.kind]
