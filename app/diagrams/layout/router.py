"""Finds the way of every line over the board, cheapest first; knows places and prices, no pixels.

Middles of rows and columns hold one line each, unless lines share a source (and part from it together) or a
target (and arrive together); channels hold any number and get their tracks later.
"""

from __future__ import annotations

import heapq
from collections import defaultdict

from app.diagrams.layout.board import DOWN, LEFT, RIGHT, UP, Board, Net
from app.diagrams.layout.ports import NEVER, Ports

ACROSS, ALONG, BEND, CROSSING, TOUCH, CROWD = 0.8, 1.0, 1.6, 6.0, 1.6, 0.05
STUB = 2.0
SHARED = 0.7

Slot = tuple[int, int]


class Router:
    """Routes nets one by one and remembers where they run."""

    def __init__(self, board: Board) -> None:
        self.board, self.ports = board, Ports(board.scope)
        self.users: dict[Slot, list[Net]] = defaultdict(list)
        self.order: dict[tuple[int, Slot], int] = {}
        self.through: dict[int, list[tuple[Net, int, int]]] = defaultdict(list)
        self.forbidden: set[tuple[int, int]] = set()

    def route_all(self, nets: list[Net], rounds: int = 5) -> None:
        """Route every net, short ones first and loops last, then again with knowledge of all others."""
        order = sorted(nets, key=self._urgency)
        for net in order:
            self._route(net)
        for _ in range(rounds - 1):
            before = [net.places for net in nets]
            for net in sorted(order, key=lambda n: -n.cost):
                if net.cost > 4.0:
                    self._lift(net)
                    self._route(net)
            if before == [net.places for net in nets]:
                break

    def _urgency(self, net: Net) -> tuple[bool, bool, int, int]:
        (xs, ys), (xt, yt) = self.board.spot(self.board.place(net.source)), self.board.spot(self.board.place(net.target))
        return (net.edge.kind != "flow", net.edge.back, abs(xs - xt) + abs(ys - yt), net.number)

    def reroute(self, net: Net, forbidden: int) -> None:
        """Find another way for a net that may no longer bend at a place."""
        self.forbidden.add((net.number, forbidden))
        self._lift(net)
        self._route(net)

    def _route(self, net: Net) -> None:
        search = _Search(self, net)
        net.places, net.cost = search.run()
        slots = slots_of(net.places, self.board)
        net.trunk = _trunk(slots)
        for place, slot in enumerate(slots):
            self.users[slot].append(net)
            self.order[(net.number, slot)] = place
        for before, here, after in zip(net.places, net.places[1:], net.places[2:], strict=False):
            self.through[here].append((net, self._direction(before, here), self._direction(here, after)))

    def _direction(self, start: int, end: int) -> int:
        return self.board.step.index(end - start)

    def _lift(self, net: Net) -> None:
        for slot in slots_of(net.places, self.board):
            self.users[slot] = [user for user in self.users[slot] if user is not net]
            self.order.pop((net.number, slot), None)
        for place in net.places[1:-1]:
            self.through[place] = [item for item in self.through[place] if item[0] is not net]


def slots_of(places: list[int], board: Board) -> list[Slot]:
    """The pieces between neighbouring places, each as (left or upper place, 0 across or 1 down)."""
    return [
        (min(a, b), 0 if abs(a - b) == 1 and board.width > 1 else 1)
        for a, b in zip(places, places[1:], strict=False)
    ]


def _trunk(slots: list[Slot]) -> int:
    count = next((n for n, slot in enumerate(slots) if slot[1] != slots[0][1]), len(slots))
    if count == 1 and slots[0][1] == 0:
        count = next((n for n, slot in enumerate(slots) if n and slot[1] != 1), len(slots))
    return count


