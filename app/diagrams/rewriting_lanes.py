"""Draws lanes where another tool names the group that does a task, or the pool says it; must not know any unit."""

from __future__ import annotations

import re

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.foreign import JAVA_ENGINES, ZEEBE
from app.diagrams.safe_xml import BPMN, bpmn, bpmn_children

_GROUP = re.compile(r"[^\W\d][\w-]{0,60}")
_FLOW_NODES = ("Event", "Gateway", "Task", "callActivity", "subProcess")


def draw_lanes(process: etree._Element, notes: Notes) -> None:
    """Give a process without lanes one lane for each group, when every user task names exactly one group.

    Whatever else stands in the process goes into the lane of the first task: only tasks need a unit.
    """
    if process.find(bpmn("laneSet")) is not None:
        return
    tasks = list(process.iter(bpmn("userTask")))
    groups = {str(task.get("id")): _group_of(task) for task in tasks}
    if not tasks or not all(groups.values()):
        return
    taken = {element.get("id") for element in process.getroottree().iter(f"{{{BPMN}}}*")}
    lanes = {
        group: group if group not in taken else f"lane_{group}" for group in dict.fromkeys(groups.values())
    }
    lane_set = etree.Element(bpmn("laneSet"), id=f"{process.get('id')}_lanes")
    process.insert(sum(1 for name, _ in bpmn_children(process) if name in _BEFORE), lane_set)
    first = groups[str(tasks[0].get("id"))]
    for group, lane_id in lanes.items():
        lane = etree.SubElement(lane_set, bpmn("lane"), id=lane_id, name=group)
        for name, node in bpmn_children(process):
            if (
                name.endswith(_FLOW_NODES)
                and groups.get(str(node.get("id")), _home(node, groups, first)) == group
            ):
                etree.SubElement(lane, bpmn("flowNodeRef")).text = node.get("id")
    for task in tasks:
        _forget_group(task)
    notes.info(
        "rewritten_lanes",
        f"任务的办理组已画成泳道：{'、'.join(lanes)}；请在地区设置中为泳道指定单位。",
        f"The groups of the tasks were drawn as lanes: {', '.join(lanes)}; bind the lanes to units.",
        process.get("id"),
        process.sourceline,
    )


_BEFORE = ("documentation", "extensionElements", "auditing", "monitoring", "ioSpecification", "property")


def _home(node: etree._Element, groups: dict[str, str], first: str) -> str:
    """The group of the first task inside a sub-process, else that of the whole process's first task."""
    inside = (groups[str(task.get("id"))] for task in node.iter(bpmn("userTask")))
    return next(inside, first)


def _group_of(task: etree._Element) -> str:
    found = [task.get(f"{{{space}}}candidateGroups") for space in JAVA_ENGINES]
    zeebe = task.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}assignmentDefinition")
    if zeebe is not None:
        found.append(zeebe.get("candidateGroups"))
    groups = {group.strip() for group in found if group}
    group = groups.pop() if len(groups) == 1 else ""
    return group if _GROUP.fullmatch(group) else ""


def _forget_group(task: etree._Element) -> None:
    for space in JAVA_ENGINES:
        task.attrib.pop(f"{{{space}}}candidateGroups", None)
    zeebe = task.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}assignmentDefinition")
    holder = zeebe.getparent() if zeebe is not None else None
    if zeebe is not None and holder is not None and not zeebe.get("assignee"):
        holder.remove(zeebe)
