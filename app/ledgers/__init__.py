"""The emergency fund and the wage deposits as ledgers by double entry: accounts, bookings, and what facts say; pure."""

from app.ledgers.accounts import BOOKS, DEPOSIT, FUND, KINDS, Account, AccountKind
from app.ledgers.bookings import (
    BOOKING_KINDS,
    BadAmount,
    Booking,
    Entry,
    Overdrawn,
    after,
    allocate,
    checked,
    refund,
    store,
)
from app.ledgers.wanted import (
    FORMS,
    Difference,
    Holding,
    deposit_bookings,
    difference,
    fund_bookings,
    paid_rows,
)

__all__ = [
    "BOOKING_KINDS",
    "BOOKS",
    "DEPOSIT",
    "FORMS",
    "FUND",
    "KINDS",
    "Account",
    "AccountKind",
    "BadAmount",
    "Booking",
    "Difference",
    "Entry",
    "Holding",
    "Overdrawn",
    "after",
    "allocate",
    "checked",
    "deposit_bookings",
    "difference",
    "fund_bookings",
    "paid_rows",
    "refund",
    "store",
]
