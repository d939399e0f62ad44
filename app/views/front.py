"""The front page: for leaders what is due, overdue and open, by stage and unit; for others the way to their work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.law import law_of
from app.actors import Actor
from app.lights import LIGHT_NAMES, spans
from app.permissions import may, units_where, whole_districts
from app.views.access import actor, db, house, needs
from app.views.clocks import light_under
from app.views.words import t
from storage.inbox import NO_DUE, Owner, Wanted, counts, inbox_page
from storage.overview import load_by_officer, load_by_unit, open_cases_by_stage, units_of_districts
from storage.versions import newest_versions

blueprint = Blueprint("front", __name__)

_HOMES = (
    ("front.read", "/front"),
    ("inbox.read", "/inbox"),
    ("case.search", "/cases"),
    ("process.read", "/processes"),
)
MOST_URGENT = 12


@blueprint.get("/")
@needs("account.own")
def home() -> Response:
    """Go to where the officer's work begins."""
    return redirect(
        next((address for permission, address in _HOMES if may(actor(), permission)), "/password")
    )


@blueprint.get("/front")
@needs("front.read")
def page() -> str:
    """Show a leader what is due."""
    return render_template("front.html", **_contents(db(), actor()))


def _contents(session: Session, who: Actor) -> dict[str, Any]:
    at = clock.now()
    districts = whole_districts(who)
    own = units_where(who, "front.read")
    units = sorted({*own, *units_of_districts(session, districts)})
    calendar = law_of(session).calendars[sorted(who.jurisdictions)[0]]
    windows = spans(at, calendar, NO_DUE)
    days = (at, windows["soon"][0] or at, windows["ample"][0] or at)
    names = {version.process_key: t(version.name_zh, version.name_en) for version in newest_versions(session)}
    owner = Owner(who.officer_id or "", tuple(units))
    numbers = counts(session, owner, "unit", windows)
    urgent = inbox_page(session, owner, Wanted(tab="unit", due=(None, windows["ample"][0])))[:MOST_URGENT]
    by_unit = load_by_unit(session, units, *days)
    return {
        "at": at,
        "lights": [(key, t(*words), numbers[key]) for key, words in LIGHT_NAMES.items()],
        "stages": [
            (names.get(key, key), number) for key, number in open_cases_by_stage(session, own, districts)
        ],
        "by_unit": by_unit if len(units) > 1 else [],
        "unit_names": {load.key: t(load.zh or "", load.en) for load in by_unit},
        "by_officer": load_by_officer(session, own, *days),
        "urgent": [
            (line, light_under(line.due_at, line.due_rule, at, calendar), names.get(line.process_key, ""))
            for line in urgent
        ],
        "own": own,
        "whole": [t(house().districts[key].zh, house().districts[key].en) for key in sorted(districts)],
        "units": sorted({seat.unit_name for seat in who.seats}),
    }
