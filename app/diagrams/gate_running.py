"""Asks the engine whether it could run a process and words its answer for the author; it must not run anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.safe_xml import BPMN
from app.engine import CannotRun, compile_process

ADVICE: dict[str, tuple[str, str]] = {
    "duplicate_id": ("请给其中一个换名。", "Rename one of the two."),
    "no_start": ("请画一个开始事件。", "Draw a start event."),
    "loose_flow": ("请重新连接或删去。", "Connect it again or remove it."),
    "event_kind": ("请为事件指定一个消息或一个计时。", "Give the event one message or one timer."),
    "no_message": ("请为事件指定消息并命名。", "Choose a message for it and give the message a name."),
    "no_time": ("请填写时间。", "Enter the time."),
    "loose_boundary": ("请把它放到任务的边上。", "Put it on the border of a task."),
    "loose_default": ("请重新选择默认出线。", "Choose the default flow again."),
    "condition_here": (
        "请在前面加一个网关，把条件写在网关的出线上。",
        "Put a gateway before it and the condition on the gateway's flow.",
    ),
    "no_condition": ("请写明条件，或设为默认出线。", "Write a condition or make it the default flow."),
    "circle": ("请在循环中加入任务、计时或消息。", "Put a task, timer or message into the circle."),
    "call_cycle": ("请去掉其中一个调用。", "Remove one of the calls."),
    "too_deep": ("请减少层数。", "Use fewer levels."),
    "no_diagram": ("请一并提交被调用的流程图。", "Give the called diagram along."),
    "no_decision": (
        "请一并提交同名的 .dmn 文件，或改正名称。",
        "Give a .dmn file with this decision along, or correct the name.",
    ),
    "no_operation": ("请填写设置 operation。", "Fill in the setting operation."),
    "no_script": ("请写入“名称 = 表达式”，或删去任务。", "Write “name = expression”, or remove the task."),
    "calls_nothing": ("请选择要调用的流程。", "Choose the process to call."),
}
SAID_BEFORE = frozenset(
    {"bad_expression", "bad_script", "unknown_function", "bad_map", "unsupported_element", "unsupported_setting",
     "duplicate_id", "bad_id", "sequential", "loose_flow", "not_executable", "too_large", "not_xml", "doctype"}
)  # fmt: skip


def check_running(process: etree._Element, name: str, files: Mapping[str, bytes], notes: Notes) -> None:
    """Report why the engine would refuse a process, with line and advice; `files` are UTF-8 and by name."""
    key = str(process.get("id"))
    folder = PurePosixPath(name).parent
    bundle = {path: data for path, data in files.items() if path != name}
    bundle[str(folder / f"{key}.bpmn")] = files[name]
    told = {(f.element, f.code) for f in notes.findings if f.severity == "error"}
    spoken = {element for element, _ in told}
    try:
        compile_process(key, bundle)
    except CannotRun as refusal:
        lines = {str(e.get("id")): e.sourceline for e in process.iter(f"{{{BPMN}}}*") if e.get("id")}
        for finding in refusal.findings:
            element = finding.element_id or None
            if finding.code in SAID_BEFORE and (element in spoken or (element is None and told)):
                continue
            zh, en = ADVICE.get(finding.code, ("", ""))
            place = "" if finding.process_key in (key, "") else f"{finding.process_key}："
            notes.error(
                finding.code,
                f"{place}{finding.zh}{zh}",
                " ".join(filter(None, (place, finding.en, en))),
                element,
                lines.get(finding.element_id) if not place else None,
            )
