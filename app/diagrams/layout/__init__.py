"""Draws a BPMN diagram from its flow alone; knows no engine, storage or web."""

from __future__ import annotations

from lxml import etree

from app.diagrams.layout.composing import compose
from app.diagrams.layout.reading import read_plan
from app.diagrams.layout.writing import remove_drawings, write_drawing
from app.diagrams.safe_xml import UnsafeXml, parse

__all__ = ["MAX_SHAPES", "lay_out"]

MAX_SHAPES = 600


def lay_out(xml: bytes) -> bytes:
    """Return the BPMN file with a new drawing in place of any it had, as UTF-8 XML.

    Pools and lanes are bands from top to bottom, the flow runs from left to right, the main path on one line.
    The same file always gives the same drawing. Raises UnsafeXml for bytes that are no acceptable XML and for
    more than MAX_SHAPES shapes on one plane, which nobody could read.
    """
    root = parse(xml)
    plane, scope, collapsed = read_plan(root)
    if any(len(plan.nodes) > MAX_SHAPES for plan in (scope, *(inner for _, inner in collapsed))):
        raise UnsafeXml(
            "too_many_nodes",
            f"图形超过 {MAX_SHAPES} 个，无法画成可读的图，请拆成几个流程。",
            f"More than {MAX_SHAPES} shapes make no readable drawing; split the process.",
        )
    remove_drawings(root)
    for plane_id, plan in [(plane, scope), *collapsed]:
        drawing = compose(plan)
        write_drawing(root, plane_id, drawing, set())
    etree.indent(root, "  ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written
