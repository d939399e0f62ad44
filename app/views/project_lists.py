"""The lists of a project that real-name platforms and banks give out: what was imported, importing, and reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.project_lists import read_project_list
from app.actions.project_tables import may_act_for, project_entry
from app.clock import local
from app.refusals import InvalidAnswers, NotFound
from app.registers import REGISTERS
from app.rosters.contents import REASONS
from app.rosters.projects import KINDS, Line, Standing, matching, path_of, standing
from app.views.access import actor, db, needs
from app.views.naming import unit_name
from app.views.project_sheets import columns_of, shown_rows
from app.views.registers_page import asked_by
from app.views.showing import PURPOSES
from app.views.words import t
from storage.models import ProjectList, RegisterEntry
from storage.officers import names_of
from storage.project_lists import lists_in_force, lists_of_project
from storage.registers import entries_in

blueprint = Blueprint("project_lists", __name__, url_prefix="/project-lists")


@blueprint.get("")
@needs("register.read")
def front() -> str:
    """List the projects with what their platforms have given out."""
    return render_template("registers/lists_front.html", projects=_projects(db()))


@blueprint.get("/<entry_id>")
@needs("register.read")
def page(entry_id: str) -> str:
    """Show what was imported for a project, what is missing, and how more is imported."""
    entry = _readable(db(), entry_id)
    return render_template("registers/lists.html", **_contents(db(), entry))


@blueprint.post("/<entry_id>/lists/<list_id>")
@needs("personal.show")
def rows(entry_id: str, list_id: str) -> str | Response:
    """Show the rows of a list; who reads them, and what for, is on record before the first one leaves."""
    purpose = request.form.get("purpose", "")
    try:
        row, lines = read_project_list(db(), list_id, purpose, by=actor())
    except InvalidAnswers as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
        return redirect(url_for("project_lists.page", entry_id=entry_id))
    return render_template("registers/list_rows.html", **_rows(row, lines, purpose))


def _readable(session: Session, entry_id: str) -> RegisterEntry:
    """Return a project whose register the officer reads; raise NotFound for any other."""
    entry = project_entry(session, entry_id)
    if entry.jurisdiction_key not in asked_by(session, actor(), REGISTERS["projects"]).concerned():
        raise NotFound
    return entry


def _projects(session: Session) -> list[tuple[RegisterEntry, Standing]]:
    """Return the projects that the officer reads; those that miss most days stand first."""
    districts = asked_by(session, actor(), REGISTERS["projects"]).concerned()
    found: dict[str, list[tuple[str, date, Any]]] = {}
    for row in lists_in_force(session, districts):
        found.setdefault(row.entry_id, []).append((row.kind, local(row.imported_at).date(), row.summary))
    told = [
        (entry, standing(found.get(entry.id, ()), clock.today()))
        for entry in entries_in(session, districts, "projects")
    ]
    return sorted(told, key=lambda each: (-each[1].days, each[1].on is not None, each[0].number))


def _contents(session: Session, entry: RegisterEntry) -> dict[str, Any]:
    found = lists_of_project(session, entry.id)
    valid = [(row.kind, local(row.imported_at).date(), row.summary) for row in found if not row.replaced_at]
    people = names_of(session, {row.imported_by for row in found})
    return {
        "entry": entry,
        "standing": standing(valid, clock.today()),
        "lists": [_line(row, people.get(row.imported_by, "")) for row in found],
        "kinds": [(key, path_of(key), t(zh, en)) for key, (zh, en) in KINDS.items()],
        "keeps": may_act_for(session, entry, "register.keep", by=actor()),
        "reads": may_act_for(session, entry, "personal.show", by=actor()),
        "purposes": [(zh, t(zh, en)) for zh, en in PURPOSES],
    }


def _line(row: ProjectList, officer: str) -> dict[str, Any]:
    return {
        "row": row,
        "kind": t(*KINDS[row.kind]),
        "officer": officer,
        "unit": unit_name(row.unit_id, short_form=True),
        "left_out": [(number, t(*REASONS[code])) for number, code in row.left_out["rows"]],
    }


def _rows(row: ProjectList, lines: list[Line], purpose: str) -> dict[str, Any]:
    words = request.form.get("q", "")[:60]
    found = matching(lines, words)
    return {
        "row": row,
        "kind": t(*KINDS[row.kind]),
        "heads": columns_of(row.kind),
        "lines": shown_rows(row.kind, found),
        "number": len(found),
        "words": words,
        "purpose": purpose,
    }
