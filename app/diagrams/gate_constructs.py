"""Constructs of BPMN that other tools draw: what is refused, what is ignored, and what to draw instead."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.safe_xml import BPMN, SPIFF, bpmn_children, is_bpmn, local_name

Advice = tuple[str, str]

REFUSED: dict[str, Advice] = {
    "complexGateway": (
        "不支持复杂网关，请改用包容网关并写明条件。",
        "Complex gateways are not supported; use an inclusive one with conditions.",
    ),
    "compensateEventDefinition": (
        "不支持补偿，请把撤销画成普通任务。",
        "Compensation is not supported; draw the undoing as ordinary tasks.",
    ),
    "cancelEventDefinition": (
        "不支持取消事件，请用消息或计时边界事件。",
        "Cancel events are not supported; use a message or timer on the border.",
    ),
    "linkEventDefinition": (
        "不支持链接事件，请直接画连线，过长时拆成调用活动。",
        "Link events are not supported; draw the flow, or split off a called piece.",
    ),
    "conditionalEventDefinition": (
        "不支持条件事件，请用网关判断或等待消息。",
        "Conditional events are not supported; use a gateway or wait for a message.",
    ),
    "signalEventDefinition": (
        "不支持信号，请改用按案号对应的消息。",
        "Signals are not supported; use a message, which finds its case by number.",
    ),
    "errorEventDefinition": (
        "不支持错误事件，请用网关判断任务的结果。",
        "Error events are not supported; use a gateway on the task's result.",
    ),
    "escalationEventDefinition": (
        "不支持升级事件，请改用消息或计时边界事件。",
        "Escalation is not supported; use a message or timer on the border.",
    ),
    "transaction": (
        "不支持事务子流程，请改为普通子流程。",
        "Transactions are not supported; use an ordinary sub-process.",
    ),
    "adHocSubProcess": (
        "不支持临时子流程，请画出任务之间的顺序。",
        "Ad-hoc sub-processes are not supported; draw the order of the tasks.",
    ),
    "manualTask": (
        "不支持手工任务，请改为用户任务，以便记录结果。",
        "Manual tasks are not supported; make it a user task, so that the result is recorded.",
    ),
    "task": (
        "任务没有类型，请指定为用户任务、服务任务等。",
        "The task has no type; make it a user task, a service task or another kind.",
    ),
    "standardLoopCharacteristics": (
        "不支持循环标记，请用网关画出循环。",
        "The loop marker is not supported; draw the loop with a gateway.",
    ),
    "loopCardinality": (
        "不支持按次数的多实例，请用 collection 设置指定清单。",
        "A number of instances is not supported; name a list in the setting collection.",
    ),
    "loopDataInputRef": (
        "请用 collection 和 item 设置指定多实例的清单。",
        "Name the list of a multi-instance in the settings collection and item.",
    ),
    "loopDataOutputRef": (
        "请用 collection 和 item 设置指定多实例的清单。",
        "Name the list of a multi-instance in the settings collection and item.",
    ),
    "subChoreography": (
        "不支持编排图，请画成协作图中的流程。",
        "Choreographies are not supported; draw a process in a collaboration.",
    ),
    "choreography": (
        "不支持编排图，请画成协作图中的流程。",
        "Choreographies are not supported; draw a process in a collaboration.",
    ),
}

IGNORED: dict[str, Advice] = {
    "ioSpecification": (
        "数据输入输出说明不起作用，请用表单和变量。",
        "Input and output specifications have no effect; use forms and variables.",
    ),
    "potentialOwner": (
        "图中的办理人设置不起作用，任务由泳道对应的单位办理。",
        "Assignees drawn here have no effect; the lane's unit does the task.",
    ),
    "humanPerformer": (
        "图中的办理人设置不起作用，任务由泳道对应的单位办理。",
        "Assignees drawn here have no effect; the lane's unit does the task.",
    ),
    "performer": (
        "图中的办理人设置不起作用，任务由泳道对应的单位办理。",
        "Assignees drawn here have no effect; the lane's unit does the task.",
    ),
    "dataInputAssociation": (
        "数据关联只作说明，不传数据。",
        "Data associations only explain; no data moves along them.",
    ),
    "dataOutputAssociation": (
        "数据关联只作说明，不传数据。",
        "Data associations only explain; no data moves along them.",
    ),
    "monitoring": ("监控设置不起作用。", "Monitoring settings have no effect."),
    "auditing": (
        "审计设置不起作用，系统自行记录。",
        "Auditing settings have no effect; the system keeps its own record.",
    ),
}

KNOWN_SPIFF = frozenset({"properties", "property"})
OURS = frozenset(
    {BPMN, SPIFF, "http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC",
     "http://www.omg.org/spec/DD/20100524/DI", "http://www.w3.org/2001/XMLSchema-instance",
     "http://www.w3.org/XML/1998/namespace"}
)  # fmt: skip
CODE_BEARING = frozenset(
    {"script", "preScript", "postScript", "executionListener", "taskListener", "expression"}
)


def check_constructs(root: etree._Element, notes: Notes) -> None:
    """Report constructs that are refused, and foreign ones that are ignored."""
    foreign: Counter[str] = Counter()
    first: dict[str, etree._Element] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        namespace = etree.QName(element).namespace or ""
        if is_bpmn(element):
            _check_bpmn(element, notes)
        elif namespace == SPIFF:
            _check_spiff(element, notes)
        for found in _foreign_namespaces(element, namespace):
            foreign[found] += 1
            first.setdefault(found, element)
    for found, count in foreign.items():
        notes.warning(
            "foreign_settings",
            f"其他工具的设置（{found[:80]}，{count} 处）不起作用，请用本系统的设置重新填写。",
            f"Settings of another tool ({found[:80]}, {count} places) have no effect; enter them anew here.",
            *_near(first[found]),
        )


def _check_bpmn(element: etree._Element, notes: Notes) -> None:
    name = local_name(element)
    if name in REFUSED:
        notes.error("unsupported_element", *REFUSED[name], *_near(element))
    elif name in IGNORED:
        notes.warning("ignored_element", *IGNORED[name], *_near(element))
    if name == "subProcess" and element.get("triggeredByEvent") == "true":
        notes.error(
            "unsupported_element",
            "不支持事件子流程，请用边界事件引出处理。",
            "Event sub-processes are not supported; lead the handling out of a boundary event.",
            *_near(element),
        )
    if name == "multiInstanceLoopCharacteristics" and element.get("isSequential") == "true":
        notes.error(
            "sequential",
            "多实例只能并行；须依次办理时请画成循环。",
            "Instances run in parallel only; draw a loop when one must follow the other.",
            *_near(element),
        )
    for attribute, usual in (("startQuantity", "1"), ("completionQuantity", "1")):
        if element.get(attribute, usual).strip() != usual:
            notes.error(
                "token_quantity",
                f"不支持令牌数量 {attribute}，请改用多实例或并行网关。",
                f"The token quantity {attribute} is not supported; use multi-instance or a parallel gateway.",
                *_near(element),
            )


def _check_spiff(element: etree._Element, notes: Notes) -> None:
    name = local_name(element)
    if name in ("preScript", "postScript"):
        notes.error(
            "hidden_script",
            "任务不能带前置或后置脚本，请改为单独的脚本任务。",
            "A task may hold no pre- or post-script; draw a script task of its own.",
            *_near(element),
        )
    elif name not in KNOWN_SPIFF:
        notes.error(
            "unsupported_setting",
            f"不支持设置 {name}，请删去并用本系统的设置代替。",
            f"The setting {name} is not supported; remove it and use the settings of this system.",
            *_near(element),
        )


def _foreign_namespaces(element: etree._Element, namespace: str) -> set[str]:
    found = {
        space
        for attribute in element.attrib
        if (space := etree.QName(attribute).namespace) and space not in OURS
    }
    parent = element.getparent()
    if namespace not in OURS and parent is not None and local_name(parent) == "extensionElements":
        found.add(namespace or "无命名空间 no namespace")
    return found


def _near(element: etree._Element) -> tuple[str | None, int | None]:
    """Id of the flow node, flow or process that something belongs to, and its own line."""
    for holder in (element, *element.iterancestors()):
        if (
            holder.get("id")
            and is_bpmn(holder)
            and not local_name(holder).endswith(("Definition", "Characteristics"))
        ):
            return holder.get("id"), element.sourceline
    return None, element.sourceline


def flow_nodes(level: etree._Element) -> list[etree._Element]:
    """The events, activities and gateways directly inside a process or sub-process."""
    kinds = ("Event", "Gateway", "Task", "task", "callActivity", "ubProcess", "transaction")
    return [child for name, child in bpmn_children(level) if name.endswith(kinds)]
