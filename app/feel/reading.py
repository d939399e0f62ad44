"""From the text of an expression or of unary tests to its tree; knows no values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.feel.grammar import parse
from app.feel.limits import Limits
from app.feel.model import Node, Place, node
from app.feel.tokens import Lexeme, tokenize

_OPENING = ("LPAR", "LBRACK", "LBRACE", "ROPEN")
_CLOSING = ("RPAR", "RBRACK", "RBRACE", "RCLOSE")


def read_expression(source: str, names: Iterable[str], limits: Limits) -> Node:
    """Return the tree of an expression; `names` may hold spaces or signs. Raises FeelError with the place."""
    return parse(source, tokenize(source, names, limits), "expression", limits)


def read_tests(source: str, names: Iterable[str], limits: Limits) -> Node:
    """Return the tree of unary tests: no parts for nothing and for `-`, the value True for `not( … )`."""
    lexemes = tokenize(source, names, limits)
    if not lexemes or [lexeme.kind for lexeme in lexemes] == ["MINUS"]:
        return node("tests", Place(1, 1), (), False)
    negated = _is_negated(lexemes)
    tree = parse(source, lexemes[2:-1] if negated else lexemes, "tests", limits)
    return replace(tree, value=negated)


def _is_negated(lexemes: list[Lexeme]) -> bool:
    """Whether all of it is `not( … )`."""
    if [(lexeme.kind, lexeme.value) for lexeme in lexemes[:2]] != [("NAME", "not"), ("LPAR", "(")]:
        return False
    depth = 0
    for number, lexeme in enumerate(lexemes[1:], 2):
        depth += (lexeme.kind in _OPENING) - (lexeme.kind in _CLOSING)
        if depth == 0:
            return number == len(lexemes)
    return False
