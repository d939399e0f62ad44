"""The gate: files of unknown origin in, findings out; nothing hostile or unfit gets past it, nothing makes it fall.

It must not run, store or publish anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.findings import Finding, Notes, Severity, Verdict, verdict
from app.diagrams.gate_bounds import is_shallow_json, json_object, read_bounded, to_utf8
from app.diagrams.gate_constructs import check_constructs, check_implicit_splits, flow_nodes
from app.diagrams.gate_decisions import check_decision
from app.diagrams.gate_expressions import Expressions
from app.diagrams.gate_references import check_references, check_size, is_manageable
from app.diagrams.gate_running import check_running
from app.diagrams.gate_settings import check_settings
from app.diagrams.rewriting import rewrite, rewritten_files
from app.diagrams.safe_xml import BPMN, MAX_BYTES, bpmn
from app.forms import FormError, load_form
from app.stencils import StencilError, load_stencil

__all__ = ["Finding", "Severity", "Verdict", "check_files", "verdict"]

DIAGRAMS, DECISIONS, FORMS = (".bpmn", ".bpmn2", ".xml"), (".dmn",), (".form", ".json")
PAPERS = (".paper",)
MAX_FILES = 500
UNKNOWN_FILE = (
    "只接受 .bpmn、.dmn、.form 和 .paper 文件。",
    "Only .bpmn, .dmn, .form and .paper files are accepted.",
)
TOO_BULKY = frozenset({"too_many_nodes", "too_many_branches"})
"""What the engine would only take long to refuse again."""


def check_files(files: Mapping[str, bytes], beside: Collection[str] = ()) -> list[Finding]:
    """All findings about a bundle of diagrams, decisions and forms, by file in the order given.

    `files` maps names (with or without folders) to their bytes. A diagram is judged as `rewriting` gives it, together
    with the decisions, forms and called diagrams beside it; files named in `beside` are used but not judged. Whatever
    the bytes are, the answer is a list.
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
    bundle = _Bundle(files)
    for name, data in files.items():
        if name in beside:
            continue
        notes = Notes(name)
        try:
            _check_file(name, data, bundle, notes)
        except MemoryError:
            raise
        except Exception as error:  # whatever a file does to a parser, the answer is a finding
            notes.error(
                "unreadable",
                f"文件无法检查（{type(error).__name__}），请从绘图工具重新导出。",
                f"The file cannot be checked ({type(error).__name__}); export it again from the drawing tool.",
            )
        found += notes.findings
    return found


class _Bundle:
    """The files that are judged together."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def decisions_beside(self, name: str) -> list[bytes]:
        """The other decision files in the folder of one."""
        folder = PurePosixPath(name).parent
        paths = {other: PurePosixPath(other) for other in self.files if other != name}
        return [
            self.files[other]
            for other, path in paths.items()
            if path.parent == folder and path.suffix.lower() in DECISIONS
        ]

    @cached_property
    def readable(self) -> dict[str, bytes]:
        """The files as the engine reads them: diagrams and decisions in UTF-8, diagrams as they can be published."""
        found: dict[str, bytes] = {}
        for name, data in self.files.items():
            if PurePosixPath(name).suffix.lower() in (*DIAGRAMS, *DECISIONS) and len(data) <= MAX_BYTES:
                try:
                    found[name] = to_utf8(data)
                except ValueError:
                    continue
        return found if len(found) < 2 else rewritten_files(found)


def _check_file(name: str, data: bytes, bundle: _Bundle, notes: Notes) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        notes.error(
            "too_large",
            f"文件超过 {MAX_BYTES >> 20} MiB，请删去嵌入的图片等内容。",
            f"The file is larger than {MAX_BYTES >> 20} MiB; remove embedded pictures and the like.",
        )
    elif suffix in DIAGRAMS:
        _check_diagram(name, data, bundle, notes)
    elif suffix in DECISIONS:
        check_decision(data, bundle.decisions_beside(name), notes)
    elif suffix in FORMS:
        _check_form(name, data, notes)
    elif suffix in PAPERS:
        _check_paper(data, notes)
    else:
        notes.error("unknown_file", *UNKNOWN_FILE)


def _check_diagram(name: str, data: bytes, bundle: _Bundle, notes: Notes) -> None:
    root = read_bounded(data, notes)
    if root is None:
        return
    processes = root.findall(bpmn("process"))
    if root.tag != bpmn("definitions") or not processes:
        if not notes.refused:
            notes.error(
                "not_bpmn",
                "文件中没有 BPMN 2.0 流程，请从绘图工具导出 BPMN 2.0 XML。",
                "The file holds no BPMN 2.0 process; export BPMN 2.0 XML from the drawing tool.",
            )
        return
    for process in processes:
        nodes = sum(len(flow_nodes(level)) for level in (process, *process.iter(f"{{{BPMN}}}subProcess")))
        check_size(process, nodes, notes)
    if not is_manageable(root, notes):
        return
    check_references(root, notes)
    rewrite(root, notes)
    check_constructs(root, notes)
    Expressions(notes).check_messages(root)
    for process in processes:
        check_implicit_splits(process, notes)
        Expressions(notes).check(process)
        check_settings(process, bundle.files, notes)
    if not any(finding.code in TOO_BULKY for finding in notes.findings):
        _check_runnable(name, root, processes, bundle, notes)


def _check_runnable(
    name: str, root: etree._Element, processes: list[etree._Element], bundle: _Bundle, notes: Notes
) -> None:
    """Ask the engine about the processes that are to run; those not marked executable are pictures."""
    running = [process for process in processes if process.get("isExecutable", "true") in ("true", "1")]
    if not running:
        notes.error(
            "not_executable",
            "流程未标记为可执行（isExecutable），请在属性中勾选。",
            "No process is marked as executable (isExecutable); tick it in the properties.",
            processes[0].get("id"),
            processes[0].sourceline,
        )
    for process in running or processes:
        process.set("isExecutable", "true")
    files = {**bundle.readable, name: etree.tostring(root, encoding="utf-8")}
    for process in running or processes:
        check_running(process, name, files, notes)


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


def _check_paper(data: bytes, notes: Notes) -> None:
    try:
        load_stencil(data)
    except StencilError as error:
        for fault in error.faults:
            zh, en = (
                f"文书模板第 {fault.line} 行：{fault.zh}",
                f"Line {fault.line} of the template: {fault.en}",
            )
            notes.error("bad_paper", zh, en, str(fault.line), fault.line)
