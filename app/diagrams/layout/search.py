"""Finds the cheapest way of one line over the board (A*); it only reads what other lines occupy."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.diagrams.layout.board import LEFT, RIGHT, Board, Net
from app.diagrams.layout.ports import NEVER, Ports

ACROSS, ALONG, BEND, CROSSING, CROWD = 0.8, 1.0, 1.6, 6.0, 0.05
STUB, SHARED, FOREIGN = 2.0, 0.7, 0.1
TURNS = tuple((d, (d + 1) % 4, (d + 3) % 4) for d in range(4))

Passage = tuple[Net, int, int]


@dataclass(slots=True)
class Traffic:
    """What runs where: nets by slot, the number of each slot on each net's way, passages by place.

    A slot is `2 * place` for the step from a place to its right neighbour, `2 * place + 1` for the step down.
    """

    users: dict[int, list[Net]] = field(default_factory=dict)
    order: dict[tuple[int, int], int] = field(default_factory=dict)
    through: dict[int, list[Passage]] = field(default_factory=dict)


class Search:
    """The search for one net.

    `touch` is the price of turning where another line goes straight; at the places in `barred` it may not turn.
    With more `haste` than 1 it prefers places near the goal and may miss the cheapest way.
    """

    def __init__(
        self,
        board: Board,
        ports: Ports,
        traffic: Traffic,
        net: Net,
        touch: float,
        barred: set[int],
        haste: float,
    ) -> None:
        self.board, self.ports, self.traffic, self.net, self.touch = board, ports, traffic, net, touch
        self.barred, self.haste = barred, haste
        self.goal = board.place(net.target)
        self.home = board.place(net.source)
        self.gx, self.gy = board.spot(self.goal)
        self.wide_goal = net.target.kind == "pool"
        self.low, self.high = 0, board.width * board.height
        if net.edge.kind == "flow":
            first, last = board.pool_range(net.source.lane)
            self.low, self.high = first * board.width, (last + 1) * board.width
        lanes = sorted((net.source.lane, net.target.lane))
        self.own_lanes = range(lanes[0], lanes[1] + 1)
        self.heap: list[tuple[float, float, int]] = []
        self.best: dict[int, float] = {}
        self.parent: dict[int, tuple[int, int]] = {}

    def run(self) -> tuple[list[int], float]:
        """The places from source to target and the price."""
        for start in self._starts():
            for direction in range(4):
                price = self.ports.leaving(self.net, direction)
                if price < NEVER:
                    self._offer(-1 - start, start, direction, price)
        through: Mapping[int, list[Passage]] = self.traffic.through
        while self.heap:
            _, cost, state = heapq.heappop(self.heap)
            if cost > self.best[state]:
                continue
            place, direction = divmod(state, 4)
            if self._arrived(place):
                return self._trace(state), cost
            others = through.get(place)
            stub = STUB if direction in (RIGHT, LEFT) and self._stub(place, direction) else 0.0
            for turn in TURNS[direction]:
                if turn != direction and place in self.barred:
                    continue
                price = cost if turn == direction else cost + BEND + stub
                if others:
                    price += self._passing(others, place, direction, turn)
                if price < NEVER:
                    self._offer(state, place, turn, price)
        return self._desperate(), 99.0

    def _starts(self) -> list[int]:
        if self.net.source.kind == "pool":
            row = self.home // self.board.width
            return list(range(row * self.board.width + 1, (row + 1) * self.board.width, 2))
        return [self.home]

    def _arrived(self, place: int) -> bool:
        return place == self.goal or (self.wide_goal and self.board.taken[place] == self.net.target.id)

    def _offer(self, state: int, place: int, direction: int, cost: float) -> None:
        """Offer the next place in a direction to the search."""
        after = self.board.next[direction][place]
        if after < self.low or after >= self.high:
            return
        if self.board.taken[after] is not None:
            if not self._arrived(after):
                return
            cost += self.ports.entering(self.net, direction)
        slot = 2 * (place if direction < 2 else after) + (direction & 1)
        users = self.traffic.users.get(slot)
        cost += ACROSS if direction & 1 else ALONG
        if users:
            cost += self._sharing(users, state, slot, direction)
        if not direction & 1 and self.board.lane_of[after] not in self.own_lanes:
            cost += FOREIGN
        key = after * 4 + direction
        if cost < self.best.get(key, NEVER):
            self.best[key] = cost
            self.parent[key] = (state, slot)
            heapq.heappush(self.heap, (cost + self._guess(after, direction), cost, key))

    def _guess(self, place: int, direction: int) -> float:
        """An estimate of what is still to pay from a place."""
        x, y = self.board.spot(place)
        across, down = abs(x - self.gx), abs(y - self.gy)
        if self.wide_goal:
            return SHARED * ACROSS * down
        corner = BEND if (across and down) or (across if direction & 1 else down) else 0.0
        return self.haste * (ALONG * across + ACROSS * down + corner)

    def _sharing(self, users: list[Net], state: int, slot: int, direction: int) -> float:
        """What a step costs more, or less, because others run there already."""
        middle = self.board.upright_middle if direction & 1 else self.board.level_middle
        before = self.parent[state][1] if state >= 0 else -1
        price, shared = 0.0, False
        for user in users:
            if self._together(user, slot, before):
                shared = True
            elif middle[slot >> 1] and not self._beside(user, state):
                return NEVER
            else:
                price += CROWD
        if shared:
            price -= (1 - SHARED) * (ACROSS if direction & 1 else ALONG)
        return price

    def _beside(self, user: Net, state: int) -> bool:
        """True for two boundary events of one host, whose lines leave side by side."""
        return (
            user.drop is not None
            and self.net.drop is not None
            and user.source is self.net.source
            and state < 0
        )

    def _together(self, user: Net, slot: int, before: int) -> bool:
        """True when running on the user's piece means parting from one source or arriving at one target."""
        if user.edge.source == self.net.edge.source:
            order = self.traffic.order
            number = order[(user.number, slot)]
            follows = order.get((user.number, before)) == number - 1
            if number < user.trunk and (number == 0 or follows):
                return True
        return user.edge.target == self.net.edge.target and user.edge.kind == self.net.edge.kind

    def _passing(self, others: list[Passage], place: int, direction: int, turn: int) -> float:
        """What it costs to go on from a place straight or round a corner, given who passes there."""
        straight = direction == turn
        middle = self.board.upright_middle[place] and self.board.level_middle[place]
        price = 0.0
        for user, came, went in others:
            if user.edge.source == self.net.edge.source or user.edge.target == self.net.edge.target:
                continue
            if straight and came == went:
                price += CROSSING if (came ^ direction) & 1 else 0.0
            elif middle:
                return NEVER
            else:
                price += self.touch
        return price

    def _stub(self, place: int, direction: int) -> bool:
        """True right beside a gateway: its tips above and below are better for turning."""
        return self.net.source.kind == "gateway" and place - self.board.step[direction] == self.home

    def _trace(self, state: int) -> list[int]:
        places: list[int] = []
        while state >= 0:
            places.append(state // 4)
            state = self.parent[state][0]
        places.append(-1 - state)
        return places[::-1]

    def _desperate(self) -> list[int]:
        """A plain way through the channels when every middle is taken: never expected, always drawable."""
        width = self.board.width
        (xs, ys), (xt, yt) = self.board.spot(self.home), (self.gx, self.gy)
        channel = xt - 1
        spots = [(xs, ys), (xs, ys + 1)]
        spots += [(x, ys + 1) for x in _between(xs, channel)]
        spots += [(channel, y) for y in _between(ys + 1, yt)]
        spots.append((xt, yt))
        return [y * width + x for x, y in spots]


def _between(start: int, end: int) -> list[int]:
    step = 1 if end > start else -1
    return list(range(start + step, end + step, step)) if start != end else []
