"""The decision requirements graph of a model and of those it imports, compiled; knows no evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import app.feel.dmn.wrapping  # noqa: F401  (registers the closures of what boxed expressions wrap)
from app.feel.compiler import Code, code_of
from app.feel.dmn.boxed import KINDS, Boxed
from app.feel.dmn.drawing import (
    DecisionError,
    Element,
    child,
    children,
    kind_of,
    line_of,
    name_of,
    namespace_of,
    plain,
    type_of,
)
from app.feel.dmn.tables import Table
from app.feel.dmn.types import Types
from app.feel.dmn.typetexts import types_of
from app.feel.errors import FeelError, Overrun
from app.feel.functions import Check
from app.feel.model import Node
from app.feel.names import reads_of
from app.feel.scopes import GLOBAL

_REQUIRED = ("requiredDecision", "requiredInput", "requiredKnowledge")
_DEEPEST = 50
_MOST_MODELS = 20


@dataclass(slots=True)
class Need:
    """What an element requires: the key of that element and the import through which it is known."""

    key: str
    prefix: str
    optional: bool


@dataclass(slots=True)
class Part:
    """An element of the graph: an input, a decision, a piece of knowledge or a service.

    `key` is namespace#id; `names` are the dotted paths that its logic reads. For a service `takes` and `gives` are
    the keys of its inputs and of its output decisions.
    """

    key: str
    id: str
    kind: str
    name: str
    title: str
    line: int
    check: Check | None
    needs: list[Need] = field(default_factory=list)
    tree: Node | None = None
    code: Code | None = None
    table: Table | None = None
    names: frozenset[str] = frozenset()
    takes: tuple[Need, ...] = ()
    gives: tuple[Need, ...] = ()


@dataclass(slots=True)
class Graph:
    """All parts of a model by key, in the order of the file, with its types, names and faults."""

    namespace: str
    parts: dict[str, Part] = field(default_factory=dict)
    types: Types = field(default_factory=Types)
    names: set[str] = field(default_factory=set)
    faults: list[DecisionError] = field(default_factory=list)
    own: list[Part] = field(default_factory=list)

    def fault(self, line: int, zh: str, en: str) -> None:
        """Note a fault at a line of the file."""
        self.faults.append(DecisionError(zh, en, line))


def read_graph(root: Element, others: Mapping[str, Element], above: tuple[str, ...] = ()) -> Graph:
    """Read a model; `others` are the roots of models it may import, by namespace."""
    graph = Graph(plain(root.get("namespace")))
    prefixes = _imports(root, graph, others, above)
    graph.names |= _names(root)
    graph.types.own.update(types_of(root, graph))
    reader = _Reader(graph, prefixes)
    for element in children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService"):
        reader.part(element)
    _check_needs(graph)
    return graph


def _imports(
    root: Element, graph: Graph, others: Mapping[str, Element], above: tuple[str, ...]
) -> dict[str, str]:
    """Read the imported models into the graph; return the names of the imports by namespace."""
    prefixes: dict[str, str] = {}
    for found in children(root, "import"):
        namespace, prefix = plain(found.get("namespace")), plain(found.get("name"))
        if namespace in above or len(above) > _MOST_MODELS or namespace == graph.namespace:
            graph.fault(
                line_of(found), f"导入「{namespace}」成环", f"the import of {namespace!r} goes in a circle"
            )
        elif namespace not in others:
            graph.fault(
                line_of(found),
                f"导入的模型「{namespace}」不在一起上传的文件中",
                f"the imported model {namespace!r} is not among the files",
            )
        else:
            read = read_graph(others[namespace], others, (*above, graph.namespace))
            graph.parts.update(read.parts)
            graph.types.imported[prefix] = read.types
            graph.names |= read.names
            graph.faults += read.faults
            prefixes[namespace] = prefix
    return prefixes


def _names(root: Element) -> set[str]:
    """Return the names that all expressions of a model may use: of its elements, imports and types' fields."""
    known = children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService", "import")
    fields = root.iter(f"{{{namespace_of(root)}}}itemComponent")
    return {name_of(found) for found in known} | {plain(found.get("name")) for found in fields}


def _local_names(element: Element) -> set[str]:
    """Return the names that an element's logic binds within itself."""
    found = {plain(each.get("iteratorVariable")) for each in element.iter() if each.get("iteratorVariable")}
    for name in ("variable", "formalParameter", "column", "output"):
        found |= {plain(each.get("name")) for each in element.iter(f"{{{namespace_of(element)}}}{name}")}
    return found - {""}


