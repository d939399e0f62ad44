"""Finds a free place for every label; knows the pixels of shapes and lines and nothing of the flow."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagrams.layout.board import Net
from app.diagrams.layout.measures import LABEL_GAP, Box, Drawing, Point
from app.diagrams.layout.places import Places, Room
from app.diagrams.layout.plan import Node

Segment = tuple[Point, Point]


class Labels:
    """Places labels one after the other, each where it covers nothing that is already drawn."""

    def __init__(self, places: Places, drawing: Drawing) -> None:
        self.places, self.drawing = places, drawing
        self.segments = [
            segment for points in drawing.lines.values() for segment in zip(points, points[1:], strict=False)
        ]
        self.obstacles = list(drawing.shapes.values())

    def place_all(self, room: Room) -> bool:
        """Place every label; where one finds no place, ask for more room there. True when all are well placed."""
        fine = True
        scope = self.places.board.scope
        for net in sorted(self.places.nets, key=lambda n: len(self.drawing.lines[n.edge.id])):
            if net.edge.label and not self._put(net.edge.id, net.edge.label_size, list(self._beside_line(net))):
                fine = False
                self._ask(net, room)
        for node in scope.nodes.values():
            if node.label and not self._put(node.id, node.label_size, list(self._around(node))):
                fine = False
                place = scope.place_of(node.id)
                room.below[self.places.board.row_line[(place.lane, place.row)]] += node.label_size[1] + LABEL_GAP
                room.beside[2 * node.col + (2 if node.host else 0)] += 24.0
        return fine

    def _put(self, key: str, size: tuple[float, float], corners: list[Point]) -> bool:
        best, best_price = None, 1e9
        for number, (x, y) in enumerate(corners):
            box = Box(x, y, *size)
            price = self._price(box) * 1000.0 + number
            if price < best_price:
                best, best_price = box, price
            if price < 1000.0:
                break
        if best is None:
            return True
        self.drawing.labels[key] = best
        self.obstacles.append(best)
        return best_price < 1000.0

    def _price(self, box: Box) -> int:
        hits = sum(3 for other in self.obstacles if box.overlaps(other, 1.0))
        return hits + sum(1 for segment in self.segments if crosses(segment, box))

    def _ask(self, net: Net, room: Room) -> None:
        pieces = self.places.pieces[net.number]
        first = next((p for p in pieces if p.axis == 0), None)
        if first is None:
            room.beside[pieces[0].line + 1] = max(room.beside[pieces[0].line + 1], net.edge.label_size[0] + 12.0)
        elif self.places.board.lines[first.line].row is not None:
            line = round(first.start) + (1 if first.end > first.start else -1)
            line += line % 2
            room.beside[line] = max(room.beside[line] + 16.0, net.edge.label_size[0] + 12.0)
        else:
            room.below[first.line] += net.edge.label_size[1]

    def _beside_line(self, net: Net) -> Iterator[Point]:
        """Upper left corners beside the line, the best first: on its first level part, near its start."""
        width, height = net.edge.label_size
        points = self.drawing.lines[net.edge.id]
        flat = [(a, b) for a, b in zip(points, points[1:], strict=False) if a[1] == b[1]]
        steep = [(a, b) for a, b in zip(points, points[1:], strict=False) if a[0] == b[0] and a[1] != b[1]]
        for (xa, y), (xb, _) in flat:
            length, towards = abs(xb - xa), 1.0 if xb > xa else -1.0
            for shift in (5.0, 14.0, 26.0, 44.0, 70.0, 110.0):
                if shift > 5.0 and shift + width > length + 20.0:
                    break
                x = xa + shift if towards > 0 else xa - shift - width
                yield (x, y - height - 2.0)
                yield (x, y + 3.0)
        for (x, ya), (_, yb) in steep:
            for part in (0.3, 0.5, 0.7, 0.15, 0.85):
                middle = ya + (yb - ya) * part
                yield (x + 4.0, middle - height / 2)
                yield (x - 4.0 - width, middle - height / 2)

    def _around(self, node: Node) -> Iterator[Point]:
        """Upper left corners around a shape, the best first."""
        box = self.drawing.shapes[node.id]
        width, height = node.label_size
        x, y = box.middle
        centred = x - width / 2
        above, below = box.y - LABEL_GAP - height, box.bottom + LABEL_GAP
        if node.kind == "boundary":
            yield from self._beside_boundary(box, width)
            return
        order = [(centred, above), (centred, below)]
        yield from order if node.kind == "gateway" else order[::-1]
        for side in (x + 5.0, x - 5.0 - width):
            yield (side, box.y - height + 6.0)
            yield (side, box.bottom - 6.0)
            yield (side, above)
            yield (side, below)
        yield (box.right + LABEL_GAP, y - height - 2.0)
        yield (box.x - LABEL_GAP - width, y - height - 2.0)
        yield (box.right + LABEL_GAP, y + 3.0)
        yield (box.x - LABEL_GAP - width, y + 3.0)

    def _beside_boundary(self, box: Box, width: float) -> Iterator[Point]:
        middle = box.x + box.width / 2
        under = box.y + box.height / 2 + 3.0
        for low in (under, box.bottom + 2.0, box.bottom + 12.0):
            left, right = (box.x - 2.0, box.right + 2.0) if low == under else (middle - 4.0, middle + 4.0)
            yield (left - width, low)
            yield (right, low)


def crosses(segment: Segment, box: Box) -> bool:
    """True when a level or upright line runs through a box."""
    (xa, ya), (xb, yb) = segment
    return (
        min(xa, xb) < box.right and box.x < max(xa, xb) and min(ya, yb) < box.bottom and box.y < max(ya, yb)
        if xa != xb and ya != yb
        else min(xa, xb) < box.right and box.x < max(xa, xb) + 1e-9 and min(ya, yb) < box.bottom and box.y < max(ya, yb) + 1e-9
    )
