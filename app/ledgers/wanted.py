"""What the facts of a case say should be booked, and how that differs from what is; pure.

Facts are written whole, corrected ones too, so what is booked is compared with what they say now: a booking that
they no longer bear out is taken back, one that is missing is added. Saying the same again books nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.ledgers.bookings import (
    Booking,
    advance,
    allocate,
    give_back,
    recover,
    refund,
    store,
    top_up,
    use,
    write_off,
)

FORMS: Mapping[str, str] = {"现金存储": "cash", "银行保函": "guarantee"}
"""How a deposit is held, by the answer of the form; other answers store nothing."""
STORED = "已足额存储或出具保函"
TOPPED_UP = "已补足"
ARRIVED = "到账一致"
RETURNED = frozenset({"已返还", "returned"})
WRITTEN_OFF = frozenset({"已核销", "written_off"})
_NOT_PAID = ("未", "失败", "退")
"""Signs in the bank's result of a payment that did not reach the worker."""

Facts = Mapping[str, Any]
Key = tuple[str, Decimal, date | None]


@dataclass(frozen=True)
class Holding:
    """What a deposit holds now, in cash and by guarantee."""

    cash: Decimal = Decimal(0)
    guarantee: Decimal = Decimal(0)

    @property
    def form(self) -> str:
        """Where money is taken from: cash, or the guarantee when there is no cash."""
        return "cash" if self.cash > 0 or self.guarantee == 0 else "guarantee"


def fund_bookings(case: str, facts: Facts, outcome: str | None) -> list[Booking]:
    """Return what an emergency fund run should have booked by now, from `case.fund` and `case.finance`."""
    fund, finance = _part(facts, "fund"), _part(facts, "finance")
    paid_on, closed_on = _day(fund.get("paid_on")), _day(finance.get("closed_on"))
    found = []
    if (amount := _sum(finance.get("allocation"))) > 0:
        found.append(allocate(amount))
    found += [advance(case, amount, paid_on) for amount, _ in paid_rows(fund.get("payments"))]
    rows = _rows(fund.get("recovery_rows"))
    recovered = [(row, _sum(row.get("amount"))) for row in rows]
    back = [(row, amount) for row, amount in recovered if amount > 0]
    found += [recover(case, amount, _day(row.get("date")), str(row.get("way") or "")) for row, amount in back]
    if finance.get("refund_state") == ARRIVED:
        found += [refund(case, amount, closed_on) for _, amount in back]
    rest = sum(_amounts(found, "advance"), Decimal(0)) - sum(_amounts(found, "recover"), Decimal(0))
    if outcome in WRITTEN_OFF and rest > 0:
        found.append(write_off(case, rest))
    return found


def deposit_bookings(
    project: str, facts: Facts, data: Facts, holding: Holding, outcome: str | None = None
) -> list[Booking]:
    """Return what a wage deposit run should have booked by now, from `case.deposit` and the run's variables."""
    deposit, matter = _part(facts, "deposit"), data.get("deposit_matter")
    amount = _sum(data.get("amount"))
    if matter == "存储":
        form = FORMS.get(str(deposit.get("form") or ""), "")
        if not form or data.get("stored") != STORED or amount <= 0:
            return []
        return [store(project, form, amount, note=str(deposit.get("guarantee_no") or ""))]
    if matter == "使用":
        told = (
            data.get("bank_result") is not None
        )  # until then the list is that of an earlier use in this case
        rows = paid_rows(deposit.get("payments")) if told else []
        used = [use(project, holding.form, each, _day(row.get("paid_on"))) for each, row in rows]
        total = sum(_amounts(used, "use"), Decimal(0))
        full = data.get("topped_up") == TOPPED_UP and total > 0
        return used + ([top_up(project, holding.form, total)] if full else [])
    returned = _sum(deposit.get("returned_amount"))
    if matter != "返还" or outcome not in RETURNED or returned <= 0:
        return []
    principal = min(amount, returned) if amount > 0 else returned
    on = _day(deposit.get("returned_on"))
    return [give_back(project, holding.form, principal, returned - principal, on)]


@dataclass(frozen=True)
class Difference:
    """Which of the present bookings have to be taken back (by place in the list), and which are missing."""

    surplus: tuple[int, ...]
    missing: tuple[Booking, ...]


def difference(present: Sequence[Key], wanted: Iterable[Booking]) -> Difference:
    """Compare what stands booked with what should be; equal bookings stand for each other."""
    missing: list[Booking] = []
    standing = Counter(present)
    for booking in wanted:
        key = (booking.kind, booking.amount, booking.on)
        if standing[key] > 0:
            standing[key] -= 1
        else:
            missing.append(booking)
    surplus: list[int] = []
    for place in range(
        len(present) - 1, -1, -1
    ):  # the latest goes first: what rests on another is taken back before
        if standing[present[place]] > 0:
            standing[present[place]] -= 1
            surplus.append(place)
    return Difference(tuple(surplus), tuple(missing))


def paid_rows(table: Any, column: str = "amount") -> list[tuple[Decimal, Facts]]:
    """Return the amounts above zero of the rows of a payment list that reached the worker, with their rows."""
    found = [(row, _sum(row.get(column))) for row in _rows(table)]
    return [
        (amount, row)
        for row, amount in found
        if amount > 0 and not str(row.get("result") or "").startswith(_NOT_PAID)
    ]


def _amounts(bookings: Iterable[Booking], kind: str) -> list[Decimal]:
    return [booking.amount for booking in bookings if booking.kind == kind]


def _part(facts: Facts, name: str) -> Facts:
    found = facts.get(name)
    return found if isinstance(found, Mapping) else {}


def _rows(table: Any) -> list[Facts]:
    return [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []


def _sum(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
