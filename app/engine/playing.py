"""Plays the tokens of one level without data, whatever gateways may decide; it must not know states or runs.

Who asks whether tokens can stand somewhere, or whether all of them always come to an end, plays the level from its
starts. A sub-process, a call or a repeated step is one place where a token rests; its inside is a level of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from app.engine.calls import Listener
from app.engine.drawn import Flow
from app.engine.events import BoundaryEvent, EndEvent, EventGateway, StartEvent
from app.engine.gateways import ExclusiveGateway, InclusiveGateway, Join
from app.engine.nodes import Node

Item = tuple[str, str]
"""A token: the element where it rests, and the flow along which it came to a join, else ""."""
Marking = tuple[Item, ...]
MOST_CHOICES = 6
"""Conditional flows out of one element of which every combination is tried; the others alone, and all at once."""


@dataclass(frozen=True, slots=True)
class Move:
    """What may come next: how the tokens stand then, and the elements and flows that were passed, in order."""

    marking: Marking
    passed: tuple[str, ...]


class Game:
    """The moves of tokens in one level; `most` says how many tokens an element may hold where not one alone."""

    def __init__(self, level: Any, most: dict[Item, int] | None = None) -> None:
        self.level = level
        self.specs: dict[str, Any] = level.task_specs
        self.listeners = [node for node in self.specs.values() if isinstance(node, Listener)]
        self.most = most or {}

    def begin(self) -> Iterator[Move]:
        """Yield how the level may begin."""
        for name in starts_of(self.level):
            yield from self.settle((), [(name, "")], ())

    def after(self, marking: Marking) -> Iterator[Move]:
        """Yield what can come next: something is done, an event on a border or of the whole level occurs."""
        yield from self.by_tokens(marking)
        yield from self.by_listeners(marking)

    def by_tokens(self, marking: Marking) -> Iterator[Move]:
        """Yield what can come next where tokens rest."""
        for item in sorted(set(marking)):
            node = self.specs[item[0]]
            left = without(marking, [item])
            if not isinstance(node, Join):
                for ways, passed in self._done(node):
                    yield from self.settle(left, ways, passed)
            for name in node.attached:
                event: BoundaryEvent = self.specs[name]
                if self.may_occur(event.cancel_activity):
                    for ways in ways_of(event):
                        yield from self.settle(left if event.cancel_activity else marking, ways, (name,))

    def by_listeners(self, marking: Marking) -> Iterator[Move]:
        """Yield what comes when an event occurs for which the whole level waits."""
        for listener in self.listeners:
            if marking and self.may_occur(listener.interrupting):
                yield from self.settle(
                    () if listener.interrupting else marking, [(listener.handler, "")], (listener.name,)
                )

    def may_occur(self, interrupting: bool) -> bool:
        """Whether events of this kind take part in the game."""
        return True

    def too_full(self, marking: Marking, passed: tuple[str, ...]) -> bool:
        """Whether an element holds more tokens than are played with."""
        return any(marking.count(item) > max(1, self.most.get(item, 0)) for item in marking)

    def settle(self, marking: Marking, arriving: list[Item], passed: tuple[str, ...]) -> Iterator[Move]:
        """Yield how tokens may come to rest that arrive at elements."""
        todo = [(marking, arriving, passed)]
        while todo:
            marking, arriving, passed = todo.pop()
            if self.too_full(marking, passed):
                continue
            if not arriving:
                opened = list(self._opened_joins(marking, passed))
                todo.extend(opened)
                if not opened:
                    yield Move(marking, passed)
                continue
            (name, flow), *rest = arriving
            node = self.specs[name]
            passed = (*passed, flow, name) if flow else (*passed, name)
            if isinstance(node, Join) and len(node.incoming) > 1:
                waiting = _with(marking, (name, flow))
                full = [(name, each) for each in node.incoming]
                if set(full) <= set(waiting):
                    waiting = without(waiting, full)
                    todo.extend((waiting, [*ways, *rest], passed) for ways in reversed(ways_of(node)))
                else:
                    todo.append((waiting, rest, passed))
            elif node.rest and not isinstance(node, (Join, StartEvent, BoundaryEvent)):
                todo.append((_with(marking, (name, "")), rest, passed))
            elif isinstance(node, EndEvent) and (node.terminates or fails(node)):
                todo.append(((), [], passed))
            else:
                todo.extend((marking, [*ways, *rest], passed) for ways in reversed(ways_of(node)))

    def _done(self, node: Node) -> Iterator[tuple[list[Item], tuple[str, ...]]]:
        """Yield where the token of a node goes when that is done; of a gateway, past the event that occurs."""
        behind = [(self.specs[flow.target], (flow.id, flow.target)) for flow in node.flows]
        for done, passed in behind if isinstance(node, EventGateway) else [(node, ())]:
            for ways in ways_of(done):
                yield ways, passed

    def _opened_joins(
        self, marking: Marking, passed: tuple[str, ...]
    ) -> Iterator[tuple[Marking, list[Item], tuple[str, ...]]]:
        """Yield how an inclusive join goes on that nothing can reach any more (BPMN 2.0.2, 13.4.3)."""
        for name in sorted({name for name, flow in marking if flow}):
            node = self.specs[name]
            if isinstance(node, InclusiveGateway) and self._complete(node, marking):
                waiting = [item for item in dict.fromkeys(marking) if item[0] == name]
                for ways in ways_of(node):
                    yield without(marking, waiting), ways, (*passed, name)

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


def starts_of(level: Any) -> list[str]:
    """Return the start events at which a level may begin."""
    return [
        node.name
        for node in level.task_specs.values()
        if isinstance(node, StartEvent) and (not level.embedded or node.name == level.plain_start)
    ]


def joins_of(level: Any) -> list[Join]:
    """Return the gateways of a level where tokens wait for each other."""
    return [node for node in level.task_specs.values() if isinstance(node, Join) and len(node.incoming) > 1]


def fails(node: EndEvent) -> bool:
    """Whether an end throws an error, which ends everything in its level."""
    raised = node.settings.raised
    return raised is not None and raised.kind == "error"


def ways_of(node: Node) -> list[list[Item]]:
    """Return every set of flows that a token may take out of an element, whatever the data say."""
    if isinstance(node, ExclusiveGateway):
        return [[along(flow)] for flow in node.flows]
    inclusive = isinstance(node, InclusiveGateway)
    if not node.decides and not inclusive:
        return [[along(flow) for flow in node.flows]]
    always = [flow for flow in node.flows if flow.condition is None and not flow.default]
    drawn = [flow for flow in node.flows if flow.condition is not None]
    maybe, more = drawn[:MOST_CHOICES], drawn[MOST_CHOICES:]
    default = [flow for flow in node.flows if flow.default]
    found = [[*always, *default]]
    for number in range(1, len(maybe) + 1):
        found += [[*always, *some] for some in combinations(maybe, number)]
    found += [[*always, flow] for flow in more] + [[*always, *drawn] for _ in more[:1]]
    return [[along(flow) for flow in flows] for flows in found if flows]


def along(flow: Flow) -> Item:
    """Return the token that a flow brings."""
    return flow.target, flow.id


def without(marking: Marking, items: Iterable[Item]) -> Marking:
    """Return a marking with some of its tokens taken away."""
    left = list(marking)
    for item in items:
        left.remove(item)
    return tuple(left)


def _with(marking: Marking, item: Item) -> Marking:
    return tuple(sorted((*marking, item)))
