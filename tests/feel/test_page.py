"""The page for designers says what the code does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.feel import compile_expression
from app.feel.functions import BUILTINS
from app.feel.limits import DEFAULT

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
EXAMPLES = [line for line in PAGE.split("```")[1].splitlines() if line]


def test_every_built_in_function_stands_on_the_page() -> None:
    missing = [name for name in BUILTINS if f"`{name}`" not in PAGE and f"`{name}(" not in PAGE]
    assert not missing, f"docs/feel.md does not tell of: {', '.join(missing)}"


def test_the_limits_on_the_page_are_those_that_hold() -> None:
    for limit in dataclasses.fields(DEFAULT):
        assert f"| {limit.name} | {getattr(DEFAULT, limit.name):,} |" in PAGE


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_on_the_page_can_be_read(example: str) -> None:
    assert compile_expression(example).names
