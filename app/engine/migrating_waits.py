"""Events that are awaited beside tokens, carried over, set anew or dropped as another version draws them.

It must not know stored states or how tokens of activities find their element.
"""

from __future__ import annotations

from app.engine.events import BoundaryEvent
from app.engine.migrating_fit import Renames, awaits_the_same
from app.engine.nodes import Awaiting, Node
from app.engine.token import Token
from app.engine.tree import TokenTree

_CLOCK_MARKS = ("armed", "since", "turn")


class Waits:
    """The awaited events of one level. One that waits for the same goes on; one drawn otherwise is set anew.

    An event that is not awaited, though both versions draw it alike, has occurred or has no date: it stays so.
    """

    def __init__(self, renames: Renames, old: TokenTree, tree: TokenTree) -> None:
        self.renames = renames
        self.old = old
        self.tree = tree
        self._hosts: list[Token] = []
        self._gateways: list[Token] = []
        self._formers = self._alike()

    def _alike(self) -> dict[str, list[Node]]:
        """Return for elements of the new level those of the old one that are now they, and wait for the same.

        More than one, where a removed element was mapped to one that stood beside it.
        """
        specs, found = self.tree.spec.task_specs, dict[str, list[Node]]()
        for node in self.old.spec.task_specs.values():
            if isinstance(node, Node) and awaits_the_same(node, specs.get(name := self.renames.name(node))):
                found.setdefault(name, []).append(node)
        return found

    def host(self, carried: Token) -> None:
        """Take note of a token that may have events on its border."""
        self._hosts.append(carried)

    def follow(self, token: Token, carried: Token) -> None:
        """Let a token that waits for an event go on waiting, for what is drawn now."""
        if not awaits_the_same(token.task_spec, carried.task_spec):
            token.task_spec.disarm(token)
            for mark in _CLOCK_MARKS:
                carried.internal_data.pop(mark, None)
            carried.task_spec.arm(carried)
        self._hosts.append(carried)

    def gateway(self, token: Token, carried: Token) -> None:
        """Take note of a token that waits for the first of several events."""
        self._gateways.append(carried)

    def carry(self, token: Token) -> Token | None:
        """Carry an awaited event over when it is drawn as before, and return it; else stop waiting for it."""
        node = token.task_spec
        if not isinstance(node, Awaiting):
            return None
        target = self.tree.spec.task_specs.get(self.renames.of(node))
        parent = self.tree.task_tree if token.on_root else self.tree.tasks.get(token._parent or "")
        if (
            parent is None
            or target is None
            or not awaits_the_same(node, target)
            or not self._belongs(target, parent)
        ):
            node.disarm(token)
            return None
        carried = Token(self.tree, target, parent, token.state, token.id)
        carried.internal_data = dict(token.internal_data)
        if "flow" in carried.internal_data:
            flows = {flow.target: flow.id for flow in parent.task_spec.flows}
            carried.internal_data["flow"] = flows[target.name]
        return carried

    def _belongs(self, target: Node, parent: Token) -> bool:
        if target.listens:
            return target.name in self.tree.spec.listeners
        if isinstance(target, BoundaryEvent):
            return target.name in parent.task_spec.attached
        return any(flow.target == target.name for flow in parent.task_spec.flows)

    def set_missing(self) -> None:
        """Begin to wait for the events that only the new version draws, or draws otherwise."""
        tree, specs = self.tree, self.tree.spec.task_specs
        for host in self._hosts:
            for name in getattr(host.task_spec, "attached", ()):
                if self._is_missing(name, host):
                    host.task_spec.attach_one(host, specs[name])
        for gateway in self._gateways:
            for flow in gateway.task_spec.flows:
                if self._is_missing(flow.target, gateway):
                    token = Token(tree, specs[flow.target], gateway)
                    token.internal_data["flow"] = flow.id
                    if not token.task_spec.arm(token):
                        tree.remove(token)
        for name in tree.spec.listeners:
            if self._is_missing(name, tree.task_tree):
                tree.listen_for(specs[name])

    def _is_missing(self, name: str, parent: Token) -> bool:
        """Whether the old version drew this event nowhere alike at the same token."""
        return not any(self._stood_there(former, parent) for former in self._formers.get(name, ()))

    def _stood_there(self, former: Node, parent: Token) -> bool:
        if former.listens:
            return True
        host = self.old.tasks[parent.id].task_spec
        return former.name in host.attached or any(flow.target == former.name for flow in host.flows)
