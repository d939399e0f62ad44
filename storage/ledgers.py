"""Questions about the ledgers, and writing them; accounts are locked while an action books. It knows no rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.changes import write_changes
from storage.models import CaseFile, LedgerAccount, LedgerBooking, LedgerEntry, new_id
from storage.models.base import table_of
from storage.upserts import upsert

Name = tuple[str, str, str]
"""Book, kind and subject of an account of a district."""


def held_accounts(
    session: Session, district: str, names: Iterable[tuple[Name, bool]]
) -> dict[Name, LedgerAccount]:
    """Return accounts by name, locked until the action ends; those that are not there yet are opened empty.

    The second part of each says whether the account may stand below zero. They are locked in one order, so that two
    actions never wait for each other.
    """
    wanted = dict(names)
    if not wanted:
        return {}
    write_changes(session)
    rows = [
        {
            "id": new_id(), "jurisdiction_key": district, "book": name[0], "kind": name[1], "subject": name[2],
            "may_be_negative": source, "balance": Decimal(0),
        }
        for name, source in sorted(wanted.items())
    ]  # fmt: skip
    session.execute(upsert(session, table_of(LedgerAccount)).on_conflict_do_nothing(), rows)
    question = (
        select(LedgerAccount)
        .where(
            LedgerAccount.jurisdiction_key == district,
            LedgerAccount.book.in_({name[0] for name in wanted}),
            LedgerAccount.subject.in_({name[2] for name in wanted}),
        )
        .order_by(LedgerAccount.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {(row.book, row.kind, row.subject): row for row in session.scalars(question)}
    return {name: found[name] for name in wanted}


def write_booking(session: Session, row: LedgerBooking, entries: Iterable[tuple[str, str, Decimal]]) -> None:
    """Write a booking with its entries (ids of the debited and the credited account, amount) in their order."""
    session.add(row)
    session.flush()
    for debit, credit, amount in entries:
        session.add(
            LedgerEntry(id=new_id(), booking_id=row.id, debit_id=debit, credit_id=credit, amount=amount)
        )
        session.flush()  # one by one: the balances must bear each as they stand


@dataclass(frozen=True)
class Standing:
    """A booking that has not been taken back."""

    id: str
    kind: str
    amount: Decimal
    stated_on: date | None


def standing_bookings(session: Session, run_id: str) -> list[Standing]:
    """Return what a run has booked and not taken back, oldest first."""
    back = select(LedgerBooking.reverses_id).where(LedgerBooking.reverses_id.is_not(None))
    question = (
        select(LedgerBooking.id, LedgerBooking.kind, LedgerBooking.amount, LedgerBooking.stated_on)
        .where(
            LedgerBooking.run_id == run_id,
            LedgerBooking.reverses_id.is_(None),
            LedgerBooking.id.not_in(back),
        )
        .order_by(LedgerBooking.id)
    )
    return [Standing(*row) for row in session.execute(question)]


def entries_of(session: Session, booking_ids: Collection[str]) -> dict[str, list[tuple[Name, Name, Decimal]]]:
    """Return the entries of bookings as names of accounts (debited, credited) with the amount, in their order."""
    entries = select(LedgerEntry).where(LedgerEntry.booking_id.in_(sorted(booking_ids)))
    rows = list(session.scalars(entries.order_by(LedgerEntry.id)))
    ids = {side for row in rows for side in (row.debit_id, row.credit_id)}
    accounts = session.scalars(select(LedgerAccount).where(LedgerAccount.id.in_(sorted(ids))))
    names = {row.id: (row.book, row.kind, row.subject) for row in accounts}
    found: dict[str, list[tuple[Name, Name, Decimal]]] = {}
    for row in rows:
        found.setdefault(row.booking_id, []).append((names[row.debit_id], names[row.credit_id], row.amount))
    return found


def bookings_named(session: Session, booking_ids: Collection[str]) -> list[LedgerBooking]:
    """Return bookings by their ids."""
    question = select(LedgerBooking).where(LedgerBooking.id.in_(sorted(booking_ids)))
    return list(session.scalars(question))


def balances_of(
    session: Session, districts: Collection[str], book: str, subject: str | None = None
) -> list[LedgerAccount]:
    """Return the accounts of a book in these districts, of one subject or of all."""
    question = select(LedgerAccount).where(
        LedgerAccount.jurisdiction_key.in_(sorted(districts)), LedgerAccount.book == book
    )
    if subject is not None:
        question = question.where(LedgerAccount.subject == subject)
    order = (LedgerAccount.jurisdiction_key, LedgerAccount.subject, LedgerAccount.kind)
    return list(session.scalars(question.order_by(*order).execution_options(populate_existing=True)))


def bookings_in(
    session: Session, districts: Collection[str], book: str, subject: str | None = None
) -> Sequence[tuple[LedgerBooking, str | None]]:
    """Return the bookings of a book in these districts, newest first, with the number of the case."""
    question = (
        select(LedgerBooking, CaseFile.case_no)
        .outerjoin(CaseFile, CaseFile.id == LedgerBooking.case_id)
        .where(LedgerBooking.jurisdiction_key.in_(sorted(districts)), LedgerBooking.book == book)
    )
    if subject is not None:
        question = question.where(LedgerBooking.subject == subject)
    return [(row[0], row[1]) for row in session.execute(question.order_by(LedgerBooking.id.desc()))]


def accounts_out_of_balance(session: Session) -> list[LedgerAccount]:
    """Return the accounts whose balance is not the sum of their entries; there are none unless somebody tampered."""
    sums: dict[str, dict[str, Decimal]] = {}
    for side, column in (("debit", LedgerEntry.debit_id), ("credit", LedgerEntry.credit_id)):
        added = select(column, func.sum(LedgerEntry.amount)).group_by(column)
        sums[side] = {row[0]: row[1] for row in session.execute(added)}
    zero = Decimal(0)
    rows = session.scalars(select(LedgerAccount).execution_options(populate_existing=True))
    return [
        row
        for row in rows
        if row.balance != (sums["debit"].get(row.id) or zero) - (sums["credit"].get(row.id) or zero)
        or (row.balance < 0 and not row.may_be_negative)
    ]


def cases_with_claims(session: Session, districts: Collection[str], book: str) -> dict[str, CaseFile]:
    """Return the cases that a book has bookings of, by id."""
    ids = select(LedgerBooking.case_id).where(
        LedgerBooking.jurisdiction_key.in_(sorted(districts)), LedgerBooking.book == book
    )
    return {row.id: row for row in session.scalars(select(CaseFile).where(CaseFile.id.in_(ids)))}


def new_booking(
    district: str, book: str, kind: str, subject: str, amount: Decimal, *, at: datetime, by: str | None
) -> LedgerBooking:
    """Return a booking that is not written yet."""
    return LedgerBooking(
        id=new_id(), jurisdiction_key=district, book=book, kind=kind, subject=subject, amount=amount,
        note="", booked_at=at, booked_by=by,
    )  # fmt: skip
