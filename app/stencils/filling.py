"""Fills a stencil with what is known; it reads nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.feel import Expression, FeelError
from app.forms.masks import mask
from app.stencils.amounts import FUNCTIONS
from app.stencils.stencil import Block, Row, Stencil, Style, Text
from app.stencils.words import written

NUMBERS = ("id_no", "phone", "card", "account", "account_no")
BLANK = "＿＿＿＿"
"""What stands where nothing is known; it is filled in by hand."""
Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a table with its rows of cells."""

    style: Style
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Filled:
    """A paper as it reads, and the expressions for which nothing was known."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def fill(stencil: Stencil, scope: Mapping[str, Any], *, now: datetime, functions: Functions) -> Filled:
    """Return the paper. What an expression does not know stays blank and is named in `missing`.

    Numbers of persons (id, phone, bank card) and where they live are masked alike in every paper (domain 3.1).
    """
    return _Filling(hidden(scope), now, {**functions, **FUNCTIONS}).all_of(stencil)


def hidden(value: Any) -> Any:
    """Return what is known with the numbers and the home of each person masked."""
    if isinstance(value, list):
        return [hidden(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    secret = (*NUMBERS, "address") if "id_no" in value else NUMBERS
    return {
        key: mask(key, each) if isinstance(each, str) and str(key).endswith(secret) else hidden(each)
        for key, each in value.items()
    }


class _Filling:
    def __init__(self, scope: dict[str, Any], now: datetime, functions: Functions) -> None:
        self._scope, self._now, self._functions = scope, now, functions
        self._missing: dict[str, None] = {}

    def all_of(self, stencil: Stencil) -> Filled:
        paragraphs = [self._filled(block) for block in stencil.blocks if self._stands(block)]
        return Filled(paragraphs, list(self._missing))

    def _stands(self, block: Block) -> bool:
        return all(self._value(each, self._scope) is True for each in block.when)

    def _filled(self, block: Block) -> Paragraph:
        if block.rows:
            return Paragraph(block.style, rows=tuple(row for each in block.rows for row in self._rows(each)))
        return Paragraph(block.style, self._text(block.text, self._scope))

    def _rows(self, row: Row) -> Iterator[tuple[str, ...]]:
        if row.each is None:
            yield tuple(self._text(cell, self._scope) for cell in row.cells)
            return
        items = self._value(row.each, self._scope)
        if not isinstance(items, list) or not items:
            self._missing[row.each.source] = None
            return
        for item in items:
            scope = {**self._scope, row.item: item}
            yield tuple(self._text(cell, scope) for cell in row.cells)

    def _text(self, text: Text, scope: Mapping[str, Any]) -> str:
        return "".join(part if isinstance(part, str) else self._said(part, scope) for part in text.parts)

    def _said(self, expression: Expression, scope: Mapping[str, Any]) -> str:
        said = written(self._value(expression, scope))
        if not said:
            self._missing[expression.source] = None
        return said or BLANK

    def _value(self, expression: Expression, scope: Mapping[str, Any]) -> Any:
        try:
            return expression.evaluate(scope, now=self._now, functions=self._functions)
        except FeelError:
            return None
