"""Asks the engine whether it could run a process and words its answer for the author; it must not run anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.gate_advice import ADVICE, UNSUPPORTED
from app.diagrams.safe_xml import BPMN, bpmn
from app.engine import CannotRun, Finding, compile_process
from app.engine.circles import check_circles
from app.engine.reading import Report

SAID_BEFORE = frozenset(
    {"bad_expression", "bad_script", "unknown_function", "bad_map", "unsupported_setting", "duplicate_id", "bad_id",
     "loose_flow", "not_executable", "too_large", "not_xml", "doctype", "token_quantity"}
)  # fmt: skip
GOING_ROUND = frozenset({"circle", "call_cycle", "too_deep"})
_NAMED = re.compile(r"\w+")


def check_running(process: etree._Element, name: str, files: Mapping[str, bytes], notes: Notes) -> None:
    """Report why the engine would refuse a process, with line and advice; `files` are UTF-8 and by name."""
    key = str(process.get("id"))
    folder = PurePosixPath(name).parent
    bundle = {path: data for path, data in files.items() if path != name}
    bundle[str(folder / f"{key}.bpmn")] = files[name]
    try:
        compile_process(key, bundle)
    except CannotRun as refusal:
        _tell(refusal.findings, process, notes)
        if not GOING_ROUND & {finding.code for finding in refusal.findings}:
            _tell(_going_round(process), process, notes)


def _going_round(process: etree._Element) -> list[Finding]:
    """What the engine says of circles; it looks at them only when it finds nothing else."""
    key = str(process.get("id"))
    seen = {
        call.get("calledElement", ""): etree.Element("none") for call in process.iter(bpmn("callActivity"))
    }
    diagrams = {name: (node, Report(name)) for name, node in {**seen, key: process}.items()}
    check_circles(diagrams)
    return diagrams[key][1].findings


def _tell(findings: Iterable[Finding], process: etree._Element, notes: Notes) -> None:
    key = str(process.get("id"))
    told = {finding.element for finding in notes.findings if finding.severity == "error"}
    drawn = {str(e.get("id")): e for e in process.iter(f"{{{BPMN}}}*") if e.get("id")}
    for finding in findings:
        element = finding.element_id or None
        if finding.code in SAID_BEFORE and (element in told or (element is None and told)):
            continue
        if finding.code == "loose_flow" and _joins(drawn.get(finding.element_id), drawn):
            continue
        zh, en = _worded(finding)
        place = "" if finding.process_key in (key, "") else f"{finding.process_key}："
        notes.error(
            finding.code,
            f"{place}{zh}",
            f"{place}{en}",
            element,
            drawn[finding.element_id].sourceline if finding.element_id in drawn and not place else None,
        )


def _joins(flow: etree._Element | None, drawn: Mapping[str, etree._Element]) -> bool:
    """Whether a flow joins two elements: if the engine calls it loose, it does not know one, and says that as well."""
    return flow is not None and flow.get("sourceRef") in drawn and flow.get("targetRef") in drawn


def _worded(finding: Finding) -> tuple[str, str]:
    """The engine's sentence with what to do; for a construct it does not run, what to draw instead."""
    named = _NAMED.match(finding.en)
    if finding.code == "unsupported_element" and named is not None and named[0] in UNSUPPORTED:
        return UNSUPPORTED[named[0]]
    zh, en = ADVICE.get(finding.code, ("", ""))
    return f"{finding.zh}{zh}", " ".join(filter(None, (finding.en, en)))
