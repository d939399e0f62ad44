"""Random changes of diagrams as a designer makes them; each returns what to say about the elements that are gone.

It knows no engine. A change keeps the diagram one that ends, whatever is chosen in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
Mapping = dict[str, str]
_TASKS = ("userTask", "serviceTask", "receiveTask", "sendTask", "businessRuleTask")


class Desk:
    """One diagram on the designer's desk; new elements get names that no element had."""

    def __init__(self, content: bytes, chance: random.Random, key: str = "main") -> None:
        self.root = etree.fromstring(content)
        self.chance = chance
        process = self.root.find(f"{BPMN}process")
        assert process is not None
        self.process = process
        self.prefix = "" if process.get("id") == key else f"{process.get('id')}/"
        self.count = len(self.root.findall(".//*"))

    def content(self) -> bytes:
        """The file as it is now."""
        return etree.tostring(self.root)

    def fresh(self, kind: str) -> str:
        """A name for a new element."""
        self.count += 1
        return f"{kind}_new{self.count}"

    def any_of(self, *kinds: str) -> etree._Element | None:
        """One of the elements of these kinds, None when there is none."""
        found = [node for kind in kinds for node in self.process.iter(f"{BPMN}{kind}")]
        return self.chance.choice(found) if found else None

    def flows(self, node: etree._Element, end: str) -> list[etree._Element]:
        """The flows that begin (`sourceRef`) or end (`targetRef`) at an element."""
        level = node.getparent()
        assert level is not None
        return [flow for flow in level.iterfind(f"{BPMN}sequenceFlow") if flow.get(end) == node.get("id")]

    def add(self, level: etree._Element, kind: str, **attributes: str) -> etree._Element:
        """Draw a new element."""
        added: etree._Element = etree.SubElement(level, f"{BPMN}{kind}", attributes)
        return added

    def flow(self, level: etree._Element, source: str, target: str) -> None:
        """Draw a new flow."""
        self.add(level, "sequenceFlow", id=self.fresh("f"), sourceRef=source, targetRef=target)


def _once(node: etree._Element) -> bool:
    kinds = {etree.QName(part).localname for part in node}
    return not kinds & {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}


def insert_a_task(desk: Desk) -> Mapping:
    """Insert a step into a flow."""
    flow = desk.any_of("sequenceFlow")
    if flow is None or _source(desk, flow).tag == f"{BPMN}eventBasedGateway":
        return {}
    level, name, target = flow.getparent(), desk.fresh("n"), flow.get("targetRef", "")
    assert level is not None
    desk.add(level, "userTask", id=name)
    flow.set("targetRef", name)
    desk.flow(level, name, target)
    return {}


def _source(desk: Desk, flow: etree._Element) -> etree._Element:
    level = flow.getparent()
    assert level is not None
    return next(node for node in level if node.get("id") == flow.get("sourceRef"))


def remove_a_task(desk: Desk) -> Mapping:
    """Remove a step; mostly say that its successor takes over."""
    node = desk.any_of("userTask", "intermediateCatchEvent", "subProcess", "callActivity")
    if node is None or node.get("triggeredByEvent"):
        return {}
    out, into = desk.flows(node, "sourceRef"), desk.flows(node, "targetRef")
    borders = [
        each
        for each in desk.process.iter(f"{BPMN}boundaryEvent")
        if each.get("attachedToRef") == node.get("id")
    ]
    if (
        len(out) != 1
        or borders
        or any(len(desk.flows(_source(desk, flow), "targetRef")) > 1 for flow in into)
    ):
        return {}  # the first step of a round: without it a round of clocks alone would never end
    if any(_source(desk, flow).tag == f"{BPMN}eventBasedGateway" for flow in into):
        return {}
    level, target = node.getparent(), out[0].get("targetRef", "")
    assert level is not None
    for flow in into:
        flow.set("targetRef", target)
    level.remove(node)
    level.remove(out[0])
    name = node.get("id", "")
    return {f"{desk.prefix}{name}": f"{desk.prefix}{target}"} if desk.chance.random() < 0.8 else {}


