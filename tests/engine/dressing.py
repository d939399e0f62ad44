"""Dresses random diagrams of blocks with the elements that blocks do not draw: what comes out still ends.

It knows no engine.
"""

from __future__ import annotations

import random
from collections import Counter

from lxml import etree

from tests.engine.edits import BPMN, Desk

DECISION = (
    b'<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" '
    b'namespace="urn:t"><decision id="weigh" name="w"><decisionTable id="t" hitPolicy="FIRST">'
    b'<input id="i"><inputExpression id="ie"><text>pick</text></inputExpression></input><output id="o" name="weight"/>'
    b'<rule id="r1"><inputEntry id="r1i"><text>0</text></inputEntry><outputEntry id="r1o"><text>"light"</text>'
    b'</outputEntry></rule><rule id="r2"><inputEntry id="r2i"><text>-</text></inputEntry><outputEntry id="r2o">'
    b"<text>pick + 1</text></outputEntry></rule></decisionTable></decision></definitions>"
)
WEIGHED = {"weigh.dmn": DECISION}
"""The decision that business rule tasks of random diagrams ask, as a file."""
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
_KINDS = ("userTask", "userTask", "serviceTask", "receiveTask", "sendTask", "businessRuleTask")
_WAITING = _KINDS[:4]


def dressed(drawings: list[bytes], seed: int) -> list[bytes]:
    """Return the diagrams with some steps, clocks, turns and flows drawn as other elements."""
    chance = random.Random(seed)
    return [_dress(Desk(content, chance)) for content in drawings]


def _dress(desk: Desk) -> bytes:
    for task in list(desk.process.iter(f"{BPMN}userTask")):
        _as_another_kind(desk, task)
    for many in list(desk.process.iter(f"{BPMN}multiInstanceLoopCharacteristics")):
        _turns_otherwise(desk, many)
    for event in list(desk.process.iter(f"{BPMN}boundaryEvent")):
        if event.get("cancelActivity") == "false" and desk.chance.random() < 0.5:
            for clock in event.iter(f"{BPMN}timeDate"):
                clock.tag, clock.text = f"{BPMN}timeCycle", "R2/P1D"
    for clock in list(desk.process.iter(f"{BPMN}timeDate")):
        if desk.chance.random() < 0.5:
            clock.tag = f"{BPMN}timeDuration"
    if desk.chance.random() < 0.5:
        _link(desk)
    if desk.chance.random() < 0.3:
        _say(desk)
    return desk.content()


def _property(node: etree._Element, name: str, value: str) -> None:
    extension = node.find(f"{BPMN}extensionElements")
    if extension is None:
        extension = etree.Element(f"{BPMN}extensionElements")
        node.insert(0, extension)
    holder = extension.find(f"{_SPIFF}properties")
    if holder is None:
        holder = etree.SubElement(extension, f"{_SPIFF}properties")
    etree.SubElement(holder, f"{_SPIFF}property", name=name, value=value)


def _as_another_kind(desk: Desk, task: etree._Element) -> None:
    into = desk.flows(task, "targetRef")
    level = task.getparent()
    assert level is not None
    sources = {flow.get("sourceRef") for flow in into}
    first = any(len(desk.flows(node, "targetRef")) > 1 for node in level if node.get("id") in sources)
    repeated = any(etree.QName(part).localname.endswith("LoopCharacteristics") for part in task)
    if repeated:
        return
    kind = desk.chance.choice(_WAITING if first else _KINDS)
    task.tag = f"{BPMN}{kind}"
    if kind == "serviceTask" and desk.chance.random() < 0.5:
        _property(task, "topic", "look.up")
        _property(task, "payload", "{pick: pick}")
        _property(task, "results", "turn pick")
        _catch_failure(desk, task)
    elif kind == "serviceTask":
        _property(task, "operation", "look_up")
    elif kind == "businessRuleTask":
        _property(task, "decision", "weigh")
    elif kind in ("receiveTask", "sendTask"):
        task.set("messageRef", "m_paid")


def _catch_failure(desk: Desk, task: etree._Element) -> None:
    """Let the error of a worker lead on where its results would have led."""
    out, level = desk.flows(task, "sourceRef"), task.getparent()
    assert level is not None
    if len(out) != 1 or out[0].find(f"{BPMN}conditionExpression") is not None or desk.chance.random() < 0.5:
        return
    event, meet = desk.fresh("failed"), desk.fresh("x")
    desk.add(level, "exclusiveGateway", id=meet)
    border = desk.add(level, "boundaryEvent", id=event, attachedToRef=task.get("id", ""))
    etree.SubElement(border, f"{BPMN}errorEventDefinition")
    out[0].set("sourceRef", meet)
    for source in (task.get("id", ""), event):
        desk.flow(level, source, meet)


