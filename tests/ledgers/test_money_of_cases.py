"""The fund and the deposits in cases: each step books what it did, once, and a correction takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.actions.bookkeeping import LedgerRefused
from app.actions.spots import Spot
from storage.ledgers import accounts_out_of_balance, balances_of, bookings_in
from storage.models import Payment
from tests.actions.flows import Desk, ask, case_form, fill_in, line
from tests.engine.diagrams import chain, diagram, end, start
from tests.support.tiny import Tiny, lane

DISTRICT = "tj_ftz"
PAID_ON = date(2025, 9, 20)
WORKERS = (("赵一", Decimal("8000.00")), ("钱二", Decimal("6500.50")))
ROSTER = [
    {"name": name, "worker": name, "month": "2025-07", "gross": owed, "deductions": Decimal(0), "paid": Decimal(0)}
    for name, owed in WORKERS
]  # fmt: skip
PAYMENTS = [{"worker": name, "amount": owed, "result": "已支付"} for name, owed in WORKERS]
TOTAL = Decimal("14500.50")


class Till:
    """A case with a run of one of the two processes, whose steps are filled in one after the other."""

    def __init__(self, office: Tiny, key: str, *steps: str, forms: Mapping[str, bytes] | None = None) -> None:
        self.desk, self.key = Desk(office), key
        self.desk.publish(key, line(key, *(ask(each) for each in steps)), forms)
        self.case_id = self.desk.begin(key)
        self.run_id = self.desk.runs(self.case_id, key)[0].id

    def go_on(self, drawn: bytes, forms: Mapping[str, bytes]) -> None:
        """Begin another run of the process, drawn otherwise, in the same case."""
        self.desk.publish(self.key, drawn, forms)
        self.desk.begin(self.key, self.case_id)
        self.run_id = max(run.id for run in self.desk.runs(self.case_id, self.key))

    def write(self, **facts: Any) -> None:
        """Write facts as the run's forms do; names have `__` for the dots."""
        answers = {f"case.{name.replace('__', '.')}": value for name, value in facts.items()}
        spot = Spot(run_id=self.run_id)
        with self.desk.office.session() as session:
            fill_in(session, self.case_id, answers, spot, by=self.desk.office.actor("inspector"))

    def step(self, element: str, answers: Mapping[str, str] | None = None, **facts: Any) -> None:
        """Complete a step with facts, and with variables of the run."""
        if facts:
            self.write(**facts)
        self.desk.complete(self.case_id, element, **(answers or {}))

    def balances(self, book: str) -> dict[str, Decimal]:
        """What the accounts of a book hold; those that hold nothing are left out."""
        with self.desk.office.session() as session:
            assert accounts_out_of_balance(session) == []
            return {row.kind: row.balance for row in balances_of(session, [DISTRICT], book) if row.balance}

    def bookings(self, book: str) -> list[tuple[str, Decimal, bool]]:
        """Kind and amount of each booking, oldest first, and whether it takes another back."""
        with self.desk.office.session() as session:
            rows = bookings_in(session, [DISTRICT], book)[::-1]
            return [(row.kind, row.amount, row.reverses_id is not None) for row, _ in rows]

    def payments(self) -> list[tuple[Decimal, str | None, date]]:
        rows = self.desk.office.rows(Payment, Payment.case_id == self.case_id)
        return [(row.amount, row.source, row.paid_on) for row in rows]


@pytest.fixture
def fund(tiny: Tiny) -> Till:
    """A case in which finance has allocated 20,000 yuan and is to pay two workers."""
    till = Till(tiny, "emergency_fund", "check", "pay", "confirm", "recover", "recover_more", "refund")
    till.write(roster=ROSTER)
    till.step("check", finance__allocation=Decimal(20_000))
    return till


def test_an_advance_is_booked_recovered_and_confirmed_to_the_last_fen(fund: Till) -> None:
    assert fund.balances("fund") == {"cash": 20_000, "budget": -20_000}
    fund.step("pay", fund__paid_on=PAID_ON, fund__payments=PAYMENTS)
    assert fund.balances("fund")["receivable"] == TOTAL
    receipts = [{"worker": name, "amount": owed, "confirmed_on": PAID_ON} for name, owed in WORKERS]
    fund.step("confirm", fund__receipts=receipts)
    assert sorted(fund.payments()) == sorted((owed, "应急周转金", PAID_ON) for _, owed in WORKERS)
    first = {"date": date(2025, 9, 25), "way": "分期归还", "amount": Decimal("4500.50"), "payer": "甲公司"}
    fund.step("recover", fund__recovery_rows=[first])
    rest = {"date": date(2025, 9, 26), "way": "一次归还", "amount": Decimal(10_000), "payer": "甲公司"}
    fund.step("recover_more", fund__recovery_rows=[first, rest])
    assert fund.balances("fund") == {"cash": Decimal("5499.50"), "in_transit": TOTAL, "budget": -20_000}
    fund.step("refund", finance__refund_state="到账一致", finance__closed_on=date(2025, 9, 26))
    assert fund.balances("fund") == {"cash": 20_000, "budget": -20_000}
    kinds = [kind for kind, _, _ in fund.bookings("fund")]
    assert kinds == ["allocate", "advance", "advance", "recover", "recover", "refund", "refund"]
    assert len(fund.desk.events(fund.case_id, "ledger_booked")) == 7
    assert len(fund.payments()) == 2, "what the fund paid is in the roster once"


