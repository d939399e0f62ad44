"""Which elements a run may still come to, from where it stands; it must not know what elements do."""

from __future__ import annotations

from typing import Any

from app.engine.definition import Definition
from app.engine.model import Command
from app.engine.nodes import Node
from app.engine.state import load


def ahead(definition: Definition, state: bytes, command: Command) -> frozenset[str]:
    """Return the addresses of elements and flows that lie ahead of a run, those where it stands included.

    Elements are named by id, those of called pieces as "<piece>/<id>"; what lies in sub-processes, calls and event
    sub-processes on the way belongs to it.
    """
    run = load(state, definition, command)
    walk = _Walk(definition)
    for tree in run.trees():
        walk.handlers(tree.spec)
        for token in tree.live():
            walk.come_to(tree.spec, token.task_spec)
    return frozenset(walk.found)


class _Walk:
    """Goes along the flows of a definition and notes what it meets."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.found: set[str] = set()
        self._seen: set[tuple[int, str]] = set()
        self._todo: list[tuple[Any, Node]] = []

    def come_to(self, level: Any, node: Node) -> None:
        """Note an element and everything behind it."""
        self._todo.append((level, node))
        while self._todo:
            self._visit(*self._todo.pop())

    def handlers(self, level: Any) -> None:
        """Note the event sub-processes of a level."""
        for name in level.handlers:
            self._todo.append((level, level.task_specs[name]))
            self._todo.append((level, level.task_specs[level.task_specs[name].handler]))

    def _visit(self, level: Any, node: Node) -> None:
        if (id(level), node.name) in self._seen:
            return
        self._seen.add((id(level), node.name))
        self.found.add(self._address(node, str(node.bpmn_id)))
        names = [*node.attached]
        for flow in node.flows:
            self.found.add(self._address(node, flow.id))
            names.append(flow.target)
        if (each := getattr(node, "each", None)) is not None:
            names.append(each)
        self._todo += [(level, level.task_specs[name]) for name in names]
        inner = self.definition.pieces.get(getattr(node, "spec", ""))
        if inner is not None:
            self.handlers(inner)
            self._todo.append((inner, inner.task_specs[inner.plain_start]))

    def _address(self, node: Node, name: str) -> str:
        return name if node.process_key == self.definition.key else f"{node.process_key}/{name}"
