"""Cells of decision tables and checks of fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.feel import FeelError, compile_unary_tests
from tests.feel.conftest import NOW

ANSWERS = [
    ("-", None, True), ("", "x", True), (">= 10", Decimal(10), True), (">= 10", Decimal(9), False),
    (">= 10", None, None), ('"a", "b"', "b", True), ('"a", "b"', "c", False), ('"a"', None, False),
    ("not(true)", False, True), ("not(true)", True, False), ("not(true)", None, True), ("true", True, True),
    ("true", None, False), ("false", False, True), ("false", True, False),
    ('not("受理", "告知其他途径")', "并案", True),
    ('not("受理", "告知其他途径")', "受理", False), ("not(>= 10)", Decimal(3), True), ("[1..5)", Decimal(5), False),
    ("]0..5]", Decimal(5), True), ("> group_size", Decimal(11), True), ("null", None, True), ("not(null)", "x", True),
    ('? = "a" or ? = "b"', "b", True), ("? > 5 and ? < limit", Decimal(6), True),
    ('contains(?, "工资")', "工资条", True),
    ("count(?) > 1", ["a", "b"], True), ("> today()", date(2026, 3, 3), True), ("<= today()", date(2026, 3, 2), True),
    ('= "a"', "a", True), ('!= "a"', "b", True), ("allowed", "x", True), ("limit > 3", "any", True),
    ('"a", null', None, True), ("not(not_allowed)", "z", True), ("1, 2, > 9", Decimal(10), True),
    ('"a"', Decimal(1), None),
    ("not(flag) and true", "x", True), ('date("2026-01-01")', date(2026, 1, 1), True),
]  # fmt: skip
SCOPE = {
    "group_size": Decimal(10),
    "limit": Decimal(7),
    "allowed": ["x", "y"],
    "not_allowed": ["q"],
    "flag": False,
}


@pytest.mark.parametrize(("source", "value", "answer"), ANSWERS)
def test_a_cell_says_whether_a_value_fits(source: str, value: Any, answer: bool | None) -> None:
    assert compile_unary_tests(source).matches(value, SCOPE, now=NOW) is answer


def test_a_cell_names_what_it_reads() -> None:
    assert compile_unary_tests(">= case.limit, setting.floor, ? > own").names == {
        "case.limit",
        "setting.floor",
        "own",
    }


@pytest.mark.parametrize("source", ["not(", "> ", '"a",', "not() and", "1 2", ">= 0 and = 5"])
def test_a_cell_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(FeelError):
        compile_unary_tests(source)
