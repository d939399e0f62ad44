"""Taking back what a plan of migration did: each run to the version on which it was before, as a plan of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.foreseeing import Look
from app.actions.migration_plans import plan_way_back
from app.diagrams.comparing import likely_renames
from app.refusals import NotFound
from app.versions import Edition
from app.views.access import actor, db, house, needs
from app.views.designer_foresight import OUTCOMES
from app.views.designer_lines import GoneStep, mapping_sent
from app.views.designer_plans import place_name, steps_gone_in
from app.views.words import t
from storage.migration_plans import plan_of
from storage.migration_ways_back import first_runs, open_steps, versions_before
from storage.models import MigrationPlan
from storage.versions import versions_of

blueprint = Blueprint("designer_ways_back", __name__, url_prefix="/designer/migrations/<plan_id>/back")
TRIED = 30
"""Runs of each version that are tried while the page waits; the others are tried when they are carried over."""


@dataclass(frozen=True)
class WayBack:
    """One version to which runs of a plan go back, and what becomes of the first of them."""

    number: int
    runs: int
    tried: int
    outcomes: list[tuple[str, str, int]]
    reasons: list[str]


@blueprint.get("")
@needs("case.migrate")
def page(plan_id: str) -> str:
    """Show which runs of a plan can go back to which versions, what is foreseen, and the form for proposing it."""
    plan = plan_of(db(), plan_id)
    if plan is None:
        raise NotFound
    return render_template("designer/migration_back.html", plan=plan, **_contents(db(), plan))


@blueprint.post("")
@needs("case.migrate")
def propose(plan_id: str) -> Response:
    """Propose it; somebody else approves it."""
    mapping = mapping_sent(request.form) or {}
    made = plan_way_back(db(), plan_id, mapping, request.form.get("note", ""), by=actor())
    flash(t("迁移计划已提请审批。", "The plan awaits somebody else's approval."))
    return redirect(url_for("designer_migrations.shown", plan_id=made.id))


def _contents(session: Session, plan: MigrationPlan) -> dict[str, Any]:
    back = versions_before(session, plan.id)
    shelf = house().shelf
    left = shelf.edition(session, plan.version_id)
    ways: dict[str, list[str]] = {}
    for run_id, version_id in back.items():
        ways.setdefault(version_id, []).append(run_id)
    editions = {each: shelf.edition(session, each) for each in ways}
    name = partial(place_name, session, versions_of(session, left.key))
    inverse = {new: old for old, new in plan.mapping.items()}
    gone, lines = dict[str, GoneStep](), []
    for version_id, runs in sorted(ways.items(), key=lambda way: editions[way[0]].number):
        edition = editions[version_id]
        likely = likely_renames(left.files, edition.files, edition.key) | inverse
        places = open_steps(session, runs)
        for step in steps_gone_in(edition, name, places, likely):
            gone.setdefault(step.address, step)
        lines.append(_way(session, edition, runs, likely))
    return {"ways": lines, "gone": list(gone.values()), "count": len(back), "from_number": left.number}


def _way(session: Session, edition: Edition, runs: list[str], mapping: Mapping[str, str]) -> WayBack:
    """Try the first of the runs that go back to a version."""
    there = edition.definition.elements
    fitting = {old: new for old, new in mapping.items() if old not in there and new in there}
    look = Look(session, edition.key, edition.files, edition.definition, fitting)
    found = [look.at(run, case) for run, case in first_runs(session, runs, TRIED)]
    counts = Counter("moves" if each.outcome == "stays" else each.outcome for each in found)
    words = {key: (t(zh, en), colour) for key, (zh, en, colour) in OUTCOMES.items()}
    reasons = dict.fromkeys(t(item.zh, item.en) for each in found for item in each.obstacles)
    return WayBack(
        edition.number,
        len(runs),
        len(found),
        [(*words[key], counts[key]) for key in words if counts[key]],
        list(reasons)[:5],
    )
