"""Order of flow: which lines lead back, what comes after what, which path is the main one; knows no places."""

from __future__ import annotations

from collections.abc import Iterable

from app.diagrams.layout.plan import Edge, Node, Scope


def mark_loops(scope: Scope) -> None:
    """Mark the edges that lead back to a shape from which their source was reached."""
    outgoing = successors(scope, scope.edges)
    entered = {edge.target for edge in scope.edges if edge.kind == "flow"}
    roots = [n.id for n in scope.nodes.values() if n.id not in entered and n.host is None]
    roots.sort(key=lambda node_id: not (scope.nodes[node_id].start and scope.nodes[node_id].blank))
    state: dict[str, int] = {}
    others = [node.id for node in scope.nodes.values() if node.host is None]
    for root in [*roots, *others]:
        if root not in state:
            _walk(root, outgoing, state)


def _walk(root: str, outgoing: dict[str, list[tuple[str, Edge | None]]], state: dict[str, int]) -> None:
    stack = [(root, iter(outgoing[root]))]
    state[root] = 1
    while stack:
        node_id, successors = stack[-1]
        step = next(successors, None)
        if step is None:
            state[node_id] = 2
            stack.pop()
            continue
        target, edge = step
        if state.get(target) == 1 and edge is not None:
            edge.back = True
        elif target not in state:
            state[target] = 1
            stack.append((target, iter(outgoing[target])))


def successors(scope: Scope, edges: Iterable[Edge]) -> dict[str, list[tuple[str, Edge | None]]]:
    """Successors by shape: default flows first, then in document order; a host leads to its boundary events."""
    found: dict[str, list[tuple[str, Edge | None]]] = {node_id: [] for node_id in scope.nodes}
    for edge in sorted((e for e in edges if e.kind == "flow"), key=lambda e: not e.default):
        found[edge.source].append((edge.target, edge))
    for node in scope.nodes.values():
        if node.host is not None:
            found[node.host].append((node.id, None))
    return found


def topological(scope: Scope, outgoing: dict[str, list[tuple[str, Edge | None]]]) -> list[str]:
    """All shapes so that every one comes after its predecessors, ties in document order."""
    waiting = dict.fromkeys(scope.nodes, 0)
    for steps in outgoing.values():
        for target, _ in steps:
            waiting[target] += 1
    ready = [node_id for node_id, count in waiting.items() if count == 0]
    order: list[str] = []
    while ready:
        node_id = ready.pop(0)
        order.append(node_id)
        for target, _ in outgoing[node_id]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return order


def main_path(scope: Scope) -> list[str]:
    """The path that the eye should follow: from the plain start along default flows to the main end.

    A default flow is left only where it soon ends, while another way goes on for more than twice as long.
    """
    forward = [e for e in scope.edges if e.kind == "flow" and not e.back]
    outgoing = successors(scope, forward)
    length: dict[str, int] = {}
    for node_id in reversed(topological(scope, outgoing)):
        steps = [length[target] for target, edge in outgoing[node_id] if edge is not None]
        length[node_id] = 1 + max(steps, default=0)
    starts = _starts(scope)
    if not starts:
        return []
    path = [max(starts, key=lambda node: length[node.id]).id]
    while True:
        ways = [edge for _, edge in outgoing[path[-1]] if edge is not None]
        if not ways:
            return path
        longest = max(ways, key=lambda edge: length[edge.target])
        first = ways[0]
        stay = first.default and 2 * length[first.target] >= length[longest.target]
        path.append(first.target if stay else longest.target)


def _starts(scope: Scope) -> list[Node]:
    entered = {edge.target for edge in scope.edges if edge.kind == "flow" and not edge.back}
    nodes = [n for n in scope.nodes.values() if n.host is None and n.kind not in ("artifact", "pool")]
    starts = [n for n in nodes if n.start] or [n for n in nodes if n.id not in entered]
    return [n for n in starts if n.blank] or starts
