"""How much an expression may ask for, and the account of one evaluation; knows no grammar and no values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from app.feel.errors import Overrun

LOCAL_ZONE = timezone(timedelta(hours=8))
"""Both districts keep Beijing time: `today()`, `now()` and literals without an offset mean UTC+08:00."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one expression.

    source: characters of text; tokens: words and signs in it; nesting: levels of brackets, and of the syntax tree;
    steps: node evaluations inside loops, calls and deep comparisons (well under a microsecond each, so that even a
    hostile expression is over in some 50 ms); items: elements of one list or context; text: characters of
    one string; pattern: characters of one regular expression; calls: total tree depth of functions under way.
    """

    source: int = 10_000
    tokens: int = 2_000
    nesting: int = 50
    steps: int = 50_000
    items: int = 100_000
    text: int = 200_000
    pattern: int = 500
    calls: int = 150


DEFAULT = Limits()


class Run:
    """One evaluation: its clock, the caller's functions and what is left of its budget."""

    __slots__ = ("calls", "functions", "holds", "left", "limits", "now", "patterns", "tables")

    def __init__(self, now: datetime, functions: Mapping[str, Callable[..., Any]], limits: Limits) -> None:
        self.now = now
        self.functions = functions
        self.limits = limits
        self.left = limits.steps
        self.calls = 0
        self.patterns: dict[tuple[str, str], Any] = {}
        self.holds: Callable[[str, Any, Run], bool] | None = None  # asks the types of a decision model
        self.tables: list[
            tuple[str, list[int]]
        ] = []  # the decision tables asked and their rules that counted

    def charge(self, steps: int) -> None:
        """Take steps off the budget; raise Overrun when it is spent."""
        self.left -= steps
        if self.left < 0:
            raise Overrun(
                f"计算超过{self.limits.steps}步的上限，请简化表达式",
                f"more than {self.limits.steps} steps; make the expression simpler",
            )

    def fits_list(self, length: int) -> None:
        """Raise Overrun when a list or context of that length may not be built."""
        if length > self.limits.items:
            raise Overrun(
                f"列表超过{self.limits.items}项的上限", f"a list of more than {self.limits.items} items"
            )
        self.charge(length)

    def fits_text(self, length: int) -> None:
        """Raise Overrun when a string of that many characters may not be built."""
        if length > self.limits.text:
            raise Overrun(
                f"文字超过{self.limits.text}字的上限", f"a string of more than {self.limits.text} characters"
            )
        self.charge(length >> 6)

    def bind(self, bound: dict[Any, Any]) -> dict[Any, Any]:
        """Return a copy of bound names, to be added to; many names cost more."""
        if len(bound) > 8:
            self.charge(len(bound) >> 3)
        return dict(bound)


class Frame:
    """What a compiled node sees: the caller's scope, names bound around it, and the run it belongs to."""

    __slots__ = ("bound", "run", "scope")

    def __init__(self, scope: Mapping[str, Any], bound: dict[Any, Any], run: Run) -> None:
        self.scope = scope
        self.bound = bound
        self.run = run
