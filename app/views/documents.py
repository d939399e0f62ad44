"""Files of a case: what is known of one, uploading, and downloading, which is recorded and therefore posted."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.actions.documents import add_documents, read_document
from app.refusals import NotFound
from app.views.access import actor, db, house, needs
from app.views.case_parts import head_of, readable_case
from app.views.naming import field_name, unit_name
from app.views.posted import posted_uploads
from app.views.words import t
from storage.cases import document_of
from storage.officers import names_of

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<document_id>")
@needs("document.read")
def page(document_id: str) -> str:
    """Show what is known of a file, with a button to download it."""
    row = document_of(db(), document_id)
    if row is None:
        raise NotFound
    case = readable_case(db(), row.case_id, actor())
    contents = {
        "head": head_of(db(), case),
        "row": row,
        "kind": house().documents.get(row.code or "") or (field_name(row.field) if row.field else ""),
        "by": names_of(db(), [row.added_by]).get(row.added_by, "") if row.added_by else "",
        "unit": unit_name(row.added_unit_id),
    }
    return render_template("document.html", **contents)


@blueprint.post("/documents/<document_id>")
@needs("document.read")
def download(document_id: str) -> Response:
    """Send a file as an attachment; who took it and when is on record before the first byte leaves."""
    row, content = read_document(db(), document_id, by=actor())
    response = make_response(content)
    response.mimetype = row.media_type
    name = quote(row.file_name)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/cases/<case_id>/documents")
@needs("document.add")
def add(case_id: str) -> Response:
    """Add files to a case outside of any task."""
    kept = add_documents(db(), case_id, posted_uploads(), by=actor())
    flash(t(f"已存入 {len(kept)} 个文件。", f"{len(kept)} files are on file now."))
    return redirect(url_for("cases.page", case_id=case_id, _anchor="documents"))
