"""The moment and the case that expressions of these tests are evaluated in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.feel import compile_expression

NOW = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
"""Half past one in the morning of 2 March in both districts."""

CASE: dict[str, Any] = {
    "roster": [
        {"worker": "W1", "month": "2025-11", "owed": Decimal("4800.00")},
        {"worker": "W1", "month": "2025-12", "owed": Decimal("4800.00")},
        {"worker": "W2", "month": "2025-12", "owed": Decimal("6100.50")},
    ],
    "officers": ["O7", "O9"],
    "mediation": {
        "accepted_on": date(2026, 2, 10),
        "plan": [
            {"due_on": date(2026, 3, 10), "amount": Decimal("9600.00")},
            {"due_on": date(2026, 4, 10), "amount": Decimal("6100.50")},
        ],
    },
}


@pytest.fixture
def value() -> Callable[..., Any]:
    """Evaluate an expression with the given variables and the sample case."""

    def evaluate(source: str, **scope: Any) -> Any:
        return compile_expression(source).evaluate({"case": CASE, **scope}, now=NOW)

    return evaluate
