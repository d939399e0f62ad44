"""Closures of filters, for, some and every: whatever evaluates a part of an expression many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.feel.arithmetic import DECIMALS, is_date
from app.feel.compiler import Code, code_of, makes
from app.feel.errors import Overrun
from app.feel.kinds import number_of
from app.feel.limits import Frame
from app.feel.model import Node
from app.feel.ranges import Range
from app.feel.scopes import Layer


@makes("filter")
def _filter(tree: Node, layer: Layer) -> Code:
    base, test = tree.parts
    items_of = code_of(base, layer)
    if test.kind == "literal" and isinstance(test.value, Decimal):
        index = test.value
        return lambda frame: pick(items_of(frame), index)
    inside = layer.filtering()
    test_of, slot, price = code_of(test, inside), inside.slot, 1 + test.size // 2

    def filtered(frame: Frame) -> Any:
        items = items_of(frame)
        if items is None:
            return None
        items = items if isinstance(items, list | tuple) else [items]
        try:
            return _select(frame, items, test_of, slot, price)
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None

    return filtered


def _select(frame: Frame, items: Any, test_of: Code, slot: int | None, price: int) -> Any:
    inner = Frame(frame.scope, frame.run.bind(frame.bound), frame.run)
    kept, first = [], True
    for item in items or [None]:
        frame.run.charge(price)
        inner.bound[slot] = item
        answer = test_of(inner)
        if first and answer is not True and number_of(answer) is not None:
            return pick(items, number_of(answer))
        first = False
        if answer is True and items:
            kept.append(item)
    return kept


def pick(items: Any, index: Decimal | None) -> Any:
    """Return the item at a position counted from 1, or from -1 backwards; null outside the list."""
    if items is None or index is None or index != index.to_integral_value():
        return None
    items = items if isinstance(items, list | tuple) else [items]
    if index == 0 or abs(index) > len(items):
        return None
    return items[int(index) - 1 if index > 0 else int(index)]


Walker = Callable[[Frame], Iterator[Frame]]


def _walker(loops: tuple[Node, ...], layer: Layer) -> tuple[Walker, Layer]:
    """Return what yields one frame for each combination of the loops' items, and the layer of the body."""
    stages: list[tuple[str, Code, Code | None, int]] = []
    for loop in loops:
        codes = [code_of(part, layer) for part in loop.parts]
        stages.append((loop.value, codes[0], codes[1] if len(codes) > 1 else None, loop.size))
        layer = layer.binding(loop.value)

    def walk(frame: Frame, at: int = 0) -> Iterator[Frame]:
        name, first, last, price = stages[at]
        items = first(frame) if last is None else _span(first(frame), last(frame))
        frame.run.charge(price)
        for item in _items(items):
            frame.run.charge(2)
            bound = frame.run.bind(frame.bound)
            bound[name] = item
            inner = Frame(frame.scope, bound, frame.run)
            if at + 1 == len(stages):
                yield inner
            else:
                yield from walk(inner, at + 1)

    return walk, layer


def _span(first: Any, last: Any) -> Range:
    return Range(first, last, True, True)


class Endless(Exception):
    """What a loop runs over is no list and no countable range; the whole loop is null."""


def _items(items: Any) -> Iterator[Any]:
    if isinstance(items, list | tuple):
        return iter(items)
    if isinstance(items, Range):
        return countable(items)
    if items is None:
        raise Endless
    return iter([items])


def countable(span: Range) -> Iterator[Any]:
    """Yield the whole numbers or days of a range, downwards when its start is above its end."""
    first, last = number_of(span.start), number_of(span.end)
    if first is not None and last is not None:
        step = Decimal(1 if first <= last else -1)
        return _count(first, last, step, span)
    if is_date(span.start) and is_date(span.end):
        day = timedelta(days=1 if span.start <= span.end else -1)
        return _count(span.start, span.end, day, span)
    raise Endless


def _count(first: Any, last: Any, step: Any, span: Range) -> Iterator[Any]:
    down = last < first
    value = first if span.start_included else first + step
    while (value >= last) if down else (value <= last):
        if value != last or span.end_included:
            yield value
        if value == last:
            return
        value = value + step if isinstance(value, date) else DECIMALS.add(value, step)


@makes("for")
def _for(tree: Node, layer: Layer) -> Code:
    *loops, body = tree.parts
    walk, inner = _walker(tuple(loops), layer)
    partial = mentions(body, "partial")
    body_of = code_of(body, inner.binding("partial") if partial else inner)

    def each(frame: Frame) -> list[Any] | None:
        made: list[Any] = []
        try:
            for inside in walk(frame):
                frame.run.charge(body.size)
                if partial:
                    frame.run.charge(len(made))
                    inside.bound["partial"] = list(made)
                made.append(body_of(inside))
            frame.run.fits_list(len(made))
        except Endless:
            return None
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None
        return made

    return each


def mentions(tree: Node, name: str) -> bool:
    """Whether a name occurs anywhere in a tree."""
    return (tree.kind == "name" and tree.value == name) or any(mentions(part, name) for part in tree.parts)


@makes("some", "every")
def _quantified(tree: Node, layer: Layer) -> Code:
    *loops, body = tree.parts
    walk, inner = _walker(tuple(loops), layer)
    body_of = code_of(body, inner)
    decisive: bool = tree.kind == "some"

    def quantified(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        try:
            for inside in walk(frame):
                frame.run.charge(body.size)
                answer = body_of(inside)
                if answer is decisive:
                    return bool(decisive)
                if answer is not True and answer is not False:
                    result = None
        except Endless:
            return None
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None
        return result

    return quantified
