"""The front page of the auditor's desk: is the record whole, what is open, where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.actions.queries import MOST_AT_ONCE, verify_now
from app.checkpoints import folder_beside, folders_to_ask, read
from app.house import ROOT
from app.permissions import may, units_where, whole_districts
from app.views.access import actor, db, needs
from app.views.audit_findings import finding_lines
from app.views.words import t
from storage.checkpoints import newest_checkpoint
from storage.events import count_events
from storage.findings import count_open_findings, findings_open_to, last_verification
from storage.models import SavedQuery
from storage.officers import names_of
from storage.saved import kept_by

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
NEWEST = 8


@blueprint.get("")
@needs("record.read")
def page() -> str:
    """Show the state of the record: its last checkpoint and verification, open findings, kept queries."""
    who, last = actor(), last_verification(db())
    units, districts = units_where(who, "case.audit"), whole_districts(who)
    audits = may(who, "case.audit")
    contents = {
        "events": count_events(db()),
        "most_at_once": MOST_AT_ONCE,
        "checkpoint": newest_checkpoint(db()),
        "last": last,
        "last_looked_at": _looked_at(last.facts) if last else "",
        "compares": len(_folders()),
        "last_by": names_of(db(), [last.actor_id]).get(last.actor_id, "") if last and last.actor_id else "",
        "findings": finding_lines(db(), findings_open_to(db(), units, districts, settled=False)[:NEWEST])
        if audits
        else [],
        "open_findings": count_open_findings(db(), units, districts) if audits else 0,
        "queries": kept_by(db(), SavedQuery, who.officer_id or "") if audits else [],
    }
    return render_template("audit/front.html", **contents)


@blueprint.post("/verify")
@needs("record.read")
def verify() -> Response:
    """Verify the whole log now with its documents and checkpoints, also against those outside the database."""
    found = verify_now(db(), *map(read, _folders()), by=actor())
    if found.faults:
        flash(t(found.faults[0].zh, found.faults[0].en), "bad")
    else:
        flash(t(f"{found.events} 条记录完整。", f"All {found.events} events are whole."))
    return redirect(url_for("audit.page"))


def _folders() -> list[Path]:
    """Return the folders outside the database with which the log is compared."""
    url, config = current_app.extensions["database"].url, current_app.config
    own = folder_beside(config["CHECKPOINTS"], "checkpoints", url.get_backend_name(), url.database, ROOT)
    return folders_to_ask(own, config["WITNESS"])


def _looked_at(facts: dict[str, Any]) -> str:
    """Say what a verification compared, and what it could not."""
    events, sealed = facts["events"], facts["checkpoints"]
    files, versions = facts.get("documents", 0), facts.get("versions", 0)
    here = t(
        f"逐条核对内容、前后相接和链尾；核对 {files} 份文件、{versions} 个流程版本，库内 {sealed} 个检查点。",
        f"Each event by its content, its chain and its end; {files} files, {versions} process versions and"
        f" {sealed} checkpoints in the database.",
    )
    if not facts.get("witnesses"):
        return here + t(
            "没有库外的检查点可比：连同检查点一起改写的，这样发现不了。",
            " There were no checkpoints outside the database to compare with: what was rewritten together with"
            " the checkpoints is not found so.",
        )
    seen = min(facts["witnessed"], events)
    return here + t(
        f"又与库外 {facts['witnesses']} 处保存的检查点逐条比对了前 {seen} 条。",
        f" The first {seen} events one by one with the checkpoints kept at {facts['witnesses']} places outside"
        " the database.",
    )
