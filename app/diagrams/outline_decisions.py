"""Writes the DMN tables of an outline; it knows nothing of diagrams and does not evaluate anything."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from app.diagrams.outline_reading import BadOutline, Entry, Outline, expression

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
HIT_POLICIES = {
    "U": "UNIQUE",
    "A": "ANY",
    "P": "PRIORITY",
    "F": "FIRST",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
}
AGGREGATIONS = {"+": "SUM", "<": "MIN", ">": "MAX", "#": "COUNT"}
CHOICE = re.compile(r'"([^"]*)"')


def write_decisions(outline: Outline) -> dict[str, bytes]:
    """Return decision id to DMN 1.3 XML; raise BadOutline when a rule has too many or too few cells."""
    findings = [fault for decision in outline.decisions for fault in _faults(decision)]
    if findings:
        raise BadOutline(findings)
    labels = _labels(outline)
    return {str(decision["id"]): _write(outline, decision, labels) for decision in outline.decisions}


def _faults(decision: Entry) -> list[str]:
    key, width = decision.get("id"), len(decision.get("inputs") or []) + len(decision.get("outputs") or [])
    policy = str(decision.get("hit", "U"))
    faults = []
    if policy[:1] not in HIT_POLICIES or policy[1:] not in ("", *AGGREGATIONS):
        faults.append(f"{key}: 命中策略 {policy} 不存在 · there is no hit policy {policy}")
    for number, rule in enumerate(decision.get("rules") or [], 1):
        if len(rule) != width:
            faults.append(f"{key} 第 {number} 行应有 {width} 格 · row {number} must have {width} cells")
    return faults


def _labels(outline: Outline) -> dict[str, str]:
    """Return variable to Chinese label: the label of the first form field that asks for it."""
    labels: dict[str, str] = {}
    for element in outline.elements:
        for asked in (element.get("form") or {}).get("fields") or []:
            name = str(asked.get("name", ""))
            if name.startswith("var.") and asked.get("zh"):
                labels.setdefault(name.removeprefix("var."), str(asked["zh"]))
    return labels


def _write(outline: Outline, decision: Entry, labels: Mapping[str, str]) -> bytes:
    key, zh = str(decision["id"]), str(decision.get("zh") or decision["id"])
    labels = {**labels, **(decision.get("labels") or {})}
    root = etree.Element(f"{{{DMN}}}definitions", nsmap={None: DMN})
    root.set("id", f"definitions_{key}")
    root.set("name", zh)
    root.set("namespace", f"urn:qingxin:decision:{outline.key}")
    drawn = etree.SubElement(root, f"{{{DMN}}}decision", id=key, name=zh)
    if decision.get("note"):
        etree.SubElement(drawn, f"{{{DMN}}}description").text = str(decision["note"])
    policy = str(decision.get("hit", "U"))
    table = etree.SubElement(drawn, f"{{{DMN}}}decisionTable", id=f"{key}_table")
    table.set("hitPolicy", HIT_POLICIES[policy[0]])
    if policy[1:]:
        table.set("aggregation", AGGREGATIONS[policy[1:]])
    for name in decision.get("inputs") or []:
        _input(table, key, str(name), outline.variables, labels)
    for name in decision.get("outputs") or []:
        _output(table, key, str(name), outline.variables, labels)
    for number, rule in enumerate(decision.get("rules") or [], 1):
        _rule(table, f"{key}_rule_{number}", rule, len(decision.get("inputs") or []))
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _input(
    table: etree._Element, key: str, name: str, variables: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    clause = f"{key}_input_{re.sub(r'[^a-z0-9_]', '_', name)}"
    drawn = etree.SubElement(table, f"{{{DMN}}}input", id=clause, label=labels.get(name, name))
    asked = etree.SubElement(drawn, f"{{{DMN}}}inputExpression", id=f"{clause}_expression")
    _typed(asked, variables.get(name, ""))
    etree.SubElement(asked, f"{{{DMN}}}text").text = expression(name)
    _choices(drawn, "inputValues", variables.get(name, ""))


def _output(
    table: etree._Element, key: str, name: str, variables: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    drawn = etree.SubElement(
        table, f"{{{DMN}}}output", id=f"{key}_output_{name}", label=labels.get(name, name), name=name
    )
    _typed(drawn, variables.get(name, ""))
    _choices(drawn, "outputValues", variables.get(name, ""))


def _rule(table: etree._Element, key: str, cells: list[object], inputs: int) -> None:
    drawn = etree.SubElement(table, f"{{{DMN}}}rule", id=key)
    for number, cell in enumerate(cells, 1):
        tag = "inputEntry" if number <= inputs else "outputEntry"
        entry = etree.SubElement(drawn, f"{{{DMN}}}{tag}", id=f"{key}_{number}")
        etree.SubElement(entry, f"{{{DMN}}}text").text = expression(cell)


def _typed(node: etree._Element, kind: str) -> None:
    """Write the type that the outline gives the variable; a list or an unknown type is left open."""
    if CHOICE.match(kind) or kind in ("string", "text", "lane id"):
        node.set("typeRef", "string")
    elif kind in ("number", "boolean", "date"):
        node.set("typeRef", kind)


def _choices(clause: etree._Element, tag: str, kind: str) -> None:
    """Write the listed values of an enumerated variable, so that the designer can offer them."""
    if CHOICE.match(kind):
        values = etree.SubElement(clause, f"{{{DMN}}}{tag}", id=f"{clause.get('id')}_values")
        etree.SubElement(values, f"{{{DMN}}}text").text = ", ".join(
            f'"{text}"' for text in CHOICE.findall(kind)
        )
