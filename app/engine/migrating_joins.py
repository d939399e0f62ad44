"""Whether tokens can stand where they stand in a level: it plays the level without data; it must not know states.

A token that has gone over, or was moved by hand, may leave a join waiting for ever. It cannot when the tokens of its
level stand as those of a run could that began under this definition, whatever the data say at gateways.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from app.engine.calls import Listener
from app.engine.drawn import Flow
from app.engine.events import BoundaryEvent, EndEvent, EventGateway, StartEvent
from app.engine.gateways import ExclusiveGateway, InclusiveGateway, Join
from app.engine.nodes import Node
from app.engine.tree import TokenTree

Item = tuple[str, str]
"""A token: the element where it rests, and the flow along which it came to a join, else ""."""
Marking = tuple[Item, ...]
MOST_MARKINGS = 8_000
"""How many ways of standing are looked at in one level; what is not found among them counts as impossible."""
MOST_CHOICES = 6
"""Conditional flows out of one element of which every combination is tried."""


def stands_well(tree: TokenTree) -> bool:
    """Whether the tokens of a level could have come to stand so by themselves; True where nothing joins."""
    if not _joins(tree.spec):
        return True
    standing = marking_of(tree)
    if len(set(standing)) == len(standing):
        return standing in _all_markings(tree.spec)
    return any(standing == found for found in _markings(tree.spec, standing))


def marking_of(tree: TokenTree) -> Marking:
    """Return where the tokens of a level stand, without those that only wait for an event beside it."""
    found = []
    for token in tree.live():
        if token.on_root and not token.task_spec.listens:
            waits = isinstance(token.task_spec, Join)
            found.append((token.task_spec.name, token.internal_data["flow"] if waits else ""))
    return tuple(sorted(found))


def _joins(level: Any) -> bool:
    return any(isinstance(node, Join) and len(node.incoming) > 1 for node in level.task_specs.values())


@functools.lru_cache(maxsize=256)
def _all_markings(level: Any) -> frozenset[Marking]:
    return frozenset(_markings(level, ()))


def _markings(level: Any, standing: Marking) -> Iterator[Marking]:
    """Yield the markings that can be reached; no element holds more tokens than in `standing`, at least one."""
    starts = [
        node.name
        for node in level.task_specs.values()
        if isinstance(node, StartEvent) and (not level.embedded or node.name == level.plain_start)
    ]
    game = _Game(level, standing)
    todo = [found for name in starts for found in game.settle((), [(name, "")])]
    seen = set(todo)
    while todo:
        marking = todo.pop()
        yield marking
        for found in game.after(marking):
            if found not in seen and len(seen) < MOST_MARKINGS:
                seen.add(found)
                todo.append(found)


class _Game:
    """The moves of tokens in one level."""

    def __init__(self, level: Any, standing: Marking) -> None:
        self.specs: dict[str, Any] = level.task_specs
        self.listeners = [node for node in self.specs.values() if isinstance(node, Listener)]
        self.most = {item: standing.count(item) for item in standing}

    def after(self, marking: Marking) -> Iterator[Marking]:
        """Yield what can come next: something is done, an event on a border or of the whole level occurs."""
        for item in sorted(set(marking)):
            node = self.specs[item[0]]
            left = _without(marking, [item])
            if not isinstance(node, Join):
                for ways in self._done(node):
                    yield from self.settle(left, ways)
            for name in node.attached:
                event: BoundaryEvent = self.specs[name]
                for ways in _ways(event):
                    yield from self.settle(left if event.cancel_activity else marking, ways)
        for listener in self.listeners:
            if marking:
                yield from self.settle(() if listener.interrupting else marking, [(listener.handler, "")])

    def settle(self, marking: Marking, arriving: list[Item]) -> Iterator[Marking]:
        """Yield how tokens may come to rest that arrive at elements."""
        todo = [(marking, arriving)]
        while todo:
            marking, arriving = todo.pop()
            if any(marking.count(item) > max(1, self.most.get(item, 0)) for item in marking):
                continue
            if not arriving:
                opened = list(self._opened_joins(marking))
                todo.extend(opened)
                if not opened:
                    yield marking
                continue
            (name, flow), *rest = arriving
            node = self.specs[name]
            if isinstance(node, Join) and len(node.incoming) > 1:
                waiting = _with(marking, (name, flow))
                full = [(name, each) for each in node.incoming]
                if set(full) <= set(waiting):
                    waiting = _without(waiting, full)
                    todo.extend((waiting, [*ways, *rest]) for ways in _ways(node))
                else:
                    todo.append((waiting, rest))
            elif node.rest and not isinstance(node, (Join, StartEvent, BoundaryEvent)):
                todo.append((_with(marking, (name, "")), rest))
            elif isinstance(node, EndEvent) and (node.terminates or _fails(node)):
                todo.append(((), []))
            else:
                todo.extend((marking, [*ways, *rest]) for ways in _ways(node))

    def _done(self, node: Node) -> Iterable[list[Item]]:
        if isinstance(node, EventGateway):
            return [ways for flow in node.flows for ways in _ways(self.specs[flow.target])]
        return _ways(node)

    def _opened_joins(self, marking: Marking) -> Iterator[tuple[Marking, list[Item]]]:
        """Yield how an inclusive join goes on that nothing can reach any more (BPMN 2.0.2, 13.4.3)."""
        for name in sorted({name for name, flow in marking if flow}):
            node = self.specs[name]
            if isinstance(node, InclusiveGateway) and self._complete(node, marking):
                waiting = [item for item in dict.fromkeys(marking) if item[0] == name]
                for ways in _ways(node):
                    yield _without(marking, waiting), ways

    def _complete(self, join: InclusiveGateway, marking: Marking) -> bool:
        occupied = {flow for name, flow in marking if name == join.name}
        for name, _ in marking:
            if (
                name != join.name
                and any(name in join.upstream[flow] for flow in join.incoming if flow not in occupied)
                and not any(name in join.upstream[flow] for flow in occupied)
            ):
                return False
        return True


def _fails(node: EndEvent) -> bool:
    raised = node.settings.raised
    return raised is not None and raised.kind == "error"


def _ways(node: Node) -> list[list[Item]]:
    """Return every set of flows that a token may take out of an element, whatever the data say."""
    if isinstance(node, ExclusiveGateway):
        return [[_along(flow)] for flow in node.flows]
    inclusive = isinstance(node, InclusiveGateway)
    if not node.decides and not inclusive:
        return [[_along(flow) for flow in node.flows]]
    always = [flow for flow in node.flows if flow.condition is None and not flow.default]
    maybe = [flow for flow in node.flows if flow.condition is not None][:MOST_CHOICES]
    default = [flow for flow in node.flows if flow.default]
    found = [[*always, *default]]
    for number in range(1, len(maybe) + 1):
        found += [[*always, *some] for some in combinations(maybe, number)]
    return [[_along(flow) for flow in flows] for flows in found if flows]


def _along(flow: Flow) -> Item:
    return flow.target, flow.id


def _with(marking: Marking, item: Item) -> Marking:
    return tuple(sorted((*marking, item)))


def _without(marking: Marking, items: Iterable[Item]) -> Marking:
    left = list(marking)
    for item in items:
        left.remove(item)
    return tuple(left)
