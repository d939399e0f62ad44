"""The column of every shape: by order of flow, and tighter where a diagram gets too wide; knows no rows."""

from __future__ import annotations

from app.diagrams.layout.order import main_path, successors, topological
from app.diagrams.layout.plan import Edge, Scope

WIDE = 16
"""Columns from which on optional steps may stand below the gateway that leads to them."""


def set_columns(scope: Scope) -> None:
    """Columns by longest path over the lines that do not lead back; late starters stand next to what they start."""
    forward = [edge for edge in scope.edges if edge.kind == "flow" and not edge.back]
    order = topological(scope, successors(scope, forward))
    level: set[str] = set()
    column = _longest(scope, forward, order, level)
    if max(column.values(), default=0) >= WIDE:
        level = _tightened(scope, forward, order)
        column = _longest(scope, forward, order, level)
    _delay_starters(scope, forward, column, order)
    for node in scope.nodes.values():
        node.col = column[node.id]
    _place_bystanders(scope)


def _longest(scope: Scope, forward: list[Edge], order: list[str], level: set[str]) -> dict[str, int]:
    """Steps from a start; lines whose id is in `level` join shapes of one column."""
    outgoing = successors(scope, forward)
    column = dict.fromkeys(scope.nodes, 0)
    for node_id in order:
        for target, edge in outgoing[node_id]:
            step = 0 if edge is None or edge.id in level else 1
            column[target] = max(column[target], column[node_id] + step)
    return column


def _tightened(scope: Scope, forward: list[Edge], order: list[str]) -> set[str]:
    """The lines to be drawn upright so that the diagram has as few columns as possible, none without need."""
    level = _upright_candidates(scope, forward)
    fewest = max(_longest(scope, forward, order, level).values(), default=0)
    for edge_id in [edge.id for edge in forward if edge.id in level]:
        without = level - {edge_id}
        if max(_longest(scope, forward, order, without).values(), default=0) <= fewest:
            level = without
    return level


def _upright_candidates(scope: Scope, forward: list[Edge]) -> set[str]:
    """Lines from the main path to a step aside that only they enter, and from such a step back to the main path."""
    main = set(main_path(scope))
    entering: dict[str, int] = {}
    leaving: dict[str, int] = {}
    for edge in scope.edges:
        if edge.kind == "flow":
            entering[edge.target] = entering.get(edge.target, 0) + 1
            leaving[edge.source] = leaving.get(edge.source, 0) + 1
    found: set[str] = set()
    used: set[str] = set()
    for edge in forward:
        source, target = scope.nodes[edge.source], scope.nodes[edge.target]
        if (
            source.lane != target.lane
            or source.host is not None
            or (source.id in main) == (target.id in main)
        ):
            continue
        gate, step = (source, target) if source.id in main else (target, source)
        alone = entering[step.id] == 1 if gate is source else leaving[step.id] == 1
        if (
            alone
            and gate.kind == "gateway"
            and step.kind in ("task", "event")
            and not {gate.id, step.id} & used
        ):
            found.add(edge.id)
            used |= {gate.id, step.id}
    return found


def _delay_starters(scope: Scope, forward: list[Edge], column: dict[str, int], order: list[str]) -> None:
    """Move shapes that nothing early holds to the right, next to their first successor."""
    incoming: dict[str, int] = dict.fromkeys(scope.nodes, 0)
    for edge in forward:
        incoming[edge.target] += 1
    hosts = {node.host for node in scope.nodes.values()}
    for node_id in order:
        if incoming[node_id] or node_id in hosts or scope.nodes[node_id].host is not None:
            continue
        after = [column[e.target] for e in forward if e.source == node_id]
        if after:
            column[node_id] = max(column[node_id], min(after) - 1)


def _place_bystanders(scope: Scope) -> None:
    """Put data objects and annotations into the column of the shape they belong to, and single shapes in a row."""
    connected = {node_id for edge in scope.edges for node_id in (edge.source, edge.target)}
    alone: dict[int, int] = {}
    for node in scope.nodes.values():
        if node.id not in connected and node.host is None and node.kind != "pool":
            node.col = alone.get(node.lane, 0)
            alone[node.lane] = node.col + 1
    for edge in scope.edges:
        if edge.kind != "association":
            continue
        source, target = scope.place_of(edge.source), scope.place_of(edge.target)
        if source.kind == "artifact" and target.kind != "artifact":
            source.col, source.lane = target.col, target.lane
        elif target.kind == "artifact" and source.kind != "artifact":
            target.col, target.lane = source.col, source.lane
