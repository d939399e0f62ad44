"""The ledgers: whatever officers book and correct, they balance and nothing falls below zero."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.actions.bookkeeping import LedgerRefused
from app.ledgers import Account, BadAmount, Overdrawn, after
from app.ledgers.bookings import advance, allocate, recover, store, use
from storage.ledgers import accounts_out_of_balance, balances_of
from storage.models import LedgerAccount, LedgerBooking, LedgerEntry, new_id
from storage.models.base import Base
from tests.ledgers.machine import DISTRICT, Ledgers, book
from tests.support.office import Office

ROUNDS = {"sqlite": (40, 500, 10_000), "postgresql": (8, 100, 300)}
"""Rounds, operations in each at most, and how many there are altogether at least."""


def balance(office: Office, kind: str, book_key: str = "fund") -> Decimal:
    with office.session() as session:
        rows = balances_of(session, [DISTRICT], book_key)
        return sum((row.balance for row in rows if row.kind == kind), Decimal(0))


def test_ten_thousand_random_bookings_and_corrections_leave_both_ledgers_in_balance(office: Office) -> None:
    examples, steps, least = ROUNDS[office.database.engine.dialect.name]
    who = office.actor("director")
    machine = type("Round", (Ledgers,), {"sessions": lambda _self: office.session(), "who": who, "done": 0})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.done >= least, machine.done


def test_the_fund_pays_no_more_than_it_holds_and_says_what_to_do(office: Office) -> None:
    director = office.actor("director")
    with office.session() as session:
        book(session, [(None, allocate(Decimal(1000)))], by=director)
        with pytest.raises(LedgerRefused, match="Record the money") as refused:
            book(session, [(None, advance("case", Decimal("1000.01")))], by=director)
    assert refused.value.zh.startswith("“专用账户”余额 1,000.00 元，不足以办理 1,000.01 元。")
    assert balance(office, "cash") == 1000
    assert balance(office, "receivable") == 0


def test_two_officers_who_pay_at_once_do_not_pay_the_same_money(office: Office) -> None:
    director = office.actor("director")
    with office.session() as session:
        book(session, [(None, allocate(Decimal(1000)))], by=director)
    told: list[str] = []

    def pay(case: str) -> None:
        with office.session() as session:
            try:
                book(session, [(None, advance(case, Decimal(700)))], by=director)
                told.append("paid")
            except LedgerRefused:
                told.append("refused")

    threads = [threading.Thread(target=pay, args=(case,)) for case in ("one", "two", "three", "four")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["paid", "refused", "refused", "refused"]
    assert balance(office, "cash") == 300


@pytest.mark.parametrize("model", [LedgerBooking, LedgerEntry])
def test_nobody_changes_or_removes_a_booking_past_the_actions(office: Office, model: type[Base]) -> None:
    with office.session() as session:
        book(session, [(None, allocate(Decimal(10)))], by=office.actor("director"))
        for statement in (update(model).values(amount=Decimal(9)), delete(model)):
            with pytest.raises(DBAPIError, match="the ledgers are final"):
                session.execute(statement)
            session.rollback()


def test_the_database_itself_refuses_what_an_account_does_not_hold(office: Office) -> None:
    with office.session() as session:
        book(session, [(None, allocate(Decimal(10)))], by=office.actor("director"))
        by_kind = {row.kind: row.id for row in balances_of(session, [DISTRICT], "fund")}
        booking_id = session.scalars(select(LedgerBooking.id)).first()
        entry = {"id": new_id(), "booking_id": booking_id, "amount": Decimal(11)}
        entry |= {"debit_id": by_kind["budget"], "credit_id": by_kind["cash"]}
        with pytest.raises(DBAPIError, match="never_negative"):
            session.execute(insert(LedgerEntry), [entry])
        session.rollback()
        same = {**entry, "debit_id": entry["credit_id"], "amount": Decimal(1)}
        with pytest.raises(DBAPIError, match="two_sides"):
            session.execute(insert(LedgerEntry), [same])
        session.rollback()
        full = {"id": new_id(), "jurisdiction_key": DISTRICT, "book": "fund", "kind": "x", "subject": ""}
        with pytest.raises(DBAPIError, match="balances follow from entries alone"):
            session.execute(insert(LedgerAccount), [{**full, "balance": Decimal(5)}])


def test_a_balance_that_somebody_wrote_by_hand_is_found(office: Office) -> None:
    with office.session() as session:
        book(session, [(None, allocate(Decimal(10)))], by=office.actor("director"))
        session.execute(text("UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'cash'"))
        assert [row.kind for row in accounts_out_of_balance(session)] == ["cash"]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000000000", "NaN", "Infinity"])
def test_what_is_no_sum_of_money_is_not_booked(amount: str) -> None:
    with pytest.raises(BadAmount):
        after({}, [allocate(Decimal(amount))])


def test_an_account_is_named_when_it_cannot_bear_a_booking() -> None:
    held = after({}, [store("p", "cash", Decimal(100)), use("p", "cash", Decimal(60))])
    assert held[Account("deposit", "to_top_up", "p")] == 60
    with pytest.raises(Overdrawn) as over:
        after(held, [use("p", "cash", Decimal(50))])
    assert (over.value.account.kind, over.value.balance, over.value.asked) == ("cash", 40, 50)
    with pytest.raises(Overdrawn):
        after(held, [recover("case", Decimal(1))])
