"""Judges the drawing of a BPMN file: what overlaps, leaves its lane, lies on another line or is missing.

It reads only the file; how the drawing was made does not matter to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from lxml import etree

from app.diagrams.layout.measures import Box, Point
from app.diagrams.safe_xml import BPMN, BPMNDI, DC, DI, bpmn, local_name, parse

CONTAINERS = frozenset({"participant", "lane", "subProcess", "transaction", "adHocSubProcess"})
LEVEL = 0.6

Segment = tuple[Point, Point]


@dataclass(frozen=True, order=True)
class Flaw:
    """One fault of a drawing: its kind, the elements concerned."""

    kind: str
    one: str
    other: str = ""


@dataclass
class _Picture:
    """The drawn geometry of a file by element id."""

    kinds: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def segments(self, line_id: str) -> Iterator[Segment]:
        """The straight parts of a line."""
        points = self.lines[line_id]
        yield from pairwise(points)

    def is_container(self, element_id: str) -> bool:
        """True for pools, lanes and expanded sub-processes, which hold other shapes."""
        return element_id in self.parents.values() or self.kinds.get(element_id) in ("participant", "lane")


def flaws(xml: bytes) -> list[Flaw]:
    """All faults of the drawing, sorted; an empty list for a clean one. Raises UnsafeXml for unreadable bytes."""
    picture = _read(parse(xml))
    found = [
        *_missing(picture),
        *_overlapping_shapes(picture),
        *_outside_lane(picture),
        *_lines(picture),
        *_labels(picture),
        *_lines_on_lines(picture),
    ]
    return sorted(set(found))


def crossings(xml: bytes) -> int:
    """How often lines cross each other."""
    picture = _read(parse(xml))
    count = 0
    for one, other in combinations(picture.lines, 2):
        for first in picture.segments(one):
            count += sum(1 for second in picture.segments(other) if _cross(first, second))
    return count


def _read(root: etree._Element) -> _Picture:
    picture = _Picture()
    for element in root.iter():
        element_id = element.get("id")
        if (
            element_id is None
            or not isinstance(element.tag, str)
            or not element.tag.startswith(f"{{{BPMN}}}")
        ):
            continue
        picture.kinds[element_id] = local_name(element)
        if (element.get("name") or "").strip():
            picture.named.add(element_id)
        source, target = element.get("sourceRef"), element.get("targetRef")
        if source and target:
            picture.ends[element_id] = (source.rsplit(":", 1)[-1], target.rsplit(":", 1)[-1])
        if element.get("attachedToRef"):
            picture.hosts[element_id] = str(element.get("attachedToRef"))
        parent = element.getparent()
        if parent is not None and local_name(parent) in CONTAINERS and local_name(parent) != "lane":
            picture.parents[element_id] = str(parent.get("id"))
    for lane in root.iter(bpmn("lane")):
        for reference in lane.findall(bpmn("flowNodeRef")):
            picture.lanes[str(reference.text).strip()] = str(lane.get("id"))
    _read_drawing(root, picture)
    return picture


def _read_drawing(root: etree._Element, picture: _Picture) -> None:
    plane = root.find(f".//{{{BPMNDI}}}BPMNPlane")
    for item in plane if plane is not None else ():
        element_id = str(item.get("bpmnElement"))
        label = item.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds")
        if label is not None:
            picture.labels[element_id] = _box(label)
        bounds = item.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            picture.shapes[element_id] = _box(bounds)
        else:
            points = item.findall(f"{{{DI}}}waypoint")
            picture.lines[element_id] = [(float(p.get("x", 0)), float(p.get("y", 0))) for p in points]


def _box(bounds: etree._Element) -> Box:
    x, y, width, height = (float(bounds.get(name, 0)) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _missing(picture: _Picture) -> Iterator[Flaw]:
    drawn = {*picture.shapes, *picture.lines}
    for element_id, kind in picture.kinds.items():
        visible = kind.endswith(("Task", "Event", "Gateway", "Flow")) or kind in (
            *CONTAINERS,
            "task",
            "callActivity",
        )
        if visible and element_id not in drawn:
            yield Flaw("missing", element_id)
        outside = kind.endswith(("Event", "Gateway", "Flow"))
        if visible and outside and element_id in picture.named and element_id not in picture.labels:
            yield Flaw("label_missing", element_id)


def _overlapping_shapes(picture: _Picture) -> Iterator[Flaw]:
    solid = [key for key in picture.shapes if not picture.is_container(key)]
    for one, other in combinations(solid, 2):
        if other in (picture.hosts.get(one), one) or picture.hosts.get(other) == one:
            continue
        if picture.shapes[one].overlaps(picture.shapes[other]):
            yield Flaw("shapes_overlap", one, other)


def _outside_lane(picture: _Picture) -> Iterator[Flaw]:
    for node, lane in picture.lanes.items():
        box, band = picture.shapes.get(node), picture.shapes.get(lane)
        if box is not None and band is not None and not _inside(box, band):
            yield Flaw("outside_lane", node, lane)
    for node, parent in picture.parents.items():
        box, band = picture.shapes.get(node), picture.shapes.get(parent)
        if box is not None and band is not None and not _inside(box, band):
            yield Flaw("outside_parent", node, parent)


def _inside(box: Box, band: Box) -> bool:
    return box.x >= band.x and box.right <= band.right and box.y >= band.y and box.bottom <= band.bottom


def _lines(picture: _Picture) -> Iterator[Flaw]:
    """Lines that are slanted, do not touch their ends, or run through a shape."""
    for line_id, points in picture.lines.items():
        source, target = picture.ends.get(line_id, ("", ""))
        for (xa, ya), (xb, yb) in picture.segments(line_id):
            if abs(xa - xb) > LEVEL and abs(ya - yb) > LEVEL:
                yield Flaw("slanted", line_id)
        for end, point in ((source, points[0]), (target, points[-1])):
            if end in picture.shapes and not _on_border(point, picture.shapes[end]):
                yield Flaw("loose_end", line_id, end)
        near = {source, target}
        for shape_id, box in picture.shapes.items():
            if picture.is_container(shape_id):
                continue
            shrink = 1.5 if shape_id in near or picture.hosts.get(source) == shape_id else 0.0
            if any(_through(segment, box, shrink) for segment in picture.segments(line_id)):
                yield Flaw("line_through_shape", line_id, shape_id)


def _on_border(point: Point, box: Box) -> bool:
    x, y = point
    inside = box.x - LEVEL <= x <= box.right + LEVEL and box.y - LEVEL <= y <= box.bottom + LEVEL
    edge = min(abs(x - box.x), abs(x - box.right), abs(y - box.y), abs(y - box.bottom))
    return inside and edge <= LEVEL


def _through(segment: Segment, box: Box, shrink: float = 0.0) -> bool:
    (xa, ya), (xb, yb) = segment
    return (
        min(xa, xb) < box.right - shrink
        and max(xa, xb) > box.x + shrink
        and min(ya, yb) < box.bottom - shrink
        and max(ya, yb) > box.y + shrink
    )


def _labels(picture: _Picture) -> Iterator[Flaw]:
    for one, other in combinations(picture.labels, 2):
        if picture.labels[one].overlaps(picture.labels[other]):
            yield Flaw("labels_overlap", one, other)
    for label_id, box in picture.labels.items():
        for shape_id, shape in picture.shapes.items():
            if not picture.is_container(shape_id) and box.overlaps(shape):
                yield Flaw("label_on_shape", label_id, shape_id)
        for line_id in picture.lines:
            if any(_through(segment, box) for segment in picture.segments(line_id)):
                yield Flaw("label_on_line", label_id, line_id)
        for band_id, band in picture.shapes.items():
            if picture.kinds.get(band_id) in ("lane", "participant") and _cut(box, band):
                yield Flaw("label_on_border", label_id, band_id)


def _cut(box: Box, band: Box) -> bool:
    """True when a label lies partly inside and partly outside a band."""
    return box.overlaps(band) and not _inside(box, band)


def _lines_on_lines(picture: _Picture) -> Iterator[Flaw]:
    """Lines that run on top of each other without sharing a source or a target."""
    for one, other in combinations(picture.lines, 2):
        a, b = picture.ends.get(one, (one, one)), picture.ends.get(other, (other, other))
        if a[0] == b[0] or a[1] == b[1]:
            continue
        for first in picture.segments(one):
            if any(_on_top(first, second) for second in picture.segments(other)):
                yield Flaw("lines_overlap", one, other)


def _on_top(first: Segment, second: Segment) -> bool:
    for axis in (0, 1):
        across = 1 - axis
        fixed = [point[across] for point in (*first, *second)]
        if max(fixed) - min(fixed) > 3.0:
            continue
        low = max(min(first[0][axis], first[1][axis]), min(second[0][axis], second[1][axis]))
        high = min(max(first[0][axis], first[1][axis]), max(second[0][axis], second[1][axis]))
        if high - low > 3.0:
            return True
    return False


def _cross(first: Segment, second: Segment) -> bool:
    for level, upright in ((first, second), (second, first)):
        if level[0][1] == level[1][1] and upright[0][0] == upright[1][0]:
            x, y = upright[0][0], level[0][1]
            across = min(level[0][0], level[1][0]) + 0.5 < x < max(level[0][0], level[1][0]) - 0.5
            if (
                across
                and min(upright[0][1], upright[1][1]) + 0.5 < y < max(upright[0][1], upright[1][1]) - 0.5
            ):
                return True
    return False
