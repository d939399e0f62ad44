"""Random work on both ledgers, and beside it a second reckoning in whole fen that shares no code with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.bookkeeping import Cause, LedgerRefused, Planned, book_all, taken_back
from app.actors import Actor
from app.ledgers import DEPOSIT, FUND, Booking
from app.ledgers.bookings import advance, allocate, give_back, recover, refund, store, top_up, use, write_off
from storage.database import unit_of_work
from storage.ledgers import accounts_out_of_balance, balances_of
from storage.models import LedgerBooking, new_id

DISTRICT = "tj_ftz"
AT = datetime.fromisoformat("2025-09-26T10:00:00+08:00")
SUBJECTS = st.sampled_from(["one", "two", "three"])
FORMS = st.sampled_from(["cash", "guarantee"])
FEN = st.integers(1, 5_000_000)


@unit_of_work
def book(session: Session, plan: list[Planned], *, by: Actor) -> None:
    """Book as a step of a case does."""
    book_all(session, DISTRICT, plan, at=AT, by=by, cause=Cause())


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


Moves = dict[tuple[str, str, str], int]


class Ledgers(RuleBasedStateMachine):
    """Officers book at random; what the second reckoning cannot bear must be refused, and only that."""

    sessions: Callable[[], Session]
    who: Actor
    done = 0

    @initialize()
    def begin(self) -> None:
        self.session = self.sessions()
        self.session.info.update(events=[], tasks=[], changes={}, rows={})  # a round is one action
        self.world = new_id()[-8:]  # cases and projects of this round
        self.held: Counter[tuple[str, str, str]] = Counter()
        self.booked: list[tuple[str, Moves]] = []
        for account in self.accounts():
            self.held[account.book, account.kind, account.subject] = int(account.balance * 100)

    def accounts(self) -> list:  # type: ignore[type-arg]
        return [each for name in (FUND, DEPOSIT) for each in balances_of(self.session, [DISTRICT], name)]

    def attempt(self, moves: Moves, act: Callable[[], None]) -> None:
        type(self).done += 1
        sources = {"budget", "paid_in", "interest", "duty"}
        bears = all(self.held[name] + change >= 0 or name[1] in sources for name, change in moves.items())
        try:
            act()
        except LedgerRefused:
            assert not bears, f"refused although it could be borne: {moves}"
            return
        assert bears, f"booked although an account falls below zero: {moves}"
        for name, change in moves.items():
            self.held[name] += change

    def add(self, booking: Booking, moves: Moves) -> None:
        before = len(self.booked)
        self.attempt(moves, lambda: self.write(booking, moves))
        assert len(self.booked) <= before + 1

    def write(self, booking: Booking, moves: Moves) -> None:
        self.book([(None, booking)])
        newest = select(LedgerBooking.id).order_by(LedgerBooking.id.desc()).limit(1)
        self.booked.append((self.session.scalars(newest).one(), moves))

    def book(self, plan: list[Planned]) -> None:
        book_all(self.session, DISTRICT, plan, at=AT, by=self.who, cause=Cause())

    def subject(self, name: str) -> str:
        return f"{name}-{self.world}"

    @rule(fen=FEN)
    def the_budget_allocates(self, fen: int) -> None:
        self.add(allocate(yuan(fen)), {(FUND, "cash", ""): fen, (FUND, "budget", ""): -fen})

    @rule(name=SUBJECTS, fen=FEN)
    def the_fund_advances(self, name: str, fen: int) -> None:
        case = self.subject(name)
        self.add(advance(case, yuan(fen)), {(FUND, "receivable", case): fen, (FUND, "cash", ""): -fen})

    @rule(name=SUBJECTS, fen=FEN)
    def the_debtor_pays_back(self, name: str, fen: int) -> None:
        case = self.subject(name)
        moves = {(FUND, "in_transit", case): fen, (FUND, "receivable", case): -fen}
        self.add(recover(case, yuan(fen)), moves)

    @rule(name=SUBJECTS, fen=FEN)
    def finance_confirms(self, name: str, fen: int) -> None:
        case = self.subject(name)
        self.add(refund(case, yuan(fen)), {(FUND, "cash", ""): fen, (FUND, "in_transit", case): -fen})

    @rule(name=SUBJECTS, fen=FEN)
    def the_rest_is_written_off(self, name: str, fen: int) -> None:
        case = self.subject(name)
        moves = {(FUND, "written_off", ""): fen, (FUND, "receivable", case): -fen}
        self.add(write_off(case, yuan(fen)), moves)

    @rule(name=SUBJECTS, form=FORMS, fen=FEN)
    def a_deposit_is_stored(self, name: str, form: str, fen: int) -> None:
        project = self.subject(name)
        moves = {(DEPOSIT, form, project): fen, (DEPOSIT, "paid_in", project): -fen}
        self.add(store(project, form, yuan(fen)), moves)

    @rule(name=SUBJECTS, form=FORMS, fen=FEN)
    def a_deposit_is_used(self, name: str, form: str, fen: int) -> None:
        project = self.subject(name)
        moves = {
            (DEPOSIT, "used", project): fen, (DEPOSIT, form, project): -fen,
            (DEPOSIT, "to_top_up", project): fen, (DEPOSIT, "duty", project): -fen,
        }  # fmt: skip
        self.add(use(project, form, yuan(fen)), moves)

    @rule(name=SUBJECTS, form=FORMS, fen=FEN)
    def a_deposit_is_topped_up(self, name: str, form: str, fen: int) -> None:
        project = self.subject(name)
        moves = {
            (DEPOSIT, form, project): fen, (DEPOSIT, "paid_in", project): -fen,
            (DEPOSIT, "duty", project): fen, (DEPOSIT, "to_top_up", project): -fen,
        }  # fmt: skip
        self.add(top_up(project, form, yuan(fen)), moves)

    @rule(name=SUBJECTS, form=FORMS, fen=FEN, interest=st.integers(0, 10_000))
    def a_deposit_is_returned(self, name: str, form: str, fen: int, interest: int) -> None:
        project = self.subject(name)
        moves = {(DEPOSIT, form, project): -fen, (DEPOSIT, "returned", project): fen + interest}
        moves |= {(DEPOSIT, "interest", project): -interest} if interest else {}
        self.add(give_back(project, form, yuan(fen), yuan(interest)), moves)

    @rule(place=st.integers(0, 10_000))
    def a_booking_is_corrected(self, place: int) -> None:
        if self.booked:
            booking_id, moves = self.booked[place % len(self.booked)]
            turned = {name: -change for name, change in moves.items()}

            def act() -> None:
                self.book(taken_back(self.session, [booking_id]))
                self.booked.remove((booking_id, moves))

            self.attempt(turned, act)

    @invariant()
    def both_reckonings_agree(self) -> None:
        if not hasattr(self, "session") or type(self).done % 100:
            return
        found = {(row.book, row.kind, row.subject): int(row.balance * 100) for row in self.accounts()}
        assert {name: fen for name, fen in found.items() if fen} == {
            n: fen for n, fen in self.held.items() if fen
        }
        for name in (FUND, DEPOSIT):
            assert sum(fen for key, fen in found.items() if key[0] == name) == 0

    def teardown(self) -> None:
        if hasattr(self, "session"):
            assert accounts_out_of_balance(self.session) == []
            self.session.rollback()
            self.session.close()