@dataclass(slots=True)
class _Reader:
    graph: Graph
    prefixes: Mapping[str, str]

    def part(self, element: Element) -> None:
        """Read one element of the graph, compile its logic and note its faults."""
        kind, name = kind_of(element), name_of(element)
        key = element.get("id", "") or name
        line, variable = line_of(element), child(element, "variable")
        full = f"{self.graph.namespace}#{key}"
        if not key or any(part.key == full for part in self.graph.own):
            if kind == "inputData" and not key:
                return
            self.graph.fault(line, f"决策的 id「{key}」缺失或重复", f"decision id {key!r} missing or double")
            return
        part = Part(full, key, kind, name or key, element.get("name", key), line, self._check(kind, variable))
        part.needs = self._needs(element)
        self.graph.own.append(part)
        self.graph.parts[full] = part
        if kind == "decisionService":
            part.takes = (*self._links(element, "inputData"), *self._links(element, "inputDecision"))
            part.gives = self._links(element, "outputDecision")
        elif kind != "inputData":
            self._logic(part, element)

    def _check(self, kind: str, variable: Element | None) -> Check | None:
        ref = type_of(variable)
        if not ref:
            return None
        function = kind in ("businessKnowledgeModel", "decisionService")
        return self.graph.types.result_of(ref) if function else self.graph.types.check(ref)

    def _needs(self, element: Element) -> list[Need]:
        required = (
            child(found, *_REQUIRED)
            for found in children(element, "informationRequirement", "knowledgeRequirement")
        )
        return [self._need(found) for found in required if found is not None]

    def _links(self, element: Element, name: str) -> tuple[Need, ...]:
        return tuple(self._need(found) for found in children(element, name))

    def _need(self, link: Element) -> Need:
        namespace, _, key = link.get("href", "").rpartition("#")
        namespace = plain(namespace) or self.graph.namespace
        optional = kind_of(link) in ("requiredInput", "inputData")
        return Need(f"{namespace}#{key}", self.prefixes.get(namespace, ""), optional)

    def _logic(self, part: Part, element: Element) -> None:
        names = frozenset(self.graph.names | _local_names(element))
        boxed = Boxed(part.id, part.name, names, self.graph.types, self.graph.faults)
        if part.kind == "decision":
            if child(element, *KINDS) is None:
                self.graph.fault(
                    part.line,
                    f"决策「{part.id}」须有决策表或文字表达式等逻辑",
                    f"decision {part.id!r} must be a decision table, a literal expression or another expression",
                )
                return
            tree = boxed.fitted(boxed.logic(element), part.check)
        else:
            logic = child(element, "encapsulatedLogic")
            if logic is None:
                return
            tree = boxed.function(logic, result=part.check)
        self._compile(part, tree, boxed)

    def _compile(self, part: Part, tree: Node, boxed: Boxed) -> None:
        try:
            part.code = code_of(tree, GLOBAL)
            inner = tree.parts[0] if tree.kind == "fitted" else tree
            part.table = Table(inner, GLOBAL) if inner.kind == "table" else None
        except (FeelError, Overrun) as wrong:
            failed = wrong.at(1, 1) if isinstance(wrong, Overrun) else wrong
            tree = boxed.broken(failed, part.line)
            part.code = code_of(tree, GLOBAL)
        part.tree = tree
        part.names = frozenset(reads_of(tree).names)


def _check_needs(graph: Graph) -> None:
    """Note what is required but missing, and what requires itself."""
    for part in graph.own:
        links = (*part.needs, *part.takes, *part.gives)
        for need in links:
            if need.key not in graph.parts and not need.optional:
                graph.fault(
                    part.line,
                    f"「{part.id}」要求的「{need.key.rpartition('#')[2]}」不存在",
                    f"{part.id!r} requires {need.key.rpartition('#')[2]!r}, which is missing",
                )
        circle = _circle(part, graph.parts)
        if circle:
            graph.fault(
                part.line,
                f"决策「{'」→「'.join(circle)}」成环或过深",
                f"decisions {' -> '.join(circle)} form a circle or go too deep",
            )


def _circle(part: Part, parts: Mapping[str, Part]) -> list[str]:
    """Return the ids along a way that leads back to the part or too deep; none when there is no such way."""
    waiting = [(part, [part.id])]
    seen: set[str] = set()
    while waiting:
        current, way = waiting.pop()
        for need in (*current.needs, *current.gives):
            found = parts.get(need.key)
            if found is part or len(way) > _DEEPEST:
                return [*way, part.id]
            if found is not None and need.key not in seen:
                seen.add(need.key)
                waiting.append((found, [*way, found.id]))
    return []
