"""How the recorded trials of a process come out on a draft: played by a worker, shown when it is done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.design_reach import reach_draft
from app.actions.errands import ask_replay, refusal_of, replayed
from app.actions.trying_apart import CannotTry, Outcomes
from app.trying.recorded import Workshop
from app.trying.table import TABLE
from app.views.access import actor, db, needs
from app.views.designer_trial_parts import coverage_rows, coverage_states, difference_words, drawings
from storage.designs import files_of_draft
from storage.errands import OPEN, latest_errand
from storage.models import DeskErrand, Draft
from storage.officers import names_of
from storage.versions import bundle_digest

blueprint = Blueprint(
    "designer_trial_results", __name__, url_prefix="/designer/drafts/<draft_id>/trials/recorded"
)


@blueprint.get("")
@needs("process.design")
def page(draft_id: str) -> str:
    """Show how the recorded trials came out last on the draft, or that they are being played."""
    draft = reach_draft(db(), draft_id)
    return render_template("designer/trial_results.html", draft=draft, **_contents(db(), draft))


@blueprint.post("/run")
@needs("process.design")
def run(draft_id: str) -> Response:
    """Have all recorded trials of the process played on the draft in the background."""
    ask_replay(db(), draft_id, by=actor())
    return redirect(url_for("designer_trial_results.page", draft_id=draft_id))


def _contents(session: Session, draft: Draft) -> dict[str, Any]:
    errand = latest_errand(session, draft.id, "replay")
    found: dict[str, Any] = {"errand": errand, "playing": errand is not None and errand.state in OPEN}
    if errand is None or found["playing"]:
        return found
    files = files_of_draft(session, draft.id)
    found["by"] = names_of(session, [errand.asked_by]).get(errand.asked_by, "")
    found["changed"] = bundle_digest(files) != errand.said["digest"]
    found["refusal"] = refusal_of(errand)
    return found if found["refusal"] else found | _outcomes(session, draft, errand, found["changed"])


def _outcomes(session: Session, draft: Draft, errand: DeskErrand, changed: bool) -> dict[str, Any]:
    """Return the verdicts in words; with the diagrams while the draft is still as it was when they were played."""
    outcomes = replayed(errand)
    workshop = None if changed else _workshop(session, draft)
    edition = workshop.edition if workshop is not None else None
    verdicts = [
        (verdict, [(each.step, *difference_words(edition, each)) for each in verdict.differences])
        for verdict in outcomes.verdicts
    ]
    drawn = {} if workshop is None else _drawn(workshop, draft.id, outcomes)
    return {"verdicts": verdicts, "passed": sum(each.passed for each in outcomes.verdicts), **drawn}


def _workshop(session: Session, draft: Draft) -> Workshop | None:
    """Return where the draft is tried, whose files have passed the gate when its trials were played."""
    try:
        return TABLE.workshop(session, draft.process_key, files_of_draft(session, draft.id), passed=True)
    except CannotTry:
        return None


def _drawn(workshop: Workshop, draft_id: str, outcomes: Outcomes) -> dict[str, Any]:
    covered = workshop.coverage().with_reached(outcomes.reached)
    return {
        "rows": coverage_rows(workshop.edition, covered),
        "drawings": drawings(workshop.edition, draft_id, coverage_states(covered)),
    }
