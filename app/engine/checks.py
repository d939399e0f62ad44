"""Whether a diagram keeps to the shapes the engine runs; it must not know SpiffWorkflow or expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine.event_checks import DEFINITIONS, check_event, definitions, definitions_allowed
from app.engine.reading import BPMN, SPIFF, Report, children, flag, is_plain_id, raised_in, tag, text_of
from app.engine.repetition_checks import REPETITIONS, check_repetition

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
ACTIVITIES = (*TASKS, "subProcess")
NODES = frozenset((*DEFINITIONS, *GATEWAYS, *TASKS, "subProcess"))
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
        *("dataStoreReference", "dataInputAssociation", "dataOutputAssociation", "ioSpecification"),
        *("performer", "humanPerformer", "potentialOwner", "resourceRole", "auditing", "monitoring"),
    )
)
_ONCE = frozenset(("1", ""))


def levels(process: etree._Element) -> Iterator[etree._Element]:
    """Yield the process and every embedded sub-process in it, outer before inner."""
    todo = [process]
    while todo:
        level = todo.pop(0)
        yield level
        todo.extend(children(level, "subProcess"))


def check_process(
    process: etree._Element, report: Report, messages: Mapping[str, str], codes: Mapping[str, str]
) -> None:
    """Report every shape that the engine does not run."""
    if not flag(process, "isExecutable", True):
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
        _Level(level, report, messages, codes).check()


class _Level:
    """One process or embedded sub-process under inspection."""

    def __init__(
        self,
        level: etree._Element,
        report: Report,
        messages: Mapping[str, str],
        codes: Mapping[str, str],
    ) -> None:
        self.level = level
        self.report = report
        self.messages = messages
        self.codes = codes
        self.nodes = {node.get("id", ""): node for node in level if tag(node) in NODES}
        self.bordered = {node.get("attachedToRef") for node in children(level, "boundaryEvent")}
        self.flows = list(children(level, "sequenceFlow"))
        self.leaving: dict[str, list[etree._Element]] = {}
        self.arriving: dict[str, list[etree._Element]] = {}
        for flow in self.flows:
            self.leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
            self.arriving.setdefault(flow.get("targetRef", ""), []).append(flow)

    def check(self) -> None:
        """Report everything about this level."""
        for child in self.level:
            if tag(child) and tag(child) not in NODES and tag(child) not in self._beside_nodes():
                self._add(
                    "unsupported_element", child, f"不支持 {tag(child)}。", f"{tag(child)} is not supported."
                )
        for flow in self.flows:
            if flow.get("sourceRef") not in self.nodes or flow.get("targetRef") not in self.nodes:
                self._add("loose_flow", flow, "连线的起点或终点不存在。", "The flow begins or ends nowhere.")
        self._check_starts()
        self._check_links()
        for node in self.nodes.values():
            self._check_parts(node)
            check_event(node, self.messages, self.codes, self._add)
            self._check_border(node)
            self._check_flows(node)
            check_repetition(node, self._add)

    def _add(self, code: str, node: etree._Element, zh: str, en: str) -> None:
        self.report.add(code, node.get("id", ""), zh, en)

    def _check_starts(self) -> None:
        starts = [node for node in self.nodes.values() if tag(node) == "startEvent"]
        if not starts:
            self._add("no_start", self.level, "没有开始事件。", "There is no start event.")
        if tag(self.level) != "subProcess":
            return
        if flag(self.level, "triggeredByEvent"):
            if len(starts) != 1 or len(definitions(starts[0])) != 1:
                self._add(
                    "sub_process_start",
                    self.level,
                    "事件子流程须有且只有一个开始事件，并注明由什么事件启动。",
                    "An event sub-process needs exactly one start event, with the event that begins it.",
                )
        elif len(starts) != 1 or definitions(starts[0]):
            self._add(
                "sub_process_start",
                self.level,
                "内嵌子流程须有且只有一个普通开始事件。",
                "An embedded sub-process needs exactly one plain start event.",
            )

    def _check_links(self) -> None:
        targets = Counter(
            raised[1]
            for node in self.nodes.values()
            if tag(node) == "intermediateCatchEvent" and (raised := self._link(node))
        )
        for node in self.nodes.values():
            raised = self._link(node)
            if raised is None or not raised[1]:
                continue
            catching = tag(node) == "intermediateCatchEvent"
            if targets[raised[1]] != 1:
                self._add(
                    "link", node, "链接须有且只有一个目标。", "A link needs exactly one target of its name."
                )
            if (self.arriving if catching else self.leaving).get(node.get("id", "")):
                self._add(
                    "link", node, "链接的这一端不能有连线。", "No flow may lead here, at this end of a link."
                )

    def _link(self, node: etree._Element) -> tuple[str, str | None] | None:
        raised = raised_in(node, self.codes)
        return raised if raised is not None and raised[0] == "link" else None

    def _beside_nodes(self) -> frozenset[str]:
        return _DECORATION | REPETITIONS if tag(self.level) == "subProcess" else _DECORATION

    def _check_parts(self, node: etree._Element) -> None:
        kind = tag(node)
        allowed = (*definitions_allowed(node), *_inside(kind))
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

    def _check_border(self, node: etree._Element) -> None:
        host = self.nodes.get(node.get("attachedToRef", ""))
        if tag(node) == "boundaryEvent" and (
            host is None or tag(host) not in ACTIVITIES or flag(host, "triggeredByEvent")
        ):
            self._add(
                "loose_boundary",
                node,
                "边界事件没有依附于任务。",
                "The boundary event is attached to no activity.",
            )
        for name in ("startQuantity", "completionQuantity"):
            if node.get(name, "1").strip() not in _ONCE:
                self._add(
                    "token_quantity",
                    node,
                    f"不支持令牌数量 {name}。",
                    f"The quantity {name} is not supported.",
                )
        if flag(node, "isForCompensation"):
            self._add("unsupported_element", node, "不支持补偿。", "Compensation is not supported.")

    def _check_flows(self, node: etree._Element) -> None:
        kind, name = tag(node), node.get("id", "")
        leaving, arriving = self.leaving.get(name, []), self.arriving.get(name, [])
        if kind in ("startEvent", "boundaryEvent") and arriving:
            self._add("flow_into_start", node, "不能有进入此事件的连线。", "No flow may enter this event.")
        if kind == "endEvent" and leaving:
            self._add("flow_out_of_end", node, "结束事件不能有出线。", "No flow may leave an end event.")
        if flag(node, "triggeredByEvent") and (leaving or arriving):
            self._add(
                "loose_flow",
                node,
                "事件子流程不能有连线。",
                "No flow may lead into or out of an event sub-process.",
            )
        default = node.get("default")
        if default is not None and default not in [flow.get("id") for flow in leaving]:
            self._add("loose_default", node, "默认出线不存在。", "The default flow does not leave here.")
        deciding = kind in ("exclusiveGateway", "inclusiveGateway")
        for flow in leaving:
            conditional = bool(text_of(next(children(flow, "conditionExpression"), None)))
            if conditional and not deciding and kind not in ACTIVITIES:
                self._add(
                    "condition_here",
                    flow,
                    "此处连线不能带条件。",
                    "A flow that leaves here cannot have a condition.",
                )
            if deciding and not conditional and flow.get("id") != default and len(leaving) > 1:
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
            known = tag(self.nodes[target]) if target in self.nodes else ""
            if (
                known not in ("intermediateCatchEvent", "receiveTask")
                or target in self.bordered
                or len(self.arriving.get(target, [])) != 1
            ):
                self._add(
                    "event_gateway",
                    node,
                    "事件网关之后只能接捕获事件或不带边界事件的接收任务，且各只有这一条入线。",
                    "Only catching events and plain receive tasks may follow, each with this one incoming flow.",
                )


def _inside(kind: str) -> frozenset[str]:
    """Return what may stand inside an element beside events and decoration."""
    if kind == "scriptTask":
        return REPETITIONS | {"script"}
    return REPETITIONS if kind in TASKS else frozenset()
