"""Where boundary events sit on the lower border of their host; knows the plan and sizes only."""

from __future__ import annotations

from app.diagrams.layout.plan import EVENT, Node, Scope

SPACING, CLEAR, ASIDE = 44.0, 14.0, 28.0


def widen_hosts(scope: Scope) -> None:
    """Make a host with many boundary events wide enough for all of them and the labels between them."""
    for host, events in events_by_host(scope).items():
        if len(events) > 2:
            widest = sorted(_step(event) for event in events)[2:]
            scope.nodes[host].width = max(scope.nodes[host].width, SPACING + sum(widest) + EVENT[0] + 8.0)


def events_by_host(scope: Scope) -> dict[str, list[Node]]:
    """Boundary events by host, those that lead furthest right last."""
    targets = {edge.source: scope.place_of(edge.target) for edge in scope.edges if edge.kind == "flow"}
    found: dict[str, list[Node]] = {}
    for node in scope.nodes.values():
        if node.host is not None:
            found.setdefault(node.host, []).append(node)
    for events in found.values():
        events.sort(key=lambda event: _reach(event, targets))
    return found


def offsets(scope: Scope) -> dict[str, float]:
    """Distance in pixels of every boundary event's middle from the middle of its host, left negative.

    A single event sits right of the middle; several are spread with room for the labels between them.
    """
    found: dict[str, float] = {}
    for host, events in events_by_host(scope).items():
        half = scope.nodes[host].width / 2
        if len(events) == 1:
            found[events[0].id] = min(ASIDE, half - EVENT[0] / 2)
            continue
        steps = _steps(events) if len(events) > 2 else [2 * ASIDE]
        at = -sum(steps) / 2
        for event, step in zip(events, [*steps, 0.0], strict=True):
            found[event.id] = at
            at += step
    return found


def _steps(events: list[Node]) -> list[float]:
    """Distances between neighbours: the first label stands left of its event, the others right of theirs."""
    return [SPACING, *(_step(event) for event in events[1:-1])]


def _step(event: Node) -> float:
    return max(SPACING, event.label_size[0] + CLEAR)


def _reach(event: Node, targets: dict[str, Node]) -> tuple[int, int]:
    target = targets.get(event.id)
    return (target.col, -target.row) if target is not None else (-1, 0)
