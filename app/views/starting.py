"""Setting a process going by hand, in a case or as a new one, and noting what came in for a waiting run."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from flask import session as browser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.start_sheets import StartSheet, matter_sheet, start_sheet, startable_in, starting_units
from app.actions.starting import note_matter, start_process
from app.actions.submissions import SentBefore, new_key
from app.forms import FormView, read_submission, view_form
from app.refusals import InvalidAnswers
from app.versions import Edition
from app.views.access import actor, db, language, needs
from app.views.case_parts import head_of, next_task, readable_case
from app.views.naming import unit_name
from app.views.posted import asks_again, posted_fields, posted_key, posted_uploads
from app.views.registration import SECRET
from app.views.roster_ways import brought_form, brought_rows, roster_addresses
from app.views.task_page import Attempt
from app.views.words import t
from storage.models import CaseFile

blueprint = Blueprint("starting", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/cases/<case_id>/start")
@needs("case.open")
def choose(case_id: str) -> str:
    """List the processes that may be set going in a case."""
    case = readable_case(db(), case_id, actor())
    ways = [
        (
            t(each.name_zh, each.name_en),
            _purpose(each),
            url_for("starting.page", process_key=each.key, case=case.id),
        )
        for each in startable_in(db(), case, by=actor())
    ]
    return render_template("start_choose.html", head=head_of(db(), case), ways=ways)


def _purpose(edition: Edition) -> str:
    properties = edition.definition.properties.get(edition.key, {})
    return t(properties.get("purpose", ""), properties.get("purpose_en"))


@blueprint.get("/processes/<process_key>/start")
@needs("case.open")
def page(process_key: str) -> Answer:
    """Show the form with which a process begins."""
    case = _case(request.args.get("case"))
    attempt = Attempt(brought_form(request.args.get("roster")))
    return _shown(start_sheet(db(), process_key, case, by=actor()), attempt, _start_address(process_key))


@blueprint.post("/processes/<process_key>/start")
@needs("case.open")
def submit(process_key: str) -> Answer:
    """Set the process going and go to its first task, or show the form again with what is wrong."""
    case, fields, uploads = _case(request.form.get("case")), posted_fields(), posted_uploads()
    sheet = start_sheet(db(), process_key, case, by=actor())
    attempt = Attempt(fields, files=[upload.name for upload in uploads])
    if asks_again(fields):
        return _shown(sheet, attempt, _start_address(process_key))
    case_id = case.id if case is not None else None
    unit = request.form.get("unit", "")
    try:
        started = start_process(
            db(), process_key, unit, fields, uploads, by=actor(), case_id=case_id, key=posted_key()
        )
    except SentBefore as sent:
        return _begun(sent.case_id, sent.query_code)
    except InvalidAnswers as refusal:
        sheet = start_sheet(db(), process_key, _case(case_id), by=actor())
        return _shown(sheet, Attempt(fields, refusal, attempt.files), _start_address(process_key))
    return _begun(started.case.id, started.query_code)


@blueprint.post("/processes/<process_key>/start/form")
@needs("case.open")
def start_form_again(process_key: str) -> str:
    """Return the form alone, as it is after a choice; nothing is judged."""
    sheet = start_sheet(db(), process_key, _case(request.form.get("case")), by=actor())
    return _form_alone(sheet, _start_address(process_key))


@blueprint.get("/cases/<case_id>/matters/<run_id>/<token>")
@needs("task.work")
def matter(case_id: str, run_id: str, token: str) -> Answer:
    """Show the form for noting what a run waits for."""
    case = readable_case(db(), case_id, actor())
    return _shown(matter_sheet(db(), case, run_id, token, by=actor()), Attempt(), request.path)


@blueprint.post("/cases/<case_id>/matters/<run_id>/<token>")
@needs("task.work")
def note(case_id: str, run_id: str, token: str) -> Answer:
    """Note what came in, so that the run goes on."""
    fields, uploads = posted_fields(), posted_uploads()
    attempt = Attempt(fields, files=[upload.name for upload in uploads])
    sheet = matter_sheet(db(), readable_case(db(), case_id, actor()), run_id, token, by=actor())
    if asks_again(fields):
        return _shown(sheet, attempt, request.path)
    try:
        note_matter(db(), run_id, token, fields, uploads, by=actor())
    except InvalidAnswers as refusal:
        case = readable_case(db(), case_id, actor())
        sheet = matter_sheet(db(), case, run_id, token, by=actor())
        return _shown(sheet, Attempt(fields, refusal, attempt.files), request.path)
    return _onwards(db(), case_id, t("已登记，流程继续办理。", "It is noted; the process goes on."))


@blueprint.post("/cases/<case_id>/matters/<run_id>/<token>/form")
@needs("task.work")
def matter_form_again(case_id: str, run_id: str, token: str) -> str:
    """Return the form alone, as it is after a choice; nothing is judged."""
    case = readable_case(db(), case_id, actor())
    sheet = matter_sheet(db(), case, run_id, token, by=actor())
    return _form_alone(sheet, request.path.removesuffix("/form"))


def _begun(case_id: str, code: str | None) -> Response:
    """Go on to the receipt of a case that has just begun, else to the next task."""
    if code is None:
        return _onwards(db(), case_id, t("流程已启动。", "The process has begun."))
    browser[SECRET] = [case_id, code]
    return redirect(url_for("registration.receipt", case_id=case_id))


def _case(case_id: str | None) -> CaseFile | None:
    return readable_case(db(), case_id, actor()) if case_id else None


def _start_address(process_key: str) -> str:
    return url_for("starting.submit", process_key=process_key)


def _onwards(session: Session, case_id: str, words: str) -> Response:
    """Say that it is done and go to the officer's next task of the case, or to the case."""
    flash(words)
    following = next_task(session, case_id, actor())
    if following is None:
        return redirect(url_for("cases.page", case_id=case_id))
    return redirect(url_for("tasks.page", task_id=following.id))


