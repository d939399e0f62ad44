"""Books into the roster's payments, once, what fund, deposit or court paid to workers; it moves no money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.actions.desk import Desk
from app.clock import local
from app.ledgers import FUND, paid_rows
from app.values import Value, from_json
from storage.cases import add_rows
from storage.models import Payment, Run, new_id
from storage.sections import sections_like

SOURCES = {"fund": "应急周转金", "deposit": "工资保证金"}
COURT, BY_COURT = "court_enforcement", "法院执行"
ZERO = Decimal(0)
Paid = tuple[str | None, Decimal, date]
"""What reached a worker on a day."""


def book_payments(desk: Desk, book: str, facts: Mapping[str, Value]) -> None:
    """Add what reached workers to the payments of the case where it is not there yet, whoever wrote it there.

    Of the fund it is what workers have signed for, of the deposit what the bank paid. So an employer who pays later
    owes the rest only, and nobody is paid twice.
    """
    part = facts.get(book)
    if not isinstance(part, Mapping):
        return
    rows = paid_rows(part.get("receipts" if book == FUND else "payments"))
    if not rows:
        return
    source, refs = SOURCES[book], _workers(desk)
    present = Counter((row.worker_id, row.amount) for row in desk.folder.payments if row.source == source)
    found: list[Paid] = []
    for amount, row in rows:
        worker = refs.get(_ref(row.get("worker")))
        if present[worker, amount] > 0:
            present[worker, amount] -= 1
            continue
        day = part.get("paid_on") or row.get("paid_on") or row.get("confirmed_on")
        found.append((worker, amount, _day(desk, day)))
    _add(desk, source, found)


def book_what_the_court_paid(desk: Desk, run: Run) -> None:
    """Add to the payments of the case what the court has distributed and is not among them yet.

    A distribution tells the sum that each worker has had so far, in every court matter of the case; payments that
    say already where they come from count. What an officer entered beyond it stays.
    """
    if run.process_key != COURT:
        return
    refs = _workers(desk)
    told: dict[str | None, Decimal] = {}
    days: dict[str | None, date] = {}
    for section in sections_like(desk.session, desk.case.id, "court@").values():
        for row in _rows(from_json(section.get("wages_paid"))):
            worker, paid = refs.get(_ref(row.get("worker"))), row.get("paid")
            if worker is not None and isinstance(paid, Decimal):
                told[worker] = told.get(worker, ZERO) + paid
                days[worker] = _day(desk, row.get("paid_on"))
    for payment in desk.folder.payments if told else []:
        if payment.source == BY_COURT and payment.worker_id in told:
            told[payment.worker_id] -= payment.amount
    _add(desk, BY_COURT, [(worker, rest, days[worker]) for worker, rest in told.items() if rest > 0])


def _add(desk: Desk, source: str, paid: Iterable[Paid]) -> None:
    position = len(desk.folder.payments)
    lines: list[dict[str, Any]] = [
        {
            "id": new_id(), "case_id": desk.case.id, "worker_id": worker, "position": position + number,
            "amount": amount, "paid_on": day, "source": source, "details": {},
        }
        for number, (worker, amount, day) in enumerate(paid)
    ]  # fmt: skip
    if lines:
        add_rows(desk.session, Payment, lines)
        desk.folder.forget("payments")
        desk.forget_facts()


def _workers(desk: Desk) -> dict[str, str]:
    workers = [row for row in desk.folder.parties if row.place == "worker"]
    return {row.name: row.id for row in workers} | {row.id: row.id for row in workers}


def _day(desk: Desk, day: Any) -> date:
    return day if isinstance(day, date) else local(desk.at).date()


def _rows(table: Any) -> list[Mapping[str, Any]]:
    return [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []


def _ref(value: Any) -> str:
    return str(value.get("ref") or value.get("id") or "") if isinstance(value, Mapping) else str(value or "")
