"""Notes on a case: writing one; they are read on the case's page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.actions.notes import write_note
from app.views.access import actor, db, needs
from app.views.words import t

blueprint = Blueprint("notes", __name__, url_prefix="/cases/<case_id>/notes")


@blueprint.post("")
@needs("case.note")
def write(case_id: str) -> Response:
    """Write a note and go back to the case."""
    write_note(db(), case_id, request.form.get("text", ""), by=actor())
    flash(t("备注已保存。", "The note is saved."))
    return redirect(url_for("cases.page", case_id=case_id, _anchor="notes"))
