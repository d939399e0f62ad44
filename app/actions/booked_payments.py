"""Books into the case's payments, once, what fund, deposit or court paid to workers; it moves no money of ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.actions.case_facts import facts_of_case
from app.actions.desk import Desk
from app.actions.spots import Spot
from app.clock import local
from app.ledgers import paid_rows
from app.ledgers.reached import Line, Told, amends
from storage.cases import add_rows, remove_payment
from storage.changes import change, write_changes
from storage.events import record
from storage.models import Payment, Run, new_id

COURT = "court_enforcement"


@dataclass(frozen=True)
class Teller:
    """Where the runs of a process tell what reached workers, and how payments of theirs name their source."""

    source: str
    fact: str
    amount: str = "amount"


TELLERS: Mapping[str, Teller] = {
    "emergency_fund": Teller("应急周转金", "case.fund.receipts"),
    "wage_deposit": Teller("工资保证金", "case.deposit.payments"),
    COURT: Teller("法院执行", "case.court.wages_paid", "paid"),
}
"""Of the fund what workers have signed for, of the deposit what the bank paid, of the court what it distributed."""


def book_payments(desk: Desk, run: Run) -> None:
    """Bring the payments of the case to what all runs of this process tell by now, whoever wrote them there.

    Each run tells its own payments, so the same sum paid again to the same worker by another run is another payment,
    and saying the same again books nothing. What a correction no longer bears out is taken back from what was booked,
    what the corrected run booked first; what an officer entered beyond it stays. So an employer who pays later owes
    the rest only.
    """
    teller = TELLERS.get(run.process_key)
    if teller is None:
        return
    lines = {each.id: each for each in desk.folder.payments if each.source == teller.source}
    present = [
        Line(each.id, each.worker_id, each.amount, each.position, each.run_id) for each in lines.values()
    ]
    found = amends(_told(desk, run.process_key, teller), present, run.id)
    for key, back in found.back:
        _take_back(desk, run, lines[key], back)
    _add(desk, teller.source, found.missing)


def _told(desk: Desk, process_key: str, teller: Teller) -> Iterable[Told]:
    """Yield what the runs of a process tell, the oldest run first."""
    refs = _workers(desk)
    _, section, table = teller.fact.split(".")
    for run in sorted(desk.folder.runs, key=lambda each: each.id):
        if run.process_key != process_key:
            continue
        found = facts_of_case(desk.folder, [teller.fact], Spot(run_id=run.id)).get(section)
        part: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        for amount, row in paid_rows(part.get(table), teller.amount):
            day = part.get("paid_on") or row.get("paid_on") or row.get("confirmed_on")
            on = day if isinstance(day, date) else local(desk.at).date()
            yield Told(run.id, refs.get(_ref(row.get("worker"))), amount, on)


def _take_back(desk: Desk, run: Run, payment: Payment, back: Decimal) -> None:
    facts = {
        "payment": payment.id, "source": payment.source, "booked_by": payment.run_id,
        "before": f"{payment.amount:.2f}", "amount": f"{back:.2f}",
    }  # fmt: skip
    record(desk.session, "payment_taken_back", facts, at=desk.at, by=desk.by, case=desk.case, run_id=run.id)
    if back < payment.amount:
        change(desk.session, payment, amount=payment.amount - back)
        write_changes(desk.session)
    else:
        remove_payment(desk.session, payment.id)
    _forget(desk)


def _add(desk: Desk, source: str, paid: Iterable[Told]) -> None:
    position = max((row.position for row in desk.folder.payments), default=-1) + 1
    lines: list[dict[str, Any]] = [
        {
            "id": new_id(), "case_id": desk.case.id, "worker_id": each.worker, "position": position + number,
            "amount": each.amount, "paid_on": each.day, "source": source, "details": {}, "run_id": each.run_id,
        }
        for number, each in enumerate(paid)
    ]  # fmt: skip
    if lines:
        add_rows(desk.session, Payment, lines)
        _forget(desk)


def _forget(desk: Desk) -> None:
    desk.folder.forget("payments")
    desk.forget_facts()


def _workers(desk: Desk) -> dict[str, str]:
    workers = [row for row in desk.folder.parties if row.place == "worker"]
    return {row.name: row.id for row in workers} | {row.id: row.id for row in workers}


def _ref(value: Any) -> str:
    return str(value.get("ref") or value.get("id") or "") if isinstance(value, Mapping) else str(value or "")
