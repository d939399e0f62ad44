"""Bytes of a diagram to a tree of elements, safely; it must not know what the elements mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from app.careful_xml import careful_parser
from app.engine.model import Finding

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
MOST_BYTES = 2 * 1024 * 1024

_PROPERTIES = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
_NAME = re.compile(r"[^\W\d][\w.-]*")


class Report:
    """Collects findings about one process, so that all of them are told at once."""

    def __init__(self, process_key: str) -> None:
        self.process_key = process_key
        self.findings: list[Finding] = []

    def add(self, code: str, element_id: str, zh: str, en: str) -> None:
        """Add one finding."""
        self.findings.append(Finding(code, element_id, zh, en, self.process_key))


def read_xml(content: bytes, report: Report) -> etree._Element | None:
    """Return the root of an XML file without DOCTYPE, entities or network access; None after a finding."""
    if len(content) > MOST_BYTES:
        report.add("too_large", "", "文件超过 2 MiB。", "The file is larger than 2 MiB.")
        return None
    parser = careful_parser()
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        report.add("not_xml", "", f"文件不是完好的 XML：{error}", f"The file is not well-formed XML: {error}")
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        report.add("doctype", "", "文件不得含有 DOCTYPE。", "The file must not hold a DOCTYPE.")
        return None
    return root


def tag(node: etree._Element) -> str:
    """Return the BPMN name of an element, or "" for anything of another namespace, comments included."""
    return node.tag[len(BPMN) :] if isinstance(node.tag, str) and node.tag.startswith(BPMN) else ""


def children(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the direct children with one of these BPMN names."""
    return (child for child in node if tag(child) in names)


def has(node: etree._Element, *names: str) -> bool:
    """Whether there is a direct child with one of these BPMN names."""
    return next(children(node, *names), None) is not None


def flag(node: etree._Element | None, name: str, usual: bool = False) -> bool:
    """Return an attribute that is true or false, as XML Schema writes it; `usual` where it is not there."""
    text = None if node is None else node.get(name)
    return usual if text is None else text.strip() in ("true", "1")


def interrupts(node: etree._Element) -> bool:
    """Whether an event takes away what it stands on, or is begun instead of; everything does unless drawn otherwise."""
    return flag(node, "cancelActivity", True) and flag(node, "isInterrupting", True)


def text_of(node: etree._Element | None) -> str:
    """Return the text of an element, CDATA included and comments left out, without surrounding space; "" for none."""
    return "" if node is None else "".join(map(str, node.itertext(etree.Element))).strip()


def properties_of(node: etree._Element) -> dict[str, str]:
    """Return the settings drawn on an element as `<spiffworkflow:property name= value=>`."""
    return {item.get("name", ""): item.get("value", "") for item in node.iterfind(_PROPERTIES)}


def is_plain_id(text: str) -> bool:
    """Whether an id is made of letters, digits, `_`, `-` and `.` only."""
    return _NAME.fullmatch(text) is not None


_RAISED = {
    "errorEventDefinition": ("error", "errorRef"),
    "escalationEventDefinition": ("escalation", "escalationRef"),
    "signalEventDefinition": ("signal", "signalRef"),
}


def codes_of(root: etree._Element) -> dict[str, str]:
    """Return the codes of the errors and escalations, and the names of the signals, that a file declares, by id."""
    return {
        node.get("id", ""): node.get("errorCode") or node.get("escalationCode") or node.get("name") or ""
        for node in children(root, "error", "escalation", "signal")
    }


def raised_in(node: etree._Element, codes: Mapping[str, str]) -> tuple[str, str | None] | None:
    """Return the kind and code of what an event raises or catches inside a run; the code is None where none is named.

    None for an event of another kind; the code is "" where what is named does not exist or has none.
    """
    for child in node:
        if tag(child) == "linkEventDefinition":
            return "link", child.get("name") or node.get("name") or ""
        if tag(child) in _RAISED:
            kind, attribute = _RAISED[tag(child)]
            ref = child.get(attribute)
            return kind, None if ref is None else codes.get(ref, "")
    return None


def links_of(level: etree._Element) -> list[tuple[str, str]]:
    """Return the ids of the two ends of each link in a level, where it is thrown and where it goes on."""
    ends: dict[str, list[tuple[str, str]]] = {"intermediateThrowEvent": [], "intermediateCatchEvent": []}
    for node in children(level, *ends):
        raised = raised_in(node, {})
        if raised is not None and raised[0] == "link" and raised[1]:
            ends[tag(node)].append((raised[1], node.get("id", "")))
    targets = dict(ends["intermediateCatchEvent"])
    return [(name, targets[link]) for link, name in ends["intermediateThrowEvent"] if link in targets]


def lanes_of(process: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    """Return the lanes of a process, id to name, and the lane of each element that stands in one."""
    lanes: dict[str, str] = {}
    placed: dict[str, str] = {}
    for lane in process.iterfind(f"{BPMN}laneSet//{BPMN}lane"):
        lanes[lane.get("id", "")] = lane.get("name", "")
        for ref in children(lane, "flowNodeRef"):
            placed[text_of(ref)] = lane.get("id", "")
    return lanes, placed
