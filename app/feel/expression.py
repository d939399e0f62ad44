"""Compiled expressions and unary tests, the cache of both, and the border where values leave FEEL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import app.feel.calls
import app.feel.library
import app.feel.loops
import app.feel.membership  # noqa: F401  (these register the makers and the built-in functions)
from app.feel.compiler import code_of
from app.feel.errors import FeelError, Overrun
from app.feel.kinds import Value, kind_of
from app.feel.limits import DEFAULT, Frame, Limits, Run
from app.feel.membership import tests_of
from app.feel.model import Node
from app.feel.names import reads_of
from app.feel.reading import read_expression, read_tests
from app.feel.scopes import GLOBAL
from app.feel.temporal import aware
from app.feel.zones import plain

Scope = Mapping[str, Value]
Functions = Mapping[str, Callable[..., Any]]
_NONE: Functions = {}
_LONGEST_CACHED = 1000


class Expression:
    """A compiled expression.

    `source`: its text; `names`: dotted paths that it reads from the scope, the longest static ones; `filter_names`:
    those of `names` that occur only inside filters and may as well be fields of the filtered items; `calls`: functions
    that are not built in.
    """

    __slots__ = ("_code", "_tree", "calls", "filter_names", "limits", "names", "source")

    def __init__(self, source: str, tree: Node, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self._tree = tree
        self._code = code_of(tree, GLOBAL)
        reads = reads_of(tree)
        self.names = frozenset(reads.names)
        self.filter_names = frozenset(reads.in_filters)
        self.calls = frozenset(reads.calls)

    def evaluate(self, scope: Scope, *, now: datetime, functions: Functions = _NONE) -> Value:
        """Return the value in a scope at a moment; missing names are null. Raises FeelError on an overrun."""
        run = Run(now, functions, self.limits)
        try:
            return released(self._code(Frame(scope, {}, run)), run)
        except (Overrun, RecursionError) as failure:
            raise _placed(self._tree, failure) from None

    def value_in(self, scope: Scope, run: Run) -> Value:
        """Return the value within an evaluation under way; raises FeelError and Overrun."""
        return self._code(Frame(scope, {}, run))

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


class UnaryTests:
    """Compiled unary tests, as in the cells of a decision table: `-`, `>= 10`, `"a", "b"`, `not("x")`, `? > limit`."""

    __slots__ = ("_test", "_tree", "calls", "filter_names", "limits", "names", "source")

    def __init__(self, source: str, tree: Node, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self._tree = tree
        self._test = tests_of(tree, GLOBAL)
        reads = reads_of(tree)
        self.names = frozenset(reads.names)
        self.filter_names = frozenset(reads.in_filters)
        self.calls = frozenset(reads.calls)

    def matches(
        self, value: Value, scope: Scope, *, now: datetime, functions: Functions = _NONE
    ) -> bool | None:
        """Return whether a value passes; None when it cannot be told (kinds that do not compare, nulls)."""
        try:
            return self.answer_in(value, scope, Run(now, functions, self.limits))
        except (Overrun, RecursionError) as failure:
            raise _placed(self._tree, failure) from None

    def answer_in(self, value: Value, scope: Scope, run: Run) -> bool | None:
        """Return whether a value passes within an evaluation under way; raises FeelError and Overrun."""
        return self._test(value, Frame(scope, {"?": value}, run))

    def __repr__(self) -> str:
        return f"UnaryTests({self.source!r})"


def _placed(tree: Node, failure: Overrun | RecursionError) -> FeelError:
    if isinstance(failure, Overrun):
        return failure.at(tree.line, tree.column)
    return FeelError(tree.line, tree.column, "数据嵌套太深", "the data is nested too deeply")


def released(value: Value, run: Run) -> Value:
    """Return a result as the values that runs hold: fresh lists and contexts, date-times with an offset.

    Local date-times get +08:00, named zones become offsets; what no run can hold (functions, foreign objects) becomes
    null.
    """
    run.charge(1)
    kind = kind_of(value)
    if kind == "list":
        return [released(item, run) for item in value]
    if kind == "context":
        return {str(key): released(item, run) for key, item in value.items()}
    if kind == "date and time":
        return plain(aware(value))
    if kind == "time":
        return plain(value)
    return None if kind in ("function", "unknown") else value


def compile_expression(source: str, names: Iterable[str] = (), limits: Limits = DEFAULT) -> Expression:
    """Return the compiled expression of a text, from the cache when it was seen before.

    `names` lists variables whose names hold spaces or signs. A leading `=` (as in form-js) is not part of FEEL.
    Raises FeelError with line, column and what was expected.
    """
    compiler = _expression if len(source) <= _LONGEST_CACHED else _expression.__wrapped__
    return compiler(source, frozenset(names), limits)


def compile_unary_tests(source: str, names: Iterable[str] = (), limits: Limits = DEFAULT) -> UnaryTests:
    """Return the compiled unary tests of a text; an empty text and `-` pass everything. Raises FeelError."""
    compiler = _unary_tests if len(source) <= _LONGEST_CACHED else _unary_tests.__wrapped__
    return compiler(source, frozenset(names), limits)


@lru_cache(maxsize=4096)
def _expression(source: str, names: frozenset[str], limits: Limits) -> Expression:
    return Expression(source, read_expression(source, names, limits), limits)


@lru_cache(maxsize=4096)
def _unary_tests(source: str, names: frozenset[str], limits: Limits) -> UnaryTests:
    return UnaryTests(source, read_tests(source, names, limits), limits)
