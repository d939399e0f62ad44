"""Which names an expression reads from its scope and which functions it calls, found without evaluating it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.feel.functions import BUILTINS
from app.feel.model import Node
from app.feel.scopes import GLOBAL, Layer


@dataclass(slots=True)
class Reads:
    """`names`: dotted paths read; `in_filters`: those of them that may be fields of the item a filter looks at;
    `calls`: called functions that are not built in."""

    names: set[str] = field(default_factory=set)
    in_filters: set[str] = field(default_factory=set)
    sure: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


def reads_of(tree: Node, layer: Layer = GLOBAL) -> Reads:
    """Return what a tree reads."""
    reads = Reads()
    _visit(tree, layer, reads)
    reads.in_filters -= reads.sure
    return reads


def _visit(tree: Node, layer: Layer, reads: Reads) -> None:
    if tree.kind == "name":
        _read(tree.value, (), layer, reads)
    elif tree.kind == "path" and tree.parts[0].kind == "name":
        _read(tree.parts[0].value, tree.value, layer, reads)
    elif tree.kind == "call" and tree.parts[0].kind == "name":
        _call(tree, layer, reads)
    elif tree.kind == "filter":
        _visit(tree.parts[0], layer, reads)
        _visit(tree.parts[1], layer.filtering(), reads)
    elif tree.kind in ("for", "some", "every"):
        _loops(tree, layer, reads)
    elif tree.kind in ("context", "result context"):
        _context(tree, layer, reads)
    elif tree.kind == "tests":
        for part in tree.parts:
            _visit(part, layer.binding("?"), reads)
    elif tree.kind == "function":
        _visit(tree.parts[0], layer.binding(*tree.value[0]), reads)
    else:
        for part in tree.parts:
            _visit(part, layer, reads)


def _read(name: str, path: tuple[str, ...], layer: Layer, reads: Reads) -> None:
    slots, bound = layer.resolve(name)
    if bound or (slots and name == "item") or (name in BUILTINS and not path):
        return
    dotted = ".".join((name, *path))
    reads.names.add(dotted)
    (reads.in_filters if slots else reads.sure).add(dotted)


def _call(tree: Node, layer: Layer, reads: Reads) -> None:
    name = tree.parts[0].value
    if name not in BUILTINS and not layer.resolve(name)[1]:
        reads.calls.add(name)
    for part in tree.parts[1:]:
        _visit(part, layer, reads)


def _context(tree: Node, layer: Layer, reads: Reads) -> None:
    for key, part in zip(tree.value, tree.parts, strict=False):
        _visit(part, layer.binding(key) if part.kind == "function" else layer, reads)
        layer = layer.binding(key)
    if tree.kind == "result context":
        _visit(tree.parts[-1], layer, reads)


def _loops(tree: Node, layer: Layer, reads: Reads) -> None:
    for loop in tree.parts[:-1]:
        for part in loop.parts:
            _visit(part, layer, reads)
        layer = layer.binding(loop.value)
    if tree.kind == "for":
        layer = layer.binding("partial")
    _visit(tree.parts[-1], layer, reads)
