"""Questions about the ledgers, and writing them; accounts are locked while an action books. It knows no rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.changes import write_changes
from storage.models import CaseFile, LedgerAccount, LedgerBooking, LedgerEntry, Party, new_id
from storage.models.base import Money, table_of
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


@dataclass(frozen=True)
class CaseSum:
    """What a book has booked of one kind for a case."""

    case_id: str
    district: str
    case_no: str
    kind: str
    amount: Decimal


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


def accounts_out_of_balance(
    session: Session, districts: Collection[str] | None = None
) -> list[LedgerAccount]:
    """Return the accounts whose balance is not the sum of their entries; there are none unless somebody tampered."""
    debits, credits = (
        select(side.label("account"), func.sum(LedgerEntry.amount).label("amount")).group_by(side).subquery()
        for side in (LedgerEntry.debit_id, LedgerEntry.credit_id)
    )
    added = func.coalesce(debits.c.amount, 0) - func.coalesce(credits.c.amount, 0)
    below = and_(LedgerAccount.balance < 0, LedgerAccount.may_be_negative.is_(False))
    question = (
        select(LedgerAccount)
        .outerjoin(debits, debits.c.account == LedgerAccount.id)
        .outerjoin(credits, credits.c.account == LedgerAccount.id)
        .where(or_(LedgerAccount.balance != added, below))
        .order_by(LedgerAccount.id)
        .execution_options(populate_existing=True)
    )
    if districts is not None:
        question = question.where(LedgerAccount.jurisdiction_key.in_(sorted(districts)))
    return list(session.scalars(question))


def booked_by_case(session: Session, districts: Collection[str], book: str) -> list[CaseSum]:
    """Return what a book has booked for each case by kind, less what was taken back, newest case first."""
    signed = case((LedgerBooking.reverses_id.is_(None), LedgerBooking.amount), else_=-LedgerBooking.amount)
    question = (
        select(
            CaseFile.id, CaseFile.jurisdiction_key, CaseFile.case_no, LedgerBooking.kind,
            func.sum(signed, type_=Money()),
        )
        .join(CaseFile, CaseFile.id == LedgerBooking.case_id)
        .where(LedgerBooking.jurisdiction_key.in_(sorted(districts)), LedgerBooking.book == book)
        .group_by(CaseFile.id, CaseFile.jurisdiction_key, CaseFile.case_no, LedgerBooking.kind)
        .order_by(CaseFile.opened_at.desc(), CaseFile.id)
    )  # fmt: skip
    return [CaseSum(*row) for row in session.execute(question)]


def employers_of_claims(session: Session, districts: Collection[str], book: str) -> dict[str, str]:
    """Return the names of the employers of the cases that a book has bookings of, by case."""
    ids = select(LedgerBooking.case_id).where(
        LedgerBooking.jurisdiction_key.in_(sorted(districts)), LedgerBooking.book == book
    )
    question = select(Party.case_id, Party.name).where(Party.place == "employer", Party.case_id.in_(ids))
    return {case_id: name for case_id, name in session.execute(question.order_by(Party.id))}


def cases_by_subject(session: Session, districts: Collection[str], book: str) -> dict[str, tuple[str, ...]]:
    """Return the cases that a book has bookings of by the subject of these, the newest booking first."""
    question = (
        select(LedgerBooking.subject, LedgerBooking.case_id)
        .where(LedgerBooking.jurisdiction_key.in_(sorted(districts)), LedgerBooking.book == book)
        .where(LedgerBooking.case_id.is_not(None))
        .group_by(LedgerBooking.subject, LedgerBooking.case_id)
        .order_by(func.max(LedgerBooking.id).desc())
    )
    found: dict[str, list[str]] = {}
    for subject, case_id in session.execute(question):
        found.setdefault(subject, []).append(str(case_id))
    return {subject: tuple(ids) for subject, ids in found.items()}


def new_booking(
    district: str, book: str, kind: str, subject: str, amount: Decimal, *, at: datetime, by: str | None
) -> LedgerBooking:
    """Return a booking that is not written yet."""
    return LedgerBooking(
        id=new_id(), jurisdiction_key=district, book=book, kind=kind, subject=subject, amount=amount,
        note="", booked_at=at, booked_by=by,
    )  # fmt: skip
