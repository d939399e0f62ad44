"""Turns rows, columns, channels and tracks into pixels; decides no order and no route."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from app.diagrams.layout.board import Board, Net
from app.diagrams.layout.boundary import offsets
from app.diagrams.layout.measures import (
    LABEL_GAP,
    MIN_ROW,
    MIN_SIDE,
    PITCH,
    POOL_GAP,
    ROW_GAP,
    SIDE_GAP,
    Box,
    Point,
)
from app.diagrams.layout.plan import EVENT, Node
from app.diagrams.layout.tracks import assign_tracks, clashes, touching
from app.diagrams.layout.wires import ACROSS, DOWNWARD, Piece, Wire, bundle, overlap, pieces_of


@dataclass(slots=True)
class Room:
    """Extra space asked for after labels found no place: pixels by vertical or horizontal line number."""

    beside: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    after: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    below: dict[int, float] = field(default_factory=lambda: defaultdict(float))


class Places:
    """Pixel positions of every line, shape and track of a routed board."""

    def __init__(self, board: Board, nets: list[Net], room: Room) -> None:
        self.board, self.nets, self.room = board, nets, room
        self.offset = offsets(board.scope)
        self.pieces = {net.number: pieces_of(net, board) for net in nets}
        self.beside = self._bundle(DOWNWARD)
        self.tracks_beside = self._assign_beside()
        self._sharpen()
        self.across = self._bundle(ACROSS)
        for wires in self.across.values():
            assign_tracks(wires)
        self.x: list[float] = []
        self.lead: dict[int, float] = {}
        self._place_columns()
        self.y: list[float] = []
        self.top: dict[int, float] = {}
        self.bottom: dict[int, float] = {}
        self.depth: dict[int, float] = {}
        self._place_rows()

    def _bundle(self, axis: int) -> dict[int, list[Wire]]:
        """Wires of all channels of one direction, by line."""
        by_line: dict[int, list[Piece]] = defaultdict(list)
        for pieces in self.pieces.values():
            for piece in pieces:
                if piece.axis == axis and self._is_channel(axis, piece.line):
                    by_line[piece.line].append(piece)
        return {line: bundle(by_line[line]) for line in sorted(by_line)}

    def _is_channel(self, axis: int, line: int) -> bool:
        return line % 2 == 0 if axis == DOWNWARD else self.board.lines[line].row is None

    def _assign_beside(self) -> dict[int, int]:
        middles = {y: line.row is not None for y, line in enumerate(self.board.lines)}
        return {line: assign_tracks(wires, middles) for line, wires in self.beside.items()}

    def clashes(self) -> list[tuple[Net, int]]:
        """Nets that should bend elsewhere, each with the place where it may not: lines would overlap there."""
        middles = {y: line.row is not None for y, line in enumerate(self.board.lines)}
        found: list[tuple[Net, int]] = []
        for line, wires in self.beside.items():
            for wire, position in clashes(wires, middles):
                found += [
                    (net, round(position) * self.board.width + line) for net in _turning(wire, position)
                ]
        for line, wires in self.across.items():
            for wire, position in clashes(wires):
                found += [
                    (net, line * self.board.width + round(position)) for net in _turning(wire, position)
                ]
        return found

    def _sharpen(self) -> None:
        """Give horizontal pieces exact ends, now that the tracks of the vertical ones are known."""
        for pieces in self.pieces.values():
            for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
                if piece.axis == ACROSS:
                    piece.start = piece.start if before is None else self._exact(before)
                    piece.end = piece.end if after is None else self._exact(after)

    def _exact(self, piece: Piece) -> float:
        if piece.wire is not None:
            return piece.line + 0.8 * ((piece.wire.track + 1) / (self.tracks_beside[piece.line] + 1) - 0.5)
        return piece.line + self._drop_offset(piece) / 200.0

    def _drop_offset(self, piece: Piece) -> float:
        first = self.pieces[piece.net.number][0] is piece
        return self.offset[piece.net.drop.id] if first and piece.net.drop is not None else 0.0

    def _place_columns(self) -> None:
        left, right = self._column_sides()
        x = 0.0
        for line in range(self.board.width):
            if line % 2:
                self.x.append(x + left[line])
                x += left[line] + right[line]
                continue
            tracks = self.tracks_beside.get(line, 0)
            lead = max(SIDE_GAP, self.room.beside[line])
            trail = max(SIDE_GAP + (4.0 if tracks else 0.0), self.room.after[line])
            need = lead + max(tracks - 1, 0) * PITCH + trail
            width = max(need, MIN_SIDE if 0 < line < self.board.width - 1 else SIDE_GAP)
            spare = width - need if not self.room.beside[line] and not self.room.after[line] else 0.0
            self.lead[line] = lead + spare / 2
            self.x.append(x)
            x += width
        self.total_width = x

    def _column_sides(self) -> tuple[dict[int, float], dict[int, float]]:
        left = {line: 18.0 for line in range(1, self.board.width, 2)}
        right = dict(left)
        for node in self.board.scope.nodes.values():
            if node.kind == "pool" or node.host is not None:
                continue
            line = 2 * node.col + 1
            half = node.width / 2
            if node.kind in ("event", "gateway", "artifact"):
                half = max(half, node.label_size[0] / 2 - 8.0)
            left[line], right[line] = max(left[line], half), max(right[line], half)
        return left, right

    def _place_rows(self) -> None:
        up, down = self._row_sides()
        y = 0.0
        for number, line in enumerate(self.board.lines):
            y += POOL_GAP if self._new_pool(number) else 0.0
            self.top[number] = y
            if line.row is not None:
                self.y.append(y + up[number])
                y += up[number] + down[number] + self.room.below[number]
            else:
                self.y.append(y)
                y += self._stack(number)
            self.bottom[number] = y
        self.total_height = y

    def _new_pool(self, number: int) -> bool:
        lanes = self.board.scope.lanes
        above, here = self.board.lines[max(number - 1, 0)].lane, self.board.lines[number].lane
        return lanes[above].pool != lanes[here].pool

    def _row_sides(self) -> tuple[dict[int, float], dict[int, float]]:
        up = {y: 20.0 for y, line in enumerate(self.board.lines) if line.row is not None}
        down = dict(up)
        for node in self.board.scope.nodes.values():
            place = self.board.scope.place_of(node.id)
            line = self.board.row_line[(place.lane, place.row)]
            above, below = _needs(node, place)
            up[line], down[line] = max(up[line], above), max(down[line], below)
        for net in self.nets:
            first = self.label_piece(net) if net.edge.label else None
            if first is not None and self.board.lines[first.line].row is not None:
                up[first.line] = max(up[first.line], net.edge.label_size[1] + LABEL_GAP + 4.0)
        return up, down

    def _stack(self, number: int) -> float:
        """Lay the tracks of a horizontal channel below each other, with room for labels; return its height."""
        wires = sorted(self.across.get(number, ()), key=lambda wire: wire.rank)
        for place, wire in enumerate(wires):
            label = self.label_height(wire)
            depth = ROW_GAP + label
            for other in wires[:place]:
                if touching(wire, other):
                    depth = max(depth, self.depth[id(other)] + PITCH + label)
            self.depth[id(wire)] = depth
        lowest = max((self.depth[id(wire)] for wire in wires), default=0.0)
        height = max(lowest + ROW_GAP, MIN_ROW) + self.room.below[number]
        edge = number in (0, len(self.board.lines) - 1)
        return height if wires or not edge else ROW_GAP

    def label_height(self, wire: Wire) -> float:
        """Room above a horizontal wire for the labels that are to stand on it."""
        heights = [
            piece.net.edge.label_size[1] + LABEL_GAP - 2.0
            for piece in wire.pieces
            if piece.net.edge.label and piece is self.label_piece(piece.net)
        ]
        return max(heights, default=0.0)

    def label_piece(self, net: Net) -> Piece | None:
        """The horizontal piece of a line on which its label stands: the first that it has to itself."""
        level = [piece for piece in self.pieces[net.number] if piece.axis == ACROSS]
        own = (piece for piece in level if not self._is_shared(piece))
        return next(own, level[-1] if level else None)

    def _is_shared(self, piece: Piece) -> bool:
        """True when a line of the same source runs along on a part of the piece."""
        return piece.trunk and any(
            other.trunk and other.axis == piece.axis and other.line == piece.line and overlap(piece, other)
            for net in self.nets
            if net is not piece.net and net.edge.source == piece.net.edge.source
            for other in self.pieces[net.number]
        )

    def parting(self, net: Net) -> int:
        """The vertical line where lines of the same source turn off that leave sideways with this one, or -1."""
        mine = self.pieces[net.number]
        together = [
            pieces
            for pieces in (self.pieces[other.number] for other in self.nets if other is not net)
            if pieces[0].net.edge.source == net.edge.source and pieces[0].axis == mine[0].axis == ACROSS
        ]
        if not together:
            return -1
        return max((pieces[1].line for pieces in (mine, *together) if len(pieces) > 1), default=-1)

    def box(self, node: Node) -> Box:
        """The rectangle of a shape."""
        if node.host is not None:
            host = self.box(self.board.scope.nodes[node.host])
            middle = host.x + host.width / 2 + self.offset[node.id]
            return Box(middle - EVENT[0] / 2, host.bottom - EVENT[1] / 2, *EVENT)
        x, y = self.x[2 * node.col + 1], self.y[self.board.row_line[(node.lane, node.row)]]
        return Box(x - node.width / 2, y - node.height / 2, node.width, node.height)

    def siblings(self, node: Node) -> list[str]:
        """The ids of the boundary events that sit on the same host, this one included."""
        return [other.id for other in self.board.scope.nodes.values() if other.host == node.host]

    def borders(self) -> list[float]:
        """The y of every border between lanes and pools."""
        between = [
            number
            for number, line in enumerate(self.board.lines[:-1])
            if self.board.lines[number + 1].lane != line.lane
        ]
        return sorted({y for number in between for y in (self.bottom[number], self.top[number + 1])})

    def across_at(self, piece: Piece) -> float:
        """The y of a horizontal piece or the x of a vertical one."""
        if piece.axis == ACROSS:
            return self.y[piece.line] + (self.depth[id(piece.wire)] if piece.wire is not None else 0.0)
        if piece.wire is not None:
            return self.x[piece.line] + self.lead[piece.line] + piece.wire.track * PITCH
        return self.x[piece.line] + self._drop_offset(piece)

    def points(self, net: Net) -> list[Point]:
        """The corners of a line from border to border."""
        pieces = self.pieces[net.number]
        source = self.box(net.drop if net.drop is not None else net.source)
        target = self.box(net.target)
        at = [self.across_at(piece) for piece in pieces]
        points = [_border(source, pieces[0], at[0], leaving=True)]
        for place in range(len(pieces) - 1):
            flat = pieces[place].axis == ACROSS
            points.append((at[place + 1], at[place]) if flat else (at[place], at[place + 1]))
        points.append(_border(target, pieces[-1], at[-1], leaving=False))
        return points


def _turning(wire: Wire, position: float) -> list[Net]:
    """The nets of a wire that turn left or up at a position."""
    return [
        piece.net
        for piece in wire.pieces
        if (piece.before < 0 and abs(piece.start - position) < 0.05)
        or (piece.after < 0 and abs(piece.end - position) < 0.05)
    ]


def _needs(node: Node, place: Node) -> tuple[float, float]:
    """Height needed above and below the middle of the row by a shape and its label."""
    half = node.height / 2
    label = node.label_size[1] + LABEL_GAP if node.label else 0.0
    if node.host is not None:
        low = place.height / 2
        return low, low + half + 4.0 + max(0.0, label - half)
    if node.kind == "gateway":
        return half + label, half
    return half, half + label


def _border(box: Box, piece: Piece, at: float, *, leaving: bool) -> Point:
    forward = piece.end > piece.start
    if piece.axis == ACROSS:
        return (box.right if forward == leaving else box.x, at)
    return (at, box.bottom if forward == leaving else box.y)