def _shown(sheet: StartSheet, attempt: Attempt, address: str) -> Answer:
    contents: dict[str, Any] = {
        "sheet": sheet,
        "head": head_of(db(), sheet.case) if sheet.case is not None else None,
        "process": t(sheet.edition.name_zh, sheet.edition.name_en),
        "title": t(sheet.element.name, sheet.element.properties.get("name_en")),
        "purpose": t(sheet.element.properties.get("purpose", ""), sheet.element.properties.get("purpose_en")),
        "law": sheet.element.properties.get("law", ""),
        "units": [(unit, unit_name(unit)) for unit in starting_units(actor())],
        "starts": address.endswith("/start"),
        "form": _view(sheet, attempt, address),
        "key": posted_key() or new_key(),
        "address": address,
        "refusal": attempt.refusal if attempt.refusal and not attempt.errors and not attempt.unseen else None,
        "lost_files": attempt.files,
    }
    return render_template("starting.html", **contents), attempt.refusal.status if attempt.refusal else 200


def _form_alone(sheet: StartSheet, address: str) -> str:
    view = _view(sheet, Attempt(posted_fields()), address)
    macro = get_template_attribute("forms/form.html", "render_form")
    return str(macro(view)) if view is not None else ""


def _view(sheet: StartSheet, attempt: Attempt, address: str) -> FormView | None:
    if sheet.form is None:
        return None
    view = view_form(
        sheet.form,
        sheet.known,
        read_submission(sheet.form, attempt.fields) if attempt.fields is not None else None,
        now=clock.now(),
        options=sheet.options,
        errors=attempt.errors,
        unseen=attempt.unseen,
        language=language(),
        refresh_url=f"{address}/form",
        imports=_imports(sheet, address),
        brought=brought_rows(attempt.fields, actor()),
    )
    return attempt.mark_file(view)


def _imports(sheet: StartSheet, address: str) -> tuple[str, str, str] | None:
    """Say where files for tables go: only the form of a start takes them."""
    case_id = sheet.case.id if sheet.case is not None else None
    return roster_addresses("start", sheet.edition.key, case_id) if address.endswith("/start") else None
