"""Every expression that the specified processes use can be read and evaluated on an empty case."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.feel import compile_expression, compile_unary_tests
from tests.feel.conftest import NOW

HERE = Path(__file__).parent
EXPRESSIONS = (HERE / "process_expressions.txt").read_text(encoding="utf-8").splitlines()
CELLS = (HERE / "process_cells.txt").read_text(encoding="utf-8").splitlines()
LENT = {"due": lambda rule: None}


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_an_expression_of_a_process_works_before_anything_is_known(source: str) -> None:
    expression = compile_expression(source)
    expression.evaluate({}, now=NOW, functions=LENT)
    assert expression.calls <= {"due"}


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_of_a_process_works_before_anything_is_known(source: str) -> None:
    assert compile_unary_tests(source).matches(None, {}, now=NOW) in (True, False, None)
