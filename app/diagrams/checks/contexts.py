"""What can be seen of an expression without evaluating it; it must not know diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from app.feel import Expression
from app.feel.limits import DEFAULT
from app.feel.model import Node
from app.feel.reading import read_expression


def tree_of(expression: Expression) -> Node:
    """Return the syntax tree of a compiled expression."""
    return read_expression(expression.source, (), DEFAULT)


def keys_of(expression: Expression | None) -> frozenset[str] | None:
    """Return the names of the context that an expression gives; none without one, None where that cannot be seen."""
    if expression is None:
        return frozenset()
    tree = tree_of(expression)
    return frozenset(tree.value) if tree.kind == "context" else None


def nodes_of(tree: Node) -> Iterator[Node]:
    """Yield a node and everything in it."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(node.parts)


def dotted(tree: Node) -> str | None:
    """Return the name that a node reads, with its path; None for anything but a name or path."""
    if tree.kind == "name":
        return str(tree.value)
    if tree.kind == "path" and tree.parts[0].kind == "name":
        return ".".join((str(tree.parts[0].value), *tree.value))
    return None
