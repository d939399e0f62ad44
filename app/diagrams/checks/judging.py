"""Brings the checks together: files and surroundings in, findings out, deliberate exceptions told as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from app.diagrams.checks.conditions import check_conditions
from app.diagrams.checks.data import check_data
from app.diagrams.checks.deadlines import check_deadlines
from app.diagrams.checks.decisions import check_decisions
from app.diagrams.checks.forms import check_forms
from app.diagrams.checks.house_rules import HouseRule, check_house_rules
from app.diagrams.checks.lanes import check_lanes
from app.diagrams.checks.loops import check_loops
from app.diagrams.checks.messages import check_messages
from app.diagrams.checks.model import Model, neighbours_of
from app.diagrams.checks.papers import check_papers
from app.diagrams.checks.signals import check_signals
from app.diagrams.checks.soundness import check_soundness
from app.diagrams.checks.surroundings import Surroundings
from app.diagrams.findings import Finding, Notes
from app.engine import CannotRun, Definition, compile_process
from app.forms import Form, FormError, load_form
from app.stencils import Stencil, StencilError, load_stencil

Check = Callable[[Model, Notes], None]
CHECKS: tuple[Check, ...] = (
    check_soundness, check_data, check_conditions, check_decisions, check_forms, check_lanes, check_deadlines,
    check_messages, check_signals, check_loops, check_papers,
)  # fmt: skip
EXCEPTION = "check_exception"
_EXCEPTION = re.compile(r"\s*((?:house:)?\w+)\s*[:：]\s*(\S.*?)\s*")


def deep_findings(
    files: Mapping[str, bytes], around: Surroundings, rules: Sequence[HouseRule] = ()
) -> list[Finding]:
    """Return what the checks beyond the gate, and rules of the house, find in a bundle of files, by diagram.

    A diagram that the gate refuses is left to the gate: it cannot be played. Never raises for what files hold.
    """
    found: list[Finding] = []
    for model in models_of(files, around):
        found += _judged(model, rules)
    return found


def models_of(files: Mapping[str, bytes], around: Surroundings) -> list[Model]:
    """Return the diagrams of a bundle that can run, as the checks see them."""
    compiled = dict(_compiled(files))
    neighbours = neighbours_of(around, list(compiled.values()))
    found = []
    for file, definition in compiled.items():
        forms, form_files = _forms(definition.key, files)
        stencils = _stencils(definition.key, files)
        found.append(Model(file, definition, forms, form_files, neighbours, around, bool(forms), stencils))
    return found


def _judged(model: Model, rules: Sequence[HouseRule]) -> list[Finding]:
    notes = Notes(model.file)
    for check in CHECKS:
        check(model, notes)
    check_house_rules(model, rules, notes)
    return _excepted(model, notes.findings)


def _compiled(files: Mapping[str, bytes]) -> Iterator[tuple[str, Definition]]:
    models = {path: data for path, data in files.items() if PurePosixPath(path).suffix in (".bpmn", ".dmn")}
    for path in models:
        if path.endswith(".bpmn"):
            try:
                yield path, compile_process(PurePosixPath(path).stem, models)
            except CannotRun:
                continue


def _forms(key: str, files: Mapping[str, bytes]) -> tuple[dict[str, Form], dict[str, str]]:
    """Return the readable forms of a process and their files, by element."""
    forms: dict[str, Form] = {}
    names: dict[str, str] = {}
    for path, data in files.items():
        pure = PurePosixPath(path)
        if pure.suffix == ".form" and pure.parent.name == key:
            try:
                forms[pure.stem], names[pure.stem] = load_form(data), path
            except FormError:
                continue
    return forms, names


def _stencils(key: str, files: Mapping[str, bytes]) -> dict[str, Stencil]:
    """Return the readable templates of papers of a process, by file."""
    found: dict[str, Stencil] = {}
    for path, data in files.items():
        pure = PurePosixPath(path)
        if pure.suffix == ".paper" and pure.parent.name == key:
            try:
                found[path] = load_stencil(data)
            except StencilError:
                continue
    return found


def exceptions_of(text: str) -> dict[str, str]:
    """Return the reasons in a setting of exceptions, one “code: reason” a line, by code."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        told = _EXCEPTION.fullmatch(line)
        if told is not None:
            found[told[1]] = told[2]
    return found


def _holder(model: Model, finding: Finding, sources: Mapping[str, str]) -> str:
    """Return the element whose settings may except a finding: of a flow where it leaves, of a form its step."""
    if finding.file != model.file:
        return PurePosixPath(finding.file).stem
    return sources.get(finding.element or "", finding.element or "")


def _excepted(model: Model, findings: list[Finding]) -> list[Finding]:
    reasons = {
        each.id: exceptions_of(each.properties[EXCEPTION])
        for each in model.elements
        if EXCEPTION in each.properties
    }
    used: set[tuple[str, str]] = set()
    told = []
    sources = {flow.id: node.name for node in model.nodes() for flow in node.flows}
    for finding in findings:
        holder = _holder(model, finding, sources)
        reason = reasons.get(holder, {}).get(finding.code)
        if reason is not None and finding.severity != "info":
            used.add((holder, finding.code))
            zh = f"{finding.zh}（设计者说明：{reason}）"
            en = f"{finding.en} (The designer's reason: {reason})"
            finding = replace(finding, severity="info", zh=zh, en=en)
        told.append(finding)
    for element, codes in reasons.items():
        for code in codes:
            if (element, code) not in used:
                zh = f"例外“{code}”已不再需要，请从该元素的设置中删去。"
                en = f"The exception “{code}” is no longer needed; remove it from the element's settings."
                told.append(Finding("idle_exception", "warning", element, None, zh, en, model.file))
    return told
