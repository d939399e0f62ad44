"""What a draft would do to every run: the page with counts, reasons, list and mapping, and its workbook."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.actions.design_reach import reach_draft
from app.actions.errands import ask_for_foresight, refusal_of
from app.actions.foresights import ENDED, OPEN, cancel_foresight, known_draft
from app.refusals import NotFound
from app.views.access import actor, db, house, needs
from app.views.designer_lines import MOST, Names, lines_of, mapping_sent, sheets_of, steps_gone
from app.views.designer_parts import draft_address
from app.views.designer_sheets import written
from app.views.naming import district_name
from app.views.words import t
from storage.designs import files_of_draft
from storage.errands import OPEN as ERRAND_OPEN
from storage.errands import latest_errand
from storage.foresights import (
    PAGE,
    counts_of_foresight,
    foresights_of_draft,
    gone_on,
    items_of_foresight,
    parting_places,
    parts_by_state,
    reasons_of_foresight,
)
from storage.models import Draft, Foresight
from storage.officers import names_of
from storage.versions import bundle_digest

blueprint = Blueprint("designer_foresight", __name__, url_prefix="/designer/drafts/<draft_id>/foresight")
OUTCOMES = {
    "stays": ("不受影响", "Stay as they are", "green"),
    "moves": ("可直接迁移", "Can move as they are", "blue"),
    "maps": ("按对应关系可迁移", "Can move with the mapping", "amber"),
    "cannot": ("不能迁移", "Cannot move", "red"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs("process.design")
def page(draft_id: str) -> str:
    """Show the latest foresight of a draft, or how to have one worked out."""
    draft = reach_draft(db(), draft_id)
    found = next(iter(foresights_of_draft(db(), draft_id)), None)
    contents = _contents(db(), draft, found) if found else {}
    asked = _asked(db(), draft, found)
    return render_template("designer/foresight.html", draft=draft, found=found, **asked, **contents)


@blueprint.post("")
@needs("process.design")
def ask(draft_id: str) -> AnyResponse:
    """Have it foreseen what the draft does, with the mapping of the form if it carries one."""
    ask_for_foresight(db(), draft_id, mapping_sent(request.form), by=actor())
    return redirect(url_for("designer_foresight.page", draft_id=draft_id))


@blueprint.post("/cancel")
@needs("process.design")
def cancel(draft_id: str) -> AnyResponse:
    """Call the foresight off."""
    cancel_foresight(db(), request.form.get("foresight", ""), by=actor())
    return redirect(url_for("designer_foresight.page", draft_id=draft_id))


@blueprint.get("/runs.xlsx")
@needs("process.design")
def sheet(draft_id: str) -> Response:
    """Send the lines of the latest foresight as a workbook."""
    draft = reach_draft(db(), draft_id)
    found = next(iter(foresights_of_draft(db(), draft_id)), None)
    if found is None:
        raise NotFound
    names = Names(db(), found)
    opened = items_of_foresight(db(), found.id, OPEN, limit=MOST)
    ended = items_of_foresight(db(), found.id, {"parts"}, limit=MOST)
    words = {key: t(zh, en) for key, (zh, en, _) in OUTCOMES.items()}
    response = make_response(written(sheets_of(opened, ended, names, words), draft.title))
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{draft.process_key}-foresight.xlsx"'
    return response


def _asked(session: Session, draft: Draft, found: Foresight | None) -> dict[str, Any]:
    """Return whether the files are being judged for a foresight, or why the last one asked for was refused."""
    errand = latest_errand(session, draft.id, "foresee")
    if errand is None or (found is not None and found.asked_at > errand.asked_at):
        return {"judging": False, "overtaken": False, "refusal": None, "findings": []}
    refusal = refusal_of(errand)
    fresh = errand.said["digest"] == bundle_digest(files_of_draft(session, draft.id))
    return {
        "judging": errand.state in ERRAND_OPEN,
        "overtaken": refusal is not None and not fresh,
        "refusal": refusal if fresh else None,
        "findings": refusal.details.get("findings", []) if refusal else [],
    }


def _contents(session: Session, draft: Draft, found: Foresight) -> dict[str, Any]:
    counts, parts = counts_of_foresight(session, found.id), parts_by_state(session, found.id)
    outcome, district = request.args.get("outcome", ""), request.args.get("district", "")
    start = max(0, request.args.get("start", 0, type=int))
    wanted = {outcome} if outcome in OPEN | ENDED else OPEN
    rows = list(items_of_foresight(session, found.id, wanted, district, start, PAGE + 1))
    names = Names(session, found)
    draft_changed = bundle_digest(files_of_draft(session, draft.id)) != found.digest
    reasons = reasons_of_foresight(session, found.id)
    partings = parting_places(session, found.id)
    return {
        "counts": counts,
        "outcomes": {key: (t(zh, en), colour) for key, (zh, en, colour) in OUTCOMES.items()},
        "total": sum(parts.values()),
        "settled": parts.get("done", 0) + parts.get("lost", 0),
        "lost": parts.get("lost", 0),
        "draft_changed": draft_changed,
        "gone_on": gone_on(session, found),
        "asked_by": names_of(session, [found.asked_by]).get(found.asked_by, ""),
        "reasons": [(t(zh, en), names.step(element), count) for (element, _, zh, en), count in reasons],
        "lines": lines_of(rows[:PAGE], names),
        "more": len(rows) > PAGE,
        "start": start,
        "page_size": PAGE,
        "outcome": outcome,
        "district": district,
        "districts": [(key, district_name(key)) for key in sorted(house().districts)],
        "gone": steps_gone(reasons, found, known_draft(session, found), names),
        "partings": [(names.step(was), names.step(would), count) for was, would, count in partings],
        "drawing": _drawing(draft, found, partings),
    }


def _drawing(draft: Draft, found: Foresight, partings: list[tuple[str, str, int]]) -> dict[str, Any]:
    """Return the diagram of the draft with how many ended runs would have come to each element instead."""
    path = f"processes/{found.process_key}/{found.process_key}.bpmn"
    counts: dict[str, int] = {}
    for _, would_be, count in partings:
        if would_be:
            counts[would_be] = counts.get(would_be, 0) + count
    badges = [{"element": name, "text": t(f"{n} 件", str(n)), "tone": "late"} for name, n in counts.items()]
    states = {"done": [], "current": [], "late": sorted(counts), "flows": [], "badges": badges}
    return {"address": f"{draft_address(draft.id)}/files/{path}", "states": states}
