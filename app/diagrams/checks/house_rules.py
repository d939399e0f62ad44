"""Rules that designers set for all processes: FEEL over what a diagram says; it must not know where rules are kept.

A rule reads `process`, `elements`, `tasks`, `events`, `gateways`, `calls`, `decisions`, `flows` and `lanes`. It is kept
when it gives true or an empty list; a list names what breaks it, by id or as the elements themselves. Of an
`every … satisfies …` the elements that do not satisfy it are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes, Severity
from app.engine import Element
from app.feel import Expression, FeelError, compile_expression
from app.feel.compiler import code_of
from app.feel.errors import Overrun
from app.feel.limits import Frame, Limits, Run
from app.feel.model import Node, node
from app.feel.reading import read_expression
from app.feel.scopes import GLOBAL

BOUNDS = Limits(steps=200_000)
"""A rule goes over every element of a process, some with every other."""
NAMES = frozenset(
    {"process", "elements", "tasks", "events", "gateways", "calls", "decisions", "flows", "lanes"}
)  # fmt: skip
LISTED = ("requires", "documents", "starts", "starts_on_entry", "meets", "extends", "law")
PLAIN = ("role", "state", "operation", "topic", "decision", "rule", "purpose", "note", "calledElement")
_AT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One rule: its key, what it is called, what to do when it is broken, how grave that is, and its FEEL."""

    key: str
    zh: str
    en: str
    severity: Severity
    feel: str
    name_zh: str = ""
    name_en: str = ""


class BadRule(ValueError):
    """A rule that cannot be used, with the sentence that says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_rule(source: str) -> Expression:
    """Compile the FEEL of a rule; raise BadRule for a fault, an unknown name or function."""
    try:
        expression = compile_expression(source.strip(), (), BOUNDS)
    except FeelError as error:
        raise BadRule(
            f"表达式第 {error.line} 行第 {error.column} 列：{error.message_zh}",
            f"Line {error.line}, column {error.column} of the expression: {error.message_en}",
        ) from error
    sure = {name.split(".")[0] for name in expression.names - expression.filter_names}
    unknown = sorted((sure - NAMES) | expression.calls)
    if unknown:
        listed, known = "、".join(unknown), "、".join(sorted(NAMES))
        raise BadRule(
            f"表达式里没有“{listed}”可用；可以读取的是：{known}。",
            f"There is no “{listed}” for a rule; it may read: {', '.join(sorted(NAMES))}.",
        )
    return expression


def check_house_rules(model: Model, rules: Iterable[HouseRule], notes: Notes) -> None:
    """Report what breaks the rules of the house; a rule that cannot be evaluated here is a remark."""
    scope = scope_of(model)
    for rule in rules:
        try:
            broken = list(breaking(rule.feel, scope))
        except BadRule as fault:
            zh = f"规则“{rule.name_zh or rule.key}”无法判断：{fault.zh}"
            en = f"The rule “{rule.name_en or rule.key}” cannot be judged: {fault.en}"
            notes.info(f"house:{rule.key}", zh, en, model.key)
            continue
        for element in broken:
            place = element if element in scope["known"] else model.key
            finding = Finding(f"house:{rule.key}", rule.severity, place, None, rule.zh, rule.en, model.file)
            notes.add(finding)


def breaking(source: str, scope: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of what breaks a rule, "" for the process as a whole; raise BadRule when that cannot be told."""
    read_rule(source)
    tree = _counterexamples(read_expression(source.strip(), (), BOUNDS))
    try:
        value = code_of(tree, GLOBAL)(Frame(scope, {}, Run(_AT, {}, BOUNDS)))
    except (Overrun, FeelError, RecursionError) as overrun:
        raise BadRule(
            "规则的计算量太大，请简化。", "The rule asks for too much; make it simpler."
        ) from overrun
    if value is True:
        return
    if not isinstance(value, list):
        if value is not False:
            raise BadRule("结果既不是真假，也不是列表。", "It gives neither true, nor false, nor a list.")
        yield ""
    for each in value if isinstance(value, list) else ():
        if each is not None:
            yield str(each.get("id", "")) if isinstance(each, Mapping) else str(each)


def _counterexamples(tree: Node) -> Node:
    """Turn `every x in list satisfies test` into the list of each x that fails the test."""
    if tree.kind != "every" or len(tree.parts) != 2:
        return tree
    loop, test = tree.parts
    nothing = node("literal", tree)
    return node("for", tree, (loop, node("if", tree, (test, nothing, node("name", tree, (), loop.value)))))


def scope_of(model: Model) -> dict[str, Any]:
    """Return what rules read of a diagram; `known` holds all ids in it."""
    flows = [
        {
            "id": flow.id,
            "from": flow.source,
            "to": flow.target,
            "condition": None if flow.condition is None else flow.condition.source,
            "default": flow.default,
        }
        for each in model.nodes()
        for flow in each.flows
        if flow.id
    ]
    arriving, leaving = _counted(flows, "to"), _counted(flows, "from")
    elements = [_shown(model, each, arriving, leaving) for each in model.elements]
    properties = model.definition.properties.get(model.key, {})
    lanes = [{"id": key, "name": name} for key, name in model.definition.lanes.get(model.key, {}).items()]

    def kind(*endings: str) -> list[dict[str, Any]]:
        return [each for each in elements if str(each["kind"]).endswith(endings)]

    return {
        "process": {
            "key": model.key,
            **{name: properties.get(name) for name in ("code", "name_en", "purpose")},
        },
        "elements": elements,
        "tasks": kind("userTask"),
        "events": kind("Event"),
        "gateways": kind("Gateway"),
        "calls": kind("callActivity"),
        "decisions": kind("businessRuleTask"),
        "flows": flows,
        "lanes": lanes,
        "known": {each["id"] for each in (*elements, *flows, *lanes)},
    }


def _counted(flows: list[dict[str, Any]], end: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for flow in flows:
        found[flow[end]] = found.get(flow[end], 0) + 1
    return found


def _shown(
    model: Model, element: Element, arriving: dict[str, int], leaving: dict[str, int]
) -> dict[str, Any]:
    properties = element.properties
    four_eyes = properties.get("four_eyes_not") or properties.get("four_eyes_by")
    return {
        "id": element.id,
        "kind": element.kind,
        "name": element.name or None,
        "name_en": properties.get("name_en"),
        "lane": element.lane,
        "four_eyes": four_eyes,
        "form": element.id if element.id in model.forms else None,
        "message": element.message,
        "timer": element.timer,
        "attached_to": element.attached_to,
        "interrupting": element.interrupting,
        "incoming": arriving.get(element.id, 0),
        "outgoing": leaving.get(element.id, 0),
        **{name: properties.get(name) for name in PLAIN},
        **{name: _list(properties.get(name)) for name in LISTED},
    }


def _list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").replace("；", ",").split(",") if part.strip()]
