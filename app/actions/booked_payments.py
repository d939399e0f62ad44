"""Books into the roster's payments, once, what the fund or the deposit paid to workers; it moves no money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.actions.desk import Desk
from app.clock import local
from app.ledgers import FUND, paid_rows
from app.values import Value
from storage.cases import add_rows
from storage.models import Payment, new_id

SOURCES = {"fund": "应急周转金", "deposit": "工资保证金"}


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
    source = SOURCES[book]
    workers = [row for row in desk.folder.parties if row.place == "worker"]
    refs = {row.name: row.id for row in workers} | {row.id: row.id for row in workers}
    present = Counter((row.worker_id, row.amount) for row in desk.folder.payments if row.source == source)
    position = len(desk.folder.payments)
    lines: list[dict[str, Any]] = []
    for amount, row in rows:
        worker = refs.get(_ref(row.get("worker")))
        if present[worker, amount] > 0:
            present[worker, amount] -= 1
            continue
        day = part.get("paid_on") or row.get("paid_on") or row.get("confirmed_on")
        lines.append(
            {
                "id": new_id(), "case_id": desk.case.id, "worker_id": worker, "position": position + len(lines),
                "amount": amount, "paid_on": day if isinstance(day, date) else local(desk.at).date(),
                "source": source, "details": {},
            }
        )  # fmt: skip
    if lines:
        add_rows(desk.session, Payment, lines)
        desk.folder.forget("payments")
        desk.forget_facts()


def _ref(value: Any) -> str:
    return str(value.get("ref") or value.get("id") or "") if isinstance(value, Mapping) else str(value or "")
