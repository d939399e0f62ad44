"""Builds small BPMN files for tests from lists of elements and flows; knows nothing of what is tested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' id="definitions" targetNamespace="urn:test">'
)


@dataclass
class Draft:
    """A process with one pool.

    Elements are (id, tag, name, lane, inner XML), flows (source, target, name, default).
    """

    key: str = "matter"
    lanes: Sequence[str] = ("office",)
    elements: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)
    flows: list[tuple[str, str, str, bool]] = field(default_factory=list)
    before: str = '<bpmn:message id="message_note" name="note"/>'
    attributes: dict[str, str] = field(default_factory=dict)
    inner_flows: dict[str, str] = field(default_factory=dict)

    def add(
        self, key: str, tag: str, name: str = "", *, lane: str = "", inner: str = "", host: str = ""
    ) -> Draft:
        """Add one element; a boundary event names its host."""
        self.elements.append((key, tag, name, lane or self.lanes[0], inner))
        if host:
            self.hosts[key] = host
        return self

    def flow(
        self, source: str, target: str, name: str = "", *, default: bool = False, inner: str = ""
    ) -> Draft:
        """Add one sequence flow."""
        self.inner_flows[f"{source}__{target}"] = inner
        self.flows.append((source, target, name, default))
        return self

    def chain(self, *keys: str) -> Draft:
        """Connect elements one after the other."""
        for source, target in pairwise(keys):
            self.flow(source, target)
        return self

    def xml(self) -> bytes:
        """The file."""
        lanes = "".join(self._lane(lane) for lane in self.lanes)
        body = "".join(self._element(*element) for element in self.elements)
        flows = "".join(self._flow(*flow) for flow in self.flows)
        return (
            f"{HEAD}{self.before}"
            f'<bpmn:collaboration id="board"><bpmn:participant id="pool" name="办理" processRef="{self.key}"/>'
            "</bpmn:collaboration>"
            f'<bpmn:process id="{self.key}" isExecutable="true"><bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>'
            f"{body}{flows}</bpmn:process></bpmn:definitions>"
        ).encode()

    def _lane(self, lane: str) -> str:
        own = (key for key, _, _, home, _ in self.elements if home == lane and key not in self.hosts)
        refs = "".join(f"<bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for key in own)
        return f'<bpmn:lane id="{lane}" name="{lane}">{refs}</bpmn:lane>'

    def _element(self, key: str, tag: str, name: str, lane: str, inner: str) -> str:
        more = dict(pair.split("=", 1) for pair in self.attributes.get(key, "").split())
        if key in self.hosts:
            more["attachedToRef"] = self.hosts[key]
        default = next((f"{s}__{t}" for s, t, _, is_default in self.flows if s == key and is_default), None)
        if default:
            more["default"] = default
        return (
            f"<bpmn:{tag} id={quoteattr(key)} name={quoteattr(name)}{attributes(more)}>{inner}</bpmn:{tag}>"
        )

    def _flow(self, source: str, target: str, name: str, default: bool) -> str:
        key = f"{source}__{target}"
        inner = self.inner_flows[key]
        return (
            f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}" name={quoteattr(name)}>'
            f"{inner}</bpmn:sequenceFlow>"
        )


def attributes(values: Mapping[str, str]) -> str:
    """Attributes as text, each with a space before it."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def condition(source: str, language: str = "FEEL") -> str:
    """A condition on a flow."""
    kind = 'xsi:type="bpmn:tFormalExpression"'
    return (
        f"<bpmn:conditionExpression {kind} language={quoteattr(language)}>{source}</bpmn:conditionExpression>"
    )


def settings(values: Mapping[str, str]) -> str:
    """Settings of an element."""
    items = "".join(
        f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in values.items()
    )
    inside = f"<spiffworkflow:properties>{items}</spiffworkflow:properties>"
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def timer(text: str, kind: str = "timeDuration") -> str:
    """The inside of a timer event."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def straight(tasks: Iterable[str], key: str = "matter") -> Draft:
    """Start, user tasks one after the other, end."""
    draft = Draft(key).add("begun", "startEvent", "收到")
    names = list(tasks)
    for name in names:
        draft.add(name, "userTask", "办理")
    draft.add("done", "endEvent", "办结")
    return draft.chain("begun", *names, "done")
