"""Judges all files of one process together, as they would be published; meant for a confined child, it stores nothing.

What comes back is plain: findings, the files as they can be published, and the names of the process.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lxml import etree

from app.careful_xml import careful_parser
from app.confined import Limits, run_apart
from app.diagrams.bundle import BPMN, called_processes
from app.diagrams.draft_paths import diagram_path, key_of, keys_in
from app.diagrams.findings import Finding, Notes
from app.diagrams.gate import check_files
from app.diagrams.judging import OVERRUN
from app.diagrams.packed import pack, unpack
from app.diagrams.rewriting import rewritten, rewritten_files

LIMITS = Limits(cpu_seconds=40.0, wall_seconds=90.0, mebibytes=512)
NAME_EN = "{http://spiffworkflow.org/bpmn/schema/1.0/core}property"


@dataclass(frozen=True)
class Judged:
    """What is known of a bundle: all findings, what publishing would rewrite, the files so rewritten, and names."""

    findings: list[Finding]
    rewrites: list[Finding] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    names: tuple[str, str] = ("", "")

    @property
    def refused(self) -> list[Finding]:
        """The findings for which it cannot be published."""
        return [finding for finding in self.findings if finding.severity == "error"]


def judge_apart(key: str, files: Mapping[str, bytes]) -> Judged:
    """Judge a bundle in a process of its own, with bounded time and memory; never raises for what the files are."""
    answer = run_apart("app.diagrams.judging_bundles:judged_packed", pack(files, key=key), LIMITS)
    if answer.failure:
        notes = Notes(diagram_path(key))
        notes.error(*OVERRUN[answer.failure])
        return Judged(notes.findings)
    told = answer.value
    return Judged(
        [Finding(**row) for row in told["findings"]],
        [Finding(**row) for row in told["rewrites"]],
        {path: base64.b64decode(text) for path, text in told["files"].items()},
        (told["names"][0], told["names"][1]),
    )


def judged_packed(packed: bytes) -> dict[str, Any]:
    """Be the child: judge a packed bundle and tell about it in JSON."""
    files, about = unpack(packed)
    judged = judge(about["key"], files)
    return {
        "findings": [asdict(finding) for finding in judged.findings],
        "rewrites": [asdict(finding) for finding in judged.rewrites],
        "files": {path: base64.b64encode(content).decode() for path, content in judged.files.items()},
        "names": list(judged.names),
    }


def judge(key: str, files: Mapping[str, bytes]) -> Judged:
    """Judge a bundle here; for callers who trust where it comes from, or are the child."""
    findings = [*check_files(files), *_whole(key, files)]
    if any(finding.severity == "error" for finding in findings):
        return Judged(findings)
    rewrites = [
        finding
        for path, data in files.items()
        if path.endswith(".bpmn")
        for finding in rewritten(data, path)[1]
    ]
    ready = rewritten_files(files)
    return Judged(findings, rewrites, ready, names_of_process(key, ready[diagram_path(key)]))


def _whole(key: str, files: Mapping[str, bytes]) -> list[Finding]:
    """What is wrong with the bundle as a whole: no diagram, another process in it, pieces that nobody calls."""
    notes = Notes(diagram_path(key))
    if diagram_path(key) not in files:
        notes.error(
            "no_diagram", f"缺少流程图 {diagram_path(key)}。", f"The diagram {diagram_path(key)} is missing."
        )
        return notes.findings
    called, todo = {key}, [key]
    while todo:
        found = called_processes(files.get(diagram_path(todo.pop()), b"")) - called
        called |= found
        todo += sorted(found)
    for unused in sorted({k for path in files if (k := key_of(path))} - called):
        notes.error(
            "unused_piece",
            f"“{unused}”没有被任何流程图调用，请移除它的文件或加上调用活动。",
            f"Nothing calls {unused}; remove its files or add the call activity.",
        )
    if _process(key, files[diagram_path(key)]) is None:
        notes.error(
            "other_process",
            f"流程图中没有标识为“{key}”的流程；流程标识须与文件名一致。",
            f"The diagram holds no process with the id {key}; the id must be the name of the file.",
        )
    for piece in sorted(keys_in(files) - {key}):
        if _process(piece, files[diagram_path(piece)]) is None:
            notes.error(
                "other_process",
                f"{diagram_path(piece)} 中没有标识为“{piece}”的流程。",
                f"{diagram_path(piece)} holds no process with the id {piece}.",
            )
    return notes.findings


def names_of_process(key: str, diagram: bytes) -> tuple[str, str]:
    """The Chinese and the English name of a process."""
    process = _process(key, diagram)
    name_zh = process.get("name", key) if process is not None else key
    name_en = key.replace("_", " ").capitalize()
    if process is not None:
        for item in process.iter(NAME_EN):
            if item.get("name") == "name_en":
                name_en = item.get("value", name_en)
                break
    return name_zh[:300], name_en[:300]


def _process(key: str, diagram: bytes) -> etree._Element | None:
    try:
        root = etree.fromstring(diagram, careful_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    return next((node for node in root.iter(f"{BPMN}process") if node.get("id") == key), None)
