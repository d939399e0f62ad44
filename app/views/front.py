"""The front page: for leaders who is late and why, what is supervised, what is due, by unit, officer and stage."""

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
from app.views.clock_list import late_clocks
from app.views.clocks import light_under
from app.views.figures_query import FiguresQuery, reach_of_figures
from app.views.figures_words import rules_of_others
from app.views.front_supervision import supervisions
from app.views.naming import rule_name
from app.views.task_list import tasks_address, units_overseen
from app.views.words import t
from storage.clock_figures import clocks_counted
from storage.inbox import NO_DUE, Owner, Wanted, counts, inbox_page
from storage.overview import load_by_officer, load_by_unit, open_cases_by_stage
from storage.versions import newest_versions

blueprint = Blueprint("front", __name__)
blueprint.add_app_template_global(tasks_address)
blueprint.add_app_template_filter(rule_name)

_HOMES = (
    ("front.read", "/front"),
    ("inbox.read", "/inbox"),
    ("case.audit", "/audit"),
    ("case.search", "/cases"),
    ("process.read", "/processes"),
    ("work.watch", "/background"),
)
MOST_URGENT = 12
MOST_LATE = 8


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
    """Show a leader how the work stands."""
    return render_template("front.html", **_contents(db(), actor()))


def _contents(session: Session, who: Actor) -> dict[str, Any]:
    at = clock.now()
    districts = whole_districts(who)
    own = units_where(who, "front.read")
    names = {version.process_key: t(version.name_zh, version.name_en) for version in newest_versions(session)}
    return {
        "at": at,
        "stages": [
            (key, names.get(key, key), number) for key, number in open_cases_by_stage(session, own, districts)
        ],
        "own": own,
        "whole": [t(house().districts[key].zh, house().districts[key].en) for key in sorted(districts)],
        "units": sorted({seat.unit_name for seat in who.seats}),
        "supervised": supervisions(session, reach_of_figures(who), at),
        **_late(session, who, own),
        **_tasks(session, who, own, names),
    }


def _late(session: Session, who: Actor, own: frozenset[str]) -> dict[str, Any]:
    """Return the clocks that have run out: those of the officer's unit, or of all units of his district."""
    only = min(own) if len(own) == 1 and not whole_districts(who) else ""
    query = FiguresQuery(unit=only)
    wanted = query.clocks(rules_of_others(), standing="overdue")
    by_rule = clocks_counted(session, wanted, reach_of_figures(who), clock.now(), "rule")
    return {
        "late": late_clocks(session, who, wanted, MOST_LATE),
        "late_count": sum(number for _, number in by_rule),
        "late_address": query.list_of_clocks(standing="overdue"),
        "late_by_rule": [
            (rule, number, query.list_of_clocks(standing="overdue", rule=rule))
            for rule, number in by_rule[:6]
        ],
    }


def _tasks(session: Session, who: Actor, own: frozenset[str], names: dict[str, str]) -> dict[str, Any]:
    """Return the open tasks by light, unit and officer, and the most urgent of them."""
    at, units = clock.now(), units_overseen(session, who)
    calendar = law_of(session).calendar_over(who.jurisdictions)
    windows = spans(at, calendar, NO_DUE)
    days = (at, windows["soon"][0] or at, windows["ample"][0] or at)
    owner = Owner(who.officer_id or "", tuple(units))
    numbers = counts(session, owner, "unit", windows)
    urgent = inbox_page(session, owner, Wanted(tab="unit", due=(None, windows["ample"][0])))[:MOST_URGENT]
    by_unit = load_by_unit(session, units, *days)
    return {
        "lights": [(key, t(*words), numbers[key]) for key, words in LIGHT_NAMES.items()],
        "by_unit": by_unit if len(units) > 1 else [],
        "unit_names": {load.key: t(load.zh or "", load.en) for load in by_unit},
        "by_officer": load_by_officer(session, own, *days),
        "only_unit": min(own) if len(own) == 1 else "",
        "urgent": [
            (line, light_under(line.due_at, line.due_rule, at, calendar), names.get(line.process_key, ""))
            for line in urgent
        ],
    }
