"""Reads what a drawn file shows, for tests: boxes by element and points by line; judges nothing."""

from __future__ import annotations

from lxml import etree

from app.diagrams.layout.measures import Box
from app.diagrams.safe_xml import BPMNDI, DC, DI, parse


def boxes(xml: bytes) -> dict[str, Box]:
    """The rectangle of every drawn shape."""
    found: dict[str, Box] = {}
    for shape in parse(xml).iter(f"{{{BPMNDI}}}BPMNShape"):
        found[str(shape.get("bpmnElement"))] = _box(shape.find(f"{{{DC}}}Bounds"))
    return found


def labels(xml: bytes) -> dict[str, Box]:
    """The rectangle of every label."""
    return {
        str(holder.get("bpmnElement")): _box(bounds)
        for label in parse(xml).iter(f"{{{BPMNDI}}}BPMNLabel")
        if (holder := label.getparent()) is not None and (bounds := label.find(f"{{{DC}}}Bounds")) is not None
    }


def lines(xml: bytes) -> dict[str, list[tuple[float, float]]]:
    """The corners of every drawn line."""
    return {
        str(edge.get("bpmnElement")): [
            (float(point.get("x", 0)), float(point.get("y", 0))) for point in edge.iter(f"{{{DI}}}waypoint")
        ]
        for edge in parse(xml).iter(f"{{{BPMNDI}}}BPMNEdge")
    }


def _box(bounds: etree._Element | None) -> Box:
    assert bounds is not None
    return Box(*(float(bounds.get(name, 0)) for name in ("x", "y", "width", "height")))
