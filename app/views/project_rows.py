"""Choosing rows of a real-name platform's wage list for the roster of a case: offered, accepted, never by itself."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.actions.project_lists import ROSTER, offer_project_rows, project_of_draft, take_project_rows
from app.actions.roster_drafts import Origin, origin_of, read_roster, stage_roster
from app.actions.rosters import roster_table
from app.refusals import InvalidAnswers, NotReady
from app.rosters.apart import Looked, judge_again
from app.rosters.contents import Contents
from app.rosters.projects import Line, matching
from app.views.access import actor, db, language, needs
from app.views.posted import posted_fields
from app.views.project_sheets import columns_of, shown_rows
from app.views.roster_ways import way_back
from app.views.showing import PURPOSES
from app.views.words import t
from storage.project_lists import lists_of_project

blueprint = Blueprint("project_rows", __name__, url_prefix="/project-rows")


@blueprint.post("/tasks/<task_id>")
@needs("task.work")
def begin(task_id: str) -> Response:
    """Keep the form as it was typed, and go to the lists of the case's project."""
    fields = posted_fields()
    fields.pop("_roster", None)
    origin = Origin("task", task_id, ROSTER)
    roster_table(db(), origin, None, by=actor())
    contents = Contents(fields, Looked(fault="nothing_chosen"))
    draft = stage_roster(db(), origin, "", b"", contents, by=actor())
    return redirect(url_for("project_rows.page", draft_id=draft.id))


@blueprint.get("/<draft_id>")
@needs("task.work")
def page(draft_id: str) -> str:
    """Show which lists there are, and ask what they are read for; no person is named yet."""
    return render_template("registers/list_choose.html", **_offered(draft_id))


@blueprint.post("/<draft_id>")
@needs("personal.show")
def rows(draft_id: str) -> str | Response:
    """Show the rows of the chosen list, to be accepted one by one or all."""
    try:
        purpose = request.form.get("purpose", "")
        row, lines = offer_project_rows(db(), draft_id, request.form.get("list", ""), purpose, by=actor())
    except InvalidAnswers as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
        return redirect(url_for("project_rows.page", draft_id=draft_id))
    found = matching(lines, request.form.get("q", "")[:60])
    told = {
        "chosen": row,
        "heads": columns_of(row.kind),
        "lines": shown_rows(row.kind, found),
        "found": len(found),
    }
    return render_template("registers/list_choose.html", **{**_offered(draft_id), **told})


@blueprint.post("/<draft_id>/take")
@needs("personal.show")
def take(draft_id: str) -> Response:
    """Take the accepted rows; the form's rules judge them like rows of any file before they stand in the roster."""
    numbers = {int(each) for each in request.form.getlist("row") if each.isdecimal() and len(each) < 7}
    everything = "all" in request.form
    try:
        row, lines = take_project_rows(
            db(), draft_id, request.form.get("list", ""), None if everything else numbers, by=actor()
        )
    except InvalidAnswers as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
        return redirect(url_for("project_rows.page", draft_id=draft_id))
    name = t(f"实名制平台批次 {row.batch_no}", f"Batch {row.batch_no} of the platform")
    return redirect(url_for("rosters.page", draft_id=_brought(draft_id, lines, name)))


def _brought(draft_id: str, lines: list[Line], name: str) -> str:
    """Bring accepted rows as if they had been read from a file; return the id of the roster that they are now."""
    draft, contents = read_roster(db(), draft_id, by=actor())
    origin = origin_of(draft)
    table = roster_table(db(), origin, None, by=actor())
    labels = {column.path: column.label(language()) for column in table.field.columns if not column.compute}
    mine = tuple(
        (number, {key: text for key, text in texts.items() if key in labels}) for number, texts in lines
    )
    judged = judge_again(mine, table.schema, origin.path, clock.now())
    if judged is None:
        raise NotReady("名册过大，无法核对，请少选一些。", "Too many rows to be judged; choose fewer.")
    columns = tuple((key, labels[key]) for key in mine[0][1])
    looked = Looked(columns=columns, lines=mine, findings=judged[0], totals=judged[1])
    content = json.dumps(mine).encode()
    return stage_roster(db(), origin, name, content, Contents(contents.fields, looked), by=actor()).id


def _offered(draft_id: str) -> dict[str, Any]:
    draft, _ = read_roster(db(), draft_id, by=actor())
    sheet, entry = project_of_draft(db(), draft, by=actor())
    found = [row for row in lists_of_project(db(), entry.id) if row.kind == "wages" and not row.replaced_at]
    return {
        "draft": draft,
        "entry": entry,
        "case": sheet.case,
        "lists": found,
        "back": way_back(draft),
        "purposes": [(zh, t(zh, en)) for zh, en in PURPOSES],
        "chosen": None,
    }
