"""Builds the compact tree while the parser reads; chains of one operator become one flat node."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lark import Token, Transformer, v_args

from app.feel.arithmetic import DECIMALS
from app.feel.errors import FeelError
from app.feel.instances import check_of
from app.feel.model import Node, Place, node
from app.feel.temporal import parse_temporal

_MOST_EXPONENT = 6000


def _place(token: Token) -> Place:
    return Place(token.line or 1, token.column or 1)


def _nodes(parts: tuple[Any, ...]) -> tuple[Node, ...]:
    return tuple(part for part in parts if isinstance(part, Node))


@v_args(inline=True)
class Builder(Transformer[Any, Any]):
    """One method per construct of the grammar; gets tokens and nodes, returns a node."""

    def logic(self, *parts: Any) -> Node:
        return node(parts[1].type.lower(), _place(parts[1]), parts[::2])

    def compare(self, left: Node, operator: Token, right: Node) -> Node:
        return node("compare", _place(operator), (left, right), str(operator))

    def between(self, value: Node, word: Token, low: Node, _and: Token, high: Node) -> Node:
        return node("between", _place(word), (value, low, high))

    def inside(self, value: Node, word: Token, test: Node) -> Node:
        return node("in", _place(word), (value, *test.parts) if test.kind == "several" else (value, test))

    def instance(self, value: Node, word: Token, type_name: Token) -> Node:
        return node("instance", _place(word), (value,), type_name.value)

    def one_sided(self, operator: Token, end: Node) -> Node:
        return node("one_sided", _place(operator), (end,), str(operator))

    def several(self, opened: Token, *tests: Any) -> Node:
        return node("several", _place(opened), _nodes(tests))

    def arithmetic(self, *parts: Any) -> Node:
        return node("arithmetic", _place(parts[1]), parts[::2], tuple(str(sign) for sign in parts[1::2]))

    def negative(self, sign: Token, value: Node) -> Node:
        if value.kind == "literal" and isinstance(value.value, Decimal):
            return node("literal", _place(sign), (), DECIMALS.minus(value.value))
        return node("negative", _place(sign), (value,))

    def path(self, base: Node, _dot: Token, name: Token) -> Node:
        if base.kind == "path":
            return node("path", base, base.parts, (*base.value, str(name)))
        return node("path", base, (base,), (str(name),))

    def filter(self, base: Node, opened: Token, test: Node, _closed: Token) -> Node:
        return node("filter", _place(opened), (base, test))

    def call(self, callee: Node, _opened: Token, *arguments: Any) -> Node:
        return node("call", callee, (callee, *_nodes(arguments)))

    def call_named(self, callee: Node, _opened: Token, *arguments: Any) -> Node:
        names = tuple(str(part) for part in arguments if isinstance(part, Token) and part.type == "NAME")
        return node("call", callee, (callee, *_nodes(arguments)), names)

    def number(self, token: Token) -> Node:
        value = DECIMALS.create_decimal(str(token))
        if not value.is_finite() or abs(value.adjusted()) > _MOST_EXPONENT:
            raise FeelError(
                token.line or 1, token.column or 1, "数字太大或太小", "the number is out of range"
            )
        return node("literal", _place(token), (), value)

    def string(self, token: Token) -> Node:
        return node("literal", _place(token), (), str(token))

    def temporal(self, token: Token) -> Node:
        return node("literal", _place(token), (), parse_temporal(str(token)))

    def name(self, token: Token) -> Node:
        return node("name", _place(token), (), str(token))

    def true(self, token: Token) -> Node:
        return node("literal", _place(token), (), True)

    def false(self, token: Token) -> Node:
        return node("literal", _place(token), (), False)

    def null(self, token: Token) -> Node:
        return node("literal", _place(token))

    def grouped(self, _opened: Token, inner: Node, _closed: Token) -> Node:
        return inner

    def range(self, opened: Token, low: Node, _dots: Token, high: Node, closed: Token) -> Node:
        return node("range", _place(opened), (low, high), (opened.type == "LBRACK", closed.type == "RBRACK"))

    def list(self, opened: Token, *items: Any) -> Node:
        return node("list", _place(opened), _nodes(items))

    def context(self, opened: Token, *entries: Any) -> Node:
        keys = tuple(str(part) for part in entries if isinstance(part, Token) and part.type == "KEY")
        if len(set(keys)) < len(keys):
            raise FeelError(opened.line or 1, opened.column or 1, "键重复", "a key occurs twice")
        return node("context", _place(opened), _nodes(entries), keys)

    def conditional(self, word: Token, *parts: Any) -> Node:
        return node("if", _place(word), _nodes(parts))

    def loop(self, name: Token, _in: Token, *ends: Any) -> Node:
        return node("loop", _place(name), _nodes(ends), str(name))

    def each(self, word: Token, *parts: Any) -> Node:
        return node("for", _place(word), _nodes(parts))

    def quantified(self, word: Token, *parts: Any) -> Node:
        return node(word.type.lower(), _place(word), _nodes(parts))

    def function(self, word: Token, *parts: Any) -> Node:
        names = tuple(str(part) for part in parts if isinstance(part, Token) and part.type == "NAME")
        checks = {str(parts[i - 1]): check_of(part.value) for i, part in enumerate(parts) if _is_type(part)}
        return node("function", _place(word), _nodes(parts), (names, checks))

    def tests(self, *parts: Any) -> Node:
        found = _nodes(parts)
        return node("tests", found[0], found, False)


def _is_type(part: Any) -> bool:
    return isinstance(part, Token) and part.type == "TYPE"
