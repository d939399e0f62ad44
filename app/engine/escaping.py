"""Where errors are thrown that nothing catches, found without a run; it must not know tokens or data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.engine.definition import Definition
from app.engine.events import EndEvent
from app.engine.playing import fails

_Hosts = dict[str, list[tuple[str, Any]]]


def uncaught(definition: Definition, called: bool) -> Iterator[tuple[str, str]]:
    """Yield level and element where an error is thrown that nothing catches: an end, or the call it comes out of."""
    levels = {definition.key: definition.spec, **definition.pieces}
    hosts = _hosts(levels)
    for name, level in levels.items():
        for node in level.task_specs.values():
            if isinstance(node, EndEvent) and fails(node):
                yield from _escape(name, node, hosts, levels, definition.key, called)


def _escape(
    name: str, node: EndEvent, hosts: _Hosts, levels: dict[str, Any], key: str, called: bool
) -> Iterator[tuple[str, str]]:
    """Follow an error from the inside to the outside along every call, until something catches it."""
    todo, seen = [(name, node.name, True)], set()
    while todo:
        name, told, beside = todo.pop()
        level = levels[name]
        handlers = [level.task_specs[each] for each in level.handlers] if beside else []
        if (name, told) in seen or any(_answers(each, node.settings.raised) for each in handlers):
            continue
        seen.add((name, told))
        if name == key:
            if not called:
                yield level.name, told
            continue
        for outer, host in hosts.get(name, []):
            attached = [levels[outer].task_specs[each] for each in host.attached]
            if not any(_answers(each, node.settings.raised) for each in attached):
                own = outer.split("/")[0] == key
                inside = own and name.split("/")[0] == key
                todo.append((outer, told if inside else host.bpmn_id, not host.handles))


def _hosts(levels: dict[str, Any]) -> _Hosts:
    """Return for each sub-process and called diagram where it is entered: the level, and the element there."""
    found: _Hosts = {}
    for name, level in levels.items():
        for node in level.task_specs.values():
            inside = getattr(node, "spec", None)
            if isinstance(inside, str):
                host = level.task_specs[node.name.removesuffix(" [each]")]
                found.setdefault(inside, []).append((name, host))
    return found


def _answers(node: Any, raised: Any) -> bool:
    caught = node.settings.raised
    return caught is not None and bool(caught.answers(raised))