def _turns_otherwise(desk: Desk, many: etree._Element) -> None:
    node = many.getparent()
    assert node is not None
    properties = {item.get("name"): item for item in node.iter(f"{_SPIFF}property")}
    collection = properties.get("collection")
    if collection is None or desk.chance.random() < 0.5:
        return
    holder = collection.getparent()
    assert holder is not None
    number = (collection.get("value") or "").count(",") + 1
    if desk.chance.random() < 0.5:
        holder.remove(collection)
        cardinality = etree.Element(f"{BPMN}loopCardinality")
        cardinality.text = str(number)
        many.insert(0, cardinality)
    elif {"gather", "gather_into", "item"} <= properties.keys():
        for name in ("item", "gather", "gather_into", "collection"):
            owner = properties[name].getparent()
            assert owner is not None
            owner.remove(properties[name])
        parts = (
            ("loopDataInputRef", "things", None),
            ("loopDataOutputRef", properties["gather_into"].get("value"), None),
            ("inputDataItem", None, "item"),
            ("outputDataItem", None, "pick"),
        )
        for place, (tag, text, named) in enumerate(parts):
            part = etree.Element(f"{BPMN}{tag}")
            part.text = text
            if named:
                part.set("id", desk.fresh("d"))
                part.set("name", named)
            many.insert(place, part)


def _link(desk: Desk) -> None:
    """Draw a flow as two ends of a link."""
    flow = desk.any_of("sequenceFlow")
    if flow is None or flow.find(f"{BPMN}conditionExpression") is not None:
        return
    level = flow.getparent()
    assert level is not None
    source = next(node for node in level if node.get("id") == flow.get("sourceRef"))
    if source.tag == f"{BPMN}eventBasedGateway":
        return
    says, hears, name = desk.fresh("l"), desk.fresh("l"), desk.fresh("link")
    for kind, element in (("intermediateThrowEvent", says), ("intermediateCatchEvent", hears)):
        etree.SubElement(desk.add(level, kind, id=element), f"{BPMN}linkEventDefinition", name=name)
    target = flow.get("targetRef", "")
    flow.set("targetRef", says)
    desk.flow(level, hears, target)


def _say(desk: Desk) -> None:
    """Throw a message on a flow."""
    flow = desk.any_of("sequenceFlow")
    if flow is None:
        return
    level = flow.getparent()
    assert level is not None
    source = next(node for node in level if node.get("id") == flow.get("sourceRef"))
    if source.tag == f"{BPMN}eventBasedGateway":
        return
    says = desk.fresh("t")
    event = desk.add(level, "intermediateThrowEvent", id=says)
    etree.SubElement(event, f"{BPMN}messageEventDefinition", messageRef="m_told")
    target = flow.get("targetRef", "")
    flow.set("targetRef", says)
    desk.flow(level, says, target)


def elements_in(drawings: list[bytes]) -> Counter[str]:
    """Count the elements that diagrams draw."""
    found: Counter[str] = Counter()
    for content in drawings:
        for node in etree.fromstring(content).iter(f"{BPMN}*"):
            found[etree.QName(node).localname] += 1
    return found


def pairs_in(drawings: list[bytes]) -> Counter[tuple[str, str]]:
    """Count which elements follow one another, stand in one another, or on the border of one another."""
    found: Counter[tuple[str, str]] = Counter()
    for content in drawings:
        root = etree.fromstring(content)
        kinds = {node.get("id"): _kind(node) for node in root.iter(f"{BPMN}*")}
        for node in root.iter(f"{BPMN}*"):
            if node.tag == f"{BPMN}sequenceFlow":
                found[kinds[node.get("sourceRef")], kinds[node.get("targetRef")]] += 1
            elif node.get("attachedToRef"):
                found[f"on {kinds[node.get('attachedToRef')]}", _kind(node)] += 1
            elif (
                (level := node.getparent()) is not None
                and level.tag == f"{BPMN}subProcess"
                and node.get("id")
            ):
                found[f"in {_kind(level)}", _kind(node)] += 1
    return found


def _kind(node: etree._Element) -> str:
    """Return what an element is, with its event and its turns."""
    parts = [etree.QName(part).localname for part in node]
    more = [part.removesuffix("EventDefinition") for part in parts if part.endswith("EventDefinition")]
    more += [
        part.removesuffix("LoopCharacteristics") for part in parts if part.endswith("LoopCharacteristics")
    ]
    return " ".join([etree.QName(node).localname, *more])
