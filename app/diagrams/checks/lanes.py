"""Whether every lane of a diagram is filled in every district, and roles and operations exist; it binds nothing."""

from __future__ import annotations

from app.diagrams.checks.model import Model
from app.diagrams.findings import Finding, Notes, Severity
from app.districts import OPEN_LANES, District

BY_DATA = "approver_role"
"""The role that a variable of the run names."""


def check_lanes(model: Model, notes: Notes) -> None:
    """Report lanes that a district does not bind or nobody fills there, and roles and operations that do not exist."""
    tasks = [each for each in model.elements if each.kind == "userTask"]
    properties = model.definition.properties.get(model.key, {})
    for lane in dict.fromkeys(task.lane for task in tasks if task.lane):
        drawn = properties.get(f"lane.{lane}.binding")
        for district in model.around.districts.values():
            _check_lane(model, lane, drawn, district, notes)
    for task in tasks if model.around.roles else ():
        role = task.properties.get("role", "")
        if role and role not in model.around.roles and role != BY_DATA:
            zh = f"没有“{role}”这个岗位，没有人能办这项任务。请从岗位表中选择。"
            en = f"There is no role “{role}”, so nobody could do this task. Choose one of the list of roles."
            notes.add(Finding("unknown_role", "error", task.id, None, zh, en, model.file))
    for each in model.elements:
        name = each.properties.get("operation", "") if each.kind == "serviceTask" else ""
        if name and name not in model.around.operations:
            known = "、".join(sorted(model.around.operations))
            zh = f"没有“{name}”这个系统操作，案件到此会停下。可用：{known}；由其他系统办理的，改填外部任务主题。"
            en = f"There is no operation “{name}”; cases would stop here. What another system does needs a topic."
            notes.add(Finding("unknown_operation", "error", each.id, None, zh, en, model.file))


def _check_lane(model: Model, lane: str, drawn: str | None, district: District, notes: Notes) -> None:
    def tell(code: str, severity: Severity, zh: str, en: str) -> None:
        notes.add(Finding(code, severity, lane, None, zh, en, model.file))

    binding = district.lanes.get(lane)
    if binding is None:
        tell(
            "lane_not_bound",
            "error",
            f"{district.zh}没有规定泳道“{lane}”由谁负责，任务无处可去。请改用已有的泳道，或先在该区设置。",
            f"{district.en} does not say who fills the lane “{lane}”, so its tasks would reach nobody. "
            "Use a lane that is bound, or bind it there first.",
        )
    elif binding.kind == "none" and lane not in OPEN_LANES:
        if drawn in (None, "optional"):
            tell(
                "lane_skipped",
                "info",
                f"{district.zh}没有单位负责泳道“{lane}”，其中的任务会跳过：{binding.reason or '未说明'}",
                f"Nobody fills the lane “{lane}” in {district.en}; its tasks are skipped: {binding.reason_en or ''}",
            )
        elif drawn != "external":
            tell(
                "lane_stands_in",
                "info",
                f"{district.zh}没有单位负责泳道“{lane}”，由后备单位代办：{binding.reason or '未说明'}",
                f"Nobody fills the lane “{lane}” in {district.en}; another unit stands in: {binding.reason_en or ''}",
            )
