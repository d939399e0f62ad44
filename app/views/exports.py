"""Files that leave the house: having case files and event logs made, asking for one unmasked, deciding, taking."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.export_jobs import ask_case_file, ask_log, key_of, take_export
from app.actions.exporting import LASTS, LONGEST, ask_export, decide_export
from app.actors import Actor
from app.exports.keeping import Shelf
from app.permissions import may, sees_masked_only, units_where, whole_districts
from app.views.access import actor, db, house, needs
from app.views.case_parts import head_of, readable_case
from app.views.words import t
from storage.export_jobs import OPEN, export_jobs_of
from storage.exports import requests_of_case, requests_open_to
from storage.models import ExportJob, ExportRequest
from storage.officers import names_of

blueprint = Blueprint("exports", __name__)


@blueprint.get("/cases/<case_id>/exports")
@needs("case.export")
def page(case_id: str) -> str:
    """Show how a case file is taken, and the requests there were."""
    case = readable_case(db(), case_id, actor())
    lines = _lines(db(), [(each, case) for each in requests_of_case(db(), case_id)], actor())
    masked_only = sees_masked_only(actor())
    return render_template(
        "exports/case.html",
        head=head_of(db(), case),
        lines=lines,
        masked_only=masked_only,
        longest=LONGEST,
        **_made(case_id),
    )


@blueprint.get("/exports")
@needs("export.approve")
def waiting() -> str:
    """Show the requests for unmasked case files, undecided ones first."""
    who = actor()
    found = requests_open_to(db(), units_where(who, "case.read"), whole_districts(who))
    return render_template("exports/requests.html", lines=_lines(db(), found, who))


@blueprint.post("/cases/<case_id>/exports/masked")
@needs("case.export")
def make(case_id: str) -> Response:
    """Have the masked file of a case made."""
    ask_case_file(db(), case_id, request.form.get("purpose", ""), by=actor())
    return redirect(url_for("exports.page", case_id=case_id))


@blueprint.post("/cases/<case_id>/exports")
@needs("case.export")
def ask(case_id: str) -> Response:
    """Ask for the unmasked file of a case."""
    ask_export(db(), case_id, request.form.get("purpose", ""), by=actor())
    flash(
        t(
            "申请已提交，由他人审批后可下载。",
            "The request is made; it can be taken once somebody else approves.",
        )
    )
    return redirect(url_for("exports.page", case_id=case_id))


@blueprint.post("/exports/<request_id>/decision")
@needs("export.approve")
def decide(request_id: str) -> Response:
    """Grant or refuse a request."""
    granted = request.form.get("granted") == "1"
    decide_export(db(), request_id, granted=granted, note=request.form.get("note", ""), by=actor())
    flash(t("决定已记录。", "The decision is on record."))
    return redirect(url_for("exports.waiting"))


@blueprint.post("/cases/<case_id>/exports/<request_id>")
@needs("case.export")
def make_unmasked(case_id: str, request_id: str) -> Response:
    """Have the unmasked file of a case made, when the request was granted."""
    ask_case_file(db(), case_id, "", request_id, by=actor())
    return redirect(url_for("exports.page", case_id=case_id))


@blueprint.get("/logs")
@needs("log.export")
def logs() -> str:
    """Show how event logs are taken, and those that are being made or wait to be taken."""
    return render_template("exports/logs.html", longest=LONGEST, **_made(None))


@blueprint.post("/logs")
@needs("log.export")
def make_log() -> Response:
    """Have the event log of the officer's districts made."""
    asked = request.form
    ask_log(db(), asked.get("form", ""), asked.get("personal", ""), asked.get("purpose", ""), by=actor())
    return redirect(url_for("exports.logs"))


@blueprint.post("/exports/files/<job_id>")
@needs("case.export")
def take(job_id: str) -> Response:
    """Send a finished case file; that it leaves is recorded first."""
    return _attachment(take_export(db(), job_id, _shelf(), by=actor()))


@blueprint.post("/logs/files/<job_id>")
@needs("log.export")
def take_log(job_id: str) -> Response:
    """Send a finished event log; that it leaves is recorded first."""
    return _attachment(take_export(db(), job_id, _shelf(), by=actor()))


def _shelf() -> Shelf:
    shelf: Shelf = db().info["exports"]
    return shelf


def _attachment(job: ExportJob) -> Response:
    kind = "application/zip" if job.kind == "case" else "application/octet-stream"
    unseal = house().keyring.open_own
    response = Response(_shelf().blocks(key_of(job), job.size, unseal), mimetype=kind)
    response.content_length = job.size
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(job.name)}"
    return response


def _made(case_id: str | None) -> dict[str, Any]:
    """Return the officer's own files, whether one is being made, and how many days they stay."""
    found = export_jobs_of(db(), actor().officer_id or "", case_id)
    return {"files": found, "making": any(each.state in OPEN for each in found), "days": _shelf().days}


def _lines(session: Session, found: list[tuple[ExportRequest, Any]], who: Actor) -> list[dict[str, Any]]:
    people = names_of(
        session,
        {each.asked_by for each, _ in found} | {each.decided_by for each, _ in found if each.decided_by},
    )
    return [
        {
            "asked": each,
            "case": case,
            "by": people.get(each.asked_by, ""),
            "decider": people.get(each.decided_by or "", ""),
            "over": bool(each.decided_at and clock.now() > each.decided_at + LASTS),
            "mine": each.asked_by == who.officer_id,
            "may_decide": each.asked_by != who.officer_id and may(who, "export.approve"),
        }
        for each, case in found
    ]
