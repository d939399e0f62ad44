"""Incidents: what the engine could not do, where and why, and the button that has it tried again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.retrying import retry_incident
from app.actors import Actor
from app.permissions import ROLE_PERMISSIONS, may, units_where, whole_districts
from app.views.access import actor, db, house, needs
from app.views.exchange_words import districts_where, exchange_line
from app.views.moving_words import waiting_moves
from app.views.naming import unit_name
from app.views.words import t
from storage.casebook import visible_cases
from storage.exchanges import exchanges_in
from storage.models import CaseFile, Incident, Run
from storage.runs import open_incidents, run_of

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")

KINDS = {
    "complete": ("办结任务", "Completing a task"),
    "timer": ("期限届满", "A deadline that ran out"),
    "message": ("传递消息", "Delivering a message"),
    "operation": ("系统办理", "A step of the system"),
    "external": ("外部任务", "An external task"),
    "start": ("启动流程", "Starting a process"),
    "no_process": ("没有发布的流程", "A process that is not published"),
}


@blueprint.get("")
@needs("incident.read")
def page() -> str:
    """Show the open incidents of the officer's districts, oldest first, as far as he may read their cases."""
    who = actor()
    found = open_incidents(db(), districts_of(who))
    cases = {case.id for _, case in found}
    readable = visible_cases(db(), cases, units_where(who, "case.read"), whole_districts(who))
    lines = [_line(db(), each, case) for each, case in found if case.id in readable]
    moves = waiting_moves(db(), who) if may(who, "case.move") else []
    places = districts_where(who, "exchange.read")
    undelivered = [exchange_line(*each) for each in exchanges_in(db(), places, state="failed")]
    return render_template("incidents.html", lines=lines, moves=moves, undelivered=undelivered)


@blueprint.post("/<incident_id>/retry")
@needs("incident.retry")
def retry(incident_id: str) -> Response:
    """Have the failed step tried again and say what came of it."""
    incident = retry_incident(db(), incident_id, by=actor())
    if incident.resolved_at is not None:
        flash(t("重试成功，异常已排除。", "It worked; the incident is resolved."))
    else:
        flash(t(f"仍未成功：{incident.cause}", f"It failed again: {incident.cause}"), "bad")
    return redirect(url_for("incidents.page"))


def districts_of(who: Actor) -> frozenset[str]:
    """Return the districts in which the officer may read incidents."""
    return frozenset(
        seat.jurisdiction for seat in who.seats if "incident.read" in ROLE_PERMISSIONS.get(seat.role, ())
    )


def _line(session: Session, incident: Incident, case: CaseFile) -> dict[str, Any]:
    run = run_of(session, incident.run_id) if incident.run_id else None
    process, element = _place(session, incident, run)
    return {
        "incident": incident,
        "case": case,
        "unit": unit_name(case.lead_unit_id),
        "process": process,
        "element": element,
        "kind": t(*KINDS.get(incident.kind, (incident.kind, incident.kind))),
    }


def _place(session: Session, incident: Incident, run: Run | None) -> tuple[str, str]:
    """Return the names of process and element where it happened."""
    if run is None:
        return "", incident.element_id or ""
    edition = house().shelf.edition(session, run.version_id)
    name = t(edition.name_zh, edition.name_en)
    known = edition.definition.elements.get(incident.element_id or "")
    if known is None:
        return name, incident.element_id or ""
    return name, t(known.name or known.id, known.properties.get("name_en"))