def test_paying_more_than_the_fund_holds_is_refused_whole(fund: Till) -> None:
    much = [{"worker": name, "amount": Decimal(15_000), "result": "已支付"} for name, _ in WORKERS]
    fund.write(fund__paid_on=PAID_ON, fund__payments=much)
    before = fund.desk.everything()
    with pytest.raises(LedgerRefused) as refused:
        fund.step("pay")
    assert "余额 5,000.00 元，不足以办理 15,000.00 元" in refused.value.zh
    assert fund.desk.everything() == before
    assert fund.desk.open(fund.case_id) == ["pay"]
    fund.step("pay", fund__payments=PAYMENTS)
    assert fund.balances("fund")["cash"] == 20_000 - TOTAL


def test_a_payment_that_failed_is_not_booked_and_a_corrected_one_is_taken_back(fund: Till) -> None:
    failed = [PAYMENTS[0], {**PAYMENTS[1], "result": "失败"}]
    fund.step("pay", fund__paid_on=PAID_ON, fund__payments=failed)
    assert fund.balances("fund")["receivable"] == 8000
    corrected = [{**PAYMENTS[0], "amount": Decimal(7500)}, PAYMENTS[1]]
    fund.step("confirm", fund__payments=corrected)
    assert fund.balances("fund")["receivable"] == Decimal("14000.50")
    assert fund.bookings("fund")[2:] == [
        ("advance", Decimal(8000), True),
        ("advance", Decimal(7500), False),
        ("advance", Decimal("6500.50"), False),
    ]
    assert len(fund.desk.events(fund.case_id, "ledger_reversed")) == 1


def test_a_deposit_is_stored_used_topped_up_and_returned_on_the_account_of_its_project(tiny: Tiny) -> None:
    matter = ("var.deposit_matter", "text")
    forms = {
        "store": case_form("store", matter, ("var.stored", "text"), ("var.amount", "money")),
        "bank_pays": case_form("bank_pays", matter, ("var.bank_result", "text")),
        "topped": case_form("topped", ("var.topped_up", "text")),
        "give": case_form("give", matter, ("var.amount", "money")),
    }
    till = Till(tiny, "wage_deposit", "store", forms=forms)
    till.write(project__name="滨海科创园二期", project__permit_no="120116202500001", roster=ROSTER)
    stored = {"deposit_matter": "存储", "stored": "已足额存储或出具保函", "amount": "100000"}
    till.step("store", stored, deposit__form="现金存储")
    assert till.balances("deposit") == {"cash": 100_000, "paid_in": -100_000}
    till.go_on(line("wage_deposit", ask("bank_pays"), ask("topped")), forms)
    till.step("bank_pays", {"deposit_matter": "使用", "bank_result": "已支付"}, deposit__payments=PAYMENTS)
    assert till.balances("deposit")["to_top_up"] == TOTAL
    assert {source for _, source, _ in till.payments()} == {"工资保证金"}
    till.step("topped", {"topped_up": "已补足"})
    assert till.balances("deposit")["cash"] == 100_000
    assert "to_top_up" not in till.balances("deposit")
    nodes = [start(), ask("give"), end("returned")]
    till.go_on(diagram("wage_deposit", nodes, chain("begin", "give", "returned"), lanes=lane("give")), forms)
    wanted = {"deposit_matter": "返还", "amount": "100000"}
    till.step("give", wanted, deposit__returned_amount=Decimal("100350.25"), deposit__returned_on=PAID_ON)
    assert till.balances("deposit") == {
        "paid_in": Decimal("-114500.50"),
        "used": TOTAL,
        "returned": Decimal("100350.25"),
        "interest": Decimal("-350.25"),
    }


