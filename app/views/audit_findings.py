"""Findings of auditors: the list over all cases, making one on a case or at a step, settling one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.findings import SEVERITIES, make_finding, settle_finding
from app.permissions import units_where, whole_districts
from app.views.access import actor, db, needs
from app.views.words import inside, t
from storage.findings import PAGE, findings_open_to
from storage.models import CaseFile, Finding
from storage.officers import names_of

blueprint = Blueprint("audit_findings", __name__, url_prefix="/audit")

WORDS = {
    "grave": ("严重", "Grave", "red"),
    "notable": ("一般", "Notable", "amber"),
    "minor": ("轻微", "Minor", "blue"),
}


@dataclass(frozen=True)
class FindingLine:
    """One finding as pages show it."""

    finding: Finding
    case: CaseFile
    severity: str
    colour: str
    by: str
    settled_by: str


@blueprint.get("/findings")
@needs("case.audit")
def page() -> str:
    """List the findings on the cases that the auditor may read, open ones first."""
    who, asked = actor(), request.args
    start = int(asked.get("start", "")[:6]) if asked.get("start", "").isdigit() else 0
    settled = {"open": False, "settled": True}.get(asked.get("state", ""))
    severity = asked.get("severity", "") if asked.get("severity", "") in SEVERITIES else ""
    found = findings_open_to(
        db(),
        units_where(who, "case.audit"),
        whole_districts(who),
        settled=settled,
        severity=severity,
        start=start,
    )
    kept = {name: asked.get(name, "") for name in ("state", "severity")}
    pager = _pager(start, len(found) > PAGE, kept)
    return render_template(
        "audit/findings.html",
        lines=finding_lines(db(), found[:PAGE]), asked=kept, pager=pager, severities=severities(),
    )  # fmt: skip


@blueprint.post("/cases/<case_id>/findings")
@needs("case.audit")
def make(case_id: str) -> Response:
    """Note a finding on a case, or at one of its steps."""
    step, text = request.form.get("step", ""), request.form.get("text", "")
    number = int(step[:9]) if step.isascii() and step.isdigit() else None
    make_finding(db(), case_id, text, request.form.get("severity", ""), number, by=actor())
    flash(t("审计发现已记下。", "The finding is noted."))
    return redirect(url_for("audit_replay.page", named=case_id, at=number, _anchor="findings"))


@blueprint.post("/findings/<finding_id>/settle")
@needs("case.audit")
def settle(finding_id: str) -> Response:
    """Settle a finding with a remark."""
    settle_finding(db(), finding_id, request.form.get("remark", ""), by=actor())
    flash(t("审计发现已了结。", "The finding is settled."))
    return redirect(inside(request.form.get("next") or url_for("audit_findings.page")))


def finding_lines(session: Session, found: Sequence[tuple[Finding, CaseFile]]) -> list[FindingLine]:
    """Return findings with the words and names that pages show."""
    people = names_of(session, {one for made, _ in found for one in (made.made_by, made.settled_by) if one})
    return [
        FindingLine(
            made,
            case,
            t(*WORDS[made.severity][:2]),
            WORDS[made.severity][2],
            people.get(made.made_by, ""),
            people.get(made.settled_by or "", ""),
        )
        for made, case in found
    ]


def severities() -> list[tuple[str, str]]:
    """Return the severities with their words, for a choice."""
    return [(key, t(*WORDS[key][:2])) for key in SEVERITIES]


def _pager(start: int, more: bool, kept: dict[str, str]) -> dict[str, str]:
    asked = {name: value for name, value in kept.items() if value}
    base = url_for("audit_findings.page")
    pager = {}
    if start:
        pager["newer"] = f"{base}?{urlencode({**asked, 'start': max(start - PAGE, 0)})}"
    if more:
        pager["older"] = f"{base}?{urlencode({**asked, 'start': start + PAGE})}"
    return pager
