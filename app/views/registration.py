"""Registering a complaint: the form, its draft, and the receipt; what happens is decided by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request, url_for
from flask import session as browser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.clock_dates import listed
from app.actions.drafts import save_registration
from app.actions.opening import open_case
from app.actions.registering import RegistrationSheet, receiving_seats, registration_sheet
from app.actions.submissions import SentBefore, new_key
from app.deadlines import Rule
from app.forms import FormView, read_submission, view_form
from app.refusals import InvalidAnswers
from app.views.access import actor, db, house, language, needs
from app.views.case_parts import head_of, next_task, readable_case
from app.views.naming import rule_length, rule_name, unit_name
from app.views.posted import asks_again, posted_fields, posted_key, posted_uploads, saves_by_itself
from app.views.roster_ways import brought_form, brought_rows, roster_addresses
from app.views.task_page import Attempt
from app.views.words import t

blueprint = Blueprint("registration", __name__, url_prefix="/cases")

Answer = str | Response | tuple[str, int]
SECRET = "receipt"
"""Where the browser's signed cookie carries case and query code to the receipt, once."""


@blueprint.get("/new")
@needs("case.open")
def page() -> Answer:
    """Show the registration form, with what the officer has begun before."""
    return _shown(db(), request.args.get("unit"), Attempt(brought_form(request.args.get("roster"))))


@blueprint.post("/new")
@needs("case.open")
def submit() -> Answer:
    """Register the complaint and show the receipt, or show the form again with what is wrong."""
    fields, uploads, unit = posted_fields(), posted_uploads(), request.form.get("unit", "")
    names = [upload.name for upload in uploads]
    if asks_again(fields):
        return _shown(db(), unit, Attempt(fields, files=names))
    try:
        opened = open_case(db(), unit, fields, uploads, by=actor(), key=posted_key())
    except SentBefore as sent:
        return _receipt_of(sent.case_id, sent.query_code)
    except InvalidAnswers as refusal:
        return _shown(db(), unit, Attempt(fields, refusal, names))
    return _receipt_of(opened.case.id, opened.query_code)


@blueprint.post("/new/form")
@needs("case.open")
def form_again() -> str:
    """Return the form alone, as it is after a choice or a row more or less; nothing is judged."""
    sheet = registration_sheet(db(), request.form.get("unit"), by=actor())
    macro = get_template_attribute("forms/form.html", "render_form")
    return str(macro(_view(sheet, Attempt(posted_fields()))))


@blueprint.post("/new/draft")
@needs("case.open")
def keep_draft() -> Answer:
    """Keep what is filled in so far; the page's script asks for it every now and then."""
    save_registration(db(), posted_fields(), by=actor())
    if saves_by_itself():
        return "", 204
    flash(t("已暂存，下次打开时继续填写。", "The draft is kept; go on where you left off."))
    return redirect(url_for("registration.page", unit=request.form.get("unit")))


@blueprint.get("/<case_id>/receipt")
@needs("case.read")
def receipt(case_id: str) -> str:
    """Show the receipt to print; its query code stands there only right after the registration."""
    case = readable_case(db(), case_id, actor())
    kept = browser.get(SECRET)
    code = kept[1] if isinstance(kept, list) and kept[0] == case_id else None
    if code is not None:
        browser.pop(SECRET)
    contents = {
        "head": head_of(db(), case),
        "case": case,
        "code": code,
        "next": next_task(db(), case.id, actor()),
        "officer": actor().name,
        "unit": unit_name(case.first_unit_id),
        "query_address": request.host_url.rstrip("/") + "/public/query",
    }
    return render_template("receipt.html", **contents)


def _receipt_of(case_id: str, code: str | None) -> Response:
    browser[SECRET] = [case_id, code]
    return redirect(url_for("registration.receipt", case_id=case_id))


def _shown(session: Session, unit: str | None, attempt: Attempt) -> Answer:
    sheet = registration_sheet(session, unit, by=actor())
    contents = {
        **_contents(sheet),
        "key": posted_key() or new_key(),
        "form": _view(sheet, attempt),
        "refusal": attempt.refusal if attempt.refusal and not attempt.errors and not attempt.unseen else None,
        "lost_files": attempt.files,
        "drafted": sheet.draft is not None and attempt.fields is None,
    }
    return render_template(
        "registration.html", **contents
    ), attempt.refusal.status if attempt.refusal else 200


def _contents(sheet: RegistrationSheet) -> dict[str, Any]:
    properties = sheet.element.properties
    return {
        "sheet": sheet,
        "seats": receiving_seats(actor()),
        "purpose": t(properties.get("purpose", ""), properties.get("purpose_en")),
        "law": properties.get("law", ""),
        "duties": [
            {"name": rule_name(rule), "length": rule_length(known), "source": known.source}
            for rule in listed(sheet.element, "meets") + listed(sheet.element, "starts")
            if (known := house().rules.get(rule)) is not None and _is_law(known, sheet.seat.jurisdiction)
        ],
    }


def _is_law(rule: Rule, district: str) -> bool:
    return not {"CN", house().districts[district].rule_jurisdiction}.isdisjoint(rule.jurisdiction.split("/"))


def _view(sheet: RegistrationSheet, attempt: Attempt) -> FormView:
    typed: Mapping[str, Sequence[str]] | None = attempt.fields if attempt.fields is not None else sheet.draft
    return attempt.mark_file(
        view_form(
            sheet.form,
            sheet.known,
            read_submission(sheet.form, typed) if typed is not None else None,
            now=clock.now(),
            options=sheet.options,
            errors=attempt.errors,
            unseen=attempt.unseen,
            language=language(),
            refresh_url=url_for("registration.form_again"),
            imports=roster_addresses("registration", sheet.seat.unit_id),
            brought=brought_rows(typed, actor()),
        )
    )
