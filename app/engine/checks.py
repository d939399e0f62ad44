"""Whether a diagram keeps to the shapes the engine runs; it must not know SpiffWorkflow or expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from app.engine.reading import BPMN, SPIFF, Report, children, is_plain_id, properties_of, tag, text_of

_EVENT = ("timerEventDefinition", "messageEventDefinition")
_EVENTS: dict[str, tuple[str, ...]] = {
    "startEvent": _EVENT,
    "intermediateCatchEvent": _EVENT,
    "boundaryEvent": _EVENT,
    "intermediateThrowEvent": ("messageEventDefinition",),
    "sendTask": ("messageEventDefinition",),
    "receiveTask": ("messageEventDefinition",),
    "endEvent": ("messageEventDefinition", "terminateEventDefinition"),
}
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
TASKS = (
    "userTask",
    "serviceTask",
    "scriptTask",
    "businessRuleTask",
    "sendTask",
    "receiveTask",
    "callActivity",
)
NODES = frozenset((*_EVENTS, *GATEWAYS, *TASKS, "subProcess"))
_DECORATION = frozenset(
    (
        *(
            "extensionElements",
            "documentation",
            "laneSet",
            "sequenceFlow",
            "incoming",
            "outgoing",
            "property",
        ),
        *("textAnnotation", "association", "group", "dataObject", "dataObjectReference"),
        *("dataStoreReference", "dataInputAssociation", "dataOutputAssociation"),
    )
)
_INSIDE: dict[str, tuple[str, ...]] = {name: ("multiInstanceLoopCharacteristics",) for name in TASKS}
_INSIDE["scriptTask"] = ("script", "multiInstanceLoopCharacteristics")
_LOOP_PARTS = frozenset(("extensionElements", "documentation", "completionCondition"))


def levels(process: etree._Element) -> Iterator[etree._Element]:
    """Yield the process and every embedded sub-process in it, outer before inner."""
    todo = [process]
    while todo:
        level = todo.pop(0)
        yield level
        todo.extend(children(level, "subProcess"))


def check_process(process: etree._Element, report: Report, messages: dict[str, str]) -> None:
    """Report every shape that the engine does not run."""
    if process.get("isExecutable", "true") != "true":
        report.add("not_executable", "", "流程未标记为可执行。", "The process is not marked as executable.")
    ids = [node.get("id", "") for node in process.iter() if tag(node) in NODES or tag(node) == "sequenceFlow"]
    for name, times in Counter(ids).items():
        if times > 1:
            report.add("duplicate_id", name, "元素标识重复。", "This id is used more than once.")
        if not is_plain_id(name):
            report.add(
                "bad_id",
                name,
                "元素标识含有不允许的字符。",
                "The id is missing or not plain.",
            )
    for level in levels(process):
        _Level(level, report, messages).check()


class _Level:
    """One process or embedded sub-process under inspection."""

    def __init__(self, level: etree._Element, report: Report, messages: dict[str, str]) -> None:
        self.level = level
        self.report = report
        self.messages = messages
        self.nodes = {node.get("id", ""): node for node in level if tag(node) in NODES}
        self.flows = list(children(level, "sequenceFlow"))
        self.leaving: dict[str, list[etree._Element]] = {}
        self.arriving: dict[str, list[etree._Element]] = {}
        for flow in self.flows:
            self.leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
            self.arriving.setdefault(flow.get("targetRef", ""), []).append(flow)

    def check(self) -> None:
        """Report everything about this level."""
        for child in self.level:
            if tag(child) and tag(child) not in NODES and tag(child) not in _DECORATION:
                self._add(
                    "unsupported_element", child, f"不支持 {tag(child)}。", f"{tag(child)} is not supported."
                )
        for flow in self.flows:
            if flow.get("sourceRef") not in self.nodes or flow.get("targetRef") not in self.nodes:
                self._add("loose_flow", flow, "连线的起点或终点不存在。", "The flow begins or ends nowhere.")
        self._check_starts()
        for node in self.nodes.values():
            self._check_parts(node)
            self._check_event(node)
            self._check_flows(node)
            self._check_loop(node)

    def _add(self, code: str, node: etree._Element, zh: str, en: str) -> None:
        self.report.add(code, node.get("id", ""), zh, en)

    def _check_starts(self) -> None:
        starts = [node for node in self.nodes.values() if tag(node) == "startEvent"]
        if not starts:
            self._add("no_start", self.level, "没有开始事件。", "There is no start event.")
        if tag(self.level) == "subProcess":
            if self.level.get("triggeredByEvent") == "true":
                self._add(
                    "unsupported_element",
                    self.level,
                    "不支持事件子流程。",
                    "Event sub-processes are not supported.",
                )
            if len(starts) != 1 or any(_definitions(start) for start in starts):
                self._add(
                    "sub_process_start",
                    self.level,
                    "内嵌子流程须有且只有一个普通开始事件。",
                    "An embedded sub-process needs exactly one plain start event.",
                )

    def _check_parts(self, node: etree._Element) -> None:
        kind = tag(node)
        allowed = (*_EVENTS.get(kind, ()), *_INSIDE.get(kind, ()))
        for child in node:
            name = tag(child)
            if kind != "subProcess" and name and name not in allowed and name not in _DECORATION:
                self._add(
                    "unsupported_element", node, f"此处不支持 {name}。", f"{name} is not supported here."
                )
        for extension in node.iterfind(f"{BPMN}extensionElements/*"):
            name = extension.tag if isinstance(extension.tag, str) else ""
            if name.startswith(SPIFF) and name != f"{SPIFF}properties":
                short = name[len(SPIFF) :]
                self._add(
                    "unsupported_setting",
                    node,
                    f"不支持设置 {short}。",
                    f"The setting {short} is not supported.",
                )

    def _check_event(self, node: etree._Element) -> None:
        kind = tag(node)
        found = _definitions(node)
        if kind in ("intermediateCatchEvent", "boundaryEvent") and len(found) != 1:
            self._add(
                "event_kind",
                node,
                "须为计时或消息事件之一。",
                "The event must wait for one message or one clock.",
            )
        if kind in _EVENTS and len(found) > 1:
            self._add("event_kind", node, "只能有一个事件定义。", "The event has more than one definition.")
        if kind in ("sendTask", "receiveTask") or any(
            tag(item) == "messageEventDefinition" for item in found
        ):
            ref = message_ref(node)
            if not self.messages.get(ref or ""):
                self._add(
                    "no_message",
                    node,
                    "没有指定消息，或消息没有名称。",
                    "No message is named, or it has no name.",
                )
        for item in found:
            if tag(item) == "timerEventDefinition":
                self._check_timer(node, item)
        if kind == "boundaryEvent":
            host = self.nodes.get(node.get("attachedToRef", ""))
            if host is None or tag(host) not in (*TASKS, "subProcess"):
                self._add(
                    "loose_boundary",
                    node,
                    "边界事件没有依附于任务。",
                    "The boundary event is attached to no activity.",
                )

    def _check_timer(self, node: etree._Element, definition: etree._Element) -> None:
        parts = list(children(definition, "timeDate", "timeDuration", "timeCycle"))
        if len(parts) != 1 or not text_of(parts[0]):
            self._add("no_time", node, "计时事件没有时间。", "The timer event has no time.")
        elif tag(parts[0]) == "timeCycle" and tag(node) != "startEvent":
            self._add(
                "cycle",
                node,
                "循环计时只能用于开始事件。",
                "A repeating clock is possible at a start event only.",
            )

    def _check_flows(self, node: etree._Element) -> None:
        kind, name = tag(node), node.get("id", "")
        leaving, arriving = self.leaving.get(name, []), self.arriving.get(name, [])
        if kind in ("startEvent", "boundaryEvent") and arriving:
            self._add("flow_into_start", node, "不能有进入此事件的连线。", "No flow may enter this event.")
        if kind == "endEvent" and leaving:
            self._add("flow_out_of_end", node, "结束事件不能有出线。", "No flow may leave an end event.")
        if kind not in GATEWAYS and len(leaving) > 1:
            self._add(
                "several_flows",
                node,
                "请用网关分支。",
                "Use a gateway to branch; only one flow may leave here.",
            )
        deciding = kind in ("exclusiveGateway", "inclusiveGateway")
        default = node.get("default")
        if default is not None and default not in [flow.get("id") for flow in leaving]:
            self._add("loose_default", node, "默认出线不存在。", "The default flow does not leave here.")
        for flow in leaving:
            condition = next(children(flow, "conditionExpression"), None)
            if condition is not None and not deciding:
                self._add(
                    "condition_here",
                    flow,
                    "此处连线不能带条件。",
                    "A flow that leaves here cannot have a condition.",
                )
            if deciding and condition is None and flow.get("id") != default and len(leaving) > 1:
                self._add(
                    "no_condition",
                    flow,
                    "出线没有条件，也不是默认出线。",
                    "The flow has no condition and is not the default.",
                )
        if kind == "eventBasedGateway":
            self._check_event_gateway(node, leaving)

    def _check_event_gateway(self, node: etree._Element, leaving: list[etree._Element]) -> None:
        for flow in leaving:
            target = flow.get("targetRef", "")
            known = self.nodes.get(target)
            if (
                known is None
                or tag(known) != "intermediateCatchEvent"
                or len(self.arriving.get(target, [])) != 1
            ):
                self._add(
                    "event_gateway",
                    node,
                    "事件网关之后只能接捕获事件，且每个事件只有这一条入线。",
                    "Only catching events may follow an event-based gateway, each with this one incoming flow.",
                )

    def _check_loop(self, node: etree._Element) -> None:
        loop = next(children(node, "multiInstanceLoopCharacteristics"), None)
        if loop is None:
            return
        if loop.get("isSequential") == "true":
            self._add("sequential", node, "多实例须为并行。", "A multi-instance must be parallel.")
        for part in loop:
            if tag(part) and tag(part) not in _LOOP_PARTS:
                self._add(
                    "unsupported_element",
                    node,
                    f"此处不支持 {tag(part)}。",
                    f"{tag(part)} is not supported here.",
                )
        properties = properties_of(node)
        if not properties.get("collection") or not properties.get("item", "").isidentifier():
            self._add(
                "no_collection",
                node,
                "多实例须设置 collection（FEEL 列表）和 item（变量名）。",
                "A multi-instance needs the settings collection (a FEEL list) and item (a variable's name).",
            )


def message_ref(node: etree._Element) -> str | None:
    """Return the id of the message an event or task refers to."""
    definition = next(children(node, "messageEventDefinition"), None)
    return node.get("messageRef") if definition is None else definition.get("messageRef")


def _definitions(node: etree._Element) -> list[etree._Element]:
    return list(children(node, "timerEventDefinition", "messageEventDefinition", "terminateEventDefinition"))
