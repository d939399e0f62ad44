"""Decisions of DMN files: loading, their faults, and their results; knows no engine and no files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.feel.dmn.deciding import Sitting
from app.feel.dmn.drawing import DecisionError, Element, open_drawing
from app.feel.dmn.graph import read_graph
from app.feel.dmn.parts import Graph, Part
from app.feel.dmn.tables import Table
from app.feel.errors import FeelError, Overrun
from app.feel.expression import Scope, released
from app.feel.limits import DEFAULT, Frame, Run

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionResult",
    "Model",
    "faults_of",
    "load_decisions",
    "open_model",
]

_NO_FUNCTIONS: Mapping[str, Callable[..., Any]] = {}


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision gave.

    `outputs`: value by output name (for the policies R, O and C a list each, with an aggregation one value);
    `matched`: numbers of the rules that gave it, from 1, in order; `hit_policy`: U A P F R O C, C+ C< C> C#, or ""
    for anything but a table. `value`: the outputs as the one value by which other decisions know this one, as FEEL has
    it; `tables`: every table asked on the way, by the id of its decision or knowledge, with the rules that counted.
    """

    outputs: dict[str, Any]
    matched: list[int]
    hit_policy: str
    value: Any = field(default=None, compare=False)
    tables: tuple[tuple[str, list[int]], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """A compiled decision. `names`: dotted paths that it and what it requires read from the scope."""

    id: str
    name: str
    variable: str
    names: frozenset[str]
    _graph: Graph
    _part: Part

    @property
    def hit_policy(self) -> str:
        """U A P F R O C, C+ C< C> C#, or "" for anything but a table."""
        return self._part.table.hit_policy if self._part.table else ""

    @property
    def table(self) -> Table | None:
        """The decision table that it is, None for any other kind of logic."""
        return self._part.table

    def evaluate(
        self, scope: Scope, *, now: datetime, functions: Mapping[str, Callable[..., Any]] = _NO_FUNCTIONS
    ) -> DecisionResult:
        """Decide in a scope at a moment, what is required first.

        Raises DecisionError naming the rules when they contradict the hit policy, FeelError on an overrun; both are
        FeelErrors.
        """
        run = Run(now, functions, DEFAULT)
        run.holds = self._graph.types.holds
        sitting = Sitting(self._graph, scope, run, {})
        try:
            outputs, matched = self._decide(sitting.frame(self._part), run)
            value = outputs.pop("")
            given = {key: released(item, run) for key, item in outputs.items()}
            return DecisionResult(given, matched, self.hit_policy, value, tuple(run.tables))
        except Overrun as overrun:
            raise DecisionError(
                f"决策「{self.id}」：{overrun.message_zh}", f"decision {self.id!r}: {overrun.message_en}"
            ) from None
        except RecursionError:
            raise DecisionError("数据嵌套太深", "the data is nested too deeply") from None

    def _decide(self, frame: Frame, run: Run) -> tuple[dict[str, Any], list[int]]:
        """Return the outputs by name, the value under the empty name, and the rules that counted."""
        table = self._part.table
        if table is None:
            value = None if self._part.code is None else self._part.code(frame)
            return {self.variable: value, "": value}, []
        outputs, matched = table.decide(frame)
        value = table.value_of(outputs)
        if self._part.check is not None:
            found, value = value, self._part.check(value, run)
            if value is None and found is not None:
                outputs = dict.fromkeys(outputs)
            elif len(outputs) == 1:
                outputs = dict.fromkeys(outputs, value)
        return {**outputs, "": value}, matched


@dataclass(frozen=True, slots=True)
class Model:
    """What a file holds. `decisions` by id, also those with faults, which fail with them; `faults`: all of them."""

    decisions: Mapping[str, Decision]
    faults: tuple[DecisionError, ...]
    _graph: Graph

    def serve(
        self,
        service: str,
        scope: Scope,
        *,
        now: datetime,
        functions: Mapping[str, Callable[..., Any]] = _NO_FUNCTIONS,
    ) -> dict[str, Any]:
        """Return the output decisions of a service by name; the scope holds its inputs, also its input decisions."""
        part, parts = self._service(service), self._graph.parts
        run = Run(now, functions, DEFAULT)
        run.holds = self._graph.types.holds
        try:
            known = {}
            for found in (parts[need.key] for need in part.takes if need.key in parts):
                value = scope.get(found.name)
                known[found.key] = value if found.check is None else found.check(value, run)
            made = Sitting(self._graph, scope, run, known).outputs(part)
        except Overrun as overrun:
            raise overrun.at(part.line, 1) from None
        except RecursionError:
            raise DecisionError("数据嵌套太深", "the data is nested too deeply") from None
        names = [parts[need.key].name for need in part.gives if need.key in parts]
        return {names[0]: made} if len(names) == 1 else dict(made or {})

    def _service(self, name: str) -> Part:
        for part in self._graph.own.values():
            if part.kind == "decisionService" and part.name == name:
                return part
        raise DecisionError(f"没有名为「{name}」的决策服务", f"there is no decision service {name!r}")


def open_model(xml: bytes, others: Sequence[bytes] = ()) -> Model:
    """Return the model of a DMN file (1.1 to 1.5) with all its faults; `others` are files it may import.

    Raises DecisionError only for what is unsafe or no DMN file at all.
    """
    root = open_drawing(xml)
    graph = read_graph(root, dict(filter(None, map(_importable, others))))
    reads: dict[str, frozenset[str]] = {}
    decisions = {
        part.id: Decision(part.id, part.title, part.name, _reads(part, graph, reads), graph, part)
        for part in graph.own.values()
        if part.kind == "decision"
    }
    return Model(decisions, tuple(sorted(graph.faults, key=lambda fault: fault.line)), graph)


def load_decisions(xml: bytes, others: Sequence[bytes] = ()) -> dict[str, Decision]:
    """Return the decisions of a DMN file by id, every expression compiled.

    Raises DecisionError (a FeelError) with the line of the file for what is unsafe, malformed or not supported.
    """
    model = open_model(xml, others)
    if model.faults:
        raise model.faults[0]
    return dict(model.decisions)


def faults_of(xml: bytes, others: Sequence[bytes] = ()) -> list[FeelError]:
    """Return everything that is wrong with a DMN file, by line; empty when `load_decisions` takes it."""
    try:
        return list(open_model(xml, others).faults)
    except FeelError as wrong:
        return [wrong]


def _importable(xml: bytes) -> tuple[str, Element] | None:
    """Return a model with its namespace; None for a file that cannot be opened, whose own faults say so."""
    try:
        root = open_drawing(xml)
    except DecisionError:
        return None
    return root.get("namespace", ""), root


def _reads(part: Part, graph: Graph, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the paths read from the scope by an element and by what it requires."""
    if part.key in known or not graph.sound:
        return known.get(part.key, part.names)
    given = {part.name} if part.kind == "businessKnowledgeModel" else set()
    below: set[str] = set()
    for need in (*part.needs, *part.gives):
        required = graph.parts.get(need.key)
        if required is not None and required.kind != "inputData":
            given.add(need.prefix or required.name)
            below |= _reads(required, graph, known)
    known[part.key] = frozenset(name for name in part.names if name.split(".")[0] not in given) | below
    return known[part.key]
