"""The editor's page of a draft, and the words its settings are chosen from; it reads no diagram by itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from app.actions.design_reach import reach_draft
from app.views.access import db, house, needs
from app.views.designer_files_shown import editor_data
from app.views.designer_words import vocabulary_of
from app.views.shell import CONTENT_POLICY

blueprint = Blueprint("designer_editor", __name__, url_prefix="/designer")

EDITOR_POLICY = f"{CONTENT_POLICY}; style-src-attr 'unsafe-inline'"
"""The editors position what they draw with style attributes; scripts and style sheets stay as strict as elsewhere."""


@blueprint.get("/drafts/<draft_id>")
@needs("process.design")
def page(draft_id: str) -> AnyResponse:
    """Show the editor of a draft, with the list of its files."""
    draft = reach_draft(db(), draft_id)
    response = make_response(render_template("designer/editor.html", draft=draft, **editor_data(db(), draft)))
    response.headers["Content-Security-Policy"] = EDITOR_POLICY
    return response


@blueprint.get("/drafts/<draft_id>/vocabulary")
@needs("process.design")
def vocabulary(draft_id: str) -> Response:
    """Return what the settings can be: lanes with their units, roles, rules, papers, case fields, names for FEEL."""
    reach_draft(db(), draft_id)
    told: dict[str, Any] = vocabulary_of(house(), db())
    return jsonify(told)


@blueprint.get("/keys")
@needs("process.design")
def keys() -> str:
    """Show the keys of the editors."""
    return render_template("designer/keys.html")
