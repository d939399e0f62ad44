"""The state and the name of a case: diagrams say them at steps (`state`, `title`) and at their ends (`ends`)."""

from __future__ import annotations

import json

from app.actions.clock_dates import evaluator
from app.actions.desk import Desk
from app.engine import Step
from app.versions import Edition
from storage.changes import change
from storage.models import Run

ACCOMPANYING = frozenset(
    {
        "supervision",
        "meeting",
        "joint_inspection",
        "contracting_finding",
        "court_enforcement",
        "mass_incident",
        "legal_aid",
        "soe_responsibility",
        "government_project",
        "wage_deposit",
        "permit_control",
        "credit_sharing",
    }
)
"""Processes that have a case of their own or go beside a matter, whose state and stage they then leave alone."""


def follow(desk: Desk, run: Run, edition: Edition, step: Step) -> None:
    """Move the state of the case after a step, and its name: the last element left that tells one decides.

    Only the process in whose stage the case is names it; what goes beside a matter leaves its state as well.
    """
    own = desk.case.stage == run.process_key
    if not own and run.process_key in ACCOMPANYING:
        return
    state = _told_last(desk, run, edition, step, "state") or desk.case.state
    ends = json.loads(edition.definition.properties[edition.key].get("ends", "{}"))
    for end in step.end_events:
        if ends.get(end):
            state = ends[end]
    if state != desk.case.state:
        change(desk.session, desk.case, state=state)
    title = _told_last(desk, run, edition, step, "title") if own else None
    if title is not None and title != desk.case.title:
        change(desk.session, desk.case, title=title)


def _told_last(desk: Desk, run: Run, edition: Edition, step: Step, setting: str) -> str | None:
    """Return what the last element left that has a setting says by it."""
    told = None
    for entry in step.trace:
        element = edition.element_of_trace(entry["leave"]) if "leave" in entry else None
        if element is None or "loop" in entry or not element.properties.get(setting):
            continue
        scope = desk.scope(run, edition, entry["leave"])
        value = evaluator(desk, scope)(element.properties[setting])
        if isinstance(value, str) and value:
            told = value
    return told
