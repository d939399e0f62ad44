"""The routing board: columns and rows with channels between them, and which places shapes occupy; no pixels.

Vertical lines are numbered 0..2C: even ones are channels between columns, odd ones the middles of columns.
Horizontal lines are listed in `lines`: channels and rows of all lanes from top to bottom. A place is the integer
`y * width + x`; directions are 0 right, 1 down, 2 left, 3 up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.diagrams.layout.plan import Edge, Node, Scope

RIGHT, DOWN, LEFT, UP = range(4)


@dataclass(slots=True)
class Line:
    """A horizontal line: a row of shapes or a channel between rows."""

    lane: int
    row: int | None


@dataclass(slots=True)
class Net:
    """One edge to be routed and, once routed, the places it runs through (shapes at both ends included).

    `trunk` counts the first steps, which lines of the same source may share.
    """

    number: int
    edge: Edge
    source: Node
    target: Node
    drop: Node | None = None
    places: list[int] = field(default_factory=list)
    cost: float = 0.0
    trunk: int = 0


class Board:
    """The places of a plan whose shapes have columns and rows."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.columns = max((n.col for n in scope.nodes.values()), default=0) + 1
        self.width = 2 * self.columns + 1
        self.lines: list[Line] = []
        self.row_line: dict[tuple[int, int], int] = {}
        for lane in range(len(scope.lanes)):
            self._add_lane(lane)
        self.height = len(self.lines)
        self.taken: list[str | None] = [None] * (self.width * self.height)
        self.step = (1, self.width, -1, -self.width)
        places = range(self.width * self.height)
        self.lane_of = [self.lines[place // self.width].lane for place in places]
        self.upright_middle = [place % self.width % 2 == 1 for place in places]
        self.level_middle = [self.lines[place // self.width].row is not None for place in places]
        self.next = [[self._neighbour(place, direction) for place in places] for direction in range(4)]
        for node in scope.nodes.values():
            self._occupy(node)

    def _add_lane(self, lane: int) -> None:
        rows = [n.row for n in self.scope.nodes.values() if n.lane == lane and n.host is None]
        self.lines.append(Line(lane, None))
        for row in range(max(rows, default=0) + 1):
            self.row_line[(lane, row)] = len(self.lines)
            self.lines += [Line(lane, row), Line(lane, None)]

    def _occupy(self, node: Node) -> None:
        if node.host is not None:
            return
        if node.kind == "pool":
            start = self.row_line[(node.lane, node.row)] * self.width
            self.taken[start : start + self.width] = [node.id] * self.width
        else:
            self.taken[self.place(node)] = node.id

    def place(self, node: Node) -> int:
        """Where a shape stands."""
        return self.row_line[(node.lane, node.row)] * self.width + 2 * node.col + 1

    def spot(self, place: int) -> tuple[int, int]:
        """(x, y) of a place."""
        return place % self.width, place // self.width

    def _neighbour(self, place: int, direction: int) -> int:
        x, y = self.spot(place)
        x, y = x + (1, 0, -1, 0)[direction], y + (0, 1, 0, -1)[direction]
        return y * self.width + x if 0 <= x < self.width and 0 <= y < self.height else -1

    def direction(self, start: int, end: int) -> int:
        """The direction from a place to a neighbour of it."""
        return self.step.index(end - start)

    def pool_range(self, lane: int) -> tuple[int, int]:
        """First and last horizontal line of the pool that the lane belongs to."""
        pool = self.scope.lanes[lane].pool
        own = [y for y, line in enumerate(self.lines) if self.scope.lanes[line.lane].pool == pool]
        return own[0], own[-1]

    def nets(self) -> list[Net]:
        """All edges as nets, in document order; an edge from a shape to itself included."""
        nets: list[Net] = []
        for edge in self.scope.edges:
            start = self.scope.nodes[edge.source]
            drop = start if start.host is not None else None
            source, target = self.scope.place_of(edge.source), self.scope.place_of(edge.target)
            nets.append(Net(len(nets), edge, source, target, drop))
        return nets
