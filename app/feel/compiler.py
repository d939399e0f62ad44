"""Turns the syntax tree into nested Python closures, each taking a Frame; knows no text and no grammar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.feel.arithmetic import OPERATIONS, negate
from app.feel.errors import Overrun
from app.feel.functions import BUILTINS, Function
from app.feel.instances import is_instance
from app.feel.kinds import compare, equals
from app.feel.limits import Frame
from app.feel.model import Node
from app.feel.paths import walk
from app.feel.scopes import Layer

Code = Callable[[Frame], Any]
Maker = Callable[[Node, Layer], Code]
MAKERS: dict[str, Maker] = {}
"""One maker of closures per kind of node; other modules of the package add theirs."""


def makes(*kinds: str) -> Callable[[Maker], Maker]:
    """Register the maker of these kinds of nodes."""

    def register(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(kinds, maker))
        return maker

    return register


def code_of(tree: Node, layer: Layer) -> Code:
    """Return the closure that computes a node; names are resolved against the layer."""
    return MAKERS[tree.kind](tree, layer)


@makes("literal")
def _literal(tree: Node, _layer: Layer) -> Code:
    value = tree.value
    return lambda frame: value


@makes("name")
def _name(tree: Node, layer: Layer) -> Code:
    name = tree.value
    slots, bound = layer.resolve(name)
    if slots:
        return _name_in_filter(name, slots, bound)
    if bound:
        return lambda frame: frame.bound[name]
    known = BUILTINS.get(name)
    if known is not None:
        return lambda frame: frame.scope.get(name, known)
    return lambda frame: frame.scope.get(name)


def _name_in_filter(name: str, slots: tuple[int, ...], bound: bool) -> Code:
    known = BUILTINS.get(name)

    def read(frame: Frame) -> Any:
        for slot in slots:
            item = frame.bound[slot]
            if isinstance(item, dict) and name in item:
                return item[name]
        if name == "item":
            return frame.bound[slots[-1]]
        return frame.bound[name] if bound else frame.scope.get(name, known)

    return read


@makes("path")
def _path(tree: Node, layer: Layer) -> Code:
    base, names = code_of(tree.parts[0], layer), tree.value

    def path(frame: Frame) -> Any:
        value = base(frame)
        for name in names:
            if type(value) is dict:
                value = value.get(name)
            elif value is None:
                return None
            else:
                value = _placed(tree, walk, value, name, frame.run)
        return value

    return path


def _placed(tree: Node, work: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return work(*arguments)
    except Overrun as overrun:
        raise overrun.at(tree.line, tree.column) from None


@makes("and", "or")
def _logic(tree: Node, layer: Layer) -> Code:
    codes = tuple(code_of(part, layer) for part in tree.parts)
    decisive: bool = tree.kind == "or"

    def logic(frame: Frame) -> bool | None:
        answer: bool | None = not decisive
        for code in codes:
            value = code(frame)
            if value is decisive:
                return bool(decisive)
            if value is not True and value is not False:
                answer = None
        return answer

    return logic


_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def ordered(sign: str, left: Any, right: Any) -> bool | None:
    """Return the answer of one of < <= > >=, None when the two have no order."""
    order = compare(left, right)
    return None if order is None else _ORDERS[sign](order)


@makes("compare")
def _compare(tree: Node, layer: Layer) -> Code:
    left, right = (code_of(part, layer) for part in tree.parts)
    sign, text = tree.value, tree.parts[1]
    if sign in _ORDERS:
        test = _ORDERS[sign]

        def order(frame: Frame) -> bool | None:
            answer = compare(left(frame), right(frame))
            return None if answer is None else test(answer)

        return order
    wanted = sign == "="
    if text.kind == "literal" and isinstance(text.value, str):
        return _equals_text(left, text.value, wanted)

    def equal(frame: Frame) -> bool | None:
        answer = _placed(tree, equals, left(frame), right(frame), frame.run)
        return None if answer is None else answer is wanted

    return equal


def _equals_text(left: Code, text: str, wanted: bool) -> Code:
    def equal(frame: Frame) -> bool | None:
        value = left(frame)
        if isinstance(value, str):
            return (value == text) is wanted
        return None if value is not None else not wanted

    return equal


@makes("between")
def _between(tree: Node, layer: Layer) -> Code:
    value, low, high = (code_of(part, layer) for part in tree.parts)

    def between(frame: Frame) -> bool | None:
        it = value(frame)
        answers = (ordered(">=", it, low(frame)), ordered("<=", it, high(frame)))
        return False if False in answers else None if None in answers else True

    return between


@makes("instance")
def _instance(tree: Node, layer: Layer) -> Code:
    value, wanted = code_of(tree.parts[0], layer), tree.value
    return lambda frame: _placed(tree, is_instance, value(frame), wanted, frame.run)


@makes("arithmetic")
def _arithmetic(tree: Node, layer: Layer) -> Code:
    first, *others = (code_of(part, layer) for part in tree.parts)
    steps = tuple(zip((OPERATIONS[sign] for sign in tree.value), others, strict=True))

    def arithmetic(frame: Frame) -> Any:
        value = first(frame)
        try:
            for operation, code in steps:
                value = operation(value, code(frame), frame.run)
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None
        return value

    return arithmetic


@makes("negative")
def _negative(tree: Node, layer: Layer) -> Code:
    value = code_of(tree.parts[0], layer)
    return lambda frame: negate(value(frame))


@makes("if")
def _if(tree: Node, layer: Layer) -> Code:
    condition, then, otherwise = (code_of(part, layer) for part in tree.parts)
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


@makes("list")
def _list(tree: Node, layer: Layer) -> Code:
    codes = tuple(code_of(part, layer) for part in tree.parts)
    return lambda frame: [code(frame) for code in codes]


@makes("context", "result context")
def _context(tree: Node, layer: Layer) -> Code:
    entries: list[tuple[str, Code]] = []
    for key, part in zip(tree.value, tree.parts, strict=False):
        inner = layer.binding(key) if part.kind == "function" else layer
        entries.append((key, code_of(part, inner)))
        layer = layer.binding(key)
    result = code_of(tree.parts[-1], layer) if tree.kind == "result context" else None

    def context(frame: Frame) -> Any:
        made: dict[str, Any] = {}
        frame.run.charge(2)
        inside = Frame(frame.scope, _placed(tree, frame.run.bind, frame.bound), frame.run)
        for key, code in entries:
            made[key] = inside.bound[key] = code(inside)
        return made if result is None else result(inside)

    return context


@makes("function")
def _function(tree: Node, layer: Layer) -> Code:
    names, checks = tree.value
    body = code_of(tree.parts[0], layer.binding(*names))
    return lambda frame: Function(names, body, frame, tree.size, tree.depth, checks)
