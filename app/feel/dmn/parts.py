"""The parts of a decision requirements graph, and what of it cannot be ordered; knows no XML and no evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.feel.compiler import Code
from app.feel.dmn.boxed import Allowance
from app.feel.dmn.drawing import DecisionError
from app.feel.dmn.tables import Table
from app.feel.dmn.types import Types
from app.feel.functions import Check

_DEEPEST = 50


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
    code: Code | None = None
    table: Table | None = None
    names: frozenset[str] = frozenset()
    takes: tuple[Need, ...] = ()
    gives: tuple[Need, ...] = ()


@dataclass(slots=True)
class Graph:
    """All parts of a model by key, in the order of the file, with its types, names and faults."""

    namespace: str
    allowance: Allowance
    parts: dict[str, Part] = field(default_factory=dict)
    types: Types = field(default_factory=Types)
    names: set[str] = field(default_factory=set)
    faults: list[DecisionError] = field(default_factory=list)
    own: dict[str, Part] = field(default_factory=dict)
    sound: bool = True

    def fault(self, line: int, zh: str, en: str) -> None:
        """Note a fault at a line of the file."""
        self.faults.append(DecisionError(zh, en, line))


def check_needs(graph: Graph) -> None:
    """Note what is required but missing, what requires itself and what goes too deep."""
    parts = graph.parts
    for part in graph.own.values():
        for need in (*part.needs, *part.takes, *part.gives):
            if need.key not in parts and not need.optional:
                graph.fault(
                    part.line,
                    f"「{part.id}」要求的「{need.key.rpartition('#')[2]}」不存在",
                    f"{part.id!r} requires {need.key.rpartition('#')[2]!r}, which is missing",
                )
    levels = _levels(graph)
    for part in graph.own.values():
        if part.key not in levels:
            way = _circle(part, graph, levels)
            ids = "」→「".join(way)
            graph.fault(part.line, f"决策「{ids}」成环", f"decisions {' -> '.join(way)} form a circle")
        elif levels[part.key] == _DEEPEST + 1:
            graph.fault(
                part.line,
                f"决策「{part.id}」之前的决策超过{_DEEPEST}层",
                f"more than {_DEEPEST} levels of decisions stand before {part.id!r}",
            )
    graph.sound = len(levels) == len(parts) and max(levels.values(), default=0) <= _DEEPEST


def _below(part: Part, parts: dict[str, Part]) -> list[Part]:
    return [parts[need.key] for need in (*part.needs, *part.gives) if need.key in parts]


def _levels(graph: Graph) -> dict[str, int]:
    """Return for each part how many levels of parts it stands upon; none for those in or above a circle."""
    below = {key: {found.key for found in _below(part, graph.parts)} for key, part in graph.parts.items()}
    above: dict[str, list[str]] = {}
    for key, found in below.items():
        for other in found:
            above.setdefault(other, []).append(key)
    left = {key: len(found) for key, found in below.items()}
    levels = {key: 0 for key, count in left.items() if not count}
    waiting = list(levels)
    while waiting:
        key = waiting.pop()
        for other in above.get(key, ()):
            left[other] -= 1
            if not left[other]:
                levels[other] = 1 + max(levels[found] for found in below[other])
                waiting.append(other)
    return levels


def _circle(part: Part, graph: Graph, levels: dict[str, int]) -> list[str]:
    """Return the ids on a way from a part into a circle, up to the one met twice."""
    way = [part]
    while way[-1] not in way[:-1] and len(way) < 20:
        way.append(next(found for found in _below(way[-1], graph.parts) if found.key not in levels))
    return [found.id for found in way]
