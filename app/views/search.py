"""Finding cases: the list of those that may be read, and the search over all pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.actors import Actor
from app.views.access import actor, db, house, needs
from app.views.case_parts import process_names
from app.views.case_query import CaseQuery, clues_in, place_of_case, reach_of, read_case_query
from app.views.figures_words import further_words, light_spans, rules_of_others
from app.views.naming import district_name, unit_name
from storage.figures import total_of
from storage.models import CaseFile
from storage.search import PAGE, employers_of, find_cases, states_in

blueprint = Blueprint("search", __name__)


@blueprint.get("/cases")
@needs("case.search")
def page() -> str:
    """List the cases that the officer may read, newest first."""
    return render_template("cases.html", **_contents(db(), actor(), read_case_query(request.args)))


@blueprint.get("/search")
@needs("case.search")
def results() -> str:
    """Show what the words in the search box find."""
    return render_template("cases.html", **_contents(db(), actor(), read_case_query(request.args)))


def _contents(session: Session, who: Actor, query: CaseQuery) -> dict[str, Any]:
    reach, home = reach_of(who), house()
    clues = clues_in(query.q, home.districts, home.keyring, clock.today()) if query.q else None
    wanted = query.wanted(light_spans(session, who), rules_of_others())
    found = find_cases(session, reach, clues, wanted, query.place())
    lines, pager = _paged(found, query)
    stages = process_names(session)
    districts = sorted(who.jurisdictions)
    return {
        "query": query,
        "further": further_words(query),
        "counted": total_of(session, wanted, reach).cases if query.further else None,
        "lines": lines,
        "pager": pager,
        "stages": stages,
        "states": states_in(session, reach),
        "districts": [(key, district_name(key)) for key in districts] if len(districts) > 1 else [],
        "employers": employers_of(session, [case.id for case in lines]),
        "unit_names": {case.lead_unit_id: unit_name(case.lead_unit_id) for case in lines},
        "too_short": clues is not None and not clues.any,
    }


def _paged(found: list[CaseFile], query: CaseQuery) -> tuple[list[CaseFile], dict[str, str]]:
    """Return the cases of this page and the addresses of the pages before and after it."""
    more = len(found) > PAGE
    back = bool(query.before) and not query.after
    lines = found[1:] if back and more else found[:PAGE]
    pager = {}
    if lines and (query.after or (back and more)):
        pager["newer"] = query.address(before=place_of_case(lines[0]))
    if lines and (back or more):
        pager["older"] = query.address(after=place_of_case(lines[-1]))
    return lines, pager
