"""Bringing a roster from a file into a form: its template, what is wrong with each row, putting it right."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.actions.project_lists import import_project_list
from app.actions.project_tables import PROJECT, RosterTable
from app.actions.roster_drafts import Origin, keep_roster, origin_of, read_roster, stage_roster
from app.actions.rosters import roster_table, settle_roster
from app.refusals import AlreadyDone, InvalidAnswers, NotReady
from app.rosters.apart import judge_again, look_into
from app.rosters.contents import Contents
from app.rosters.template import template_of
from app.views.access import actor, db, language, needs
from app.views.case_parts import readable_case
from app.views.posted import posted_fields
from app.views.roster_parts import roster_contents
from app.views.roster_ways import way_back
from app.views.words import t
from storage.models import CaseFile, RosterDraft

blueprint = Blueprint("rosters", __name__, url_prefix="/rosters")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELL = re.compile(r"cell\.(\d{1,6})\.([A-Za-z_]{1,40})\Z", re.ASCII)
_ROW = re.compile(r"drop\.(\d{1,6})\Z", re.ASCII)


@blueprint.get("/<kind>/<place>/template")
@needs("task.work")
def template(kind: str, place: str) -> Response:
    """Send the file to fill in for a table of a form."""
    table = _table(_origin(kind, place, request.args.get("path", "")))
    response = make_response(template_of(table.field))
    response.mimetype = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    return response


@blueprint.post("/<kind>/<place>")
@needs("task.work")
def bring(kind: str, place: str) -> Response:
    """Read a file for a table of a form, and show what is wrong with it; the form stays as it was typed."""
    fields = posted_fields()
    origin = _origin(kind, place, next(iter(fields.pop("_roster", [])), ""))
    return redirect(url_for("rosters.page", draft_id=_staged(origin, fields).id))


@blueprint.get("/<draft_id>")
@needs("task.work")
def page(draft_id: str) -> str:
    """Show a roster row by row where something is wrong."""
    draft, contents = read_roster(db(), draft_id, by=actor())
    table = _table(origin_of(draft))
    return render_template("roster.html", **roster_contents(draft, contents, table.field, way_back(draft)))


@blueprint.post("/<draft_id>/file")
@needs("task.work")
def another_file(draft_id: str) -> Response:
    """Read another file in the place of this one."""
    draft, contents = read_roster(db(), draft_id, by=actor())
    return redirect(url_for("rosters.page", draft_id=_staged(origin_of(draft), contents.fields).id))


@blueprint.post("/<draft_id>")
@needs("task.work")
def correct(draft_id: str) -> Response:
    """Put rows right or leave them out; when nothing is wrong any more, go on into the form."""
    draft, contents = read_roster(db(), draft_id, by=actor())
    lists = way_back(draft) if draft.kind == PROJECT else ""
    corrected = _judged(draft, _corrected(contents))
    keep_roster(db(), draft_id, corrected, by=actor())
    if "settle" not in request.form:
        flash(_told(corrected))
        return redirect(url_for("rosters.page", draft_id=draft_id))
    return _imported(draft_id, lists) if lists else _settled(draft_id)


@blueprint.get("/<draft_id>/findings.csv")
@needs("task.work")
def findings(draft_id: str) -> Response:
    """Send what is wrong as a list, for whoever made the file."""
    draft, contents = read_roster(db(), draft_id, by=actor())
    response = make_response(_listed(contents, _table(origin_of(draft))))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = 'attachment; filename="findings.csv"'
    return response


def _origin(kind: str, place: str, path: str) -> Origin:
    return Origin(kind, place, path, request.args.get("case") or None)


def _table(origin: Origin) -> RosterTable:
    return roster_table(db(), origin, _case(origin), by=actor())


def _case(origin: Origin) -> CaseFile | None:
    return readable_case(db(), origin.case_id, actor()) if origin.case_id else None


def _staged(origin: Origin, fields: dict[str, list[str]]) -> RosterDraft:
    """Keep what the sent file holds; without a file, or with one that cannot be read, the page says so."""
    table = _table(origin)
    sent = request.files.get(f"_roster.{origin.path}")
    content = sent.read() if sent is not None else b""
    name = (sent.filename or "") if sent is not None else ""
    looked = look_into(content, table.schema, origin.path, clock.now())
    return stage_roster(db(), origin, name, content, Contents(fields, looked), by=actor())


def _corrected(contents: Contents) -> Contents:
    cells: dict[int, dict[str, str]] = {}
    dropped = {}
    for name, text in request.form.items():
        if match := _CELL.match(name):
            cells.setdefault(int(match[1]), {})[match[2]] = text[:300]
        elif match := _ROW.match(name):
            dropped[int(match[1])] = text
    return contents.corrected(cells, dropped, request.form.get("everywhere", ""))


def _judged(draft: RosterDraft, contents: Contents) -> Contents:
    table = _table(origin_of(draft))
    judged = judge_again(contents.kept, table.schema, draft.path, clock.now())
    if judged is None:
        raise NotReady(
            "花名册过大，无法核对，请分成几个文件。", "The roster is too large to be judged; split it."
        )
    return replace(contents.judged(*judged), confirmed="confirm" in request.form)


def _settled(draft_id: str) -> Response:
    try:
        draft = settle_roster(db(), draft_id, by=actor())
    except NotReady as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
        return redirect(url_for("rosters.page", draft_id=draft_id))
    flash(t("花名册已填入表单，请核对后提交。", "The roster stands in the form; check it and submit."))
    return redirect(way_back(draft))


def _imported(draft_id: str, lists: str) -> Response:
    """Take a list of a project over, or say why not."""
    try:
        row = import_project_list(db(), draft_id, by=actor())
    except (NotReady, AlreadyDone, InvalidAnswers) as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
        return redirect(url_for("rosters.page", draft_id=draft_id))
    again = t("，更正了此前的同一批次", ", in the place of the former version") if row.version > 1 else ""
    flash(t(f"已导入 {row.rows} 行{again}。", f"{row.rows} rows imported{again}."))
    return redirect(lists)


def _told(contents: Contents) -> str:
    if contents.faults:
        number = len({each.row for each in contents.faults})
        return t(f"还有 {number} 行需要改正或排除。", f"{number} rows are still to be corrected or left out.")
    return t("没有需要改正的行，可以导入。", "No row is to be corrected; it can be imported.")


def _listed(contents: Contents, table: RosterTable) -> bytes:
    labels = {column.path: column.label(language()) for column in table.field.columns}
    target = io.StringIO()
    lines: Any = csv.writer(target)
    lines.writerow([t("行", "Row"), t("列", "Column"), t("性质", "Kind"), t("说明", "What to do")])
    for each in contents.looked.findings:
        kind = t("需确认", "confirm") if each.confirm else t("须改正", "correct")
        lines.writerow([each.row or "", labels.get(each.column, ""), kind, t(each.zh, each.en)])
    return target.getvalue().encode("utf-8-sig")