def test_a_second_use_of_a_deposit_books_its_own_payments_alone(tiny: Tiny) -> None:
    matter = ("var.deposit_matter", "text")
    forms = {
        "store": case_form("store", matter, ("var.stored", "text"), ("var.amount", "money")),
        "open": case_form("open", matter),
        "bank_pays": case_form("bank_pays", ("var.bank_result", "text")),
    }
    till = Till(tiny, "wage_deposit", "store", forms=forms)
    till.write(project__name="海滨路改造", roster=ROSTER)
    stored = {"deposit_matter": "存储", "stored": "已足额存储或出具保函", "amount": "20000"}
    till.step("store", stored, deposit__form="银行保函")
    for number, rows in enumerate((PAYMENTS[:1], PAYMENTS[1:])):
        till.go_on(line("wage_deposit", ask("open"), ask("bank_pays"), ask(f"check{number}")), forms)
        till.step("open", {"deposit_matter": "使用"})
        till.step("bank_pays", {"bank_result": "已支付"}, deposit__payments=rows)
    assert till.balances("deposit")["guarantee"] == 20_000 - TOTAL
    assert [kind for kind, _, back in till.bookings("deposit") if not back] == ["store", "use", "use"]


def test_what_the_court_distributes_reaches_the_payments_once_whoever_wrote_it_there(tiny: Tiny) -> None:
    till = Till(tiny, "court_enforcement", "distribute", "again", "last")
    till.write(roster=ROSTER)
    known = {"worker": WORKERS[0][0], "amount": Decimal(1000), "paid_on": PAID_ON, "source": "法院执行"}
    till.write(payments=[known])
    first = [
        {"worker": "赵一", "due": WORKERS[0][1], "paid": Decimal(3000), "paid_on": PAID_ON},
        {"worker": "钱二", "due": WORKERS[1][1], "paid": Decimal(0)},
    ]
    till.step("distribute", court__wages_paid=first)
    assert [row[:2] for row in till.payments()] == [(1000, "法院执行"), (2000, "法院执行")], (
        "of 3,000 the inspector had entered 1,000"
    )
    rest = [{**row, "paid": row["due"], "paid_on": date(2025, 9, 26)} for row in first]
    till.step("again", court__wages_paid=rest)
    till.step("last", court__wages_paid=rest)
    assert sum(row[0] for row in till.payments()) == TOTAL and len(till.payments()) == 4
    assert till.payments()[-1] == (WORKERS[1][1], "法院执行", date(2025, 9, 26))


def test_two_runs_of_the_fund_that_pay_a_worker_the_same_sum_are_two_payments(fund: Till) -> None:
    receipt = {"worker": "赵一", "amount": Decimal(3000), "confirmed_on": PAID_ON}
    paid = {"fund__paid_on": PAID_ON, "fund__payments": [{**receipt, "result": "已到账"}]}
    fund.step("pay", **paid)
    fund.step("confirm", fund__receipts=[receipt])
    first = fund.run_id
    fund.go_on(line("emergency_fund", ask("pay_again"), ask("confirm_again"), ask("check_again")), {})
    fund.step("pay_again", **paid)
    fund.step("confirm_again", fund__receipts=[receipt])
    assert [row[0] for row in fund.payments()] == [3000, 3000]
    assert fund.balances("fund")["receivable"] == 6000
    entered = [
        {"worker": "赵一", "amount": amount, "paid_on": day, "source": source}
        for amount, source, day in [*fund.payments(), (Decimal(100), "用人单位", PAID_ON)]
    ]
    fund.write(payments=entered)  # an officer adds a payment and so writes the whole list anew
    fund.step("check_again", fund__receipts=[{**receipt, "amount": Decimal(2500)}])
    assert sorted(row[0] for row in fund.payments()) == [100, 2500, 3000]
    (taken,) = fund.desk.events(fund.case_id, "payment_taken_back")
    assert (taken.facts["amount"], taken.facts["booked_by"]) == ("500.00", fund.run_id)
    kept = [
        row.run_id for row in fund.desk.office.rows(Payment, Payment.case_id == fund.case_id) if row.run_id
    ]
    assert sorted(kept) == sorted([first, fund.run_id])


def test_a_distribution_corrected_downwards_takes_back_what_it_booked_and_not_what_an_officer_wrote(
    tiny: Tiny,
) -> None:
    till = Till(tiny, "court_enforcement", "distribute", "again", "less", "none")
    till.write(roster=ROSTER)
    till.write(
        payments=[{"worker": "赵一", "amount": Decimal(1000), "paid_on": PAID_ON, "source": "法院执行"}]
    )
    line_of = {"worker": "赵一", "due": WORKERS[0][1], "paid_on": PAID_ON}
    for step, told, booked in (
        ("distribute", 3000, [1000, 2000]),
        ("again", 5000, [1000, 2000, 2000]),
        ("less", 2500, [1000, 1500]),
        ("none", 0, [1000]),
    ):
        till.step(step, court__wages_paid=[{**line_of, "paid": Decimal(told)}])
        assert [row[0] for row in till.payments()] == booked, f"when the court has told {told}"
    back = [Decimal(each.facts["amount"]) for each in till.desk.events(till.case_id, "payment_taken_back")]
    assert sum(back) == 4000
