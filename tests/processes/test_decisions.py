"""The decision tables decide as the rules say: inputs, outcome and the row that matched; no row is left untried."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.feel.decisions import Decision, load_decisions
from tests.engine.walk import MORNING
from tests.processes.decision_rows import TABLES, Row
from tests.processes.moves import SETTINGS
from tests.processes.shipped import KEYS, tables


def decisions() -> dict[str, Decision]:
    """Every shipped table by id."""
    return {
        name: found
        for key in KEYS
        for file in tables(key).values()
        for name, found in load_decisions(file).items()
    }


def numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers as runs hold them."""
    return {name: Decimal(value) if type(value) is int else value for name, value in values.items()}


ALL = [
    pytest.param(name, row, id=f"{name}-{row[1]}-{i}")
    for name, rows in TABLES.items()
    for i, row in enumerate(rows)
]


@pytest.mark.parametrize(("name", "row"), ALL)
def test_the_table_decides_by_the_rule(name: str, row: Row) -> None:
    asked, number, expected = row
    result = decisions()[name].evaluate({"setting": SETTINGS, **numbers(asked)}, now=MORNING)
    assert result.matched == [number]
    assert {output: result.outputs[output] for output in expected} == expected


def test_every_table_is_tried() -> None:
    assert set(TABLES) == set(decisions())


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_rule_of_the_table_is_reached(name: str) -> None:
    file = next(file for key in KEYS for file in tables(key).values() if name in load_decisions(file))
    assert {row[1] for row in TABLES[name]} == set(range(1, file.count(b"<rule ") + 1))
