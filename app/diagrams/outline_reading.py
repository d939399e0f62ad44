"""Reads a textual outline of a process (YAML) into plain records; it knows neither BPMN nor forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Entry = Mapping[str, Any]

STARTS = frozenset({"startEvent", "messageStart", "timerStart"})
ENDS = frozenset({"endEvent", "terminateEnd", "messageEnd"})
THROWERS = frozenset({"messageThrow", "messageEnd", "sendTask"})
CATCHERS = frozenset({"messageStart", "messageCatch", "receiveTask", "boundaryMessage"})
BOUNDARIES = frozenset({"boundaryTimer", "boundaryMessage", "boundaryError"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
TASKS = frozenset({"userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"})
OTHERS = frozenset({"callActivity", "messageCatch", "messageThrow", "timerCatch"})
TYPES = STARTS | ENDS | BOUNDARIES | GATEWAYS | TASKS | OTHERS
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
LITERAL = re.compile(r'("(?:[^"\\]|\\.)*")')
LIMIT = 400_000


class BadOutline(ValueError):
    """The outline cannot be drafted; `findings` holds one sentence for each fault, all of them together."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(self.findings))


@dataclass(frozen=True)
class Outline:
    """One process as its author wrote it; elements, flows and decisions keep their order."""

    key: str
    code: str
    zh: str
    en: str
    purpose: str
    lanes: list[Entry]
    variables: dict[str, str]
    elements: list[Entry]
    flows: list[Entry]
    decisions: list[Entry]
    ends: dict[str, str]
    requirements: list[str]
    carried: dict[str, list[str]] = field(default_factory=dict)

    def element(self, key: str) -> Entry:
        """Return the element with that id; KeyError when the outline has none."""
        return next(element for element in self.elements if element["id"] == key)


def read_outline(source: bytes) -> Outline:
    """Return the outline written in `source`; raise BadOutline with every fault found."""
    if len(source) > LIMIT:
        raise BadOutline([f"纲要超过 {LIMIT} 字节 · the outline is longer than {LIMIT} bytes"])
    try:
        tree = yaml.safe_load(source)
    except yaml.YAMLError as fault:
        raise BadOutline([f"不是有效的 YAML · not valid YAML: {fault}"]) from fault
    if not isinstance(tree, dict):
        raise BadOutline(
            ["纲要应是一张映射表 · an outline is one mapping with key, lanes, elements and flows"]
        )
    findings = list(_missing(tree))
    if findings:
        raise BadOutline(findings)
    outline = _outline(tree)
    findings = [*_element_faults(outline), *_flow_faults(outline)]
    if findings:
        raise BadOutline(findings)
    return outline


def expression(text: object) -> str:
    """Return FEEL of a written value: `var.` prefixes fall away, YAML's true, numbers and null are FEEL."""
    if text is None:
        return "null"
    if isinstance(text, bool):
        return "true" if text else "false"
    parts = LITERAL.split(str(text).strip())
    return "".join(part if part.startswith('"') else re.sub(r"\bvar\.(?=[a-z])", "", part) for part in parts)


def context(entries: Mapping[str, Any]) -> str:
    """Return the FEEL context `{name: expression, …}` of a mapping, in its order."""
    return "{" + ", ".join(f"{name}: {expression(text)}" for name, text in entries.items()) + "}"


def _outline(tree: Mapping[str, Any]) -> Outline:
    sends = tree.get("sends") or {}
    carried = {
        message: list((told or {}).get("carries") or [])
        for message, told in sends.items()
        if isinstance(told, dict)
    }
    variables = {name: str(kind) for name, kind in (tree.get("variables") or {}).items()}
    return Outline(
        key=str(tree["key"]),
        code=str(tree.get("code", "")),
        zh=str(tree["zh"]),
        en=str(tree.get("en", "")),
        purpose=str(tree.get("purpose", "")),
        lanes=list(tree["lanes"]),
        variables=variables,
        elements=list(tree["elements"]),
        flows=list(tree["flows"]),
        decisions=list(tree.get("decisions") or []),
        ends={str(end): str(state) for end, state in (tree.get("ends") or {}).items()},
        requirements=[str(row) for row in tree.get("requirements") or []],
        carried=carried,
    )


def _missing(tree: Mapping[str, Any]) -> Iterable[str]:
    for name in ("key", "zh", "lanes", "elements", "flows"):
        if not tree.get(name):
            yield f"缺少 {name} · {name} is missing"
    for name in ("lanes", "elements", "flows", "decisions"):
        if not all(isinstance(entry, dict) for entry in tree.get(name) or []):
            yield f"{name} 的每一项应是映射 · every entry of {name} must be a mapping"
    if tree.get("key") and not NAME.match(str(tree["key"])):
        yield "key 只能用小写字母、数字和下划线 · key takes lower-case letters, digits and underscores only"


def _element_faults(outline: Outline) -> Iterable[str]:
    seen: set[str] = set()
    lanes = {str(lane.get("id")) for lane in outline.lanes}
    known = {str(element.get("id")) for element in outline.elements}
    decisions = {str(decision.get("id")) for decision in outline.decisions}
    for element in outline.elements:
        key, kind = str(element.get("id")), element.get("type")
        if not NAME.match(key):
            yield f"{key}: id 只能用小写字母、数字和下划线 · ids take lower-case letters, digits, underscores"
        if key in seen:
            yield f"{key}: id 重复 · the id is used twice"
        seen.add(key)
        if kind not in TYPES:
            yield f"{key}: 不认识的类型 {kind} · unknown type {kind}"
        if kind in BOUNDARIES and element.get("attached_to") not in known:
            yield f"{key}: attached_to 没有对应环节 · attached_to names no element"
        if kind not in BOUNDARIES and element.get("lane") not in lanes:
            yield f"{key}: 泳道 {element.get('lane')} 不存在 · there is no lane {element.get('lane')}"
        if (kind in THROWERS or kind in CATCHERS) and not element.get("message"):
            yield f"{key}: 缺少 message · it names no message"
        if kind == "businessRuleTask" and element.get("decision") not in decisions:
            yield f"{key}: 判定表 {element.get('decision')} 不存在 · there is no such decision"
        if kind == "callActivity" and not element.get("calls"):
            yield f"{key}: 缺少 calls · it calls nothing"


def _flow_faults(outline: Outline) -> Iterable[str]:
    known = {str(element["id"]) for element in outline.elements}
    seen: set[tuple[str, str]] = set()
    for flow in outline.flows:
        pair = (str(flow.get("from")), str(flow.get("to")))
        for end in pair:
            if end not in known:
                yield f"{pair[0]} → {pair[1]}: 环节 {end} 不存在 · there is no element {end}"
        if pair in seen:
            yield f"{pair[0]} → {pair[1]}: 连线重复 · the flow is drawn twice"
        seen.add(pair)
