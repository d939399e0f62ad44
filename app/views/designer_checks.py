"""The checks of a draft: a page with the diagram, and the same findings as a panel of the editor; it judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from flask import Blueprint, render_template, request

from app.actions.design_reach import reach_draft
from app.actions.draft_checks import Checked, checks_of_draft
from app.diagrams.findings import Finding
from app.views.access import db, needs
from app.views.designer_parts import draft_address
from app.views.words import t

blueprint = Blueprint("designer_checks", __name__, url_prefix="/designer/drafts/<draft_id>")

SEVERITIES = (
    ("error", ("错误", "Error"), "red"),
    ("warning", ("提醒", "Warning"), "amber"),
    ("info", ("说明", "Remark"), ""),
)
PATIENCE = 3.0
"""Seconds that a page waits for the checks; it is shown without them after that, and asks again by itself."""
COLOURS = {name: colour for name, _, colour in SEVERITIES}
WORDS = {name: words for name, words, _ in SEVERITIES}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a page shows it."""

    severity: str
    words: str
    colour: str
    sentence: str
    code: str
    path: str
    element: str
    place: str
    address: str
    way: tuple[str, ...]
    steps: tuple[str, ...]


@blueprint.get("/checks")
@needs("process.design")
def page(draft_id: str) -> str:
    """Show what is found in a draft, on its diagram and in words; `?part` gives the panel of the editor alone."""
    draft = reach_draft(db(), draft_id)
    shown = request.args.get("severity", "")
    checked = checks_of_draft(db(), draft_id, PATIENCE)
    kind = "_panel" if "part" in request.args else ""
    if checked is None:
        return render_template(f"designer/checks_waiting{kind}.html", draft=draft)
    contents = _contents(draft_id, checked, shown if shown in WORDS else "")
    return render_template(f"designer/checks{kind}.html", draft=draft, **contents)


def _contents(draft_id: str, checked: Checked, shown: str) -> dict[str, Any]:
    counts = Counter[str](finding.severity for finding in checked.findings)
    wanted = [each for each in checked.findings if not shown or each.severity == shown]
    order = list(WORDS)
    lines = [
        _line(each, checked.names, draft_id) for each in sorted(wanted, key=lambda f: order.index(f.severity))
    ]
    diagrams = list(checked.names)
    return {
        "groups": _groups(lines),
        "counts": [(name, t(*words), colour, counts[name]) for name, words, colour in SEVERITIES],
        "shown": shown,
        "permission": checked.permission,
        "why": t(checked.permission.zh, checked.permission.en),
        "diagrams": [(path, PurePosixPath(path).stem) for path in diagrams],
        "files_address": f"{draft_address(draft_id)}/files/",
        "address": f"{draft_address(draft_id)}/checks",
        "total": len(checked.findings),
    }


def _groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.path, []).append(line)
    return list(found.items())


def _line(finding: Finding, names: Mapping[str, Mapping[str, str]], draft_id: str) -> Line:
    known = names.get(finding.file, {})
    element = finding.element or ""
    place = f"{finding.file}/{element}" if element else finding.file
    return Line(
        severity=finding.severity,
        words=t(*WORDS[finding.severity]),
        colour=COLOURS[finding.severity],
        sentence=t(finding.zh, finding.en),
        code=finding.code,
        path=finding.file,
        element=element,
        place=known.get(element, element),
        address=f"{draft_address(draft_id)}#{quote(place)}",
        way=finding.path,
        steps=tuple(known.get(each, each) for each in finding.path if each in known or not _is_flow(each)),
    )


def _is_flow(name: str) -> bool:
    return name.lower().startswith(("flow", "f_", "sequenceflow"))
