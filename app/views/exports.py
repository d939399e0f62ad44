"""Case files that leave the house: taking one masked, asking for one unmasked, deciding, downloading."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.event_logs import export_log
from app.actions.exporting import LASTS, LONGEST, ask_export, decide_export, granted_request
from app.actions.packing import export_case
from app.actors import Actor
from app.permissions import may, sees_masked_only, units_where, whole_districts
from app.views.access import actor, db, needs
from app.views.case_parts import head_of, readable_case
from app.views.words import t
from storage.exports import requests_of_case, requests_open_to
from storage.models import ExportRequest
from storage.officers import names_of

blueprint = Blueprint("exports", __name__)
BLOCK = 1 << 20
ENDINGS = {"xes": "xes", "ocel": "jsonocel"}


@blueprint.get("/cases/<case_id>/exports")
@needs("case.export")
def page(case_id: str) -> str:
    """Show how a case file is taken, and the requests there were."""
    case = readable_case(db(), case_id, actor())
    lines = _lines(db(), [(each, case) for each in requests_of_case(db(), case_id)], actor())
    masked_only = sees_masked_only(actor())
    return render_template(
        "exports/case.html", head=head_of(db(), case), lines=lines, masked_only=masked_only, longest=LONGEST
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
def take(case_id: str) -> Response:
    """Send the masked file of a case."""
    return _sent(case_id, request.form.get("purpose", ""), None)


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
def take_unmasked(case_id: str, request_id: str) -> Response:
    """Send the unmasked file of a case, when the request was granted."""
    asked = granted_request(db(), case_id, request_id, by=actor())
    return _sent(case_id, asked.purpose, request_id)


@blueprint.get("/logs")
@needs("log.export")
def logs() -> str:
    """Show how event logs are taken."""
    return render_template("exports/logs.html", longest=LONGEST)


@blueprint.post("/logs")
@needs("log.export")
def take_log() -> Response:
    """Send the event log of the officer's districts."""
    form, personal = request.form.get("form", ""), request.form.get("personal", "")
    with _waiting() as out:
        export_log(
            db(), out, form, request.form.get("purpose", ""), personal=personal,
            districts=whole_districts(actor()), by=actor(),
        )  # fmt: skip
        return _attachment(out, f"events.{ENDINGS[form]}", "application/octet-stream")


def _sent(case_id: str, purpose: str, request_id: str | None) -> Response:
    with _waiting() as out:
        name = export_case(db(), case_id, out, purpose, request_id, by=actor())
        return _attachment(out, name, "application/zip")


@contextmanager
def _waiting() -> Iterator[IO[bytes]]:
    """Lend a file that is closed when making it fails, else when it is sent."""
    out = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        yield out
    except BaseException:
        out.close()
        raise


def _attachment(out: IO[bytes], name: str, kind: str) -> Response:
    response = Response(_blocks(out), mimetype=kind)
    response.content_length = out.seek(0, os.SEEK_END)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _blocks(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while block := out.read(BLOCK):
            yield block


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
