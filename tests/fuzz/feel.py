"""Fuzz target FEEL: any text is read, compiled and evaluated, or refused by a FeelError; nothing else happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.feel import FeelError, compile_expression, compile_unary_tests
from app.feel.functions import BUILTINS
from app.feel.lexicon import KEYWORDS

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
SCOPE: dict[str, Any] = {
    "a": Decimal(3), "b": "文字 text", "c": None, "d": date(2026, 1, 5), "xs": [Decimal(1), None, "x", [Decimal(2)]],
    "case": {"headcount": Decimal(12), "rows": [{"owed": Decimal(n), "worker": f"W{n}"} for n in range(30)]},
}  # fmt: skip


def words() -> Iterable[str]:
    """Return what expressions are made of."""
    signs = ('@"2026-01-05"', '@"P1D"', "..", "**", "?", "[1..5]", "item", "partial", "1e6000", '"a*b"')
    return (*KEYWORDS, *BUILTINS, *SCOPE, *signs, "instance of", "list<number>", "-", "not(")


def seeds() -> Iterable[bytes]:
    """Return the expressions and cells of the shipped processes."""
    for name in ("process_expressions.txt", "process_cells.txt"):
        file = HERE.parent / "feel" / name
        yield from (line.encode() for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def attempt(data: bytes) -> None:
    """Read, compile and evaluate the bytes as an expression and as unary tests."""
    text = data.decode("utf-8", "replace")
    try:
        compile_expression(text).evaluate(SCOPE, now=NOW)
    except FeelError as error:
        tell(error)
    try:
        compile_unary_tests(text).matches(SCOPE["a"], SCOPE, now=NOW)
    except FeelError as error:
        tell(error)


def tell(error: FeelError) -> None:
    """Hold that an error has a place and sentences in both languages."""
    if error.line < 1 or error.column < 1 or not error.message_zh or not error.message_en:
        raise AssertionError(f"an error without place or sentence: {error!r}")
