"""The designer's desk: the list of drafts, beginning one, putting it aside and taking it up again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions.designing import begin_draft, discard_draft, reopen_draft
from app.views.access import actor, db, house, needs
from app.views.designer_parts import STATES, draft_address, draft_bar
from app.views.words import t
from storage.designs import UNDER_WAY, drafts_in
from storage.models import Draft
from storage.officers import names_of
from storage.versions import all_versions, newest_versions

blueprint = Blueprint("designer", __name__, url_prefix="/designer")
SHOWN = {"open": UNDER_WAY, "published": ("published",), "discarded": ("discarded",)}


@blueprint.app_context_processor
def parts() -> dict[str, Any]:
    """Give templates the bar of a draft."""
    return {"draft_bar": draft_bar, "draft_address": draft_address}


@blueprint.get("")
@needs("process.design")
def page() -> str:
    """List the drafts, and the processes from which one can be begun."""
    shown = request.args.get("state", "open")
    shown = shown if shown in SHOWN else "open"
    drafts = drafts_in(db(), SHOWN[shown])
    newest = newest_versions(db())
    return render_template(
        "designer/drafts.html",
        lines=_lines(list(drafts)),
        shown=shown,
        lanes=[(key, t(lane.zh, lane.en)) for key, lane in house().lanes.items()],
        choices=[(each.id, t(each.name_zh, each.name_en)) for each in newest],
    )


@blueprint.post("/drafts")
@needs("process.design")
def begin() -> Response:
    """Begin a draft from a published version."""
    asked = request.form
    draft = begin_draft(db(), asked.get("version", ""), asked.get("title", ""), by=actor())
    flash(t("草稿已开始。", "The draft is begun."))
    return redirect(draft_address(draft.id))


@blueprint.post("/drafts/<draft_id>/discard")
@needs("process.design")
def discard(draft_id: str) -> Response:
    """Put a draft aside."""
    discard_draft(db(), draft_id, request.form.get("reason", ""), by=actor())
    flash(t("草稿已废弃，可随时恢复。", "The draft is discarded; it can be reopened at any time."))
    return redirect("/designer?state=discarded")


@blueprint.post("/drafts/<draft_id>/reopen")
@needs("process.design")
def reopen(draft_id: str) -> Response:
    """Take a discarded draft up again."""
    reopen_draft(db(), draft_id, request.form.get("reason", ""), by=actor())
    flash(t("草稿已恢复。", "The draft is reopened."))
    return redirect(draft_address(draft_id))


def _lines(drafts: list[Draft]) -> list[dict[str, Any]]:
    people = names_of(db(), {one for draft in drafts for one in (draft.begun_by, draft.changed_by)})
    versions = {version.id: version for version in all_versions(db())}
    newest = {version.process_key: version for version in newest_versions(db())}
    found = []
    for draft in drafts:
        name = newest.get(draft.process_key)
        zh, en, colour = STATES[draft.state]
        base = versions.get(draft.based_on_id or "")
        found.append(
            {
                "draft": draft,
                "process": t(name.name_zh, name.name_en) if name else draft.process_key,
                "base": base,
                "behind": bool(base and name and name.number > base.number and draft.state in UNDER_WAY),
                "by": people.get(draft.begun_by, ""),
                "changed_by": people.get(draft.changed_by, ""),
                "state": t(zh, en),
                "colour": colour,
                "siblings": sum(
                    other.process_key == draft.process_key and other.state in UNDER_WAY for other in drafts
                )
                - 1,
            }
        )
    return found
