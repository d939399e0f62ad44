"""Whether tokens could go round for ever, or too deep, within one command; it must not know SpiffWorkflow or FEEL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lxml import etree

from app.engine.checks import NODES, levels
from app.engine.reading import Report, children, has, links_of, tag

DEEPEST = 10
"""Levels of calls, and of sub-processes drawn inside each other."""

_WAITING = frozenset(
    ("userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway")
)


def check_circles(diagrams: Mapping[str, tuple[etree._Element, Report]]) -> None:
    """Report call cycles, calls and sub-processes too deep, and circles without a task, timer or message in them."""
    calls = {
        key: {call.get("calledElement", "") for call in _calls(node)} for key, (node, _) in diagrams.items()
    }
    order = _callees_first(calls)
    depth: dict[str, int] = {}
    passing: set[str] = set()
    for key in order:
        process, report = diagrams[key]
        depth[key] = 1 + max((depth[piece] for piece in calls[key]), default=0)
        if depth[key] > DEEPEST:
            report.add(
                "too_deep", "", f"调用层数超过 {DEEPEST} 层。", f"Calls go more than {DEEPEST} levels deep."
            )
        for level in levels(process):
            _check_level(level, report, passing)
        if _can_pass(process, passing):
            passing.add(key)
    for key in diagrams.keys() - set(order):
        report = diagrams[key][1]
        report.add(
            "call_cycle", "", "流程直接或间接调用自身。", "The diagram calls itself, or calls one that does."
        )


def _calls(process: etree._Element) -> list[etree._Element]:
    return [node for node in process.iter() if tag(node) == "callActivity"]


def _callees_first(calls: Mapping[str, set[str]]) -> list[str]:
    """Return the diagrams, each after all it calls; those in or above a call cycle are left out."""
    order: list[str] = []
    todo = dict(calls)
    while ready := [key for key, called in todo.items() if called <= set(order)]:
        order.extend(ready)
        todo = {key: called for key, called in todo.items() if key not in ready}
    return order


def _check_level(level: etree._Element, report: Report, passing: set[str]) -> None:
    if sum(1 for above in level.iterancestors() if tag(above) == "subProcess") >= DEEPEST:
        report.add(
            "too_deep",
            level.get("id", ""),
            f"子流程嵌套超过 {DEEPEST} 层。",
            f"More than {DEEPEST} levels deep.",
        )
        return
    left = _on_circles(_edges(level, passing))
    if left:
        names = sorted(left)
        report.add(
            "circle",
            names[0],
            f"循环中没有任务、计时或消息，会一直转下去：{'、'.join(names)}。",
            f"A circle without a task, timer or message would go on for ever: {', '.join(names)}.",
        )


def _on_circles(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what is left when everything before and behind the circles is taken away."""
    ahead = _peel(edges)
    back: dict[str, set[str]] = {name: set() for name in ahead}
    for name, targets in ahead.items():
        for target in targets & ahead.keys():
            back[target].add(name)
    return _peel(back)


def _peel(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """Take away, one after the other, the elements that nothing leads to."""
    left = dict(edges)
    leading = Counter(target for targets in edges.values() for target in targets)
    todo = [name for name in edges if not leading[name]]
    while todo:
        for target in left.pop(todo.pop()):
            leading[target] -= 1
            if not leading[target]:
                todo.append(target)
    return left


def _edges(level: etree._Element, passing: set[str]) -> dict[str, set[str]]:
    """Return the flows between elements that a token passes without waiting."""
    through = {
        node.get("id", ""): set[str]() for node in level if tag(node) in NODES and not _waits(node, passing)
    }
    for flow in children(level, "sequenceFlow"):
        if flow.get("sourceRef") in through and flow.get("targetRef") in through:
            through[flow.get("sourceRef", "")].add(flow.get("targetRef", ""))
    for source, target in links_of(level):
        through[source].add(target)
    return through


def _waits(node: etree._Element, passing: set[str]) -> bool:
    if tag(node) == "callActivity":
        return node.get("calledElement", "") not in passing
    if has(node, "linkEventDefinition"):
        return False
    if tag(node) == "subProcess":
        return not _can_pass(node, passing)
    return tag(node) in _WAITING


def _can_pass(level: etree._Element, passing: set[str]) -> bool:
    """Whether a token can get from a start to an end of a diagram without waiting."""
    through = _edges(level, passing)
    ends = {node.get("id", "") for node in level if tag(node) == "endEvent"}
    todo = [node.get("id", "") for node in children(level, "startEvent")]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in ends:
            return True
        if name not in seen:
            seen.add(name)
            todo.extend(through.get(name, ()))
    return False
