"""Files of drafts for the editors: the list, the bytes, saving, and who is at which file; nothing is read in them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.designing_files import (
    note_presence,
    remove_file,
    restore_revision,
    save_file,
    undo_last_change,
)
from app.actions.draft_revisions import FileRefused
from app.diagrams.safe_xml import MAX_BYTES
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.designer_parts import answers_json, people_at
from storage.designs import content_of, newest_revision, newest_revisions, revision_of
from storage.models import DraftRevision
from storage.officers import names_of

blueprint = Blueprint("designer_files", __name__, url_prefix="/designer/drafts/<draft_id>")


@blueprint.get("/files")
@needs("process.design")
@answers_json
def listed(draft_id: str) -> dict[str, Any]:
    """Return the files of a draft with their newest revisions."""
    draft = reach_draft(db(), draft_id)
    files = [row for row in newest_revisions(db(), draft_id) if row.digest is not None]
    about = {"id": draft.id, "key": draft.process_key, "title": draft.title, "state": draft.state}
    return {"draft": about, "files": [_told(db(), row) for row in files], "people": people_at(db(), draft_id)}


@blueprint.get("/files/<path:path>")
@needs("process.design")
def content(draft_id: str, path: str) -> Response:
    """Send the bytes of a file, of its newest revision or of `?revision=`; the number stands in `X-Revision`."""
    number = request.args.get("revision", type=int)
    row = (
        newest_revision(db(), draft_id, path) if number is None else revision_of(db(), draft_id, path, number)
    )
    found = content_of(db(), row.digest) if row is not None and row.digest is not None else None
    if row is None or found is None:
        raise NotFound
    response = make_response(found)
    response.mimetype = "application/octet-stream"
    response.headers["X-Revision"] = str(row.number)
    return response


@blueprint.post("/files/<path:path>")
@needs("process.design")
@answers_json
def save(draft_id: str, path: str) -> dict[str, Any]:
    """Save a file; the answer names the new revision, or who has saved since (409)."""
    sent = _sent()
    row = save_file(
        db(), draft_id, path, posted_content(sent), _base(sent), note=str(sent.get("note", "")), by=actor()
    )
    return _told(db(), row)


@blueprint.post("/removals/<path:path>")
@needs("process.design")
@answers_json
def remove(draft_id: str, path: str) -> dict[str, Any]:
    """Take a file out of the draft."""
    return _told(db(), remove_file(db(), draft_id, path, _base(_sent()), by=actor()))


@blueprint.post("/undo/<path:path>")
@needs("process.design")
@answers_json
def undo(draft_id: str, path: str) -> dict[str, Any]:
    """Take back the last change of a file; the answer names the new revision."""
    return _told(db(), undo_last_change(db(), draft_id, path, _base(_sent()), by=actor()))


@blueprint.post("/restorations/<path:path>")
@needs("process.design")
@answers_json
def restore(draft_id: str, path: str) -> dict[str, Any]:
    """Make an earlier revision of a file its newest one."""
    sent = _sent()
    number = posted_number(sent.get("revision"))
    return _told(db(), restore_revision(db(), draft_id, path, number, _base(sent), by=actor()))


@blueprint.post("/presence")
@needs("process.design")
@answers_json
def presence(draft_id: str) -> dict[str, Any]:
    """Note at which file the officer is; the answer names who else is there, and the newest revisions."""
    note_presence(db(), draft_id, str(_sent().get("path", ""))[:200], by=actor())
    files = {row.path: row.number for row in newest_revisions(db(), draft_id)}
    return {"people": people_at(db(), draft_id), "revisions": files}


def _sent() -> dict[str, Any]:
    """Return what the request carries, as JSON or as a form."""
    found = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    return found if isinstance(found, dict) else {}


def posted_content(sent: dict[str, Any]) -> bytes:
    """Return the content of a file that was sent; raise FileRefused for none, or one too large."""
    text = sent.get("content")
    if not isinstance(text, str) or len(text) > MAX_BYTES:
        raise FileRefused(
            f"缺少文件内容，或者超过 {MAX_BYTES >> 20} MiB。",
            f"The content is missing or larger than {MAX_BYTES >> 20} MiB.",
        )
    return text.encode("utf-8", "replace")


def _base(sent: dict[str, Any]) -> int:
    return posted_number(sent.get("base"))


def posted_number(value: Any) -> int:
    """Return the number of a revision that was sent; raise FileRefused for anything else."""
    text = str(value if value is not None else "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise FileRefused(
            "没有说明改动基于第几次保存（base），请刷新页面后再试。",
            "The number of the revision that was changed (base) is missing; reload the page and try again.",
        )
    return int(text)


def _told(session: Session, row: DraftRevision) -> dict[str, Any]:
    return {
        "path": row.path,
        "revision": row.number,
        "digest": row.digest,
        "saved_by": names_of(session, [row.made_by]).get(row.made_by, ""),
        "saved_at": row.made_at.isoformat(),
    }
