"""A checked diagram to SpiffWorkflow's specs, by its own parser; one element after the other instead of recursively."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.engine.calls import CallActivity, EventSubProcess, Listener, SubProcess
from app.engine.drawn import Flow, Settings
from app.engine.events import (
    BoundaryEvent,
    CatchEvent,
    EndEvent,
    EventGateway,
    LinkEvent,
    StartEvent,
    ThrowEvent,
)
from app.engine.external import ExternalTask
from app.engine.gateways import ExclusiveGateway, InclusiveGateway, ParallelGateway, find_upstream
from app.engine.nodes import Node
from app.engine.reading import children, flag, has, interrupts, links_of, properties_of, tag, text_of
from app.engine.repetition import Loop, MultiInstance
from app.engine.settings import Compiler
from app.engine.tasks import ReceiveTask, RuleTask, ScriptTask, SendTask, ServiceTask, UserTask


class Diagram(BpmnProcessSpec):
    """The specs of one process or embedded sub-process; made once and never changed by runs."""

    def __init__(self, name: str, embedded: bool) -> None:
        # Not BpmnProcessSpec.__init__: it reserves the ids "Start" and "End" and adds a join nothing needs.
        WorkflowSpec.__init__(self, name=name)
        self.data_objects: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.start = BpmnStartTask(self, "(root)")
        self.embedded = embedded
        self.plain_start = ""
        self.handlers: list[str] = []
        self.listeners: list[str] = []


class NodeReader(TaskParser):
    """Makes the spec of one element; flows are drawn afterwards."""

    def read(self) -> Node:
        """Return the spec; a multi-instance becomes two, itself and what each item goes through."""
        parser: DiagramParser = self.process_parser.parser
        settings = parser.compiler.settings(self.node)
        arguments = {
            "process_key": parser.process_key,
            "bpmn_name": self.node.get("name"),
            "lane": parser.lane_of(self.node),
        }
        repetition = settings.repetition
        if repetition is None:
            return self._make(self.bpmn_id, settings, arguments)
        each = self._make(f"{self.bpmn_id} [each]", replace(settings, sets=None), arguments)
        each.bpmn_id = self.bpmn_id
        each.own_data = repetition.gather is not None
        kind = Loop if repetition.loop else MultiInstance
        return kind(self.spec, self.bpmn_id, settings, each=each.name, repetition=repetition, **arguments)

    def _make(self, name: str, settings: Settings, arguments: dict[str, Any]) -> Node:
        node: Node = self.spec_class(self.spec, name, settings, **arguments, **self.particulars())
        return node

    def particulars(self) -> dict[str, Any]:
        """What only this kind of element has."""
        return {}


class ServiceReader(NodeReader):
    """Reads a service task; one with a topic is done by a worker outside."""

    def read(self) -> Node:
        """Return the spec."""
        if properties_of(self.node).get("topic", "").strip():
            self.spec_class = ExternalTask
        return super().read()


class IntermediateReader(NodeReader):
    """Reads an event on the way; the ends of a link are of their own kind."""

    def read(self) -> Node:
        """Return the spec."""
        if has(self.node, "linkEventDefinition"):
            self.spec_class = LinkEvent
        return super().read()


class EndReader(NodeReader):
    """Reads an end event."""

    def particulars(self) -> dict[str, Any]:
        """Whether it terminates."""
        return {"terminates": has(self.node, "terminateEventDefinition")}


class BoundaryReader(NodeReader):
    """Reads an event attached to an activity."""

    def particulars(self) -> dict[str, Any]:
        """Whether it interrupts."""
        return {"cancel_activity": interrupts(self.node)}


class CallReader(NodeReader):
    """Reads a call of another diagram."""

    def particulars(self) -> dict[str, Any]:
        """Which diagram is called."""
        return {"subworkflow_spec": SubprocessParser.get_call_activity_spec(self)}


class SubProcessReader(NodeReader):
    """Reads an embedded sub-process, or one that an event of the level around it begins."""

    def read(self) -> Node:
        """Return the spec; an event sub-process gets another one, for its start in the level around it."""
        if not flag(self.node, "triggeredByEvent"):
            return super().read()
        self.spec_class = EventSubProcess
        node = super().read()
        begin = next(children(self.node, "startEvent"))
        parser: DiagramParser = self.process_parser.parser
        listener = Listener(
            self.spec,
            begin.get("id", ""),
            parser.compiler.settings(begin),
            process_key=parser.process_key,
            handler=node.name,
            interrupting=interrupts(begin),
        )
        self.spec.handlers.append(listener.name)
        if listener.settings.raised is None:
            self.spec.listeners.append(listener.name)
        return node

    def particulars(self) -> dict[str, Any]:
        """Under which name its inside is kept."""
        parser = self.process_parser.parser
        parser.create_parser(self.node)
        return {"subworkflow_spec": f"{parser.process_key}/{self.bpmn_id}"}


class LevelReader(ProcessParser):
    """Makes the specs of one process or embedded sub-process."""

    def _parse(self) -> None:
        embedded = tag(self.node) == "subProcess"
        self.spec = Diagram(self.bpmn_id, embedded)
        for node in self.node:
            reader, spec_class = self.parser._get_parser_class(node.tag)
            if reader is not None:
                reader(self, spec_class, node, self.nsmap, lane="").read()
        for flow in children(self.node, "sequenceFlow"):
            self._draw(flow)
        self._finish()

    def _draw(self, flow: etree._Element) -> None:
        specs = self.spec.task_specs
        source, target = specs[flow.get("sourceRef")], specs[flow.get("targetRef")]
        condition = next(children(flow, "conditionExpression"), None)
        default = self.get_node_by_id(source.bpmn_id).get("default") == flow.get("id")
        name = flow.get("id", "")
        compiled = None if default else self.parser.compiler.expression(name, text_of(condition))
        source.flows.append(Flow(name, source.name, target.name, compiled, default))
        source.decides = source.decides or default or compiled is not None
        target.incoming.append(name)

    def _finish(self) -> None:
        for source, target in links_of(self.node):
            self.spec.task_specs[source].flows.append(Flow("", source, target))
        for node in children(self.node, "boundaryEvent"):
            self.spec.task_specs[node.get("attachedToRef")].attached.append(node.get("id"))
        for node in children(self.node, "startEvent"):
            settings = self.spec.task_specs[node.get("id")].settings
            if self.spec.embedded or (settings.message is None and settings.timer is None):
                self.spec.plain_start = self.spec.plain_start or node.get("id", "")
        for spec in self.spec.task_specs.values():
            if isinstance(spec, InclusiveGateway):
                find_upstream(spec, self.spec.task_specs)


class DiagramParser(BpmnParser):
    """SpiffWorkflow's parser with our elements; it is given trees that were read and checked before."""

    PROCESS_PARSER_CLASS = LevelReader
    PARSER_CLASSES: ClassVar[dict[str, tuple[type[NodeReader], type[Node]]]] = {
        full_tag("startEvent"): (NodeReader, StartEvent),
        full_tag("endEvent"): (EndReader, EndEvent),
        full_tag("intermediateCatchEvent"): (IntermediateReader, CatchEvent),
        full_tag("intermediateThrowEvent"): (IntermediateReader, ThrowEvent),
        full_tag("boundaryEvent"): (BoundaryReader, BoundaryEvent),
        full_tag("userTask"): (NodeReader, UserTask),
        full_tag("serviceTask"): (ServiceReader, ServiceTask),
        full_tag("scriptTask"): (NodeReader, ScriptTask),
        full_tag("businessRuleTask"): (NodeReader, RuleTask),
        full_tag("sendTask"): (NodeReader, SendTask),
        full_tag("receiveTask"): (NodeReader, ReceiveTask),
        full_tag("callActivity"): (CallReader, CallActivity),
        full_tag("subProcess"): (SubProcessReader, SubProcess),
        full_tag("exclusiveGateway"): (NodeReader, ExclusiveGateway),
        full_tag("parallelGateway"): (NodeReader, ParallelGateway),
        full_tag("inclusiveGateway"): (NodeReader, InclusiveGateway),
        full_tag("eventBasedGateway"): (NodeReader, EventGateway),
    }

    def __init__(self, process: etree._Element, compiler: Compiler, lanes: dict[str, str]) -> None:
        super().__init__()
        self.process_key = process.get("id", "")
        self.compiler = compiler
        self.lanes = lanes
        self.create_parser(process)

    def lane_of(self, node: etree._Element | None) -> str | None:
        """Return the key of the lane an element stands in; inside a sub-process, that of the sub-process."""
        while node is not None:
            lane = self.lanes.get(node.get("id", ""))
            if lane is not None:
                return lane
            node = node.getparent()
        return None

    def diagrams(self) -> dict[str, Diagram]:
        """Return the specs of the process under its key, and of each embedded sub-process under "<key>/<id>"."""
        found: dict[str, Diagram] = {}
        while len(found) < len(self.process_parsers):
            for name in list(self.process_parsers):
                key = name if name == self.process_key else f"{self.process_key}/{name}"
                if key not in found:
                    found[key] = self.get_spec(name)
        return found
