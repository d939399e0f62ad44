"""A rough drawing on the grid, cheap enough to compare thousands of placings: lines, crossings, obstacles.

Coordinates are doubled columns (2c+1 is the middle of column c, 2c the gap before it) and row numbers that
count through all lanes; it knows neither pixels nor final routes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.diagrams.layout.plan import Edge, Node, Scope

LANE = 1000
CROSSING, OBSTACLE, OVERLAP, BEND, LONG = 3.0, 8.0, 3.0, 0.5, 0.02

Horizontal = tuple[float, float, float]
Vertical = tuple[float, float, float]


@dataclass(slots=True)
class Sketched:
    """One line as horizontal (y, x1, x2) and vertical (x, y1, y2) pieces, with what it costs by itself."""

    edge: Edge
    horizontal: list[Horizontal] = field(default_factory=list)
    vertical: list[Vertical] = field(default_factory=list)
    cost: float = 0.0
    reach: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def height(node: Node) -> float:
    """The row of a shape, counted through all lanes."""
    return node.lane * LANE + node.row


class Sketch:
    """Draws single lines over the present placing and prices them."""

    def __init__(self, scope: Scope, row_price: float) -> None:
        self.scope, self.row_price = scope, row_price
        self.cells: dict[tuple[int, float], str] = {}

    def draw(self, edge: Edge) -> Sketched:
        """The cheapest simple line for an edge, as the router is likely to draw it."""
        source, target = self.scope.place_of(edge.source), self.scope.place_of(edge.target)
        drop = self.scope.nodes[edge.source].host is not None
        xs, xt = 2.0 * source.col + 1, 2.0 * target.col + 1
        ys, yt = height(source), height(target)
        if edge.kind != "flow":
            return self._priced(Sketched(edge, [], [(xs, min(ys, yt), max(ys, yt))]), 0)
        if xt == xs and not edge.back and not drop:
            return self._shape(edge, (xs, ys), [("v", yt)])
        if edge.back or xt <= xs:
            return self._around(edge, xs, ys, xt, yt)
        if drop:
            low = yt if yt > ys else ys + 0.5
            shapes = [self._shape(edge, (xs + 0.3, ys), [("v", low), ("h", xt - 1), ("v", yt), ("h", xt)])]
        elif ys == yt:
            shapes = [self._shape(edge, (xs, ys), [("h", xt)])]
            if shapes[0].cost >= OBSTACLE:
                shapes += [
                    self._shape(
                        edge, (xs, ys), [("h", xs + 1), ("v", ys + d), ("h", xt - 1), ("v", yt), ("h", xt)]
                    )
                    for d in (-0.5, 0.5)
                ]
        else:
            shapes = self._bent(edge, source, target)
        return min(shapes, key=lambda shape: shape.cost)

    def _bent(self, edge: Edge, source: Node, target: Node) -> list[Sketched]:
        xs, xt = 2.0 * source.col + 1, 2.0 * target.col + 1
        ys, yt = height(source), height(target)
        shapes = []
        if source.kind == "gateway":
            shapes.append(self._shape(edge, (xs, ys), [("v", yt), ("h", xt)]))
        if target.kind != "task":
            shapes.append(self._shape(edge, (xs, ys), [("h", xt), ("v", yt)]))
        shapes.append(self._shape(edge, (xs, ys), [("h", xs + 1), ("v", yt), ("h", xt)]))
        if xt - xs > 2:
            shapes.append(self._shape(edge, (xs, ys), [("h", xt - 1), ("v", yt), ("h", xt)]))
            side = 0.5 if yt > ys else -0.5
            shapes.append(
                self._shape(
                    edge, (xs, ys), [("h", xs + 1), ("v", yt - side), ("h", xt - 1), ("v", yt), ("h", xt)]
                )
            )
        return shapes

    def _around(self, edge: Edge, xs: float, ys: float, xt: float, yt: float) -> Sketched:
        ways = (min(ys, yt) - 0.5, max(ys, yt) + 0.5)
        shapes = [self._shape(edge, (xs, ys), [("v", way), ("h", xt), ("v", yt)]) for way in ways]
        if ys != yt:
            between = ys + (0.5 if yt > ys else -0.5)
            shapes.append(self._shape(edge, (xs, ys), [("v", between), ("h", xt), ("v", yt)]))
        return min(shapes, key=lambda shape: shape.cost)

    def _shape(self, edge: Edge, start: tuple[float, float], moves: list[tuple[str, float]]) -> Sketched:
        shape = Sketched(edge)
        x, y = start
        bends = -1
        for axis, to in moves:
            if axis == "h" and to != x:
                shape.horizontal.append((y, min(x, to), max(x, to)))
                x, bends = to, bends + 1
            elif axis == "v" and to != y:
                shape.vertical.append((x, min(y, to), max(y, to)))
                y, bends = to, bends + 1
        return self._priced(shape, bends)

    def _priced(self, shape: Sketched, bends: int) -> Sketched:
        cost = BEND * max(bends, 0)
        own = (shape.edge.source, shape.edge.target)
        hosts = {self.scope.place_of(node_id).id for node_id in own}
        for y, x1, x2 in shape.horizontal:
            cost += LONG * (x2 - x1)
            if y == int(y):
                cost += OBSTACLE * self._hits(((c, y) for c in range(int(x1) // 2, int(x2 + 1) // 2)), hosts)
        for x, y1, y2 in shape.vertical:
            cost += self.row_price * rows_between(y1, y2)
            if x % 2 == 1:
                column = int(x) // 2
                cost += OBSTACLE * sum(
                    1 for (c, y), n in self.cells.items() if c == column and y1 <= y <= y2 and n not in hosts
                )
        shape.cost = cost
        shape.reach = _reach(shape)
        return shape

    def _hits(self, cells: object, hosts: set[str]) -> int:
        hits = 0
        for cell in cells:  # type: ignore[attr-defined]
            found = self.cells.get(cell)
            if found is not None and found not in hosts:
                hits += 1
        return hits


def _reach(shape: Sketched) -> tuple[float, float, float, float]:
    xs = [x for _, x1, x2 in shape.horizontal for x in (x1, x2)] + [x for x, _, _ in shape.vertical]
    ys = [y for _, y1, y2 in shape.vertical for y in (y1, y2)] + [y for y, _, _ in shape.horizontal]
    return (min(xs, default=0.0), max(xs, default=0.0), min(ys, default=0.0), max(ys, default=0.0))


def price_of(scope: Scope) -> float:
    """The price of a whole placing by one measure, to compare placings that were found in different ways."""
    sketch = Sketch(scope, 0.7)
    for node in scope.nodes.values():
        if node.host is None:
            sketch.cells[(node.col, height(node))] = node.id
    lines = [sketch.draw(edge) for edge in scope.edges]
    cost = sum(line.cost for line in lines) + len({(n.lane, n.row) for n in scope.nodes.values()})
    for place, line in enumerate(lines):
        cost += sum(conflict(line, other) for other in lines[place + 1 :])
    return cost


def rows_between(y1: float, y2: float) -> float:
    """Rows passed from y1 down to y2; a border between lanes counts as one, whatever lies inside is linear."""
    lanes = round(y2 / LANE) - round(y1 / LANE)
    return (y2 - y1) - lanes * (LANE - 1.5)


def conflict(one: Sketched, other: Sketched) -> float:
    """What two lines cost together: crossings, and lying on top of each other unless they share an end."""
    left, right, top, bottom = one.reach
    if left > other.reach[1] or other.reach[0] > right or top > other.reach[3] or other.reach[2] > bottom:
        return 0.0
    a, b = one.edge, other.edge
    joined = a.source == b.source or a.target == b.target
    cost = 0.0
    for lines, across in ((one.horizontal, other.vertical), (other.horizontal, one.vertical)):
        for y, x1, x2 in lines:
            for x, y1, y2 in across:
                if x1 < x < x2 and y1 < y < y2:
                    cost += CROSSING
    if joined:
        return cost
    for y, x1, x2 in one.horizontal:
        for v, u1, u2 in other.horizontal:
            if y == v and x1 < u2 and u1 < x2 and y == int(y):
                cost += OVERLAP
    for x, y1, y2 in one.vertical:
        for u, v1, v2 in other.vertical:
            if x == u and y1 < v2 and v1 < y2 and x % 2 == 1:
                cost += OVERLAP
    return cost
