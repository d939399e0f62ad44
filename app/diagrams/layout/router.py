"""Routes all lines over the board, one by one and again with knowledge of the others; knows no pixels.

Middles of rows and columns hold one line each, unless lines share a source (and part from it together) or a
target (and arrive together); channels hold any number and get their tracks later.
"""

from __future__ import annotations

from itertools import groupby, pairwise

from app.diagrams.layout.board import Board, Net
from app.diagrams.layout.ports import Ports
from app.diagrams.layout.search import Search, Traffic

ROUNDS = 5
SETTLED = 4.0
HASTE = 2.5


class Router:
    """Routes nets and keeps the traffic in step with their ways."""

    def __init__(self, board: Board, touch: float, hurried: bool = False) -> None:
        self.board, self.ports, self.touch = board, Ports(board.scope), touch
        self.haste = HASTE if hurried else 1.0
        self.rounds = 2 if hurried else ROUNDS
        self.traffic = Traffic()
        self.barred: dict[int, set[int]] = {}

    def route_all(self, nets: list[Net]) -> None:
        """Set the places of every net: short ones first, loops last, then every costly one anew until all stay."""
        order = sorted(nets, key=self._urgency)
        for net in order:
            self._route(net)
        for _ in range(self.rounds - 1):
            before = [net.places for net in nets]
            for net in sorted(order, key=lambda n: -n.cost):
                if net.cost > SETTLED:
                    self._lift(net)
                    self._route(net)
            if before == [net.places for net in nets]:
                break

    def detour(self, net: Net, place: int) -> None:
        """Route a net anew that may not bend at a place."""
        self.barred.setdefault(net.number, set()).add(place)
        self._lift(net)
        self._route(net)

    def _urgency(self, net: Net) -> tuple[bool, bool, int, int]:
        """Sequence flows before others, forward before back, short before long."""
        xs, ys = self.board.spot(self.board.place(net.source))
        xt, yt = self.board.spot(self.board.place(net.target))
        return (net.edge.kind != "flow", net.edge.back, abs(xs - xt) + abs(ys - yt), net.number)

    def _route(self, net: Net) -> None:
        """Find the way of a net and enter it into the traffic."""
        barred = self.barred.get(net.number, set())
        search = Search(self.board, self.ports, self.traffic, net, self.touch, barred, self.haste)
        net.places, net.cost = search.run()
        slots = _slots(net.places)
        net.trunk = _trunk(slots)
        for number, slot in enumerate(slots):
            self.traffic.users.setdefault(slot, []).append(net)
            self.traffic.order[(net.number, slot)] = number
        for before, here, after in zip(net.places, net.places[1:], net.places[2:], strict=False):
            passage = (net, self.board.direction(before, here), self.board.direction(here, after))
            self.traffic.through.setdefault(here, []).append(passage)

    def _lift(self, net: Net) -> None:
        """Take a net out of the traffic."""
        for slot in _slots(net.places):
            self.traffic.users[slot] = [user for user in self.traffic.users[slot] if user is not net]
            self.traffic.order.pop((net.number, slot), None)
        for place in net.places[1:-1]:
            self.traffic.through[place] = [item for item in self.traffic.through[place] if item[0] is not net]


def _slots(places: list[int]) -> list[int]:
    return [2 * min(a, b) + (abs(a - b) != 1) for a, b in pairwise(places)]


def _trunk(slots: list[int]) -> int:
    """The steps that lines of one source may share: up or down to the first corner, one step sideways, and what is
    upright after that; longer level stretches belong to one line, which has its label there."""
    runs = [len(list(run)) for _, run in groupby(slots, key=lambda slot: slot & 1)]
    upright = 1 if slots[0] & 1 else 0
    level = runs[upright] if upright < len(runs) else 0
    if level != 1:
        return sum(runs[:upright]) or 1
    return sum(runs[: upright + 2])
