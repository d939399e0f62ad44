"""The front page of the auditor's desk: is the record whole, what is open, where to look."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.actions.queries import MOST_AT_ONCE, verify_now
from app.permissions import may, units_where, whole_districts
from app.views.access import actor, db, needs
from app.views.audit_findings import finding_lines
from app.views.words import t
from storage.checkpoints import newest_checkpoint
from storage.events import count_events
from storage.findings import count_open_findings, findings_open_to, last_verification, saved_queries
from storage.officers import names_of

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
        "last_by": names_of(db(), [last.actor_id]).get(last.actor_id, "") if last and last.actor_id else "",
        "findings": finding_lines(db(), findings_open_to(db(), units, districts, settled=False)[:NEWEST])
        if audits
        else [],
        "open_findings": count_open_findings(db(), units, districts) if audits else 0,
        "queries": saved_queries(db(), who.officer_id or "") if audits else [],
    }
    return render_template("audit/front.html", **contents)


@blueprint.post("/verify")
@needs("record.read")
def verify() -> Response:
    """Verify the whole log now with its documents and checkpoints; a witness is compared by `flask audit verify`."""
    found = verify_now(db(), by=actor())
    if found.faults:
        flash(t(found.faults[0].zh, found.faults[0].en), "bad")
    else:
        flash(t(f"{found.events} 条记录完整。", f"All {found.events} events are whole."))
    return redirect(url_for("audit.page"))
