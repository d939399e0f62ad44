"""Cuts routes into straight pieces and bundles those that run together in one channel; knows no pixels."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from app.diagrams.layout.board import Board, Net

ACROSS, DOWNWARD = 0, 1


@dataclass(slots=True)
class Piece:
    """A straight part of a route: along horizontal line `line` (axis 0) or vertical line `line` (axis 1).

    `start` and `end` are positions on the crossing axis in the direction of flow; `before` and `after` say from
    which side the route comes and to which it goes on (-1 left or above, 1 right or below, 0 a shape).
    """

    net: Net
    axis: int
    line: int
    start: float
    end: float
    before: int = 0
    after: int = 0
    trunk: bool = False
    wire: Wire | None = None


@dataclass(slots=True)
class Wire:
    """Pieces of one channel that are drawn on one track."""

    axis: int
    line: int
    pieces: list[Piece] = field(default_factory=list)
    low: float = 0.0
    high: float = 0.0
    track: int = 0
    rank: int = 0

    def add(self, piece: Piece) -> None:
        """Take a piece in."""
        ends = (piece.start, piece.end)
        self.low = min(self.low, *ends) if self.pieces else min(ends)
        self.high = max(self.high, *ends) if self.pieces else max(ends)
        self.pieces.append(piece)
        piece.wire = self

    def taps(self) -> list[tuple[float, int]]:
        """Positions where a line joins or leaves, each with the side (-1 or 1)."""
        found = {(p.start, p.before) for p in self.pieces} | {(p.end, p.after) for p in self.pieces}
        return sorted(tap for tap in found if tap[1])


def pieces_of(net: Net, board: Board) -> list[Piece]:
    """The straight parts of a routed net, from source to target."""
    spots = [board.spot(place) for place in net.places]
    pieces: list[Piece] = []
    for (xa, ya), (xb, yb) in itertools.pairwise(spots):
        axis = ACROSS if ya == yb else DOWNWARD
        start, end = (xa, xb) if axis == ACROSS else (ya, yb)
        last = pieces[-1] if pieces else None
        if last is not None and last.axis == axis:
            last.end = end
        else:
            pieces.append(Piece(net, axis, ya if axis == ACROSS else xa, start, end))
    length = 0
    for piece in pieces:
        piece.trunk = length < net.trunk
        length += round(abs(piece.end - piece.start))
    for first, second in itertools.pairwise(pieces):
        first.after = 1 if second.end > second.start else -1
        second.before = -1 if first.end > first.start else 1
    return pieces


def bundle(pieces: list[Piece]) -> list[Wire]:
    """Wires of one channel: pieces that overlap and share a source, or a target, become one."""
    wires: list[Wire] = []
    for piece in sorted(pieces, key=lambda p: (min(p.start, p.end), p.net.number)):
        for wire in wires:
            if _overlap(piece, wire) and all(_related(piece, other) for other in wire.pieces):
                wire.add(piece)
                break
        else:
            wire = Wire(piece.axis, piece.line)
            wire.add(piece)
            wires.append(wire)
    return wires


def overlap(one: Piece, other: Piece) -> bool:
    """True when two pieces of one line cover a common stretch."""
    low = max(min(one.start, one.end), min(other.start, other.end))
    return low < min(max(one.start, one.end), max(other.start, other.end))


def _overlap(piece: Piece, wire: Wire) -> bool:
    return min(piece.start, piece.end) <= wire.high and wire.low <= max(piece.start, piece.end)


def _related(one: Piece, other: Piece) -> bool:
    a, b = one.net.edge, other.net.edge
    if a.kind != b.kind:
        return False
    return a.target == b.target or (a.source == b.source and one.trunk and other.trunk)
