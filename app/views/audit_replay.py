"""Replaying a case before the auditor's eyes: the page, and how the case stood at a moment."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.views.access import actor, db, needs
from app.views.audit_story import Tale, replay_contents
from app.views.case_parts import readable_case
from storage.audit_search import case_id_of

blueprint = Blueprint("audit_replay", __name__, url_prefix="/audit/cases")


@blueprint.get("/<named>")
@needs("case.audit")
def page(named: str) -> str:
    """Show everything that happened in a case, by its number or id, as of a moment (`at`)."""
    case = readable_case(db(), case_id_of(db(), named), actor())
    at, verify = request.args.get("at", ""), "verify" in request.args
    return render_template("audit/replay.html", **replay_contents(db(), case, actor(), at=at, verify=verify))


@blueprint.get("/<case_id>/standing")
@needs("case.audit")
def standing(case_id: str) -> str:
    """Return how a case stood at a moment, as a part of the page."""
    case = readable_case(db(), case_id, actor())
    view = Tale.of(db(), case, request.args.get("at", "")).standing()
    return render_template("audit/standing.html", standing=view)
