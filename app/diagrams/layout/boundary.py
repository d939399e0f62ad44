"""Where boundary events sit on the lower border of their host; knows the plan and sizes only."""

from __future__ import annotations

from app.diagrams.layout.plan import EVENT, Node, Scope

SPACING = 44.0
ASIDE = 28.0


def widen_hosts(scope: Scope) -> None:
    """Make a host with many boundary events wide enough for all of them."""
    for host, events in events_by_host(scope).items():
        scope.nodes[host].width = max(scope.nodes[host].width, SPACING * len(events) - 8.0)


def events_by_host(scope: Scope) -> dict[str, list[Node]]:
    """Boundary events in document order, by host."""
    found: dict[str, list[Node]] = {}
    for node in scope.nodes.values():
        if node.host is not None:
            found.setdefault(node.host, []).append(node)
    return found


def offsets(scope: Scope) -> dict[str, float]:
    """Distance in pixels of every boundary event's middle from the middle of its host, left negative.

    A single event sits right of the middle; several are spread, those that lead furthest right rightmost.
    """
    targets = {edge.source: scope.place_of(edge.target) for edge in scope.edges if edge.kind == "flow"}
    found: dict[str, float] = {}
    for host, events in events_by_host(scope).items():
        half = scope.nodes[host].width / 2
        if len(events) == 1:
            found[events[0].id] = min(ASIDE, half - EVENT[0] / 2)
            continue
        order = sorted(events, key=lambda e: _reach(e, targets))
        step = min(SPACING + 12.0, (2 * half - 12.0) / (len(events) - 1))
        for place, event in enumerate(order):
            found[event.id] = (place - (len(events) - 1) / 2) * step
    return found


def _reach(event: Node, targets: dict[str, Node]) -> tuple[int, int]:
    target = targets.get(event.id)
    return (target.col, -target.row) if target is not None else (-1, 0)
