"""The compact syntax tree of an expression, with place, size and depth of every node; knows no values' meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.feel.errors import FeelError

_DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `kind` names the construct, `parts` are its children, `value` what it holds besides them.

    `size` counts the nodes of the tree under it (the price of evaluating it once, loops apart), `depth` its levels.
    """

    kind: str
    parts: tuple[Node, ...]
    value: Any
    line: int
    column: int
    size: int
    depth: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the source, counted from 1."""

    line: int
    column: int


def node(kind: str, place: Place | Node, parts: tuple[Node, ...] = (), value: Any = None) -> Node:
    """Build a node at a place and count its size and depth."""
    size, depth = 1, 0
    for part in parts:
        size += part.size
        if part.depth > depth:
            depth = part.depth
    if depth >= _DEEPEST:
        raise FeelError(place.line, place.column, "嵌套太深", "nested too deeply")
    return Node(kind, parts, value, place.line, place.column, size, depth + 1)


def moved(tree: Node, lines: int) -> Node:
    """Return the tree as it stands that many lines further down a file."""
    if not lines:
        return tree
    return replace(tree, line=tree.line + lines, parts=tuple(moved(part, lines) for part in tree.parts))
