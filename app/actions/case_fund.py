"""What an emergency fund (应急周转金) run knows by itself: the special account, and what each worker is still owed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from app.ledgers import FUND
from app.values import Value
from storage.ledgers import balances_of

if TYPE_CHECKING:
    from app.actions.case_facts import Reader


def fund(reader: Reader) -> Value:
    """Return what lies in the district's special account and what each worker is still owed, as far as asked for."""
    facts: dict[str, Value] = {}
    if reader.asks_for("case.fund.account_balance"):
        accounts = balances_of(reader.session, [reader.case.jurisdiction_key], FUND)
        facts["account_balance"] = sum((row.balance for row in accounts if row.kind == "cash"), Decimal(0))
    if reader.asks_for("case.fund.unpaid"):
        facts["unpaid"] = _unpaid(reader)
    return facts


def _unpaid(reader: Reader) -> list[dict[str, Value]]:
    """Return the workers of the roster to whom something is owed after what was paid, with the months and the sum."""
    owed: dict[str, Decimal] = {}
    months: Counter[str] = Counter()
    for line, _ in reader.folder.roster:
        owed[line.worker_id] = owed.get(line.worker_id, Decimal(0)) + line.owed
        months[line.worker_id] += 1
    for payment in reader.folder.payments:
        if payment.worker_id in owed:
            owed[payment.worker_id] -= payment.amount
    return [
        {"worker": worker, "months": Decimal(months[worker]), "owed": rest}
        for worker, rest in owed.items()
        if rest > 0
    ]
