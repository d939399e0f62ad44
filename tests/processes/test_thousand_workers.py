"""A thousand workers: every expression of forms and diagrams over their lists stays within what FEEL may ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from app.clock import LOCAL
from app.feel import FeelError, compile_expression
from tests.processes.shipped import KEYS, diagram, forms

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=LOCAL)
MONTHS = ("2025-12", "2026-01", "2026-02")
WORKERS = [f"01a200e355720{number:013d}" for number in range(1000)]
SETTINGS = re.compile(r'name="(?:payload|in|sets|collection|title|meets_when|rule_when)" value="([^"]*)"')
CONDITIONS = re.compile(r"<bpmn:conditionExpression[^>]*>([^<]*)<")
READS = (
    "case.roster",
    "case.payments",
    "case.fund.",
    "case.deposit.pay",
    "case.court.wages",
    "case.incident.",
)


def rows(**more: Any) -> list[dict[str, Any]]:
    """One row a worker."""
    return [{"worker": worker, "worker_ref": worker, **more} for worker in WORKERS]


def crowd() -> dict[str, Any]:
    """A case in which a thousand workers are owed three months each."""
    paid = rows(amount=Decimal(2000), paid_on=date(2026, 3, 20), result="已到账", source="应急周转金")
    unpaid = rows(owed=Decimal(14400), months=Decimal(3), advance=Decimal(2000))
    roster = [row for month in MONTHS for row in rows(month=month, gross=Decimal(4800), owed=Decimal(4800))]
    money = Decimal(10**8)
    case = {
        "roster": roster,
        "payments": paid,
        "fund": {"unpaid": unpaid, "list": unpaid, "payments": paid, "receipts": paid},
        "deposit": {"pay_list": unpaid, "payments": rows(amount=Decimal(14400), result="已支付")},
        "court": {"wages_paid": rows(due=Decimal(14400), paid=Decimal(14400)), "recovered": money},
        "incident": {"list": unpaid, "payments": paid},
    }
    asked = {"amount": money, "amount_due": money, "headcount": Decimal(1000)}
    return {"case": case, "setting": {"fund_per_person": Decimal(2000)}, **asked}


def expressions() -> Iterator[tuple[str, str]]:
    """Where each expression stands, and its text."""
    for key in KEYS:
        drawn = diagram(key).decode()
        for found in (*SETTINGS.findall(drawn), *CONDITIONS.findall(drawn)):
            yield key, unescape(found)
        for name, form in forms(key).items():
            yield from ((f"{key}/{name}", text) for text in _texts(json.loads(form)))


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name in ("check", "prefill", "compute", "required_when", "hide") and isinstance(value, str):
                yield value.removeprefix("=")
            yield from _texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value)


def test_no_expression_over_the_lists_of_a_case_is_too_much_for_a_thousand_workers() -> None:
    known, tried, broken = crowd(), 0, []
    for place, text in expressions():
        if not any(name in text for name in READS):
            continue
        tried += 1
        try:
            compile_expression(text).evaluate(known, now=NOW, functions={"due": lambda rule: None})
        except FeelError as error:
            broken.append(f"{place}: {text}: {error}")
    assert tried > 40, "the expressions are found"
    assert broken == []
