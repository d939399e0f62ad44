"""The files of a draft as a page: added, renamed, removed, imported, taken over from published versions, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.designing import follow_version
from app.actions.designing_files import remove_file
from app.actions.designing_pieces import add_file, put_files, rename_file, take_piece
from app.actions.importing import begin_empty, begin_import, examine_import
from app.diagrams.draft_paths import key_of, keys_in
from app.diagrams.zipped import zipped
from app.refusals import NotFound, Refusal
from app.views.access import actor, db, needs
from app.views.designer_files_changed import changes, kind_of
from app.views.designer_parts import draft_address
from app.views.words import t
from storage.designs import files_of_draft, newest_revisions
from storage.models import Draft
from storage.officers import names_of
from storage.versions import digests_of_version, files_of_version, newest_version, newest_versions, version_of

blueprint = Blueprint("designer_bundle", __name__, url_prefix="/designer")


@blueprint.get("/drafts/<draft_id>/bundle")
@needs("process.design")
def page(draft_id: str) -> str:
    """Show the files of a draft and what can be done with them."""
    draft = reach_draft(db(), draft_id)
    rows = [row for row in newest_revisions(db(), draft_id) if row.digest is not None]
    people = names_of(db(), {row.made_by for row in rows})
    held = {row.path: row.digest or "" for row in rows}
    keys = keys_in(held) | {draft.process_key}
    others = {each.process_key: t(each.name_zh, each.name_en) for each in newest_versions(db())}
    return render_template(
        "designer/bundle.html",
        draft=draft,
        lines=[(row, kind_of(row.path), people.get(row.made_by, "")) for row in rows],
        keys=sorted(keys),
        newer=[(key, others.get(key, key)) for key in _newer_pieces(draft, held)],
        choices=[(key, name) for key, name in sorted(others.items()) if key not in keys],
        base=_newer_base(draft, held),
    )


@blueprint.post("/drafts/<draft_id>/bundle/add")
@needs("process.design")
def add(draft_id: str) -> Response:
    """Add a form or a decision table."""
    sent = request.form
    made = add_file(
        db(), draft_id, sent.get("kind", ""), sent.get("key", ""), sent.get("name", ""), by=actor()
    )
    flash(t(f"已添加 {made.path}。", f"Added {made.path}."))
    return _back(draft_id)


@blueprint.post("/drafts/<draft_id>/bundle/rename")
@needs("process.design")
def rename(draft_id: str) -> Response:
    """Give a form or a decision table another name."""
    sent = request.form
    base = sent.get("base", 0, type=int)
    made = rename_file(db(), draft_id, sent.get("path", ""), sent.get("name", ""), base, by=actor())
    flash(t(f"已改名为 {made.path}。", f"Renamed to {made.path}."))
    return _back(draft_id)


@blueprint.post("/drafts/<draft_id>/bundle/remove")
@needs("process.design")
def remove(draft_id: str) -> Response:
    """Take a file out of the draft; its revisions stay."""
    sent = request.form
    made = remove_file(db(), draft_id, sent.get("path", ""), sent.get("base", 0, type=int), by=actor())
    flash(t(f"已移除 {made.path}，可在“历史”中恢复。", f"Removed {made.path}; the history can restore it."))
    return _back(draft_id)


@blueprint.post("/drafts/<draft_id>/bundle/piece")
@needs("process.design")
def piece(draft_id: str) -> Response:
    """Take a published piece into the draft, or its newest version."""
    made = take_piece(db(), draft_id, request.form.get("key", ""), by=actor())
    flash(t(f"已取用 {len(made)} 个文件。", f"Took over {len(made)} files."))
    return _back(draft_id)


@blueprint.post("/drafts/<draft_id>/bundle/import")
@needs("process.design")
def put(draft_id: str) -> str | Response | tuple[str, int]:
    """Import a file, or a zip of files, into the draft."""
    draft = reach_draft(db(), draft_id)
    return _imported(draft.process_key, lambda found: _put(draft, found.files))


@blueprint.post("/drafts/<draft_id>/bundle/follow")
@needs("process.design")
def follow(draft_id: str) -> Response:
    """Base the draft on the newest version, with the files of it that were chosen."""
    follow_version(db(), draft_id, request.form.getlist("take"), by=actor())
    flash(t("草稿现在基于最新版本。", "The draft is based on the newest version now."))
    return _back(draft_id)


@blueprint.post("/imports")
@needs("process.design")
def import_new() -> str | Response | tuple[str, int]:
    """Begin a draft with imported files."""
    title = request.form.get("title", "")
    return _imported("", lambda found: begin_import(db(), found, title, by=actor()))


@blueprint.post("/beginnings")
@needs("process.design")
def begin() -> Response:
    """Begin a draft of a new process."""
    sent = request.form
    draft = begin_empty(db(), sent.get("key", ""), sent.get("name", ""), sent.get("lane", ""), by=actor())
    flash(t("草稿已开始。", "The draft is begun."))
    return redirect(draft_address(draft.id))


@blueprint.get("/drafts/<draft_id>/export")
@needs("process.design")
def export(draft_id: str) -> Response:
    """Send the files of a draft as a zip."""
    draft = reach_draft(db(), draft_id)
    return _zip(files_of_draft(db(), draft_id), f"{draft.process_key}-draft.zip")


@blueprint.get("/versions/<version_id>/export")
@needs("process.design")
def export_version(version_id: str) -> Response:
    """Send the files of a published version as a zip."""
    version = version_of(db(), version_id)
    if version is None:
        raise NotFound
    return _zip(files_of_version(db(), version_id), f"{version.process_key}-{version.number}.zip")


def _zip(files: dict[str, bytes], name: str) -> Response:
    response = make_response(zipped(files))
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _back(draft_id: str) -> Response:
    return redirect(url_for("designer_bundle.page", draft_id=draft_id))


def _put(draft: Draft, files: dict[str, bytes]) -> Draft:
    put_files(db(), draft.id, files, by=actor())
    return draft


def _imported(key: str, keep: Callable[[Any], Draft]) -> str | tuple[str, int]:
    """Have the upload looked into, keep it, and show what is to be said about it."""
    upload = request.files.get("file")
    try:
        found = examine_import(
            (upload.filename or "") if upload else "", upload.read() if upload else b"", key
        )
        draft = keep(found)
    except Refusal as refusal:
        findings = refusal.details.get("findings", [])
        page = render_template("designer/imported.html", draft=None, refusal=refusal, findings=findings)
        return page, refusal.status
    return render_template(
        "designer/imported.html",
        draft=draft,
        refusal=None,
        findings=found.findings,
        files=sorted(found.files),
    )


def _newer_pieces(draft: Draft, held: dict[str, str]) -> list[str]:
    """Return the called pieces whose newest published version differs from what the draft holds of them."""
    found = []
    for key in sorted(keys_in(held) - {draft.process_key}):
        version = newest_version(db(), key)
        if version is None:
            continue
        own = {path: digest for path, digest in held.items() if key_of(path) == key}
        theirs = {path: d for path, d in digests_of_version(db(), version.id).items() if key_of(path) == key}
        if own != theirs:
            found.append(key)
    return found


def _newer_base(draft: Draft, held: dict[str, str]) -> dict[str, Any] | None:
    """Return what a version changed that was published since the draft was begun, and whether the draft did too."""
    newest = newest_version(db(), draft.process_key)
    if newest is None or newest.id == draft.based_on_id or draft.state != "open":
        return None
    base = digests_of_version(db(), draft.based_on_id) if draft.based_on_id else {}
    theirs = digests_of_version(db(), newest.id)
    rows = [
        (change, base.get(change.path) != held.get(change.path) != theirs.get(change.path))
        for change in changes(base, theirs)
        if held.get(change.path) != theirs.get(change.path)
    ]
    return {"version": newest, "rows": rows}
