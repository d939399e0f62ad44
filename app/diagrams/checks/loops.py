"""Circles that nothing limits: no clock, no timer, no turn that is counted; it must not know data."""

from __future__ import annotations

from app.diagrams.checks.graph import LEFT, Graph
from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes

CLOCKS = ("starts", "starts_on_entry", "meets", "extends")


def check_loops(model: Model, notes: Notes) -> None:
    """Report circles in which neither a clock of the law runs nor a timer stands."""
    for circle in circles(model.graph):
        elements = [each for name in sorted(circle) if (each := model.element(name)) is not None]
        borders = [each for each in model.elements if each.attached_to in circle]
        limited = any(each.timer or any(each.properties.get(name) for name in CLOCKS) for each in elements)
        if limited or any(each.timer for each in borders) or not elements:
            continue
        first = next((each for each in elements if each.kind == "userTask"), elements[0])
        names = "、".join(each.name or each.id for each in elements if each.kind.endswith("Task"))
        notes.add(
            Finding(
                "loop_without_limit",
                "info",
                first.id,
                None,
                f"这个循环（{names}）没有期限也没有次数限制，可能一再重来。请考虑加期限或计数。",
                f"Nothing limits this circle ({names}): no deadline and no count. Consider a clock or a counter.",
                model.file,
                tuple(each.id for each in elements),
            )
        )


def circles(graph: Graph) -> list[frozenset[str]]:
    """Return the elements of each circle, as strongly connected parts of the graph."""
    found: list[frozenset[str]] = []
    placed: set[str] = set()
    order = sorted({place.removesuffix(LEFT) for place in graph.after})
    ahead = {name: graph.reachable([name + LEFT]) for name in order}
    for name in order:
        if name in placed or name not in ahead[name]:
            continue
        circle = frozenset(other for other in order if other in ahead[name] and name in ahead[other])
        placed |= circle
        found.append(circle)
    return found
