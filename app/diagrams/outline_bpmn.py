"""Writes the undrawn BPMN of an outline in the product's dialect; it knows neither forms nor tables."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from app.diagrams.outline_reading import BOUNDARIES, CATCHERS, THROWERS, Entry, Outline, expression
from app.diagrams.outline_settings import element_settings, process_settings, timer_rule

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {
    "bpmn": BPMN,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "spiffworkflow": SPIFF,
    "xsi": XSI,
}
TAGS = {
    "messageStart": "startEvent",
    "timerStart": "startEvent",
    "terminateEnd": "endEvent",
    "messageEnd": "endEvent",
    "messageCatch": "intermediateCatchEvent",
    "timerCatch": "intermediateCatchEvent",
    "messageThrow": "intermediateThrowEvent",
    "boundaryTimer": "boundaryEvent",
    "boundaryMessage": "boundaryEvent",
    "boundaryError": "boundaryEvent",
}
MESSAGE_TASKS = frozenset({"sendTask", "receiveTask"})


def write_bpmn(outline: Outline) -> bytes:
    """Return the diagram as UTF-8 XML: one pool, its lanes, every element with its settings, the flows."""
    root = etree.Element(_tag("definitions"), nsmap=NAMESPACES)
    root.set("id", f"definitions_{outline.key}")
    root.set("targetNamespace", f"urn:qingxin:process:{outline.key}")
    root.set("exporter", "Qingxin")
    for message in _messages(outline):
        etree.SubElement(root, _tag("message"), id=f"message_{message}", name=message)
    collaboration = etree.SubElement(root, _tag("collaboration"), id=f"collaboration_{outline.key}")
    pool = {"id": f"pool_{outline.key}", "name": outline.zh, "processRef": outline.key}
    etree.SubElement(collaboration, _tag("participant"), pool)
    process = etree.SubElement(
        root, _tag("process"), {"id": outline.key, "name": outline.zh, "isExecutable": "true"}
    )
    _settings(process, process_settings(outline))
    _lanes(process, outline)
    for element in outline.elements:
        _element(process, outline, element)
    for flow in outline.flows:
        _flow(process, flow)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def flow_id(flow: Entry) -> str:
    """Return the id of a flow, made of its two ends."""
    return f"flow_{flow['from']}__{flow['to']}"


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _messages(outline: Outline) -> list[str]:
    named = {str(e["message"]) for e in outline.elements if e["type"] in THROWERS | CATCHERS}
    return sorted(named)


def _settings(parent: etree._Element, settings: dict[str, str]) -> None:
    if not settings:
        return
    extension = etree.SubElement(parent, _tag("extensionElements"))
    properties = etree.SubElement(extension, f"{{{SPIFF}}}properties")
    for name, text in settings.items():
        etree.SubElement(properties, f"{{{SPIFF}}}property", name=name, value=text)


def _lanes(process: etree._Element, outline: Outline) -> None:
    lanes = etree.SubElement(process, _tag("laneSet"), id=f"lanes_{outline.key}")
    for lane in outline.lanes:
        drawn = etree.SubElement(
            lanes, _tag("lane"), id=str(lane["id"]), name=str(lane.get("zh", lane["id"]))
        )
        for element in outline.elements:
            if _lane_of(outline, element) == lane["id"]:
                etree.SubElement(drawn, _tag("flowNodeRef")).text = str(element["id"])


def _lane_of(outline: Outline, element: Entry) -> str:
    if element["type"] in BOUNDARIES:
        return str(outline.element(str(element["attached_to"]))["lane"])
    return str(element["lane"])


def _element(process: etree._Element, outline: Outline, element: Entry) -> None:
    kind, key = str(element["type"]), str(element["id"])
    node = etree.SubElement(process, _tag(TAGS.get(kind, kind)), id=key)
    if element.get("zh"):
        node.set("name", str(element["zh"]))
    if kind in BOUNDARIES:
        node.set("attachedToRef", str(element["attached_to"]))
        node.set("cancelActivity", "true" if element.get("interrupting", True) else "false")
    if kind == "callActivity":
        node.set("calledElement", str(element["calls"]))
    if kind in MESSAGE_TASKS:
        node.set("messageRef", f"message_{element['message']}")
    for flow in outline.flows:
        if flow["from"] == key and flow.get("default"):
            node.set("default", flow_id(flow))
    _settings(node, element_settings(outline, element))
    _ends_of_flows(node, outline, key)
    _inside(node, element)


def _ends_of_flows(node: etree._Element, outline: Outline, key: str) -> None:
    for tag, side in (("incoming", "to"), ("outgoing", "from")):
        for flow in outline.flows:
            if flow[side] == key:
                etree.SubElement(node, _tag(tag)).text = flow_id(flow)


def _inside(node: etree._Element, element: Entry) -> None:
    kind = str(element["type"])
    if element.get("collection"):
        etree.SubElement(node, _tag("multiInstanceLoopCharacteristics"), isSequential="false")
    if kind == "scriptTask":
        script = element.get("script") or {}
        lines = [f"{name} = {expression(text)}" for name, text in script.items()]
        etree.SubElement(node, _tag("script")).text = "\n".join(lines)
    write = INSIDE.get(kind)
    if write:
        write(node, element)


def _message_event(node: etree._Element, element: Entry) -> None:
    etree.SubElement(node, _tag("messageEventDefinition"), messageRef=f"message_{element['message']}")


def _timer_event(node: etree._Element, element: Entry) -> None:
    timer = etree.SubElement(node, _tag("timerEventDefinition"))
    tag, text = timer_text(element)
    written = etree.SubElement(timer, _tag(tag))
    written.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
    written.text = text


def timer_text(element: Entry) -> tuple[str, str]:
    """Return the kind of timer and its text: a clock or a date, a duration, or a period of the calendar."""
    timer = str(element.get("timer") or "")
    if timer.startswith("R"):
        return "timeCycle", timer
    if element.get("due"):
        return "timeDate", expression(element["due"])
    if timer_rule(element):
        return "timeDate", f'due("{timer_rule(element)}")'
    if timer.startswith("="):
        return "timeDate", expression(timer[1:])
    return "timeDuration", f'duration("{timer}")'


def _terminate_event(node: etree._Element, element: Entry) -> None:
    etree.SubElement(node, _tag("terminateEventDefinition"))


def _error_event(node: etree._Element, element: Entry) -> None:
    etree.SubElement(node, _tag("errorEventDefinition"))


INSIDE: dict[str, Callable[[etree._Element, Entry], None]] = {
    "messageStart": _message_event,
    "messageEnd": _message_event,
    "messageCatch": _message_event,
    "messageThrow": _message_event,
    "boundaryMessage": _message_event,
    "timerStart": _timer_event,
    "timerCatch": _timer_event,
    "boundaryTimer": _timer_event,
    "terminateEnd": _terminate_event,
    "boundaryError": _error_event,
}


def _flow(process: etree._Element, flow: Entry) -> None:
    ends = {"id": flow_id(flow), "sourceRef": str(flow["from"]), "targetRef": str(flow["to"])}
    drawn = etree.SubElement(process, _tag("sequenceFlow"), ends)
    if flow.get("zh"):
        drawn.set("name", str(flow["zh"]))
    _settings(drawn, {"name_en": str(flow["en"])} if flow.get("en") else {})
    if flow.get("when"):
        condition = etree.SubElement(drawn, _tag("conditionExpression"), language="FEEL")
        condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
        condition.text = expression(flow["when"])
