"""Gives every wire of a channel its track so that wires cross little and never lie on each other; no pixels."""

from __future__ import annotations

from app.diagrams.layout.wires import Wire

OVER, CROSS, NEAR = 100.0, 1.0, 0.3
SLACK = 0.12


def assign_tracks(wires: list[Wire], is_middle: dict[int, bool] | None = None) -> int:
    """Set `track` of all wires of one channel (0 = leftmost or topmost) and return the number of tracks.

    `is_middle` says which crossing positions are middles of rows, where two lines from opposite sides would
    overlap; None when every position is exact.
    """
    order = _ordered(wires, is_middle)
    for place, wire in enumerate(order):
        wire.rank = place
        wire.track = max((other.track + 1 for other in order[:place] if touching(wire, other)), default=0)
    return max((wire.track + 1 for wire in wires), default=0)


def clashes(wires: list[Wire], is_middle: dict[int, bool] | None = None) -> list[tuple[Wire, float]]:
    """Where two lines would still lie on each other: a wire that should bend elsewhere, and the position."""
    order = sorted(wires, key=lambda wire: wire.rank)
    found: list[tuple[Wire, float]] = []
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            if touching(first, second):
                found += [(second, position) for position in _facing(first, second, is_middle)]
    return found


def _facing(first: Wire, second: Wire, is_middle: dict[int, bool] | None) -> list[float]:
    """Positions where the first wire turns towards the second and the second towards the first, on one line."""
    theirs = [position for position, side in second.taps() if side < 0]
    return [
        position
        for position, side in first.taps()
        if side > 0
        and (is_middle is None or is_middle.get(int(position), True))
        and any(abs(position - other) < 0.05 for other in theirs)
    ]


def touching(one: Wire, other: Wire) -> bool:
    """True when two wires may not share a track."""
    return one.low <= other.high + SLACK and other.low <= one.high + SLACK


def _ordered(wires: list[Wire], is_middle: dict[int, bool] | None) -> list[Wire]:
    count = len(wires)
    price = [[0.0] * count for _ in range(count)]
    for i, one in enumerate(wires):
        for j, other in enumerate(wires):
            if i != j and touching(one, other):
                price[i][j] = _before(one, other, is_middle)
    order = sorted(range(count), key=lambda i: (_lean(wires[i]), wires[i].low, i))
    improved = True
    rounds = 0
    while improved and rounds < 8:
        improved, rounds = False, rounds + 1
        for item in list(order):
            improved = _reinsert(order, item, price) or improved
    return [wires[i] for i in order]


def _reinsert(order: list[int], item: int, price: list[list[float]]) -> bool:
    """Move one item to its cheapest place; True when that is cheaper than where it was."""
    present = order.index(item)
    rest = [other for other in order if other != item]
    cost = sum(price[item][other] for other in rest)
    costs = [cost]
    for other in rest:
        cost += price[other][item] - price[item][other]
        costs.append(cost)
    best = min(range(len(costs)), key=lambda place: (costs[place], abs(place - present)))
    if costs[best] < costs[present] - 1e-9:
        rest.insert(best, item)
        order[:] = rest
        return True
    return False


def _lean(wire: Wire) -> float:
    taps = wire.taps()
    return sum(side for _, side in taps) / max(len(taps), 1)


def _before(first: Wire, second: Wire, is_middle: dict[int, bool] | None) -> float:
    """The price of drawing the first wire left of (above) the second."""
    price = 0.0
    mine, other = first.taps(), second.taps()
    for position, side in mine:
        if side > 0:
            price += _reach(position, second)
    for position, side in other:
        if side < 0:
            price += _reach(position, first)
    price += OVER * len(_facing(first, second, is_middle))
    if is_middle is not None:
        price += NEAR * (len(_facing(first, second, None)) - len(_facing(first, second, is_middle)))
    return price


def _reach(position: float, wire: Wire) -> float:
    if wire.low < position < wire.high:
        return CROSS
    return 0.0
