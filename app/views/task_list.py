"""The list of open tasks behind a figure of the overview; it uses the question of the inbox, so that both agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app import clock
from app.actions.law import law_of
from app.actors import Actor
from app.lights import LIGHT_NAMES, LIGHTS, spans
from app.permissions import units_where, whole_districts
from app.views.case_parts import process_names
from app.views.clocks import light_under
from app.views.inbox_query import InboxQuery, place_of, read_query
from app.views.naming import unit_name
from app.views.words import t
from storage.inbox import NO_DUE, PAGE, Owner, counts, inbox_page
from storage.officers import names_of
from storage.overview import units_of_districts


def units_overseen(session: Session, who: Actor) -> list[str]:
    """Return the units whose tasks an officer oversees: those he leads, and all of his whole districts."""
    own = units_where(who, "front.read")
    return sorted({*own, *units_of_districts(session, whole_districts(who))})


def task_list(session: Session, who: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contents of the list's page."""
    at = clock.now()
    overseen = units_overseen(session, who)
    unit = str(given.get("unit") or "")
    query = read_query(given)
    owner = Owner(who.officer_id or "", tuple([unit] if unit in overseen else [] if unit else overseen))
    calendar = law_of(session).calendar_over(who.jurisdictions)
    windows = spans(at, calendar, NO_DUE)
    found = inbox_page(session, owner, query.wanted(windows))
    stages = process_names(session)
    numbers = counts(session, owner, query.tab, windows)
    lines = found[:PAGE]
    older = place_of(lines[-1], query.tab) if len(found) > PAGE else ""
    return {
        "query": query,
        "rows": [
            (line, light_under(line.due_at, line.due_rule, at, calendar), stages.get(line.process_key, ""))
            for line in lines
        ],
        "unit_names": {line.unit_id: unit_name(line.unit_id, short_form=True) for line in lines},
        "words": _words(session, query, unit),
        "counted": None if query.assignee or query.process else numbers[query.light or query.tab],
        "older": tasks_address(unit=unit, **{**query.kept(), "after": older}) if older else "",
    }


def tasks_address(**given: str) -> str:
    """Return the address of a list of tasks."""
    kept = {name: value for name, value in given.items() if value}
    return "/figures/tasks" + ("?" + urlencode(kept) if kept else "")


def _words(session: Session, query: InboxQuery, unit: str) -> list[str]:
    found = [t(*LIGHT_NAMES[query.light])] if query.light in LIGHTS else []
    if query.tab == "unclaimed":
        found.append(t("待认领", "Unclaimed"))
    if unit:
        found.append(unit_name(unit, short_form=True))
    if query.assignee:
        found.append(names_of(session, [query.assignee]).get(query.assignee, ""))
    return found
