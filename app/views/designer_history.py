"""The history of a draft: every saved state of every file, what it changed in the text, and going back to one."""

from __future__ import annotations

import difflib

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.designing_files import restore_revision
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.designer_files_changed import kind_of
from app.views.words import t
from storage.designs import PAGE, content_of, newest_revisions, revision_of, revisions_of_draft
from storage.officers import names_of

blueprint = Blueprint("designer_history", __name__, url_prefix="/designer/drafts/<draft_id>")

MOST_LINES = 8000
"""Of longer files the text is shown without what changed in it."""


@blueprint.get("/history")
@needs("process.design")
def page(draft_id: str) -> str:
    """List the revisions of a draft, or of one file of it, newest first."""
    draft = reach_draft(db(), draft_id)
    path, start = request.args.get("path", ""), max(request.args.get("start", 0, type=int), 0)
    found = revisions_of_draft(db(), draft_id, path, start)
    heads = {row.path: row.number for row in newest_revisions(db(), draft_id)}
    return render_template(
        "designer/history.html",
        draft=draft,
        rows=[(row, kind_of(row.path)) for row in found[:PAGE]],
        people=names_of(db(), {row.made_by for row in found}),
        heads=heads,
        path=path,
        older=start + PAGE if len(found) > PAGE else None,
        newer=max(start - PAGE, 0) if start else None,
    )


@blueprint.get("/history/<int:number>/<path:path>")
@needs("process.design")
def revision(draft_id: str, number: int, path: str) -> str:
    """Show the text of a revision and what it changed."""
    draft = reach_draft(db(), draft_id)
    row = revision_of(db(), draft_id, path, number)
    if row is None:
        raise NotFound
    text, before = _text(row.digest), ""
    former = revision_of(db(), draft_id, path, number - 1)
    if former is not None:
        before = _text(former.digest)
    return render_template(
        "designer/revision.html",
        draft=draft,
        row=row,
        kind=kind_of(path),
        text=text,
        difference=_difference(before, text) if former is not None else [],
        by=names_of(db(), [row.made_by]).get(row.made_by, ""),
        head=max(each.number for each in newest_revisions(db(), draft_id) if each.path == path),
    )


@blueprint.post("/history/restore")
@needs("process.design")
def restore(draft_id: str) -> Response:
    """Make an earlier revision of a file its newest one."""
    sent = request.form
    number, base = sent.get("revision", 0, type=int), sent.get("base", 0, type=int)
    row = restore_revision(db(), draft_id, sent.get("path", ""), number, base, by=actor())
    flash(t(f"已恢复，成为第 {row.number} 次保存。", f"Restored, as revision {row.number}."))
    return redirect(url_for("designer_history.page", draft_id=draft_id))


def _text(digest: str | None) -> str:
    found = content_of(db(), digest) if digest is not None else None
    return (found or b"").decode("utf-8", "replace")


def _difference(before: str, after: str) -> list[str]:
    """Return the changed lines with two lines around them, each beginning with +, -, a space, or @@."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return []
    return list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
