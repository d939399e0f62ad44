"""Identifiers of a diagram: plain, unique, and every reference leads to something; knows no meaning of elements."""

from __future__ import annotations

import re

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.safe_xml import BPMN, BPMNDI, bpmn, is_bpmn, local_name

PLAIN = re.compile(r"[^\W\d][\w.-]{0,199}")
REFERENCES = {
    "sourceRef": "flow",
    "targetRef": "flow",
    "attachedToRef": "host",
    "default": "default",
    "messageRef": "message",
    "errorRef": "error",
    "signalRef": "signal",
    "escalationRef": "escalation",
    "dataObjectRef": "data",
}
IN_TEXT = frozenset({"flowNodeRef", "incoming", "outgoing"})
MAX_NODES = 2000
MAX_IDS = 7_000
MAX_BPMN = 16_000
MAX_BRANCHES = 100


def is_manageable(root: etree._Element, notes: Notes) -> bool:
    """Whether a diagram has no more elements and identifiers than can be looked at one by one; tells if not."""
    elements = ids = 0
    for element in root.iter(f"{{{BPMN}}}*"):
        elements += 1
        ids += element.get("id") is not None
    if ids <= MAX_IDS and elements <= MAX_BPMN:
        return True
    notes.error(
        "too_many_ids" if ids > MAX_IDS else "too_many_elements",
        f"流程图有 {elements} 个元素、{ids} 个标识，最多 {MAX_BPMN} 和 {MAX_IDS}，请拆成几个流程。",
        f"The diagram has {elements} elements and {ids} ids, at most {MAX_BPMN} and {MAX_IDS}; split it.",
    )
    return False


def check_references(root: etree._Element, notes: Notes) -> None:
    """Report identifiers that are missing, odd or used twice, and references that lead nowhere."""
    seen: dict[str, etree._Element] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.get("id") is None:
            continue
        element_id = str(element.get("id"))
        if is_bpmn(element) and not PLAIN.fullmatch(element_id):
            _note_odd(element, element_id, notes)
        if element_id in seen and (is_bpmn(element) or is_bpmn(seen[element_id])):
            notes.error(
                "duplicate_id",
                f"标识“{element_id[:60]}”用了两次，请给其中一个换名。",
                f"The id “{element_id[:60]}” is used twice; rename one of the two.",
                element_id,
                element.sourceline,
            )
        seen.setdefault(element_id, element)
    known = set(seen)
    for element in root.iter(f"{{{BPMN}}}*"):
        _check_element(element, known, notes)
    for drawn in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        if _target(drawn.get("bpmnElement")) not in known:
            notes.warning(
                "drawing_of_nothing",
                "图形所指的元素不存在，重新布局即可清除。",
                "A drawn shape belongs to no element; lay the diagram out again to remove it.",
                drawn.get("bpmnElement"),
                drawn.sourceline,
            )


def _note_odd(element: etree._Element, element_id: str, notes: Notes) -> None:
    notes.error(
        "bad_id",
        f"标识“{element_id[:60]}”不合规：以字母开头，只用字母、数字、下划线、连字符和点。",
        f"The id “{element_id[:60]}” is not plain: begin with a letter; letters, digits, _ - and . only.",
        element_id[:200],
        element.sourceline,
    )


def _check_element(element: etree._Element, known: set[str], notes: Notes) -> None:
    parent = element.getparent()
    owner = element.get("id") or (parent.get("id") if parent is not None else None)
    texts = {local_name(element): element.text} if local_name(element) in IN_TEXT else {}
    values = {name: element.get(name) for name in REFERENCES if element.get(name) is not None} | texts
    for name, value in values.items():
        target = _target(value)
        if not PLAIN.fullmatch(target):
            notes.error(
                "bad_reference",
                f"引用 {name} 的内容不是标识：{target[:40]}。",
                f"The reference {name} holds no plain id: {target[:40]}.",
                owner,
                element.sourceline,
            )
        elif target not in known:
            _note_nowhere(name, target, owner, element, notes)


def _note_nowhere(name: str, target: str, owner: str | None, element: etree._Element, notes: Notes) -> None:
    say = notes.warning if name in ("incoming", "outgoing", "dataObjectRef") else notes.error
    say(
        "reference_to_nothing",
        f"{name} 所指的“{target[:60]}”不存在，请重新连接或删去。",
        f"{name} leads to “{target[:60]}”, which does not exist; connect it again or remove it.",
        owner,
        element.sourceline,
    )


def check_size(process: etree._Element, nodes: int, notes: Notes) -> None:
    """Report processes with more flow nodes, or more branches at one place, than can be run or read."""
    if nodes > MAX_NODES:
        notes.error(
            "too_many_nodes",
            f"流程有 {nodes} 个节点，最多 {MAX_NODES} 个，请拆成几个流程并用调用活动连接。",
            f"The process has {nodes} elements, at most {MAX_NODES}; split it and connect the parts by calls.",
            process.get("id"),
            process.sourceline,
        )
    branches: dict[str, int] = {}
    for flow in process.iter(bpmn("sequenceFlow")):
        source = _target(flow.get("sourceRef"))
        branches[source] = branches.get(source, 0) + 1
    for source, count in branches.items():
        if count > MAX_BRANCHES:
            notes.error(
                "too_many_branches",
                f"从一处引出 {count} 条连线，最多 {MAX_BRANCHES} 条，请改用多实例。",
                f"{count} flows leave one element, at most {MAX_BRANCHES}; use a multi-instance instead.",
                source,
                None,
            )


def _target(reference: str | None) -> str:
    return (reference or "").strip().rsplit(":", 1)[-1]
