"""Books what a step of the fund or the deposit has done to the money, once; corrections take back what was booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.actions.booked_payments import COURT, book_payments
from app.actions.case_facts import facts_of_case
from app.actions.desk import Desk
from app.actions.register_rows import project_of_case
from app.actions.spots import Spot
from app.actors import Actor
from app.engine import run_data
from app.ledgers import (
    BOOKING_KINDS,
    DEPOSIT,
    FUND,
    Account,
    BadAmount,
    Booking,
    Entry,
    Holding,
    Overdrawn,
    after,
    deposit_bookings,
    difference,
    fund_bookings,
)
from app.refusals import Refusal
from app.values import Value
from storage.events import record
from storage.ledgers import (
    balances_of,
    bookings_named,
    entries_of,
    held_accounts,
    new_booking,
    standing_bookings,
    write_booking,
)
from storage.models import CaseFile, Run

BOOKED: Mapping[str, str] = {"emergency_fund": FUND, "wage_deposit": DEPOSIT}
"""Processes whose steps move money, and the ledger in which it is booked."""
_NAMES = {FUND: ["case.fund", "case.finance"], DEPOSIT: ["case.deposit"]}
_ADVICE = {
    "cash": (
        "请先在台账登记已到位的资金（预算拨付或已存保证金），或核对金额。",
        "Record the money that is there (allocation or stored deposit) in the register first, or check the amount.",
    ),
    "guarantee": ("请核对保函金额。", "Check the amount of the guarantee."),
    "receivable": (
        "追回金额超过尚未收回的垫付款，请核对。",
        "More was recovered than is outstanding; check it.",
    ),
    "in_transit": (
        "核对到账的金额超过登记的追回款，请核对。",
        "More was confirmed than was recovered; check it.",
    ),
    "to_top_up": ("补足金额超过已动用金额，请核对。", "More was topped up than was used; check it."),
}


class LedgerRefused(Refusal):
    """The ledger cannot bear it: an account that must hold money would fall below zero."""


def book_step(desk: Desk, run: Run, task_id: str | None) -> None:
    """Book what the facts of a fund or deposit run say by now and is not booked yet; of the court, what workers got.

    A process that is only tried has no ledger: what was stored before a trial began is in no book.
    Raises LedgerRefused when an account would fall below zero; then the whole step is refused.
    """
    if run.process_key == COURT:
        book_payments(desk, run)
    book = BOOKED.get(run.process_key)
    if book is None or desk.house.for_trial:
        return
    data = run_data(run.state)
    facts = facts_of_case(desk.folder, _NAMES[book], Spot(run_id=run.id), data)
    standing = standing_bookings(desk.session, run.id)
    of_fund = book == FUND
    wanted = fund_bookings(desk.case.id, facts, run.outcome) if of_fund else _deposit(desk, run, facts, data)
    book_payments(desk, run)
    found = difference([(each.kind, each.amount, each.stated_on) for each in standing], wanted)
    ids = [standing[place].id for place in found.surplus]
    back = taken_back(desk.session, ids)
    cause = Cause(desk.case, run.id, task_id)
    if back or found.missing:
        book_all(desk.session, desk.case.jurisdiction_key, [*back, *((None, each) for each in found.missing)],
                 at=desk.at, by=desk.by, cause=cause)  # fmt: skip


def _deposit(desk: Desk, run: Run, facts: Mapping[str, Value], data: Mapping[str, Value]) -> list[Booking]:
    if not facts.get("deposit"):
        return []
    project = project_of_case(desk)
    held = {
        row.kind: row.balance
        for row in balances_of(desk.session, [desk.case.jurisdiction_key], DEPOSIT, project)
    }
    zero = Decimal(0)
    holding = Holding(held.get("cash", zero), held.get("guarantee", zero))
    return deposit_bookings(project, facts, data, holding, run.outcome)


class Cause:
    """What caused a booking: a step of a case, or an officer at the register."""

    def __init__(
        self, case: CaseFile | None = None, run_id: str | None = None, task_id: str | None = None
    ) -> None:
        self.case, self.run_id, self.task_id = case, run_id, task_id


Planned = tuple[str | None, Booking]
"""A booking, with the id of the one that it takes back."""


def taken_back(session: Session, ids: list[str]) -> list[Planned]:
    """Return the bookings that take these back, in the same order."""
    entries = entries_of(session, ids)
    kinds = {each.id: each for each in bookings_named(session, ids)}
    found: list[Planned] = []
    for booking_id in ids:
        row = kinds[booking_id]
        sides = tuple(
            Entry(Account(*debit), Account(*credit), amount) for debit, credit, amount in entries[booking_id]
        )
        found.append(
            (booking_id, Booking(row.kind, row.subject, row.amount, sides, row.stated_on).reversed())
        )
    return found


def book_all(
    session: Session, district: str, plan: list[Planned], *, at: datetime, by: Actor, cause: Cause
) -> None:
    """Write bookings in an order that the accounts can bear, each with an event; raise LedgerRefused when none can."""
    names = {account for _, booking in plan for account in booking.accounts}
    held = held_accounts(
        session, district, [((each.book, each.kind, each.subject), each.known.source) for each in names]
    )
    balances = {Account(*name): row.balance for name, row in held.items()}
    for reverses, booking in _bearable(balances, plan):
        row = new_booking(
            district, booking.book, booking.kind, booking.subject, booking.amount, at=at, by=by.officer_id
        )
        row.stated_on, row.note, row.reverses_id = booking.on, booking.note[:300], reverses
        row.case_id = cause.case.id if cause.case else None
        row.run_id, row.task_id = cause.run_id, cause.task_id
        sides = [
            (held[_name(entry.debit)].id, held[_name(entry.credit)].id, entry.amount)
            for entry in booking.entries
        ]
        write_booking(session, row, sides)
        what = BOOKING_KINDS[booking.kind][0]
        facts = {
            "book": booking.book, "kind": booking.kind, "what": what, "amount": f"{booking.amount:.2f}",
            "booking": row.id, "subject": booking.subject, **({"reverses": reverses} if reverses else {}),
        }  # fmt: skip
        kind = "ledger_reversed" if reverses else "ledger_booked"
        record(
            session, kind, facts, at=at, by=by, case=cause.case, run_id=cause.run_id, task_id=cause.task_id
        )


def _name(account: Account) -> tuple[str, str, str]:
    return account.book, account.kind, account.subject


def _bearable(balances: Mapping[Account, Decimal], plan: list[Planned]) -> list[Planned]:
    """Return the plan as it is, or with what is new before what is taken back, whichever the accounts can bear."""
    try:
        after(balances, [booking for _, booking in plan])
        return plan
    except BadAmount as bad:
        raise _no_sum(bad) from bad
    except Overdrawn as over:
        turned = sorted(plan, key=lambda each: each[0] is not None)
        try:
            after(balances, [booking for _, booking in turned])
        except Overdrawn:
            raise _overdrawn(over) from over
        return turned


def _no_sum(bad: BadAmount) -> LedgerRefused:
    return LedgerRefused(
        f"金额有误：{str(bad).removeprefix('no sum of money: ')}。请填写大于零、精确到分的金额。",
        f"{bad}: give an amount above zero, exact to the fen.",
    )


def _overdrawn(over: Overdrawn) -> LedgerRefused:
    known = over.account.known
    zh, en = _ADVICE.get(over.account.kind, ("请核对金额。", "Check the amount."))
    return LedgerRefused(
        f"“{known.zh}”余额 {over.balance:,.2f} 元，不足以办理 {over.asked:,.2f} 元。{zh}",
        f"“{known.en}” holds {over.balance:,.2f} yuan, {over.asked:,.2f} is asked of it. {en}",
    )
