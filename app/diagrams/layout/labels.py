"""Finds a free place for every label; knows the pixels of shapes and lines and nothing of the flow."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from app.diagrams.layout.board import Net
from app.diagrams.layout.measures import LABEL_GAP, Box, Drawing, Point
from app.diagrams.layout.places import Places, Room
from app.diagrams.layout.plan import Node

Segment = tuple[Point, Point]
SHIFTS = (5.0, 14.0, 26.0, 44.0, 70.0, 110.0)
AWAY = (10.0, 20.0, 32.0)
SLASH = 20.0
BAD, OFF = 1000.0, 500.0


class Labels:
    """Places labels one after the other, each where it covers nothing that is already drawn."""

    def __init__(self, places: Places, drawing: Drawing) -> None:
        self.places, self.drawing = places, drawing
        self.segments = [
            segment for points in drawing.lines.values() for segment in itertools.pairwise(points)
        ]
        borders = [(0.0, y) for y in places.borders()]
        self.segments += [((x, y), (places.total_width, y)) for x, y in borders]
        slashes = [_slash(drawing.lines[net.edge.id]) for net in places.nets if net.edge.default]
        outside = [
            Box(-500.0, -500.0, 502.0, 9e9),
            Box(places.total_width - 2.0, -500.0, 500.0, 9e9),
            Box(0.0, -500.0, 9e9, 502.0),
            Box(0.0, places.total_height - 2.0, 9e9, 500.0),
        ]
        self.obstacles = [*drawing.shapes.values(), *slashes, *outside]

    def place_all(self, room: Room) -> bool:
        """Place every label; where one finds no place, ask for more room there. True when all are well placed."""
        fine = True
        scope = self.places.board.scope
        for net in sorted(self.places.nets, key=lambda n: len(self.drawing.lines[n.edge.id])):
            size = net.edge.label_size
            off = _further_off(self._own_part(net), *size)
            if net.edge.label and not self._put(net.edge.id, size, self._beside_line(net), off):
                fine = False
                self._ask_for_line(net, room)
        for node in scope.nodes.values():
            if node.label and not self._put(node.id, node.label_size, self._around(node)):
                fine = False
                self._ask_for_shape(node, room)
        return fine

    def _put(
        self, key: str, size: tuple[float, float], corners: Iterator[Point], off: Iterable[Point] = ()
    ) -> bool:
        """Put a label at the best corner; one of those `off` the line is taken, but more room is asked for."""
        best, best_price = None, 1e9
        near = ((corner, 0.0) for corner in corners)
        for number, ((x, y), extra) in enumerate(itertools.chain(near, ((corner, OFF) for corner in off))):
            box = Box(x, y, *size)
            price = self._price(box) * BAD + extra + number
            if price < best_price:
                best, best_price = box, price
            if price < BAD:
                break
        if best is None:
            return False
        self.drawing.labels[key] = best
        self.obstacles.append(best)
        return best_price < OFF

    def _price(self, box: Box) -> int:
        hits = sum(3 for other in self.obstacles if box.overlaps(other, 1.0))
        return hits + sum(1 for segment in self.segments if crosses(segment, box))

    def _ask_for_line(self, net: Net, room: Room) -> None:
        """Ask for a wider channel beside the source, or for more height above the level part of the line."""
        width, height = net.edge.label_size
        piece = self.places.label_piece(net)
        if piece is None:
            _widen(room.beside, self.places.pieces[net.number][0].line + 1, width)
        elif self.places.board.lines[piece.line].row is None:
            room.below[piece.line] += height
        else:
            forward = piece.end > piece.start
            parting = self.places.parting(net) if piece.trunk else -1
            line = parting if parting >= 0 else round(piece.start)
            if line % 2:
                _widen(room.beside if forward else room.after, line + (1 if forward else -1), width)
            else:
                _widen(room.after if forward else room.beside, line, width)

    def _ask_for_shape(self, node: Node, room: Room) -> None:
        place = self.places.board.scope.place_of(node.id)
        room.below[self.places.board.row_line[(place.lane, place.row)]] += LABEL_GAP * 2
        left, right = 2 * place.col, 2 * place.col + 2
        if node.host is None:
            _widen(room.after, left, node.label_size[0] / 2)
            _widen(room.beside, right, node.label_size[0] / 2)
        elif self._is_outside(node):
            _widen(room.beside, right, node.label_size[0])
        else:
            _widen(room.after, left, node.label_size[0])

    def _beside_line(self, net: Net) -> Iterator[Point]:
        """Upper left corners beside the line, the best first: on its first level part, near its start."""
        width, height = net.edge.label_size
        points = self._own_part(net)
        parts = list(itertools.pairwise(points))
        slash = SLASH if net.edge.default and points[0] == self.drawing.lines[net.edge.id][0] else 0.0
        for number, ((xa, y), (xb, yb)) in enumerate(parts):
            if y != yb:
                continue
            length, towards = abs(xb - xa), 1.0 if xb > xa else -1.0
            least = slash if number == 0 and slash else SHIFTS[0]
            for shift in (least, *(further for further in SHIFTS if further > least)):
                if shift > least and shift + width > length + 12.0:
                    break
                x = xa + shift if towards > 0 else xa - shift - width
                yield (x, y - height - 2.0)
                yield (x, y + 3.0)
        for (x, ya), (xb, yb) in parts:
            for share in (0.3, 0.5, 0.7, 0.15, 0.85) if x == xb else ():
                middle = ya + (yb - ya) * share
                yield (x + 4.0, middle - height / 2)
                yield (x - 4.0 - width, middle - height / 2)

    def _own_part(self, net: Net) -> list[Point]:
        """The line from where no other line of the same source runs with it."""
        own = self.drawing.lines[net.edge.id]
        best = own
        for other in self.places.nets:
            if other is not net and other.edge.source == net.edge.source:
                rest = after_parting(own, self.drawing.lines[other.edge.id])
                if len(rest) < len(best) or (len(rest) == len(best) and _span(rest) < _span(best)):
                    best = rest
        return best if len(best) > 1 else own

    def _around(self, node: Node) -> Iterator[Point]:
        """Upper left corners around a shape, the best first."""
        box = self.drawing.shapes[node.id]
        width, height = node.label_size
        x, y = box.middle
        centred = x - width / 2
        above, below = box.y - LABEL_GAP - height, box.bottom + LABEL_GAP
        if node.kind == "boundary":
            yield from self._beside_boundary(node, box, width)
            return
        order = [(centred, above), (centred, below)]
        yield from order if node.kind == "gateway" else order[::-1]
        for side in (x + 5.0, x - 5.0 - width):
            yield (side, box.y - height + 6.0)
            yield (side, box.bottom - 6.0)
            yield (side, above)
            yield (side, below)
        for side in (box.right + LABEL_GAP, box.x - LABEL_GAP - width):
            yield (side, y - height - 2.0)
            yield (side, y + 3.0)

    def _beside_boundary(self, node: Node, box: Box, width: float) -> Iterator[Point]:
        """Left of a single event or the first of several, right of the others; close to the host or lower."""
        middle = box.x + box.width / 2
        under = box.y + box.height / 2 + 3.0
        for low in (under, box.bottom + 2.0, box.bottom + 12.0):
            left, right = (box.x - 2.0, box.right + 2.0) if low == under else (middle - 4.0, middle + 4.0)
            corners = [(left - width, low), (right, low)]
            yield from reversed(corners) if self._is_outside(node) else corners

    def _is_outside(self, node: Node) -> bool:
        """True for a boundary event whose label belongs on its right: not the first of several."""
        first = min(self.places.siblings(node), key=lambda other: self.drawing.shapes[other].x)
        return first != node.id


def _widen(room: dict[int, float], line: int, width: float) -> None:
    room[line] = max(room[line] + (16.0 if room[line] else 0.0), width + 12.0)


def after_parting(own: list[Point], other: list[Point]) -> list[Point]:
    """What is left of a line after the stretch on which another one from the same start runs with it."""
    if own[0] != other[0]:
        return own
    number = 0
    while number + 1 < min(len(own), len(other)) and own[number + 1] == other[number + 1]:
        number += 1
    if number + 1 >= min(len(own), len(other)):
        return own[number:]
    corner, mine, theirs = own[number], own[number + 1], other[number + 1]
    steps = [(p[0] - corner[0], p[1] - corner[1]) for p in (mine, theirs)]
    along = steps[0][0] * steps[1][0] + steps[0][1] * steps[1][1]
    if along <= 0 or (steps[0][0] == 0) != (steps[1][0] == 0):
        return own[number:]
    near = min((mine, theirs), key=lambda p: abs(p[0] - corner[0]) + abs(p[1] - corner[1]))
    return own[number + 1 :] if near == mine else [near, *own[number + 1 :]]


def _further_off(points: list[Point], width: float, height: float) -> Iterator[Point]:
    """Corners at some distance from a line that is hemmed in: better a little away than on another line."""
    for away in AWAY:
        for (xa, ya), (xb, yb) in itertools.pairwise(points):
            for share in (0.5, 0.25, 0.75, 0.0, 1.0):
                x, y = xa + (xb - xa) * share, ya + (yb - ya) * share
                if ya == yb:
                    yield (x - width / 2, y - height - 2.0 - away)
                    yield (x - width / 2, y + 3.0 + away)
                else:
                    yield (x + 4.0 + away, y - height / 2)
                    yield (x - 4.0 - away - width, y - height / 2)


def _slash(points: list[Point]) -> Box:
    """Where the slash of a default flow is drawn: across the line, some ten pixels after its start."""
    (xa, ya), (xb, yb) = points[0], points[1]
    x = xa + (10.0 if xb > xa else -10.0 if xb < xa else 0.0)
    y = ya + (10.0 if yb > ya else -10.0 if yb < ya else 0.0)
    return Box(x - 6.0, y - 6.0, 12.0, 12.0)


def _span(points: list[Point]) -> float:
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(points))


def crosses(segment: Segment, box: Box) -> bool:
    """True when a level or upright line runs through a box."""
    (xa, ya), (xb, yb) = segment
    return (
        min(xa, xb) < box.right and box.x < max(xa, xb) and min(ya, yb) < box.bottom and box.y < max(ya, yb)
    )
