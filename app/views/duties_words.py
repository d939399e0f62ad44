"""What the duty matrix calls its states, kinds and places; it counts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from app.actions.clock_dates import listed
from app.deadlines import Rule, applies_in
from app.duties import KIND_WORDS, Clause, Place
from app.permissions import may, role_name
from app.views.access import actor, house, language
from app.views.naming import districts, rule_length
from app.views.words import t

STATE_WORDS = {
    "performed": ("本期已履行", "Performed"),
    "never": ("本期未履行", "Not performed"),
    "late": ("有逾期", "Late"),
    "open": ("有在办", "Open work"),
    "standing": ("长期有效", "Always in effect"),
    "unserved": ("无承接", "Unserved"),
}
STANDING_WORDS = {
    "done": ("已办", "Done"),
    "on_time": ("按期", "In time"),
    "late": ("逾期办结", "Done late"),
    "open": ("在办", "Open"),
    "overdue": ("逾期未办", "Overdue"),
}
_KINDS = {
    "userTask": ("办理任务", "Task"),
    "manualTask": ("办理任务", "Task"),
    "callActivity": ("调用流程", "Called process"),
    "serviceTask": ("系统办理", "Done by the system"),
    "scriptTask": ("系统计算", "Calculated"),
    "businessRuleTask": ("决策表", "Decision table"),
    "sendTask": ("发送消息", "Message out"),
    "receiveTask": ("等待消息", "Message in"),
    "startEvent": ("开始", "Start"),
    "endEvent": ("结束", "End"),
}
_OTHER = ("流程节点", "Step of the diagram")
_CLOCKS = ("starts", "starts_on_entry", "meets", "extends")


@dataclass(frozen=True)
class PlaceLine:
    """A place in words: process and element with the address of the diagram, lane, role, form, clocks, papers."""

    process: str
    name: str
    kind: str
    address: str
    lane: str = ""
    role: str = ""
    form: bool = False
    clocks: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


def kinds_in_words(clause: Clause) -> str:
    """Return what a clause asks for, in words."""
    return t("、", ", ").join(t(*KIND_WORDS[kind]) for kind in clause.kinds)


def place_line(place: Place, processes: Mapping[str, str], district: str) -> PlaceLine:
    """Return a place in words, with the clocks that are law in a district; no address for who may not read diagrams."""
    process = processes.get(place.process, place.process)
    reads = may(actor(), "process.read")
    address = url_for("processes.newest", process_key=place.process) if reads else ""
    element = place.element
    if element is None:
        return PlaceLine(process, t("整个流程", "The whole process"), t("流程", "Process"), address)
    properties = element.properties
    rules = dict.fromkeys(rule for name in _CLOCKS for rule in listed(element, name))
    local = districts()[district].rule_jurisdiction
    lane = house().lanes.get(element.lane or "")
    return PlaceLine(
        process=process,
        name=t(element.name or element.id, properties.get("name_en")),
        kind=t(*_KINDS.get(element.kind, _OTHER)),
        address=address and f"{address}#element-{element.id}",
        lane=t(lane.zh, lane.en) if lane else "",
        role=role_name(properties["role"], language()) if properties.get("role") else "",
        form=element.kind == "userTask",
        clocks=tuple(_clock(house().rules[each]) for each in rules if _is_law(each, local)),
        papers=tuple(house().documents.get(code, code) for code in listed(element, "documents")),
    )


def _is_law(rule_id: str, jurisdiction: str) -> bool:
    rule = house().rules.get(rule_id)
    return rule is not None and applies_in(rule, jurisdiction)


def _clock(rule: Rule) -> str:
    return t(rule.name_zh, rule.name_en) + (f"（{rule_length(rule)}）" if rule.length else "")
