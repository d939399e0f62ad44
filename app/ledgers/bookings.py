"""Bookings by double entry and the rule that nothing falls below zero; pure, in exact decimals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.ledgers.accounts import DEPOSIT, FUND, Account

FEN = Decimal("0.01")
MOST = Decimal("999999999999.99")
"""The largest sum that a column of the tables holds."""

BOOKING_KINDS: Mapping[str, tuple[str, str]] = {
    "allocate": ("预算拨付", "Allocated"),
    "advance": ("垫付拨付", "Advanced"),
    "recover": ("追回", "Recovered"),
    "refund": ("核对到账", "Confirmed in the account"),
    "write_off": ("核销", "Written off"),
    "store": ("存储", "Stored"),
    "use": ("动用", "Used"),
    "top_up": ("补足", "Topped up"),
    "give_back": ("退还", "Returned"),
}
"""What can happen to the money, in Chinese and English."""


class BadAmount(ValueError):
    """An amount that is no sum of money: not above zero, more exact than a fen, or too large."""


class Overdrawn(ValueError):
    """An account would fall below zero: it holds `balance`, and `asked` is wanted of it."""

    def __init__(self, account: Account, balance: Decimal, asked: Decimal) -> None:
        super().__init__(f"{account.kind} holds {balance}, {asked} asked")
        self.account, self.balance, self.asked = account, balance, asked


@dataclass(frozen=True)
class Entry:
    """A sum that goes from `credit` to `debit`."""

    debit: Account
    credit: Account
    amount: Decimal


@dataclass(frozen=True)
class Booking:
    """One thing that happened. Each entry has two sides, so a booking is always in balance.

    `on` is the day that the facts name, None when they name none; `note` is plain and holds no person.
    """

    kind: str
    subject: str
    amount: Decimal
    entries: tuple[Entry, ...]
    on: date | None = None
    note: str = ""

    @property
    def book(self) -> str:
        """The ledger that it belongs to."""
        return self.entries[0].debit.book

    @property
    def accounts(self) -> frozenset[Account]:
        """All accounts that it touches."""
        return frozenset(side for entry in self.entries for side in (entry.debit, entry.credit))

    def reversed(self) -> Booking:
        """The booking that takes this one back."""
        turned = tuple(Entry(each.credit, each.debit, each.amount) for each in reversed(self.entries))
        return replace(self, entries=turned)


def after(balances: Mapping[Account, Decimal], bookings: Iterable[Booking]) -> dict[Account, Decimal]:
    """Return the balances after bookings, in their order; raise Overdrawn for the first account that falls below."""
    found = dict(balances)
    for booking in bookings:
        for entry in booking.entries:
            checked(entry.amount)
            for account, change in ((entry.credit, -entry.amount), (entry.debit, entry.amount)):
                before = found.get(account, Decimal(0))
                if before + change < 0 and not account.known.source:
                    raise Overdrawn(account, before, -change)
                found[account] = before + change
    return found


def checked(amount: Decimal) -> Decimal:
    """Return an amount of money; raise BadAmount for what is none."""
    if not amount.is_finite() or not 0 < amount <= MOST or amount != amount.quantize(FEN):
        raise BadAmount(f"no sum of money: {amount}")
    return amount


def allocate(amount: Decimal, on: date | None = None, note: str = "") -> Booking:
    """Money from the budget comes into the special account of the fund."""
    entry = Entry(Account(FUND, "cash"), Account(FUND, "budget"), amount)
    return Booking("allocate", "", amount, (entry,), on, note)


def advance(case: str, amount: Decimal, on: date | None = None) -> Booking:
    """The fund pays a worker; as much is to be recovered in this case."""
    entry = Entry(Account(FUND, "receivable", case), Account(FUND, "cash"), amount)
    return Booking("advance", case, amount, (entry,), on)


def recover(case: str, amount: Decimal, on: date | None = None, note: str = "") -> Booking:
    """The debtor pays back; the money still has to be seen in the special account."""
    entry = Entry(Account(FUND, "in_transit", case), Account(FUND, "receivable", case), amount)
    return Booking("recover", case, amount, (entry,), on, note)


def refund(case: str, amount: Decimal, on: date | None = None) -> Booking:
    """What was recovered is confirmed in the special account."""
    entry = Entry(Account(FUND, "cash"), Account(FUND, "in_transit", case), amount)
    return Booking("refund", case, amount, (entry,), on)


def write_off(case: str, amount: Decimal, on: date | None = None) -> Booking:
    """The government has decided that the rest of an advance is not recovered."""
    entry = Entry(Account(FUND, "written_off"), Account(FUND, "receivable", case), amount)
    return Booking("write_off", case, amount, (entry,), on)


def store(project: str, form: str, amount: Decimal, on: date | None = None, note: str = "") -> Booking:
    """A project's deposit is stored: `form` is cash or guarantee."""
    entry = Entry(Account(DEPOSIT, form, project), Account(DEPOSIT, "paid_in", project), amount)
    return Booking("store", project, amount, (entry,), on, note)


def use(project: str, form: str, amount: Decimal, on: date | None = None) -> Booking:
    """The bank pays workers out of the deposit; the contractor has to top it up."""
    paid = Entry(Account(DEPOSIT, "used", project), Account(DEPOSIT, form, project), amount)
    owed = Entry(Account(DEPOSIT, "to_top_up", project), Account(DEPOSIT, "duty", project), amount)
    return Booking("use", project, amount, (paid, owed), on)


def top_up(project: str, form: str, amount: Decimal, on: date | None = None) -> Booking:
    """The contractor tops the deposit up."""
    paid = Entry(Account(DEPOSIT, form, project), Account(DEPOSIT, "paid_in", project), amount)
    done = Entry(Account(DEPOSIT, "duty", project), Account(DEPOSIT, "to_top_up", project), amount)
    return Booking("top_up", project, amount, (paid, done), on)


def give_back(
    project: str, form: str, amount: Decimal, interest: Decimal = Decimal(0), on: date | None = None
) -> Booking:
    """The deposit is returned, with the interest that the bank added."""
    entries = [Entry(Account(DEPOSIT, "returned", project), Account(DEPOSIT, form, project), amount)]
    if interest > 0:
        earned = Entry(Account(DEPOSIT, "returned", project), Account(DEPOSIT, "interest", project), interest)
        entries.append(earned)
    return Booking("give_back", project, amount + max(interest, Decimal(0)), tuple(entries), on)
