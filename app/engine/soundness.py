"""Whether every run of a diagram can always come to an end, found by playing its levels; it must not know any data.

Each level (a process, or a sub-process drawn in it) is played by itself: what rests in a sub-process or a call ends
when its own level does. Data are left out: a gateway may decide anything.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.engine.calls import Listener
from app.engine.definition import Definition
from app.engine.escaping import uncaught
from app.engine.events import BoundaryEvent
from app.engine.nodes import Node
from app.engine.playing import Game, Item, Marking, joins_of, starts_of

MOST_MARKINGS = 20_000
"""How many ways of standing are looked at in one level before the search is given up, which is said."""

Kind = Literal["deadlock", "livelock", "doubled", "dead", "uncaught", "unreachable"]


@dataclass(frozen=True, slots=True)
class Unsound:
    """One way in which a level does not behave: at which element, the shortest way there (elements and flows in
    order), and where tokens stand then."""

    kind: Kind
    element: str
    path: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What playing a level showed; `whole` is False when the bound was reached before everything was seen."""

    level: str
    faults: tuple[Unsound, ...]
    markings: int
    whole: bool


def behaviour_of(
    definition: Definition, *, called: bool = False, most: int = MOST_MARKINGS
) -> list[Behaviour]:
    """Return what playing each level of a diagram shows; the diagrams it calls are played by themselves.

    Errors that leave a diagram that is `called` are the affair of those who call it.
    """
    own = f"{definition.key}/"
    pieces = [piece for name, piece in definition.pieces.items() if name.startswith(own)]
    thrown = frozenset(uncaught(definition, called))
    return [_play(level, thrown, most) for level in (definition.spec, *pieces)]


def _play(level: Any, thrown: frozenset[tuple[str, str]], most: int) -> Behaviour:
    unreachable = [Unsound("unreachable", name) for name in _unreachable(level)]
    escaping = [Unsound("uncaught", name) for where, name in sorted(thrown) if where == level.name]
    search = _Search(_Quiet(level), most)
    faults = [*unreachable, *escaping, *search.doubled()]
    if not search.game.doubled and _has_extra(level):
        search = _Search(_Noisy(level), most)
    stuck = list(search.deadlocks())
    faults += [*stuck, *(search.livelocks() if search.whole else ())]
    if search.whole and not stuck and not search.game.doubled:
        known = {fault.element for fault in unreachable}
        faults += [
            Unsound("dead", name)
            for name in _places(level)
            if name not in search.visited and name not in known
        ]
    return Behaviour(level.name, tuple(faults), len(search.came), search.whole)


class _Quiet(Game):
    """The game without events that occur beside what goes on; an element that then holds two tokens is noted."""

    def __init__(self, level: Any) -> None:
        super().__init__(level)
        self.doubled: dict[str, tuple[Marking, tuple[str, ...]]] = {}
        self.now: Marking | None = None
        self.dropped = False

    def may_occur(self, interrupting: bool) -> bool:
        return interrupting

    def too_full(self, marking: Marking, passed: tuple[str, ...]) -> bool:
        twice = next((name for name, flow in marking if marking.count((name, flow)) > 1), None)
        if twice is not None and twice not in self.doubled:
            self.doubled[twice] = (self.now or (), passed)
        return twice is not None


class _Noisy(_Quiet):
    """The game with them. Where no join lies ahead a second token changes nothing; elsewhere two are played with."""

    def __init__(self, level: Any) -> None:
        super().__init__(level)
        self.counted = _before_joins(level)

    def may_occur(self, interrupting: bool) -> bool:
        return True

    def too_full(self, marking: Marking, passed: tuple[str, ...]) -> bool:
        for item in set(marking):
            number = marking.count(item)
            if number > 1 and item[0] not in self.counted:
                return True
            if number > 2:
                self.dropped = True
                return True
        return False


