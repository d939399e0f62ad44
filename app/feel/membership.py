"""Closures of ranges, `in` and unary tests: whether a value passes a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.feel.compiler import Code, code_of, makes, ordered
from app.feel.errors import Overrun
from app.feel.kinds import compare, equals, in_range
from app.feel.limits import Frame, Run
from app.feel.loops import mentions
from app.feel.model import Node
from app.feel.ranges import Range
from app.feel.scopes import Layer

Test = Callable[[Any, Frame], bool | None]

_TRUTHS = frozenset(("compare", "and", "or", "between", "in", "instance", "some", "every"))


@makes("range")
def _range(tree: Node, layer: Layer) -> Code:
    low, high = (code_of(part, layer) for part in tree.parts)
    first, last = tree.value

    def span(frame: Frame) -> Range | None:
        start, end = low(frame), high(frame)
        return Range(start, end, first, last) if compare(start, end) in (-1, 0) else None

    return span


@makes("one_sided")
def _one_sided(tree: Node, layer: Layer) -> Code:
    end, sign = code_of(tree.parts[0], layer), tree.value

    def span(frame: Frame) -> Range | None:
        value = end(frame)
        if value is None or sign == "!=":
            return None
        low = value if sign in (">", ">=", "=") else None
        high = value if sign in ("<", "<=", "=") else None
        return Range(low, high, sign in (">=", "="), sign in ("<=", "="))

    return span


@makes("in")
def _in(tree: Node, layer: Layer) -> Code:
    value = code_of(tree.parts[0], layer)
    test = any_of(tuple(test_of(part, layer) for part in tree.parts[1:]))

    def inside(frame: Frame) -> bool | None:
        try:
            return test(value(frame), frame)
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None

    return inside


def tests_of(tree: Node, layer: Layer) -> Test:
    """Return the test that unary tests are; the tested value must be bound to `?`."""
    inside = layer.binding("?")
    if not tree.parts:
        return lambda value, frame: True
    test = any_of(tuple(test_of(part, inside, True) for part in tree.parts))
    if not tree.value:
        return test

    def fails(value: Any, frame: Frame) -> bool | None:
        answer = test(value, frame)
        return None if answer is None else not answer

    return fails


def any_of(tests: tuple[Test, ...]) -> Test:
    """Return the test that passes when one of these does."""
    if len(tests) == 1:
        return tests[0]

    def passes(value: Any, frame: Frame) -> bool | None:
        answer: bool | None = False
        for test in tests:
            one = test(value, frame)
            if one:
                return True
            if one is None:
                answer = None
        return answer

    return passes


def test_of(tree: Node, layer: Layer, unary: bool = False) -> Test:
    """Return the test that a node is on the right of `in`, or (unary) in a cell of a decision table."""
    if tree.kind == "one_sided":
        return _compared(tree, layer)
    code = code_of(tree, layer)
    if unary and mentions(tree, "?"):
        return lambda value, frame: _truth(code(frame))
    if tree.kind == "literal":
        constant = tree.value
        return lambda value, frame: equals(value, constant, frame.run)
    if tree.kind == "range":
        return lambda value, frame: _within(value, code(frame))
    if unary and tree.kind in _TRUTHS:
        return lambda value, frame: _truth(code(frame)) if type(value) is not bool else value is code(frame)
    return lambda value, frame: passes(value, code(frame), frame.run)


def _within(value: Any, span: Range | None) -> bool | None:
    return None if span is None else in_range(value, span)


def _truth(value: Any) -> bool | None:
    return value if value is True or value is False else None


def _compared(tree: Node, layer: Layer) -> Test:
    end, sign = code_of(tree.parts[0], layer), tree.value
    if sign == "=":
        return lambda value, frame: equals(value, end(frame), frame.run)
    if sign == "!=":

        def differs(value: Any, frame: Frame) -> bool | None:
            answer = equals(value, end(frame), frame.run)
            return None if answer is None else not answer

        return differs
    return lambda value, frame: ordered(sign, value, end(frame))


def passes(value: Any, wanted: Any, run: Run) -> bool | None:
    """Whether a value equals the wanted one, lies in it (a range) or is one of its items (a list)."""
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return in_range(value, wanted)
    answer = equals(value, wanted, run)
    if not isinstance(wanted, list | tuple) or answer:
        return answer
    for item in wanted:
        run.charge(1)
        found = in_range(value, item) if isinstance(item, Range) else equals(value, item, run)
        if found:
            return True
    return False
