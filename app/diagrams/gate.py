"""The gate: files of unknown origin in, findings out; nothing hostile or unfit gets past it, nothing makes it fall.

It must not run, store or publish anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.findings import Finding, Notes, Severity, Verdict, verdict
from app.diagrams.gate_bounds import is_shallow_json, json_object, read_bounded, to_utf8
from app.diagrams.gate_constructs import check_constructs, flow_nodes
from app.diagrams.gate_expressions import Expressions
from app.diagrams.gate_references import check_references, check_size
from app.diagrams.gate_running import check_running
from app.diagrams.gate_settings import check_settings
from app.diagrams.safe_xml import BPMN, MAX_BYTES, bpmn
from app.feel import FeelError
from app.feel.decisions import load_decisions
from app.forms import FormError, load_form

__all__ = ["Finding", "Severity", "Verdict", "check_files", "verdict"]

DIAGRAMS, DECISIONS, FORMS = (".bpmn", ".bpmn2", ".xml"), (".dmn",), (".form", ".json")
MAX_FILES = 500


def check_files(files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a bundle of diagrams, decisions and forms, by file in the order given.

    `files` maps names (with or without folders) to their bytes. A diagram is judged together with the decisions,
    forms and called diagrams beside it. Never raises, whatever the bytes are.
    """
    if len(files) > MAX_FILES:
        notes = Notes("")
        notes.error(
            "too_many_files",
            f"文件超过 {MAX_FILES} 个，请分批检查。",
            f"There are more than {MAX_FILES} files; check fewer at once.",
        )
        return notes.findings
    found: list[Finding] = []
    for name, data in files.items():
        notes = Notes(name)
        try:
            _check_file(name, data, files, notes)
        except Exception as error:  # whatever a file does to a parser, the answer is a finding
            notes.error(
                "unreadable",
                f"文件无法检查（{type(error).__name__}），请从绘图工具重新导出。",
                f"The file cannot be checked ({type(error).__name__}); export it again from the drawing tool.",
            )
        found += notes.findings
    return found


def _check_file(name: str, data: bytes, files: Mapping[str, bytes], notes: Notes) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        notes.error(
            "too_large",
            f"文件超过 {MAX_BYTES >> 20} MiB，请删去嵌入的图片等内容。",
            f"The file is larger than {MAX_BYTES >> 20} MiB; remove embedded pictures and the like.",
        )
    elif suffix in DIAGRAMS:
        _check_diagram(name, data, files, notes)
    elif suffix in DECISIONS:
        _check_decision(data, notes)
    elif suffix in FORMS:
        _check_form(name, data, notes)
    else:
        notes.error(
            "unknown_file",
            "只接受 .bpmn、.dmn 和 .form 文件。",
            "Only .bpmn, .dmn and .form files are accepted.",
        )


def _check_diagram(name: str, data: bytes, files: Mapping[str, bytes], notes: Notes) -> None:
    root = read_bounded(data, notes)
    if root is None:
        return
    processes = root.findall(bpmn("process"))
    if root.tag != bpmn("definitions") or not processes:
        notes.error(
            "not_bpmn",
            "文件中没有 BPMN 2.0 流程，请从绘图工具导出 BPMN 2.0 XML。",
            "The file holds no BPMN 2.0 process; export BPMN 2.0 XML from the drawing tool.",
        )
        return
    check_references(root, notes)
    check_constructs(root, notes)
    for process in processes:
        nodes = sum(len(flow_nodes(level)) for level in (process, *process.iter(f"{{{BPMN}}}subProcess")))
        check_size(process, nodes, notes)
        Expressions(notes).check(process)
        check_settings(process, files, notes)
    _check_runnable(name, processes, files, notes)


def _check_runnable(
    name: str, processes: list[etree._Element], files: Mapping[str, bytes], notes: Notes
) -> None:
    """Ask the engine about the processes that are to run; those not marked executable are pictures."""
    running = [p for p in processes if p.get("isExecutable", "true") == "true"]
    for process in running:
        check_running(process, name, _readable(files), notes)
    if not running:
        notes.error(
            "not_executable",
            "流程未标记为可执行（isExecutable），请在属性中勾选。",
            "No process is marked as executable (isExecutable); tick it in the properties.",
            processes[0].get("id"),
            processes[0].sourceline,
        )


def _readable(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as the engine reads them: diagrams and decisions in UTF-8."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if PurePosixPath(name).suffix.lower() in (*DIAGRAMS, *DECISIONS) and len(data) <= MAX_BYTES:
            try:
                found[name] = to_utf8(data)
            except ValueError:
                continue
    return found


def _check_decision(data: bytes, notes: Notes) -> None:
    root = read_bounded(data, notes)
    if root is None:
        return
    try:
        decisions = load_decisions(to_utf8(data))
    except FeelError as error:
        notes.error("bad_decision", error.message_zh, error.message_en, line=error.line)
        return
    if not decisions:
        notes.warning(
            "no_decision_inside", "文件中没有决策。", "The file holds no decision; draw one or leave it out."
        )


def _check_form(name: str, data: bytes, notes: Notes) -> None:
    tree = json_object(data) if is_shallow_json(data) else None
    if tree is None:
        notes.error(
            "not_json",
            "表单不是 JSON 对象，请从表单编辑器重新保存。",
            "The form is no JSON object; save it again in the form editor.",
        )
        return
    try:
        load_form(data)
    except FormError as error:
        for sentence in error.findings:
            notes.error(
                "bad_form", sentence, f"The form cannot be used: {sentence}", PurePosixPath(name).stem
            )
