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
from app.feel.grammar import parse
from app.feel.kinds import Value, kind_of
from app.feel.limits import DEFAULT, Frame, Limits, Run
from app.feel.membership import Test, any_of, test_of
from app.feel.model import Node
from app.feel.names import reads_of
from app.feel.scopes import GLOBAL
from app.feel.temporal import aware
from app.feel.tokens import Lexeme, tokenize

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

    __slots__ = ("_negated", "_test", "_tree", "calls", "filter_names", "limits", "names", "source")

    def __init__(self, source: str, tree: Node | None, negated: bool, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self._tree = tree
        self._negated = negated
        layer = GLOBAL.binding("?")
        parts = tree.parts if tree is not None else ()
        self._test: Test | None = (
            any_of(tuple(test_of(part, layer, True) for part in parts)) if parts else None
        )
        reads = [reads_of(part, layer) for part in parts]
        self.names = frozenset().union(*(read.names for read in reads))
        sure = frozenset().union(*(read.sure for read in reads))
        self.filter_names = self.names - sure
        self.calls = frozenset().union(*(read.calls for read in reads))

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
        if self._test is None:
            return True
        answer = self._test(value, Frame(scope, {"?": value}, run))
        return answer if answer is None or not self._negated else not answer

    def __repr__(self) -> str:
        return f"UnaryTests({self.source!r})"


def _placed(tree: Node | None, failure: Overrun | RecursionError) -> FeelError:
    line, column = (tree.line, tree.column) if tree is not None else (1, 1)
    if isinstance(failure, Overrun):
        return failure.at(line, column)
    return FeelError(line, column, "数据嵌套太深", "the data is nested too deeply")


def released(value: Value, run: Run) -> Value:
    """Return a result as the values that runs hold: fresh lists and contexts, date-times with an offset.

    Local date-times get +08:00; what no run can hold (functions, foreign objects) becomes null.
    """
    run.charge(1)
    kind = kind_of(value)
    if kind == "list":
        return [released(item, run) for item in value]
    if kind == "context":
        return {str(key): released(item, run) for key, item in value.items()}
    if kind == "date and time":
        return aware(value)
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
    lexemes = tokenize(source, names, limits)
    return Expression(source, parse(source, lexemes, "expression", limits), limits)


@lru_cache(maxsize=4096)
def _unary_tests(source: str, names: frozenset[str], limits: Limits) -> UnaryTests:
    lexemes = tokenize(source, names, limits)
    if not lexemes or [lexeme.kind for lexeme in lexemes] == ["MINUS"]:
        return UnaryTests(source, None, False, limits)
    negated = _is_negated(lexemes)
    inner = lexemes[2:-1] if negated else lexemes
    return UnaryTests(source, parse(source, inner, "tests", limits), negated, limits)


def _is_negated(lexemes: list[Lexeme]) -> bool:
    """Whether all of it is `not( … )`."""
    if [(lexeme.kind, lexeme.value) for lexeme in lexemes[:2]] != [("NAME", "not"), ("LPAR", "(")]:
        return False
    depth = 0
    for number, lexeme in enumerate(lexemes[1:], 2):
        depth += (lexeme.kind in ("LPAR", "LBRACK", "LBRACE", "ROPEN")) - (
            lexeme.kind in ("RPAR", "RBRACK", "RBRACE", "RCLOSE")
        )
        if depth == 0:
            return number == len(lexemes)
    return False
