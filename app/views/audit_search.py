"""Search over all cases by what happened in them, and the queries that an auditor keeps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.queries import remove_query, save_query
from app.actors import Actor
from app.permissions import units_where, whole_districts
from app.views.access import actor, db, house, needs
from app.views.audit_query import PASSED, AuditQuery, read_audit_query
from app.views.audit_words import kind_name, kinds
from app.views.case_parts import process_names
from app.views.case_query import clues_in, place_of_case
from app.views.naming import district_name, districts, unit_name
from app.views.words import t
from storage.audit_search import (
    PAGE,
    Happened,
    audited_cases,
    newest_of_kind,
    officers_named,
    outcomes_known,
)
from storage.case_filter import Reach
from storage.models import CaseFile, SavedQuery
from storage.saved import kept_by
from storage.versions import newest_versions

TASKS = ("userTask", "manualTask")

blueprint = Blueprint("audit_search", __name__, url_prefix="/audit/search")
NOBODY = "nobody"


@blueprint.get("")
@needs("case.audit")
def page() -> str:
    """Show the cases that a query finds."""
    return render_template("audit/search.html", **_contents(db(), actor(), read_audit_query(request.args)))


@blueprint.post("/kept")
@needs("case.audit")
def keep() -> Response:
    """Keep a query under a name."""
    query = read_audit_query(request.form)
    save_query(db(), request.form.get("name", ""), query.given, by=actor())
    flash(t("检索已保存。", "The search is kept."))
    return redirect(query.address(url_for("audit_search.page")))


@blueprint.post("/kept/<query_id>/remove")
@needs("case.audit")
def remove(query_id: str) -> Response:
    """Remove a kept query."""
    remove_query(db(), query_id, by=actor())
    flash(t("检索已删除。", "The search is removed."))
    return redirect(url_for("audit_search.page"))


def found_cases(session: Session, who: Actor, query: AuditQuery, limit: int = PAGE + 1) -> list[CaseFile]:
    """Return the cases that a query finds, newest first."""
    home = house()
    clues = clues_in(query.q, home.districts, home.keyring, clock.today()) if query.q else None
    return audited_cases(session, reach_of_audit(who), clues, _happened(session, query), query.place(), limit)


def reach_of_audit(who: Actor) -> Reach:
    """Return what the auditor may search; who reported stays unknown to him."""
    return Reach(tuple(sorted(units_where(who, "case.audit"))), tuple(sorted(whole_districts(who))))


def choices(session: Session, who: Actor) -> dict[str, Any]:
    """Return the choices of the search form."""
    mine = sorted(whole_districts(who))
    units = [f"{key}.{unit}" for key in mine for unit in districts()[key].units]
    return {
        "districts": [(key, district_name(key)) for key in mine],
        "units": [(unit, unit_name(unit)) for unit in units],
        "kinds": kinds(),
        "steps": _steps(session),
        "outcomes": outcomes_known(session),
    }  # fmt: skip


def _steps(session: Session) -> list[tuple[str, str]]:
    """Return what has a name in the newest versions, by process: steps of people first, then what runs come to."""
    found = []
    for version in newest_versions(session):
        elements = house().shelf.edition(session, version.id).definition.elements.values()
        own = t(version.name_zh, version.name_en)
        named = [each for each in elements if each.process_key == version.process_key and each.name]
        for each in sorted(named, key=lambda element: element.kind not in TASKS):
            mark = "" if each.kind in TASKS else PASSED
            name = t(each.name, each.properties.get("name_en"))
            found.append((f"{version.process_key}:{mark}{each.id}", f"{own} · {name}"))
    return found


def _happened(session: Session, query: AuditQuery) -> Happened:
    officers = officers_named(session, query.officer) if query.officer else []
    return query.happened((officers[0].id if officers else NOBODY) if query.officer else "")


def _contents(session: Session, who: Actor, query: AuditQuery) -> dict[str, Any]:
    found = found_cases(session, who, query)
    lines = found[:PAGE]
    happened = _happened(session, query)
    events = newest_of_kind(session, [case.id for case in lines], happened)
    stages = process_names(session)
    older = (
        query.address(url_for("audit_search.page"), after=place_of_case(lines[-1]))
        if len(found) > PAGE
        else ""
    )
    return {
        "query": query,
        "lines": [(case, stages.get(case.stage, case.stage), unit_name(case.lead_unit_id), events.get(case.id))
                  for case in lines],
        "kind_name": kind_name,
        "no_officer": happened.officer == NOBODY,
        "queries": kept_by(session, SavedQuery, who.officer_id or ""),
        "pager": {"older": older} if older else {},
        **choices(session, who),
    }  # fmt: skip
