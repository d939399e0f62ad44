"""Reads a diagram as items: each element and flow with all its settings, as BPMN and our properties draw them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.diagrams.comparing.items import Item
from app.diagrams.safe_xml import UnsafeXml, parse

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_NAMED = {
    "message": ("messageEventDefinition", "messageRef", "name"),
    "signal": ("signalEventDefinition", "signalRef", "name"),
    "error": ("errorEventDefinition", "errorRef", "errorCode"),
    "escalation": ("escalationEventDefinition", "escalationRef", "escalationCode"),
}
_NO_NODE = frozenset({"laneSet", "extensionElements", "documentation", "incoming", "outgoing"})
_INTERRUPTS = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}
"""What says whether an event interrupts; left out, it does."""
_ATTRIBUTES = {
    "attachedToRef": "attached_to",
    "calledElement": "called",
    "default": "default",
    "sourceRef": "source",
    "targetRef": "target",
    "triggeredByEvent": "triggered_by_event",
}


def read_diagram(content: bytes) -> dict[str, Item]:
    """Return the process, its lanes, elements and flows by id; raise ValueError for what is no safe XML."""
    try:
        root = parse(content)
    except UnsafeXml as error:
        raise ValueError(error.en) from error
    reader = _Reader(root)
    found: dict[str, Item] = {}
    for process in root.iterfind(f"{BPMN}process"):
        name = process.get("id", "")
        found[f"process {name}"] = Item("process", process.get("name") or name, _properties(process))
        for lane in process.iter(f"{BPMN}lane"):
            found[f"lane {lane.get('id')}"] = Item("lane", str(lane.get("name") or lane.get("id")))
        for node in _nodes(process):
            found[node.get("id", "")] = reader.item(node)
    return found


def _nodes(level: etree._Element) -> Iterator[etree._Element]:
    for node in level:
        if _tag(node) not in _NO_NODE and node.get("id"):
            yield node
            if _tag(node) == "subProcess":
                yield from _nodes(node)


def _tag(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else "documentation"


def _properties(node: etree._Element) -> dict[str, str]:
    """Return our settings, and those of other tools under their own names."""
    found: dict[str, str] = {}
    for extension in node.iterfind(f"{BPMN}extensionElements"):
        for part in extension.iterdescendants():
            if part.get("name") is not None and part.get("value") is not None:
                found[part.get("name", "")] = part.get("value", "")
    return found


def _text(node: etree._Element | None) -> str:
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


class _Reader:
    """Reads elements of one file, with what it declares beside them."""

    def __init__(self, root: etree._Element) -> None:
        self.codes = {
            (name, node.get("id", "")): node.get(said) or node.get("name") or ""
            for name, (_, _, said) in _NAMED.items()
            for node in root.iterfind(f"{BPMN}{name}")
        }
        self.lanes = {
            _text(ref): str(lane.get("name") or lane.get("id"))
            for lane in root.iter(f"{BPMN}lane")
            for ref in lane.iterfind(f"{BPMN}flowNodeRef")
        }
        self.places = {
            shape.get("bpmnElement", ""): f"{bounds.get('x')},{bounds.get('y')}"
            for shape in root.iter(f"{_DI}BPMNShape")
            if (bounds := shape.find(f"{_DC}Bounds")) is not None
        }

    def item(self, node: etree._Element) -> Item:
        """Return one element or flow with its settings."""
        name, settings = node.get("id", ""), _properties(node)
        settings |= {ours: value for theirs, ours in _ATTRIBUTES.items() if (value := node.get(theirs))}
        if flag := _INTERRUPTS.get(_tag(node)):
            settings["interrupting"] = node.get(flag, "true")
        level = node.getparent()
        if level is not None and _tag(level) == "subProcess":
            settings["level"] = level.get("id", "")
        if name in self.lanes:
            settings["lane"] = self.lanes[name]
        settings |= self._events(node) | _contents(node)
        label = node.get("name") or (self._ends(node) if _tag(node) == "sequenceFlow" else name)
        return Item(
            _tag(node),
            label,
            {key: value for key, value in settings.items() if value},
            self.places.get(name, ""),
        )

    def _ends(self, flow: etree._Element) -> str:
        return f"{flow.get('sourceRef')} → {flow.get('targetRef')}"

    def _events(self, node: etree._Element) -> dict[str, str]:
        found = {}
        for name, (definition, reference, _) in _NAMED.items():
            event = node.find(f"{BPMN}{definition}")
            ref = node.get(reference) if event is None else event.get(reference, "")
            if event is not None or ref:
                found[name] = self.codes.get((name, ref or ""), ref or "*")
        timer = node.find(f"{BPMN}timerEventDefinition")
        if timer is not None:
            found["timer"] = " ".join(_text(part) for part in timer)
        link = node.find(f"{BPMN}linkEventDefinition")
        if link is not None:
            found["link"] = link.get("name", "")
        if node.find(f"{BPMN}terminateEventDefinition") is not None:
            found["terminates"] = "true"
        return found


def _contents(node: etree._Element) -> dict[str, str]:
    found = {
        "condition": _text(node.find(f"{BPMN}conditionExpression")),
        "script": _text(node.find(f"{BPMN}script")),
        "documentation": _text(node.find(f"{BPMN}documentation")),
    }
    many = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    loop = node.find(f"{BPMN}standardLoopCharacteristics")
    if many is not None:
        found["repetition"] = "one after the other" if many.get("isSequential") == "true" else "side by side"
    if loop is not None:
        found["repetition"] = "loop"
    for turns in (many, loop):
        if turns is not None:
            found |= {key: value for key, value in turns.attrib.items() if key != "isSequential"}
            found |= {_tag(part): _text(part) or part.get("name", "") for part in turns}
    return found
