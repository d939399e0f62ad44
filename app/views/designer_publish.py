"""Proposing a draft for publication: what it changes, from when it is to be in force and where, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.actions.design_reach import reach_draft
from app.actions.errands import ask_proposal, refusal_of
from app.actions.proposing import ProposalUnclear, withdraw_publication
from app.refusals import Refusal
from app.views.access import actor, db, house, needs
from app.views.designer_files_changed import changed_files
from app.views.words import t
from storage.designs import files_of_draft
from storage.errands import OPEN, latest_errand
from storage.in_force import EVERYWHERE
from storage.models import DeskErrand, Draft
from storage.officers import names_of
from storage.publications import publications_of_draft
from storage.versions import bundle_digest

blueprint = Blueprint("designer_publish", __name__, url_prefix="/designer")


@blueprint.get("/drafts/<draft_id>/publish")
@needs("process.design")
def page(draft_id: str) -> str:
    """Show what the draft changes and the form for proposing it, or how its proposal stands."""
    draft, errand = reach_draft(db(), draft_id), latest_errand(db(), draft_id, "propose")
    if errand is None or draft.state != "open":
        return _shown(draft, {})
    fresh = errand.said["digest"] == bundle_digest(files_of_draft(db(), draft_id))
    refusal = refusal_of(errand) if fresh else None
    return _shown(draft, _as_sent(errand), refusal, judging=errand.state in OPEN)


@blueprint.post("/drafts/<draft_id>/publish")
@needs("process.design")
def submit(draft_id: str) -> Response | tuple[str, int]:
    """Have the draft judged and proposed in the background; what speaks against it is shown on the page."""
    try:
        ask_proposal(db(), draft_id, request.form.get("note", ""), sent_starts(request.form), by=actor())
    except Refusal as refusal:
        return _shown(reach_draft(db(), draft_id), request.form, refusal), refusal.status
    return redirect(url_for("designer_publish.page", draft_id=draft_id))


@blueprint.post("/publications/<publication_id>/withdraw")
@needs("process.design")
def withdraw(publication_id: str) -> Response:
    """Take a proposal back."""
    made = withdraw_publication(db(), publication_id, by=actor())
    flash(t("已撤回，草稿可以继续修改。", "Withdrawn; the draft can be changed again."))
    if made.draft_id is None:
        return redirect(url_for("designer_publications.page"))
    return redirect(url_for("designer_publish.page", draft_id=made.draft_id))


def sent_starts(sent: Mapping[str, str]) -> dict[str, date]:
    """Return from which day a version is to be in force, by district, as a form says; raise ProposalUnclear."""
    if sent.get("where") != "some":
        return {EVERYWHERE: _day(sent.get("from", ""))}
    chosen = [key for key in house().districts if sent.get(f"in_{key}")]
    return {key: _day(sent.get(f"from_{key}", "")) for key in chosen}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise ProposalUnclear(
            f"“{text[:20]}”不是日期，请写成 2026-01-31 的样子。",
            f"{text[:20]} is no date; write it like 2026-01-31.",
        ) from None


def start_choices(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return what the part of a form needs that asks from when and where."""
    today = clock.today().isoformat()
    return {
        "today": today,
        "where": sent.get("where", "all"),
        "from": sent.get("from", today),
        "districts": [
            (key, t(each.zh, each.en), bool(sent.get(f"in_{key}")), sent.get(f"from_{key}", today))
            for key, each in house().districts.items()
        ],
    }


def starts_in_words(starts: Mapping[str, str]) -> list[str]:
    """Return from when and where something is to be in force, one line a district."""
    places = {EVERYWHERE: t("全部辖区", "all districts")}
    places |= {key: t(each.zh, each.en) for key, each in house().districts.items()}
    return [f"{places.get(key, key)}：{day}" for key, day in sorted(starts.items())]


def _as_sent(errand: DeskErrand) -> dict[str, str]:
    """Return the form as it was when the errand was asked for."""
    starts: dict[str, str] = errand.said["starts"]
    if EVERYWHERE in starts:
        return {"note": errand.said["note"], "where": "all", "from": starts[EVERYWHERE]}
    places = {f"in_{key}": "1" for key in starts} | {f"from_{key}": day for key, day in starts.items()}
    return {"note": errand.said["note"], "where": "some", **places}


def _shown(
    draft: Draft, sent: Mapping[str, str], refusal: Refusal | None = None, *, judging: bool = False
) -> str:
    proposals = publications_of_draft(db(), draft.id)
    people = names_of(db(), {one for made in proposals for one in (made.proposed_by, made.decided_by) if one})
    findings = refusal.details.get("findings", []) if refusal else []
    return render_template(
        "designer/publish.html",
        draft=draft,
        files=changed_files(db(), draft),
        note=sent.get("note", ""),
        choice=start_choices(sent),
        refusal=refusal,
        findings=findings,
        judging=judging,
        proposals=[
            {
                "made": made,
                "by": people.get(made.proposed_by, ""),
                "decider": people.get(made.decided_by or "", ""),
                "starts": starts_in_words(made.starts),
            }
            for made in proposals
        ],
    )
