"""What it costs to leave or enter a shape on each side; the taste of the drawing, without geometry."""

from __future__ import annotations

from app.diagrams.layout.board import DOWN, LEFT, RIGHT, UP, Net
from app.diagrams.layout.plan import Node, Scope

NEVER = 1e6


class Ports:
    """Prices of sides, per plan."""

    def __init__(self, scope: Scope) -> None:
        self.hosts = {node.host for node in scope.nodes.values() if node.host is not None}

    def leaving(self, net: Net, direction: int) -> float:
        """The price of leaving the net's source in a direction."""
        if net.drop is not None:
            return 0.0 if direction == DOWN else NEVER
        node = net.source
        if net.edge.kind != "flow" or node.kind == "artifact":
            return self._upright(node, direction)
        if direction == LEFT:
            return 8.0
        if direction == RIGHT:
            return 3.0 if net.edge.back else 0.0
        if net.source.col == net.target.col:
            return self._blocked(node, direction)
        if node.kind == "gateway":
            return 0.0
        return self._blocked(node, direction) + (0.5 if net.edge.back else 4.0)

    def entering(self, net: Net, direction: int) -> float:
        """The price of entering the net's target while moving in a direction."""
        node = net.target
        if net.edge.kind != "flow" or node.kind == "artifact":
            return self._upright(node, (direction + 2) % 4)
        if direction == LEFT:
            return 8.0
        if direction == RIGHT:
            return 0.0
        side = UP if direction == DOWN else DOWN
        if (
            net.drop is not None
            and net.source.col == net.target.col
            and node.kind not in ("task", "subprocess")
        ):
            return NEVER
        if node.kind == "gateway":
            return 0.3 if node.label and side == UP else 0.0
        if net.source.col == net.target.col and net.drop is None:
            return self._blocked(node, side)
        price = 1.0 if node.kind in ("task", "subprocess") else 0.5
        if node.kind == "event" and node.label and side == DOWN:
            price += 2.0
        return self._blocked(node, side) + price

    def _upright(self, node: Node, side: int) -> float:
        if side in (UP, DOWN):
            return self._blocked(node, side)
        return NEVER if node.kind == "pool" else 4.0

    def _blocked(self, node: Node, side: int) -> float:
        return NEVER if side == DOWN and node.id in self.hosts else 0.0
