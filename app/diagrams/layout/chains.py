"""Cuts a plan into chains: runs of shapes of one lane that follow each other and should lie on one line."""

from __future__ import annotations

from dataclasses import dataclass

from app.diagrams.layout.order import main_path
from app.diagrams.layout.plan import Edge, Scope


@dataclass(slots=True)
class Chain:
    """Shapes of one lane from left to right that share a row; a main chain stays on the middle row of its lane."""

    lane: int
    nodes: list[str]
    main: bool = False
    row: int = 0


def cut_into_chains(scope: Scope) -> list[Chain]:
    """Every shape that stands in the grid, in exactly one chain; main chains first, then by column."""
    taken: set[str] = set()
    chains: list[Chain] = []
    for node_id in main_path(scope):
        _append(scope, chains, node_id, True)
        taken.add(node_id)
    follow = _successors(scope)
    placed = [n for n in scope.nodes.values() if n.host is None]
    for node in sorted(placed, key=lambda n: (n.kind == "artifact", n.apart, n.col)):
        if node.id in taken:
            continue
        chains.append(Chain(node.lane, [node.id]))
        taken.add(node.id)
        step = _next(scope, follow, node.id, taken)
        while step is not None:
            chains[-1].nodes.append(step)
            taken.add(step)
            step = _next(scope, follow, step, taken)
    return chains


def _append(scope: Scope, chains: list[Chain], node_id: str, main: bool) -> None:
    lane = scope.nodes[node_id].lane
    if not chains or chains[-1].lane != lane:
        chains.append(Chain(lane, [], main))
    chains[-1].nodes.append(node_id)


def _successors(scope: Scope) -> dict[str, list[Edge]]:
    follow: dict[str, list[Edge]] = {node_id: [] for node_id in scope.nodes}
    for edge in scope.edges:
        if edge.kind == "flow" and not edge.back:
            follow[edge.source].append(edge)
    for edges in follow.values():
        edges.sort(key=lambda e: (not e.default, scope.nodes[e.target].end))
    return follow


def _next(scope: Scope, follow: dict[str, list[Edge]], node_id: str, taken: set[str]) -> str | None:
    node = scope.nodes[node_id]
    for edge in follow[node_id]:
        target = scope.nodes[edge.target]
        if target.id not in taken and target.lane == node.lane and target.col > node.col:
            return target.id
    return None
