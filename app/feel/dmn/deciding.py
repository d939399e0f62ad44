"""Evaluates a graph: what an element requires first, each once; knows no XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel.dmn.parts import Graph, Need, Part
from app.feel.errors import Overrun
from app.feel.functions import Function
from app.feel.limits import Frame, Run

_SERVICE_SIZE = 20
_SERVICE_DEPTH = 10


class Sitting:
    """One evaluation of a graph: the values known so far, the scope of the caller and the run."""

    def __init__(self, graph: Graph, scope: Mapping[str, Any], run: Run, known: Mapping[str, Any]) -> None:
        self.graph = graph
        self.scope = scope
        self.run = run
        self.known = dict(known)

    def value(self, key: str) -> Any:
        """Return the value of an element; functions for knowledge and services."""
        if key not in self.known:
            part = self.graph.parts.get(key)
            self.known[key] = None if part is None else self._value(part)
        return self.known[key]

    def _value(self, part: Part) -> Any:
        self.run.charge(2)
        if part.kind == "inputData":
            value = self.scope.get(part.name)
            return value if part.check is None else part.check(value, self.run)
        if part.kind == "decisionService":
            return self._service(part)
        return None if part.code is None else self._running(part, self.frame(part))

    def _running(self, part: Part, frame: Frame) -> Any:
        assert part.code is not None
        try:
            return part.code(frame)
        except Overrun as overrun:
            raise overrun.at(part.line, 1) from None

    def frame(self, part: Part) -> Frame:
        """Return what the logic of an element sees: the scope and what the element requires."""
        if not part.needs and part.kind == "decision":
            return Frame(self.scope, {}, self.run)
        self.run.charge(len(self.scope) >> 4)
        visible = dict(self.scope)
        frame = Frame(visible, {}, self.run)
        for need in part.needs:
            self._show(need, visible)
        if part.kind == "businessKnowledgeModel" and part.code is not None:
            visible[part.name] = self._running(part, frame)
        return frame

    def _show(self, need: Need, visible: dict[str, Any]) -> None:
        part = self.graph.parts.get(need.key)
        if part is None or (
            part.kind == "inputData" and need.key not in self.known and part.name not in self.scope
        ):
            return
        value = self.value(need.key)
        if not need.prefix:
            visible[part.name] = value
            return
        beside = visible.get(need.prefix)
        visible[need.prefix] = {**(beside if isinstance(beside, dict) else {}), part.name: value}

    def _service(self, part: Part) -> Function:
        takes = [(need, self.graph.parts[need.key]) for need in part.takes if need.key in self.graph.parts]
        names = tuple(found.name for _, found in takes)

        def decide(frame: Frame) -> Any:
            inner = Sitting(
                self.graph,
                self.scope,
                frame.run,
                {need.key: frame.bound[found.name] for need, found in takes},
            )
            return inner.outputs(part)

        checks = {found.name: found.check for _, found in takes if found.check is not None}
        return Function(names, decide, Frame(self.scope, {}, self.run), _SERVICE_SIZE, _SERVICE_DEPTH, checks)

    def outputs(self, service: Part) -> Any:
        """Return what a service gives: the value of its one output decision, or a context of several."""
        made = {
            self.graph.parts[need.key].name: self.value(need.key)
            for need in service.gives
            if need.key in self.graph.parts
        }
        value = next(iter(made.values())) if len(made) == 1 else made
        return value if service.check is None else service.check(value, self.run)
