"""The built-in function that reads a range from text; literals only, nothing in the text is called or looked up."""

from __future__ import annotations

from app.feel.compiler import code_of
from app.feel.errors import FeelError
from app.feel.functions import builtin
from app.feel.grammar import parse
from app.feel.kinds import kind_of
from app.feel.limits import Frame, Run
from app.feel.model import Node
from app.feel.ranges import Range
from app.feel.scopes import GLOBAL
from app.feel.tokens import tokenize

_MOST_CHARACTERS = 200
_MOMENTS = frozenset(("date", "time", "date and time", "duration"))


@builtin("range(from: string)")
def range_from(run: Run, text: str) -> Range | None:
    run.charge(500 + 20 * len(text))
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        tree = parse(text, tokenize(text, (), run.limits), "expression", run.limits)
    except FeelError:
        return None
    if tree.kind != "range" or not all(_is_constant(part) for part in tree.parts):
        return None
    found = code_of(tree, GLOBAL)(Frame({}, {}, run))
    same = isinstance(found, Range) and kind_of(found.start) == kind_of(found.end)
    return found if same else None


def _is_constant(tree: Node) -> bool:
    if tree.kind == "call" and tree.parts[0].kind == "name" and tree.parts[0].value in _MOMENTS:
        return all(part.kind == "literal" for part in tree.parts[1:])
    return tree.kind == "literal"
