"""The decision requirements graph of a model and of those it imports, compiled; knows no evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import app.feel.dmn.wrapping  # noqa: F401  (registers the closures of what boxed expressions wrap)
from app.feel.compiler import Code, code_of
from app.feel.dmn.boxed import KINDS, Allowance, Boxed
from app.feel.dmn.drawing import (
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
from app.feel.dmn.parts import Graph, Need, Part, check_needs
from app.feel.dmn.tables import Table
from app.feel.dmn.typetexts import types_of
from app.feel.errors import FeelError, Overrun
from app.feel.functions import Check
from app.feel.lexicon import is_spaced
from app.feel.limits import Frame
from app.feel.model import Node
from app.feel.names import reads_of
from app.feel.scopes import GLOBAL

_REQUIRED = ("requiredDecision", "requiredInput", "requiredKnowledge")
_MOST_PARTS = 2_000
_MOST_MODELS = 20


@dataclass(slots=True)
class _Library:
    """The models that may be imported, those read already, and the words that all may still have together."""

    others: Mapping[str, Element]
    read: dict[str, Graph] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)


def read_graph(root: Element, others: Mapping[str, Element]) -> Graph:
    """Read a model; `others` are the roots of models it may import, by namespace."""
    return _read(root, _Library(others), ())


def _read(root: Element, library: _Library, above: tuple[str, ...]) -> Graph:
    graph = Graph(plain(root.get("namespace")), library.allowance)
    prefixes = _imports(root, graph, library, above)
    graph.names |= _names(root)
    graph.types.own.update(types_of(root, graph))
    reader = _Reader(graph, prefixes)
    elements = children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService")
    if len(elements) > _MOST_PARTS:
        graph.fault(
            line_of(elements[_MOST_PARTS]),
            f"文件的决策和输入超过{_MOST_PARTS}个，请拆成几个文件",
            f"the file has more than {_MOST_PARTS} decisions and inputs; split it",
        )
    for element in elements[:_MOST_PARTS]:
        reader.part(element)
    check_needs(graph)
    return graph


def _imports(root: Element, graph: Graph, library: _Library, above: tuple[str, ...]) -> dict[str, str]:
    """Read the imported models into the graph; return the names of the imports by namespace."""
    prefixes: dict[str, str] = {}
    imports = children(root, "import")
    if len(imports) > _MOST_MODELS:
        graph.fault(
            line_of(imports[_MOST_MODELS]),
            f"导入的模型超过{_MOST_MODELS}个",
            f"more than {_MOST_MODELS} models are imported",
        )
    for found in imports[:_MOST_MODELS]:
        namespace, prefix = plain(found.get("namespace")), plain(found.get("name"))
        if namespace in above or len(above) > _MOST_MODELS or namespace == graph.namespace:
            graph.fault(
                line_of(found), f"导入「{namespace}」成环", f"the import of {namespace!r} goes in a circle"
            )
        elif namespace not in library.others:
            graph.fault(
                line_of(found),
                f"导入的模型「{namespace}」不在一起上传的文件中",
                f"the imported model {namespace!r} is not among the files",
            )
        else:
            read = library.read.get(namespace)
            if read is None:
                read = _read(library.others[namespace], library, (*above, graph.namespace))
                library.read[namespace] = read
                graph.faults += read.faults
            graph.parts.update(read.parts)
            graph.types.imported[prefix] = read.types
            graph.names |= read.names
            prefixes[namespace] = prefix
    return prefixes


def _names(root: Element) -> set[str]:
    """Return the names that all expressions of a model may use: of its elements, imports and types' fields."""
    known = children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService", "import")
    fields = root.iter(f"{{{namespace_of(root)}}}itemComponent")
    names = {name_of(found) for found in known} | {plain(found.get("name")) for found in fields}
    return set(filter(is_spaced, names))


def _local_names(element: Element) -> set[str]:
    """Return the names that an element's logic binds within itself."""
    found = {plain(each.get("iteratorVariable")) for each in element.iter() if each.get("iteratorVariable")}
    for name in ("variable", "formalParameter", "column", "output"):
        found |= {plain(each.get("name")) for each in element.iter(f"{{{namespace_of(element)}}}{name}")}
    return set(filter(is_spaced, found))


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
        if not key or full in self.graph.own:
            if kind == "inputData" and not key:
                return
            self.graph.fault(line, f"决策的 id「{key}」缺失或重复", f"decision id {key!r} missing or double")
            return
        part = Part(full, key, kind, name or key, element.get("name", key), line, self._check(kind, variable))
        part.needs = self._needs(element)
        self.graph.own[full] = part
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
        boxed = Boxed(part.id, part.name, names, self.graph.types, self.graph.faults, self.graph.allowance)
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
            inner = tree.parts[0] if tree.kind == "fitted" else tree
            part.table = Table(inner, GLOBAL) if inner.kind == "table" else None
            part.code = code_of(tree, GLOBAL) if part.table is None else _table_code(part.table, part.check)
        except (FeelError, Overrun) as wrong:
            failed = wrong.at(1, 1) if isinstance(wrong, Overrun) else wrong
            tree = boxed.broken(failed, part.line)
            part.code = code_of(tree, GLOBAL)
        part.names = frozenset(reads_of(tree).names)


def _table_code(table: Table, check: Check | None) -> Code:
    def value(frame: Frame) -> Any:
        found = table.value_of(table.decide(frame)[0])
        return found if check is None else check(found, frame.run)

    return value
