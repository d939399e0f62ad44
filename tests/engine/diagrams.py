"""A tiny builder of BPMN for the engine's tests; nodes and flows as lines of text become one diagram."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:t">'
)
Flow = tuple[str, str] | tuple[str, str, str]


def node(kind: str, name: str, inside: str = "", attributes: str = "", **properties: str) -> str:
    """Return one element; a trailing underscore in a property's name is dropped (`in_`)."""
    settings = "".join(
        f"<spiffworkflow:property name={quoteattr(key.rstrip('_'))} value={quoteattr(value)}/>"
        for key, value in properties.items()
    )
    if settings:
        settings = (
            "<bpmn:extensionElements><spiffworkflow:properties>"
            f"{settings}</spiffworkflow:properties></bpmn:extensionElements>"
        )
    return f"<bpmn:{kind} id={quoteattr(name)} {attributes}>{settings}{inside}</bpmn:{kind}>"


def start(name: str = "begin") -> str:
    """A plain start event."""
    return node("startEvent", name)


def end(name: str = "done", **properties: str) -> str:
    """A plain end event."""
    return node("endEvent", name, **properties)


def terminate(name: str) -> str:
    """An end event that ends everything."""
    return node("endEvent", name, "<bpmn:terminateEventDefinition/>")


def task(name: str, **properties: str) -> str:
    """A user task."""
    return node("userTask", name, **properties)


def each(
    name: str,
    collection: str,
    item: str,
    kind: str = "userTask",
    attributes: str = "",
    until: str = "",
    inside: str = "",
    **more: str,
) -> str:
    """A parallel multi-instance."""
    ending = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    loop = f"<bpmn:multiInstanceLoopCharacteristics>{ending}</bpmn:multiInstanceLoopCharacteristics>"
    return node(kind, name, inside + loop, attributes, collection=collection, item=item, **more)


def call(name: str, called: str, **properties: str) -> str:
    """A call of another diagram."""
    return node("callActivity", name, "", f'calledElement="{called}"', **properties)


def script(name: str, *lines: str) -> str:
    """A script task."""
    return node("scriptTask", name, f"<bpmn:script>{escape(chr(10).join(lines))}</bpmn:script>")


def timer(
    name: str, when: str, kind: str = "intermediateCatchEvent", attributes: str = "", **properties: str
) -> str:
    """An event that waits for a clock."""
    inside = f"<bpmn:timerEventDefinition><bpmn:timeDate>{escape(when)}</bpmn:timeDate></bpmn:timerEventDefinition>"
    return node(kind, name, inside, attributes, **properties)


def message(
    name: str, text: str, kind: str = "intermediateCatchEvent", attributes: str = "", **properties: str
) -> str:
    """An event or task that sends or awaits a message."""
    return node(kind, name, refers(text), attributes, **properties)


def refers(text: str) -> str:
    """The part of an event or task that names its message."""
    return f'<bpmn:messageEventDefinition messageRef="m_{text}"/>'


def on(host: str, interrupting: bool = True) -> str:
    """The attributes of an event attached to an activity."""
    return f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'


def handling(interrupting: bool) -> str:
    """The attribute of an event that begins an event sub-process."""
    return f'isInterrupting="{str(interrupting).lower()}"'


def gateway(kind: str, name: str, default: str = "") -> str:
    """An exclusive, parallel, inclusive or eventBased gateway; `default` names the target of the default flow."""
    return node(f"{kind}Gateway", name, "", f'default="f_{name}_{default}"' if default else "")


def sub_process(name: str, nodes: Sequence[str], flows: Sequence[Flow]) -> str:
    """An embedded sub-process."""
    return node("subProcess", name, "".join(nodes) + _flows(flows))


def diagram(
    key: str,
    nodes: Sequence[str],
    flows: Sequence[Flow],
    messages: Sequence[str] = (),
    lanes: str = "",
) -> bytes:
    """Return one diagram; a flow is (from, to) or (from, to, condition) and has the id f_<from>_<to>."""
    declared = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages)
    inside = f"{lanes}{''.join(nodes)}{_flows(flows)}"
    return (
        f'{_HEAD}{declared}<bpmn:process id="{key}" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>'
    ).encode()


def _flows(flows: Sequence[Flow]) -> str:
    drawn = []
    for source, target, *condition in flows:
        inside = ""
        if condition:
            text = escape(condition[0])
            inside = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        drawn.append(
            f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}'
            "</bpmn:sequenceFlow>"
        )
    return "".join(drawn)


def chain(*names: str) -> list[Flow]:
    """Return the flows that connect elements one after the other."""
    return list(pairwise(names))
