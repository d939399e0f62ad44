"""Reads the commonest cells of decision tables without the parser: a literal, or one compared with; knows no more."""

from __future__ import annotations

import re
from decimal import Decimal

from app.feel.model import Node, Place, node

_LITERAL = r'(?:(-?(?:\d{1,15}(?:\.\d{1,15})?))|"([^"\\]*)"|(true|false|null))'
_ONE = re.compile(_LITERAL, re.ASCII)
_TEST = re.compile(rf"(<=|>=|<|>)?\s*{_LITERAL}", re.ASCII)
_PLACE = Place(1, 1)
_WORDS = {"true": True, "false": False, "null": None}


def quick_expression(source: str) -> Node | None:
    """Return the tree of a literal; None for everything that the parser must read."""
    found = _ONE.fullmatch(source)
    return _literal(found[1], found[2], found[3]) if found else None


def quick_tests(source: str) -> Node | None:
    """Return the tree of a dash, a literal or a comparison with one; None for everything else."""
    if source in ("", "-"):
        return node("tests", _PLACE, (), False)
    found = _TEST.fullmatch(source)
    if not found:
        return None
    inner = _literal(found[2], found[3], found[4])
    if found[1]:
        inner = node("one_sided", _PLACE, (inner,), found[1])
    return node("tests", _PLACE, (inner,), False)


def _literal(number: str | None, text: str | None, word: str | None) -> Node:
    if number is not None:
        value = Decimal(number)
        return node("literal", _PLACE, (), value or abs(value))
    return node("literal", _PLACE, (), _WORDS[word] if word else text)