class _Search:
    """Every way of standing of one level, breadth first, with how it was come to."""

    def __init__(self, game: _Quiet, most: int) -> None:
        self.game = game
        self.came: dict[Marking, tuple[Marking | None, tuple[str, ...]]] = {}
        self.before: dict[Marking, list[Marking]] = {}
        self.stuck: list[Marking] = []
        self.visited: set[str] = set()
        self.whole = True
        self._explore(most)
        self.whole = self.whole and not game.dropped

    def _explore(self, most: int) -> None:
        todo: deque[Marking] = deque()
        for move in self.game.begin():
            self._note(None, move.marking, move.passed, todo)
        while todo:
            if len(self.came) > most:
                self.whole = False
                return
            marking = todo.popleft()
            self.game.now = marking
            goes_on = False
            for move in self.game.by_tokens(marking):
                goes_on = True
                self.before.setdefault(move.marking, []).append(marking)
                self._note(marking, move.marking, move.passed, todo)
            for move in self.game.by_listeners(marking):
                self._note(marking, move.marking, move.passed, todo)
            if marking and not goes_on and not self._left_out(marking):
                self.stuck.append(marking)

    def _left_out(self, marking: Marking) -> bool:
        """Whether something could go on here, but only to where more tokens stand than are played with."""
        return any(not self._waits(item) for item in marking)

    def _waits(self, item: Item) -> bool:
        return item[1] != ""

    def _note(
        self, former: Marking | None, marking: Marking, passed: tuple[str, ...], todo: deque[Marking]
    ) -> None:
        self.visited.update(passed)
        if marking not in self.came:
            self.came[marking] = (former, passed)
            todo.append(marking)

    def path_to(self, marking: Marking) -> tuple[str, ...]:
        """Return the elements and flows passed on the shortest way to a marking."""
        found: list[tuple[str, ...]] = []
        at: Marking | None = marking
        while at is not None:
            at, passed = self.came[at]
            found.append(passed)
        return tuple(name for passed in reversed(found) for name in passed)

    def doubled(self) -> Iterator[Unsound]:
        """Yield the elements that hold two tokens at once although nothing drawn beside the flow brought one."""
        for name, (marking, passed) in self.game.doubled.items():
            way = self.path_to(marking) if marking in self.came else ()
            yield Unsound("doubled", name, (*way, *passed), (*(each for each, _ in marking), name))

    def deadlocks(self) -> Iterator[Unsound]:
        """Yield the joins at which a run may wait for ever, each with the shortest way there."""
        known: set[str] = set()
        for marking in self.stuck:
            waiting = {name for name, _ in marking}
            if not waiting & known:
                yield Unsound("deadlock", marking[0][0], self.path_to(marking), tuple(sorted(waiting)))
            known |= waiting

    def livelocks(self) -> Iterator[Unsound]:
        """Yield the first way of standing from which work goes on, but nothing leads to an end any more."""
        ending = self._leading_to([(), *self.stuck])
        for marking in self.came:
            if marking not in ending:
                names = tuple(sorted({name for name, _ in marking}))
                yield Unsound("livelock", marking[0][0], self.path_to(marking), names)
                return

    def _leading_to(self, ends: list[Marking]) -> set[Marking]:
        found = set(ends)
        todo = list(ends)
        while todo:
            for marking in self.before.get(todo.pop(), ()):
                if marking not in found:
                    found.add(marking)
                    todo.append(marking)
        return found


def _has_extra(level: Any) -> bool:
    return any(
        (isinstance(node, BoundaryEvent) and not node.cancel_activity)
        or (isinstance(node, Listener) and not node.interrupting)
        for node in level.task_specs.values()
    )


def _next(node: Any) -> list[str]:
    return [*(flow.target for flow in node.flows), *node.attached]


def _reached(level: Any, names: list[str]) -> set[str]:
    seen: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(_next(level.task_specs[name]))
    return seen


def _places(level: Any) -> list[str]:
    """Return the drawn elements of a level, without what stands for a turn or for a start further inside."""
    nodes = level.task_specs.values()
    return [
        node.name
        for node in nodes
        if isinstance(node, Node) and not isinstance(node, Listener) and not node.name.endswith("]")
    ]


def _unreachable(level: Any) -> list[str]:
    handlers = [node.handler for node in level.task_specs.values() if isinstance(node, Listener)]
    reached = _reached(level, starts_of(level) + handlers)
    return [name for name in _places(level) if name not in reached]


def _before_joins(level: Any) -> frozenset[str]:
    """Return the elements from which a join can be reached, joins included."""
    joins = {join.name for join in joins_of(level)}
    return frozenset(name for name in _places(level) if joins & _reached(level, [name]))