def rename(desk: Desk) -> Mapping:
    """Give an element another id; mostly say so."""
    node = desk.any_of(
        *_TASKS, "subProcess", "callActivity", "boundaryEvent", "intermediateCatchEvent",
        "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    )  # fmt: skip
    if node is None:
        return {}
    old, new = node.get("id", ""), desk.fresh("r")
    node.set("id", new)
    for other in desk.process.iter():
        for name in ("sourceRef", "targetRef", "attachedToRef"):
            if other.get(name) == old:
                other.set(name, new)
    return {f"{desk.prefix}{old}": f"{desk.prefix}{new}"} if desk.chance.random() < 0.8 else {}


def change_a_clock(desk: Desk) -> Mapping:
    """Change when a timer is up."""
    clock = desk.any_of("timeDate", "timeDuration")
    if clock is not None:
        clock.text = f"P{desk.chance.randrange(1, 9)}D"
    return {}


def add_a_reminder(desk: Desk) -> Mapping:
    """Attach a clock to a step that opens another beside it."""
    node = desk.any_of("userTask", "subProcess", "callActivity")
    if node is None or node.get("triggeredByEvent"):
        return {}
    level = node.getparent()
    assert level is not None
    event, note, done = desk.fresh("v"), desk.fresh("n"), desk.fresh("e")
    border = desk.add(
        level, "boundaryEvent", id=event, attachedToRef=node.get("id", ""), cancelActivity="false"
    )
    clock = etree.SubElement(border, f"{BPMN}timerEventDefinition")
    etree.SubElement(clock, f"{BPMN}timeDuration").text = "P2D"
    desk.add(level, "userTask", id=note)
    desk.add(level, "endEvent", id=done)
    desk.flow(level, event, note)
    desk.flow(level, note, done)
    return {}


def remove_a_border(desk: Desk) -> Mapping:
    """Take a clock or a message off a border; what it led to is reached otherwise or no longer."""
    event = desk.any_of("boundaryEvent")
    if event is None or event.find(f"{BPMN}errorEventDefinition") is not None:
        return {}
    level = event.getparent()
    assert level is not None
    for flow in desk.flows(event, "sourceRef"):
        target = next(node for node in level if node.get("id") == flow.get("targetRef"))
        level.remove(flow)
        if target.tag == f"{BPMN}userTask":  # a note beside: it goes with its end
            for after in desk.flows(target, "sourceRef"):
                ended = next(node for node in level if node.get("id") == after.get("targetRef"))
                level.remove(after)
                level.remove(ended)
            level.remove(target)
    level.remove(event)
    return {}


def add_a_branch(desk: Desk) -> Mapping:
    """Draw a step beside another one, both of which must be done."""
    node = desk.any_of("userTask", "subProcess")
    if node is None or node.get("triggeredByEvent"):
        return {}
    out, into = desk.flows(node, "sourceRef"), desk.flows(node, "targetRef")
    if len(out) != 1 or len(into) != 1 or out[0] is into[0]:
        return {}
    level, name = node.getparent(), node.get("id", "")
    assert level is not None
    borders = [each for each in level.iterfind(f"{BPMN}boundaryEvent") if each.get("attachedToRef") == name]
    if any(each.get("cancelActivity") != "false" for each in borders):
        return {}
    fork, meet, beside = desk.fresh("g"), desk.fresh("g"), desk.fresh("n")
    desk.add(level, "parallelGateway", id=fork)
    desk.add(level, "parallelGateway", id=meet)
    desk.add(level, "userTask", id=beside)
    into[0].set("targetRef", fork)
    out[0].set("sourceRef", meet)
    for source, target in ((fork, name), (fork, beside), (name, meet), (beside, meet)):
        desk.flow(level, source, target)
    return {}


def change_the_kind(desk: Desk) -> Mapping:
    """Turn a step into one that waits for a message; sometimes say that it begins anew."""
    node = desk.any_of("userTask")
    if node is None or not _once(node) or not desk.root.findall(f"{BPMN}message"):
        return {}
    node.tag = f"{BPMN}receiveTask"
    node.set("messageRef", "m_paid")
    name = f"{desk.prefix}{node.get('id')}"
    return {name: name} if desk.chance.random() < 0.5 else {}


def change_the_turns(desk: Desk) -> Mapping:
    """Do one after the other what was done side by side, or the other way round."""
    many = desk.any_of("multiInstanceLoopCharacteristics")
    if many is not None:
        many.set("isSequential", "false" if many.get("isSequential") == "true" else "true")
    return {}


def change_a_condition(desk: Desk) -> Mapping:
    """Choose otherwise at a gateway."""
    condition = desk.any_of("conditionExpression")
    if condition is not None and "turn" not in (condition.text or ""):
        condition.text = f"modulo(pick + {desk.chance.randrange(3)}, 3) != 0"
    return {}


EDITS: tuple[Callable[[Desk], Mapping], ...] = (
    insert_a_task, remove_a_task, rename, change_a_clock, add_a_reminder, remove_a_border, add_a_branch,
    change_the_kind, change_the_turns, change_a_condition,
)  # fmt: skip


def edited(drawings: list[bytes], seed: int) -> tuple[list[bytes], Mapping]:
    """Make one to three changes in diagrams; return them with the mapping that goes with it."""
    chance = random.Random(seed)
    changed = list(drawings)
    mapping: Mapping = {}
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(changed))
        desk = Desk(changed[place], chance)
        desk.count += 1000 * len(mapping)
        for old, new in chance.choice(EDITS)(desk).items():
            mapping = {name: new if at == old else at for name, at in mapping.items()} | {old: new}
        changed[place] = desk.content()
    return changed, mapping
