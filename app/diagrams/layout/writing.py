"""Writes a drawing into a BPMN tree as its diagram interchange part; decides nothing."""

from __future__ import annotations

from lxml import etree

from app.diagrams.layout.measures import Box, Drawing
from app.diagrams.safe_xml import BPMNDI, DC, DI


def remove_drawings(root: etree._Element) -> None:
    """Take every diagram out of the tree."""
    for diagram in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(diagram)


def write_drawing(root: etree._Element, plane_id: str, drawing: Drawing, upright: set[str]) -> None:
    """Append one diagram for the element `plane_id`; `upright` names bands (pools, lanes) drawn level."""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=f"diagram_{plane_id}", nsmap=_NAMES)
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id=f"plane_{plane_id}", bpmnElement=plane_id)
    for element_id, box in drawing.bands.items():
        shape = _shape(plane, element_id, box)
        shape.set("isHorizontal", "true")
    for element_id, box in drawing.shapes.items():
        if element_id in drawing.bands:
            continue
        shape = _shape(plane, element_id, box)
        if element_id in drawing.expanded:
            shape.set("isExpanded", "true")
        if element_id in drawing.labels:
            _label(shape, drawing.labels[element_id])
    for element_id, points in drawing.lines.items():
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{element_id}_di", bpmnElement=element_id)
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=_number(x), y=_number(y))
        if element_id in drawing.labels:
            _label(edge, drawing.labels[element_id])


_NAMES = {"bpmndi": BPMNDI, "dc": DC, "di": DI}


def _shape(plane: etree._Element, element_id: str, box: Box) -> etree._Element:
    shape: etree._Element = etree.SubElement(
        plane, f"{{{BPMNDI}}}BPMNShape", id=f"{element_id}_di", bpmnElement=element_id
    )
    _bounds(shape, box)
    return shape


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(
        parent,
        f"{{{DC}}}Bounds",
        x=_number(box.x),
        y=_number(box.y),
        width=_number(box.width),
        height=_number(box.height),
    )


def _label(parent: etree._Element, box: Box) -> None:
    label = etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel")
    _bounds(label, box)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
