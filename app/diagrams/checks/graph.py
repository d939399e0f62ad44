"""What may follow upon what in a diagram, sub-processes included; it must not know what elements read or write."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from app.engine.gateways import ParallelGateway
from app.engine.playing import starts_of

LEFT = "›"
"""Behind the id of an element: the place where it is left."""


class Graph:
    """Places before and behind each element (`id`, `id›`) and the ways between them, with the flow taken."""

    def __init__(self, key: str, levels: Iterable[Any]) -> None:
        self.key = key
        self.after: dict[str, list[tuple[str, str]]] = {}
        self.before: dict[str, list[str]] = {}
        self.meets_all: set[str] = set()
        self.levels = list(levels)
        self.starts = starts_of(self.levels[0])
        inner = {f"{key}/{level.name}": level for level in self.levels[1:]}
        for level in self.levels:
            for node in level.task_specs.values():
                if hasattr(node, "settings") and not node.name.endswith("]"):
                    self._place(node, level, inner)

    def _place(self, node: Any, level: Any, inner: dict[str, Any]) -> None:
        name = node.name
        if node.listens:
            for other in self._own(level):
                self._join(other + LEFT, node.handler)
            return
        inside = inner.get(self._inside(node, level))
        if inside is None or hasattr(node, "repetition"):
            self._join(name, name + LEFT)
        if inside is not None:
            for start in starts_of(inside):
                self._join(name, start)
            for other in self._own(inside):
                if not inside.task_specs[other].flows:
                    self._join(other + LEFT, name + LEFT)
        for flow in node.flows:
            self._join(name + LEFT, flow.target, flow.id)
        for event in node.attached:
            self._join(name, event)
            for other in self._own(inside) if inside is not None else ():
                self._join(other + LEFT, event)
        if isinstance(node, ParallelGateway) and len(node.incoming) > 1:
            self.meets_all.add(name)

    def _own(self, level: Any) -> list[str]:
        return [
            node.name
            for node in level.task_specs.values()
            if hasattr(node, "settings") and not node.listens and not node.name.endswith("]")
        ]

    def _inside(self, node: Any, level: Any) -> str:
        turn = level.task_specs[node.each] if hasattr(node, "each") else node
        inside = getattr(turn, "spec", "")
        return inside if isinstance(inside, str) else ""

    def _join(self, source: str, target: str, flow: str = "") -> None:
        self.after.setdefault(source, []).append((target, flow))
        self.before.setdefault(target, []).append(source)

    def reachable(self, sources: Iterable[str]) -> set[str]:
        """Return the places that can be come to from some places, those included."""
        seen: set[str] = set()
        todo = list(sources)
        while todo:
            place = todo.pop()
            if place not in seen:
                seen.add(place)
                todo.extend(target for target, _ in self.after.get(place, ()))
        return seen

    def path(
        self, sources: Iterable[str], target: str, passable: Callable[[str], bool] = lambda place: True
    ) -> tuple[str, ...] | None:
        """Return the elements and flows on the shortest way to a place through passable ones; None without any."""
        came: dict[str, tuple[str, str]] = {}
        todo = deque(sources)
        seen = set(todo)
        while todo:
            place = todo.popleft()
            if place == target:
                return self._told(place, came)
            if not passable(place):
                continue
            for following, flow in self.after.get(place, ()):
                if following not in seen:
                    seen.add(following)
                    came[following] = (place, flow)
                    todo.append(following)
        return None

    def _told(self, place: str, came: dict[str, tuple[str, str]]) -> tuple[str, ...]:
        found = [place.removesuffix(LEFT)]
        while place in came:
            place, flow = came[place]
            name = place.removesuffix(LEFT)
            found += [flow] if flow else []
            found += [name] if name != found[-1] else []
        return tuple(reversed(found))
