"""Reads a file of decisions as items: each decision, column and rule with every cell."""

from __future__ import annotations

from lxml import etree

from app.diagrams.comparing.items import Item
from app.diagrams.safe_xml import UnsafeXml, parse


def read_decisions(content: bytes) -> dict[str, Item]:
    """Return decisions, their columns and their rules by id; raise ValueError for what is no safe XML."""
    try:
        root = parse(content)
    except UnsafeXml as error:
        raise ValueError(error.en) from error
    found: dict[str, Item] = {}
    for node in root:
        tag = _tag(node)
        if tag == "decision":
            found |= _decision(node)
        elif node.get("id") and tag in ("inputData", "businessKnowledgeModel", "itemDefinition"):
            found[node.get("id", "")] = Item(
                tag, str(node.get("name") or node.get("id")), {"text": _text(node)}
            )
    return found


def _decision(decision: etree._Element) -> dict[str, Item]:
    name = decision.get("id", "")
    table = next((part for part in decision if _tag(part) == "decisionTable"), None)
    settings = {"hit_policy": "", "aggregation": ""}
    if table is None:
        logic = [part for part in decision if _tag(part) not in ("variable", "informationRequirement")]
        settings["expression"] = " ".join(_text(part) for part in logic)
        return {name: Item("decision", decision.get("name") or name, _told(settings))}
    settings |= {"hit_policy": table.get("hitPolicy", "UNIQUE"), "aggregation": table.get("aggregation", "")}
    found = {name: Item("decision", decision.get("name") or name, _told(settings))}
    columns: list[str] = []
    for part in table:
        if _tag(part) in ("input", "output"):
            label, item = _column(name, part, len(columns))
            columns.append(label)
            found[f"{name} {part.get('id') or label}"] = item
    rules = [part for part in table if _tag(part) == "rule"]
    for rank, rule in enumerate(rules):
        cells = [_text(part) for part in rule if _tag(part) in ("inputEntry", "outputEntry")]
        notes = [_text(part) for part in rule if _tag(part) in ("annotationEntry", "description")]
        given = dict(zip(columns, cells, strict=False)) | {"description": " ".join(notes)}
        identity = rule.get("id") or f"rule {rank + 1}"
        found[f"{name} {identity}"] = Item("rule", identity, _told(given), rank=rank, within=name)
    return found


def _column(decision: str, part: etree._Element, place: int) -> tuple[str, Item]:
    expression = next((child for child in part if _tag(child) == "inputExpression"), None)
    source = _text(expression) if expression is not None else part.get("name", "")
    label = part.get("label") or source or f"column {place + 1}"
    values = " ".join(_text(child) for child in part if _tag(child) in ("inputValues", "outputValues"))
    kind = part.get("typeRef") or (expression.get("typeRef") if expression is not None else "") or ""
    settings = {"expression": source, "values": values, "type": kind}
    return label, Item(_tag(part), label, _told(settings), rank=place, within=f"{decision} columns")


def _told(settings: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in settings.items() if value}


def _tag(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _text(node: etree._Element) -> str:
    return " ".join(" ".join(str(part) for part in node.itertext()).split())