class _Search:
    """A* for one net."""

    def __init__(self, router: Router, net: Net) -> None:
        self.router, self.net, self.board, self.ports = router, net, router.board, router.ports
        self.goal = self.board.place(net.target)
        self.gx, self.gy = self.board.spot(self.goal)
        self.pool_goal = net.target.kind == "pool"
        low, high = 0, self.board.height - 1
        if net.edge.kind == "flow":
            low, high = self.board.pool_range(net.source.lane)
        self.low, self.high = low, high
        self.heap: list[tuple[float, float, int]] = []
        self.best: dict[int, float] = {}
        self.parent: dict[int, tuple[int, Slot]] = {}

    def run(self) -> tuple[list[int], float]:
        """The places from source to target and the price."""
        for start in self._starts():
            for direction in range(4):
                price = self.ports.leaving(self.net, direction)
                if price < NEVER:
                    self._try(-1 - start, start, direction, price)
        while self.heap:
            _, cost, state = heapq.heappop(self.heap)
            if cost > self.best[state]:
                continue
            place, direction = divmod(state, 4)
            if self._arrived(place):
                return self._trace(state), cost
            for turn in (direction, (direction + 1) % 4, (direction + 3) % 4):
                price = self._passing(place, direction, turn)
                if price < NEVER:
                    self._try(state, place, turn, cost + price)
        return self._desperate(), 99.0

    def _starts(self) -> list[int]:
        place = self.board.place(self.net.source)
        if self.net.source.kind == "pool":
            row = place // self.board.width
            return list(range(row * self.board.width + 1, (row + 1) * self.board.width, 2))
        return [place]

    def _arrived(self, place: int) -> bool:
        return place == self.goal or (self.pool_goal and self.board.taken[place] == self.net.target.id)

    def _try(self, state: int, place: int, direction: int, cost: float) -> None:
        """Offer the next place in a direction to the search."""
        board = self.board
        x, y = board.spot(place)
        x, y = x + (1, 0, -1, 0)[direction], y + (0, 1, 0, -1)[direction]
        if not (0 <= x < board.width and self.low <= y <= self.high):
            return
        after = y * board.width + x
        if board.taken[after] is not None:
            if not self._arrived(after) or state < 0 and after == -1 - state:
                return
            cost += self.ports.entering(self.net, direction)
            if cost >= NEVER:
                return
        slot = (min(place, after), direction % 2)
        price = self._sharing(state, slot, direction)
        if price >= NEVER:
            return
        cost += price
        key = after * 4 + direction
        if cost < self.best.get(key, NEVER):
            self.best[key] = cost
            self.parent[key] = (state, slot)
            guess = SHARED * (ALONG * abs(x - self.gx) + ACROSS * abs(y - self.gy))
            if self.pool_goal:
                guess = SHARED * ACROSS * abs(y - self.gy)
            heapq.heappush(self.heap, (cost + guess, cost, key))

    def _sharing(self, state: int, slot: Slot, direction: int) -> float:
        """The price of one step, given who runs there already."""
        base = ACROSS if direction % 2 else ALONG
        middle = slot[0] % self.board.width % 2 == 1 if direction % 2 else self.board.is_row(slot[0])
        price, shared = base, False
        before = self.parent[state][1] if state >= 0 else None
        for user in self.router.users.get(slot, ()):
            if self._together(user, slot, before):
                shared = True
            elif middle and not self._beside(user, state):
                return NEVER
            else:
                price += CROWD
        return price * SHARED if shared else price

    def _beside(self, user: Net, state: int) -> bool:
        """True for two boundary events of one host, whose lines leave side by side."""
        return user.drop is not None and self.net.drop is not None and user.source is self.net.source and state < 0

    def _together(self, user: Net, slot: Slot, before: Slot | None) -> bool:
        """True when running on the user's piece means parting from one source or arriving at one target."""
        order = self.router.order
        if user.edge.source == self.net.edge.source:
            number = order[(user.number, slot)]
            follows = before is not None and order.get((user.number, before)) == number - 1
            if number < user.trunk and (number == 0 or follows):
                return True
        return user.edge.target == self.net.edge.target and user.edge.kind == self.net.edge.kind

    def _passing(self, place: int, direction: int, turn: int) -> float:
        """The price of going on from a place straight or round a corner."""
        straight = direction == turn
        price = 0.0 if straight else BEND
        if not straight and self._stub(place, direction):
            price += STUB
        if not straight and (self.net.number, place) in self.router.forbidden:
            return NEVER
        middle = place % self.board.width % 2 == 1 and self.board.is_row(place)
        for user, came, went in self.router.through.get(place, ()):
            if user.edge.source == self.net.edge.source or user.edge.target == self.net.edge.target:
                continue
            if straight and came == went:
                price += CROSSING if came % 2 != direction % 2 else 0.0
            elif middle:
                return NEVER
            else:
                price += TOUCH
        return price

    def _stub(self, place: int, direction: int) -> bool:
        """True right beside a gateway: its tips above and below are better for turning."""
        return (
            direction in (RIGHT, LEFT)
            and self.net.source.kind == "gateway"
            and place - self.board.step[direction] == self.board.place(self.net.source)
        )

    def _trace(self, state: int) -> list[int]:
        places: list[int] = []
        while state >= 0:
            places.append(state // 4)
            state = self.parent[state][0]
        places.append(-1 - state)
        return places[::-1]

    def _desperate(self) -> list[int]:
        """A plain way through the channels when every middle is taken: never expected, always drawable."""
        board, width = self.board, self.board.width
        (xs, ys), (xt, yt) = board.spot(board.place(self.net.source)), (self.gx, self.gy)
        spots = [(xs, ys), (xs, ys + 1)]
        channel = xt - 1
        spots += [(x, ys + 1) for x in _between(xs, channel)]
        spots += [(channel, y) for y in _between(ys + 1, yt)]
        spots.append((xt, yt))
        places = [y * width + x for x, y in spots]
        return [place for number, place in enumerate(places) if number == 0 or place != places[number - 1]]


def _between(start: int, end: int) -> list[int]:
    step = 1 if end > start else -1
    return list(range(start + step, end + step, step)) if start != end else []


__all__ = ["DOWN", "LEFT", "RIGHT", "UP", "Router", "slots_of"]
