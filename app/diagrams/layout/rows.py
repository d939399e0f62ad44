"""Chooses the row of every chain so that lines are short and cross little; knows no pixels."""

from __future__ import annotations

import itertools

from app.diagrams.layout.chains import Chain, cut_into_chains
from app.diagrams.layout.plan import Edge, Scope
from app.diagrams.layout.sketch import Sketch, Sketched, conflict, height
from app.diagrams.layout.taste import Taste

ROUNDS = 3


def set_rows(scope: Scope, taste: Taste) -> None:
    """Set `row` of every shape, 0 being the first row of its lane."""
    search = _Search(scope, taste)
    search.insert_all()
    for _ in range(ROUNDS):
        if not (search.improve_chains() or search.swap_rows()):
            break
    search.close_gaps()


class _Search:
    """Local search over the rows of chains; keeps the sketched lines of everything placed so far."""

    def __init__(self, scope: Scope, taste: Taste) -> None:
        self.scope, self.used_row = scope, taste.used
        self.chains = chains = cut_into_chains(scope)
        self.sketch = Sketch(scope, taste.row)
        self.lines: dict[int, Sketched] = {}
        self.placed: set[str] = set()
        self.touching = {id(chain): self._edges_of(chain) for chain in chains}
        self.lane_rows: dict[int, dict[int, int]] = {}
        self.order = self._order(taste.order)

    def _edges_of(self, chain: Chain) -> list[int]:
        own = set(chain.nodes)
        return [
            number
            for number, edge in enumerate(self.scope.edges)
            if self.scope.place_of(edge.source).id in own or self.scope.place_of(edge.target).id in own
        ]

    def _order(self, name: str) -> list[Chain]:
        """The chains in the order in which they look for a row: main ones first."""
        if name == "long":
            return sorted(self.chains, key=lambda chain: (not chain.main, -len(chain.nodes)))
        if name == "loose":
            return sorted(self.chains, key=lambda chain: (not chain.main, len(self.touching[id(chain)])))
        return self.chains

    def insert_all(self) -> None:
        """Place the chains one after the other, each on its best free row."""
        for chain in self.order:
            rows = self._candidates(chain)
            if chain.main and self._free(chain, 0):
                rows = [0]
            prices = [(self._price(chain, row), number, row) for number, row in enumerate(rows)]
            self._put(chain, min(prices)[2])

    def _candidates(self, chain: Chain) -> list[int]:
        used = self.lane_rows.get(chain.lane) or {0: 0}
        low, high = min(used) - 1, max(used) + 1
        rows = [row for row in range(low, high + 1) if self._free(chain, row)]
        return sorted(rows, key=lambda row: (abs(row), -row))

    def _free(self, chain: Chain, row: int) -> bool:
        own = set(chain.nodes)
        for node_id in chain.nodes:
            node = self.scope.nodes[node_id]
            found = self.sketch.cells.get((node.col, node.lane * 1000 + row))
            if found is not None and found not in own:
                return False
        return True

    def _put(self, chain: Chain, row: int) -> None:
        """Move a chain to a row and draw its lines anew."""
        self._lift(chain)
        chain.row = row
        rows = self.lane_rows.setdefault(chain.lane, {})
        rows[row] = rows.get(row, 0) + 1
        for node_id in chain.nodes:
            node = self.scope.nodes[node_id]
            node.row = row
            self.sketch.cells[(node.col, height(node))] = node_id
            self.placed.add(node_id)
        for number in self._drawable(chain):
            self.lines[number] = self.sketch.draw(self.scope.edges[number])

    def _lift(self, chain: Chain) -> None:
        if chain.nodes[0] not in self.placed:
            return
        rows = self.lane_rows[chain.lane]
        rows[chain.row] -= 1
        if not rows[chain.row]:
            del rows[chain.row]
        for node_id in chain.nodes:
            node = self.scope.nodes[node_id]
            self.sketch.cells.pop((node.col, height(node)), None)
            self.placed.discard(node_id)
        for number in self.touching[id(chain)]:
            self.lines.pop(number, None)

    def _drawable(self, chain: Chain) -> list[int]:
        return [n for n in self.touching[id(chain)] if self._ends_placed(self.scope.edges[n])]

    def _ends_placed(self, edge: Edge) -> bool:
        ends = (self.scope.place_of(edge.source).id, self.scope.place_of(edge.target).id)
        return ends[0] in self.placed and ends[1] in self.placed

    def _price(self, chain: Chain, row: int) -> float:
        """What the chain's own lines cost on this row; lines through its shapes are priced too."""
        self._put(chain, row)
        own = self._drawable(chain)
        cost = sum(self.lines[number].cost for number in own)
        for place, number in enumerate(own):
            line = self.lines[number]
            cost += sum(conflict(line, other) for key, other in self.lines.items() if key not in own)
            cost += sum(conflict(line, self.lines[other]) for other in own[place + 1 :])
        cost += self._disturbed(chain, own)
        cost += (
            self.used_row * len(self.lane_rows[chain.lane])
            + 0.05 * abs(row)
            + (4.0 if chain.main and row else 0.0)
        )
        return cost

    def _disturbed(self, chain: Chain, own: list[int]) -> float:
        """How much dearer other lines get because the chain's shapes now stand in their way."""
        cells = [(self.scope.nodes[n].col * 2 + 1, height(self.scope.nodes[n])) for n in chain.nodes]
        extra = 0.0
        for number, line in self.lines.items():
            if number in own or not _passes(line, cells):
                continue
            extra += self.sketch.draw(line.edge).cost - line.cost
        return max(extra, 0.0)

    def improve_chains(self) -> bool:
        """Try every chain on every free row of its lane; True when something became better."""
        better = False
        for chain in self.chains:
            if chain.main and chain.row == 0:
                continue
            present = chain.row
            prices = [(self._price(chain, present), 0, present)]
            rows = [row for row in self._candidates(chain) if row != present]
            prices += [(self._price(chain, row), number + 1, row) for number, row in enumerate(rows)]
            best = min(prices)
            self._put(chain, best[2])
            better = better or best[0] < prices[0][0] - 1e-6
        self._redraw()
        return better

    def swap_rows(self) -> bool:
        """Try to exchange whole neighbouring rows of a lane, and to slip a row in; True when better."""
        better = False
        for lane in sorted(self.lane_rows):
            rows = sorted(self.lane_rows[lane])
            for upper, lower in itertools.pairwise(rows):
                if 0 in (upper, lower) and any(c.main and c.lane == lane for c in self.chains):
                    continue
                before = self.total()
                self._exchange(lane, upper, lower)
                if self.total() < before - 1e-6:
                    better = True
                else:
                    self._exchange(lane, upper, lower)
        return better

    def _exchange(self, lane: int, upper: int, lower: int) -> None:
        moving = [c for c in self.chains if c.lane == lane and c.row in (upper, lower)]
        for chain in moving:
            self._lift(chain)
        for chain in moving:
            self._put(chain, lower if chain.row == upper else upper)
        self._redraw()

    def _redraw(self) -> None:
        for number in list(self.lines):
            self.lines[number] = self.sketch.draw(self.scope.edges[number])

    def total(self) -> float:
        """The price of the whole sketch."""
        lines = list(self.lines.values())
        cost = sum(line.cost for line in lines) + self.used_row * sum(len(r) for r in self.lane_rows.values())
        for place, line in enumerate(lines):
            cost += sum(conflict(line, other) for other in lines[place + 1 :])
        return cost

    def close_gaps(self) -> None:
        """Number the used rows of each lane from 0."""
        for lane, used in self.lane_rows.items():
            number = {row: place for place, row in enumerate(sorted(used))}
            for node in self.scope.nodes.values():
                if node.lane == lane and node.host is None:
                    node.row = number[node.row]


def _passes(line: Sketched, cells: list[tuple[int, float]]) -> bool:
    left, right, top, bottom = line.reach
    for x, y in cells:
        if not (left <= x <= right and top <= y <= bottom):
            continue
        if any(v == y and x1 < x < x2 for v, x1, x2 in line.horizontal):
            return True
        if any(u == x and y1 < y < y2 for u, y1, y2 in line.vertical):
            return True
    return False
