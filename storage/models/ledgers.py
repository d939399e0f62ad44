"""The two ledgers by double entry (fund, wage deposits), and the registers' own rows; it knows no rule of either."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, Line, Moment, Money, Ref, Tree, Word, Yuan


class LedgerAccount(Base):
    """One account of a district's ledger; `balance` is debits minus credits and is moved by the database itself."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("jurisdiction_key", "book", "kind", "subject", name="uq_ledger_account_name"),
        CheckConstraint("may_be_negative OR balance >= 0", name="never_negative"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    book: Mapped[Word]  # fund or deposit
    kind: Mapped[Word]  # cash, receivable, written_off …, see app.ledgers
    subject: Mapped[str] = mapped_column(
        String(64)
    )  # the case of a claim, the project of a deposit, or nothing
    may_be_negative: Mapped[bool] = mapped_column(default=False, server_default=false())
    balance: Mapped[Decimal] = mapped_column(Money(), default=Decimal(0), server_default="0")


class LedgerBooking(Base):
    """One thing that happened to the money, with what caused it. `stated_on` is the day that the facts name."""

    __tablename__ = "ledger_booking"
    __table_args__ = (
        Index("ix_ledger_booking_case", "case_id"),
        Index("ix_ledger_booking_subject", "jurisdiction_key", "book", "subject", "booked_at"),
        Index("ix_ledger_booking_reverses", "reverses_id", unique=True),
        CheckConstraint("amount > 0", name="amount"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    book: Mapped[Word]
    kind: Mapped[Word]  # allocate, advance, recover, refund, write_off; store, use, top_up, give_back
    subject: Mapped[str] = mapped_column(String(64))
    amount: Mapped[Yuan]
    stated_on: Mapped[date | None]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    run_id: Mapped[str | None] = mapped_column(String(26))
    task_id: Mapped[str | None] = mapped_column(String(26))
    note: Mapped[Line] = mapped_column(default="", server_default="")
    reverses_id: Mapped[str | None] = mapped_column(ForeignKey("ledger_booking.id"))
    booked_by: Mapped[str | None] = mapped_column(String(26))
    booked_at: Mapped[Moment]


class LedgerEntry(Base):
    """A sum that goes from one account (credit) to another (debit): an entry out of balance cannot be written."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_booking", "booking_id"),
        Index("ix_ledger_entry_debit", "debit_id"),
        Index("ix_ledger_entry_credit", "credit_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit_id <> credit_id", name="two_sides"),
    )
    id: Mapped[Key]
    booking_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_booking.id"))
    debit_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_account.id"))
    credit_id: Mapped[Ref] = mapped_column(ForeignKey("ledger_account.id"))
    amount: Mapped[Yuan]


class RegisterEntry(Base):
    """A row of a register that exists apart from cases: a project, an instruction from above, a publicity item …"""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("jurisdiction_key", "register", "number", name="uq_register_entry_number"),
    )
    id: Mapped[Key]
    jurisdiction_key: Mapped[str] = mapped_column(ForeignKey("jurisdiction.key"))
    register: Mapped[Word]
    number: Mapped[Line]  # what tells rows apart: permit number, number of the paper, contract
    facts: Mapped[Tree]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))  # whose officer keeps the row
    closed_on: Mapped[date | None]
    added_at: Mapped[Moment]
    changed_at: Mapped[Moment]
