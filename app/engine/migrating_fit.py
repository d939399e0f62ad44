"""How the elements of two versions of a process answer to each other; it must not know tokens or stored states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.calls import EventSubProcess, Listener
from app.engine.events import BoundaryEvent, StartEvent
from app.engine.gateways import Join
from app.engine.nodes import Awaiting, Node
from app.engine.repetition import Repeated

EACH = " [each]"
"""How the parser names what every turn of a repeated element goes through."""
Sentence = tuple[str, str, str]
"""A stable code, and why not, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a run cannot go over: the element of the old version ("" for the whole run) and a sentence for people."""

    element: str
    code: str
    zh: str
    en: str


class CannotMigrate(Exception):
    """The run must stay as it is; `obstacles` lists every reason found."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__("; ".join(f"{item.element}: {item.en}" for item in obstacles))
        self.obstacles = obstacles


class Renames:
    """What the elements of the old version are called in the new one: as before, unless the mapping says otherwise.

    Elements are named by their id, those of called pieces as "<piece>/<id>". A flow into a joining gateway may be
    named as well, when it has become another one.
    """

    def __init__(self, key: str, mapping: Mapping[str, str]) -> None:
        self._key = key
        self._mapping = mapping

    def address(self, node: Node) -> str:
        """Return how the mapping names an element of the old version."""
        return str(node.bpmn_id) if node.process_key == self._key else f"{node.process_key}/{node.bpmn_id}"

    def explicit(self, node: Node) -> bool:
        """Whether the mapping names this element."""
        return self.address(node) in self._mapping

    def of(self, node: Node) -> str:
        """Return the id that an element has in the new version, if it is there."""
        return self._mapping.get(self.address(node), str(node.bpmn_id)).rpartition("/")[2]

    def name(self, node: Node) -> str:
        """Return the name of the spec that an element has in the new version, if it is there."""
        return self.of(node) + (EACH if node.name.endswith(EACH) else "")

    def step(self, process_key: str, name: str) -> str:
        """Return the id of an element or flow of a diagram in the new version."""
        address = name if process_key == self._key else f"{process_key}/{name}"
        return self._mapping.get(address, name).rpartition("/")[2]


def misfit(old: Node, new: Node, old_level: Any, new_level: Any) -> Sentence | None:
    """Return why a token that rests at the old element cannot go on resting at the new one; None when it can."""
    if type(old) is not type(new) or not new.rest:
        return ("kind", "在新版本中已是另一种元素", "is an element of another kind in the new version")
    if isinstance(old, Join):
        if len(new.incoming) < 2:
            return ("join", "在新版本中不再汇合分支", "joins nothing any more in the new version")
        return None
    if isinstance(old, Repeated) and isinstance(new, Repeated):
        if _turns(old) != _turns(new):
            return (
                "repetition",
                "的循环或多实例方式在新版本中不同",
                "is repeated in another way in the new version",
            )
        one, other = old_level.task_specs[old.each], new_level.task_specs[new.each]
        return misfit(one, other, old_level, new_level)
    if old.own_data != new.own_data:
        return (
            "repetition",
            "汇总数据的方式在新版本中不同",
            "gathers its data in another way in the new version",
        )
    return None


def _turns(node: Repeated) -> tuple[Any, ...]:
    drawn = node.repetition
    return drawn.loop, drawn.sequential, drawn.item, drawn.into


def cannot_enter(node: Node) -> Sentence | None:
    """Return why no token can be set before an element from outside; None when one can."""
    if isinstance(node, (BoundaryEvent, Listener, EventSubProcess, StartEvent)) or node.name.endswith(EACH):
        return ("entry", "不能直接进入", "cannot be entered from outside")
    if isinstance(node, Join) and len(node.incoming) > 1:
        return ("entry", "是汇合网关，请改为它之后的元素", "is a joining gateway; name the element behind it")
    return None


def awaits_the_same(old: Node, new: Node) -> bool:
    """Whether two events wait for the same: the message, the signal, or the clock as it is written."""
    return isinstance(old, Awaiting) and isinstance(new, Awaiting) and _awaited(old) == _awaited(new)


def _awaited(node: Node) -> tuple[Any, ...]:
    drawn = node.settings
    clock = drawn.timer and (
        drawn.timer.when.source,
        drawn.timer.rule,
        drawn.timer.written,
        drawn.timer.turns,
    )
    return drawn.message, drawn.raised, clock


def same_ways(old_level: Any, new_level: Any, renames: Renames) -> bool:
    """Whether tokens run along the same ways in both versions of a level, whatever the elements are called."""
    old = {renames.of(node): _ways(node, old_level, renames) for node in _nodes(old_level)}
    return len(old) == len(_nodes(old_level)) and old == {
        str(node.bpmn_id): _ways(node, new_level, None) for node in _nodes(new_level)
    }


def _nodes(level: Any) -> list[Node]:
    return [
        node for node in level.task_specs.values() if isinstance(node, Node) and not node.name.endswith(EACH)
    ]


def _ways(node: Node, level: Any, renames: Renames | None) -> tuple[Any, ...]:
    def named(name: str) -> str:
        return renames.of(level.task_specs[name]) if renames else name

    flows = [(named(flow.target), flow.condition is None, flow.default) for flow in node.flows]
    events = sorted(
        (named(name), getattr(level.task_specs[name], "cancel_activity", True)) for name in node.attached
    )
    interrupting = getattr(node, "interrupting", None)
    return type(node), flows, events, len(node.incoming), getattr(node, "terminates", False), interrupting
