"""Constructs of BPMN that have no effect here, and quantities of tokens; the engine is not asked."""

from __future__ import annotations

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.foreign_checks import ForeignSettings, near
from app.diagrams.safe_xml import BPMN, bpmn, bpmn_children, local_name

Advice = tuple[str, str]

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

BESIDE_PROCESSES = frozenset(
    {"choreography", "globalChoreographyTask", "globalConversation", "conversation", "subConversation",
     "callConversation", "conversationNode"}
)  # fmt: skip


def check_constructs(root: etree._Element, notes: Notes) -> None:
    """Report constructs without effect, quantities of tokens, and the settings of other tools."""
    told: set[str] = set()
    for element in root.iter(f"{{{BPMN}}}*"):
        name = local_name(element)
        if name in IGNORED and name not in told:
            told.add(name)
            notes.warning("ignored_element", *IGNORED[name], *near(element))
        elif name in BESIDE_PROCESSES and name not in told:
            told.add(name)
            notes.warning(
                "ignored_element",
                f"编排和会话（{name}）只作说明，只执行流程。",
                f"Choreographies and conversations ({name}) only explain; processes are what runs.",
                *near(element),
            )
        for attribute in ("startQuantity", "completionQuantity"):
            if element.get(attribute, "1").strip() != "1":
                notes.error(
                    "token_quantity",
                    f"不支持令牌数量 {attribute}，请改用多实例或并行网关。",
                    f"The token quantity {attribute} is not supported; use multi-instance or a parallel gateway.",
                    *near(element),
                )
    ForeignSettings(notes).check(root)


def check_implicit_splits(process: etree._Element, notes: Notes) -> None:
    """Say what happens where several flows leave an element that is no gateway (BPMN 2.0.2, 13.3.1)."""
    leaving: dict[str, list[etree._Element]] = {}
    for flow in process.iter(bpmn("sequenceFlow")):
        leaving.setdefault(str(flow.get("sourceRef")), []).append(flow)
    for node in process.iter(f"{{{BPMN}}}*"):
        flows = leaving.get(str(node.get("id")), [])
        if len(flows) < 2 or local_name(node).endswith("Gateway"):
            continue
        if any(flow.find(bpmn("conditionExpression")) is not None for flow in flows):
            zh = "多条连线直接引出：凡条件成立的都走，相当于包容网关。"
            en = (
                "Several flows leave here: each whose condition holds is taken, as from an inclusive gateway."
            )
        else:
            zh = "多条连线直接引出：同时都走，相当于并行网关。"
            en = "Several flows leave here: all are taken at once, as from a parallel gateway."
        notes.info("implicit_split", zh, en, node.get("id"), node.sourceline)


def flow_nodes(level: etree._Element) -> list[etree._Element]:
    """The events, activities and gateways directly inside a process or sub-process."""
    kinds = ("Event", "Gateway", "Task", "task", "callActivity", "ubProcess", "transaction")
    return [child for name, child in bpmn_children(level) if name.endswith(kinds)]
