"""The list of clocks behind a figure: which clock, since when, how late, whose, and the work it stands at."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.actions.law import law_of
from app.actors import Actor
from app.lights import Light
from app.views.case_parts import process_names
from app.views.clocks import light_under
from app.views.figures_query import ClocksQuery, reach_of_figures
from app.views.figures_words import STANDING_NAMES, rules_of_others
from app.views.naming import district_name, rule_name, unit_name
from app.views.words import t
from storage.clock_figures import PAGE, ClockFilter, ClockLine, clocks_counted, clocks_wanted


def late_clocks(session: Session, who: Actor, wanted: ClockFilter, most: int) -> list[dict[str, Any]]:
    """Return the rows of the wanted clocks that ended first."""
    at = clock.now()
    lines = clocks_wanted(session, wanted, reach_of_figures(who), at, most=most)[:most]
    return _rows(session, lines)


def clock_list(session: Session, who: Actor, query: ClocksQuery) -> dict[str, Any]:
    """Return the contents of the list's page."""
    at, reach = clock.now(), reach_of_figures(who)
    wanted = query.wanted(rules_of_others())
    found = clocks_wanted(session, wanted, reach, at, after=query.place())
    lines = found[:PAGE]
    counted = sum(number for _, number in clocks_counted(session, wanted, reach, at, "unit"))
    last = lines[-1] if lines else None
    older = query.address(after=f"{last.due_at.isoformat()}~{last.id}") if last and len(found) > PAGE else ""
    return {
        "query": query,
        "counted": counted,
        "rows": _rows(session, lines),
        "words": _words(query, process_names(session)),
        "older": older,
    }


def _rows(session: Session, lines: list[ClockLine]) -> list[dict[str, Any]]:
    at, law = clock.now(), law_of(session)
    return [
        {
            "line": line,
            "light": _light(line, law.calendars[line.district]),
            "rule": rule_name(line.rule),
            "unit": unit_name(line.unit_id, short_form=True),
            "at": at,
        }
        for line in lines
    ]


def _light(line: ClockLine, calendar: Any) -> Light:
    light = light_under(line.due_at, line.rule, line.met_at or clock.now(), calendar)
    if line.met_at is None:
        return light
    if line.met_at <= line.due_at:
        return Light("ample", "按期办理", "Done in time")
    return Light("overdue", f"{light.zh}办理", f"Done, {light.en.lower()}")


def _words(query: ClocksQuery, stages: dict[str, str]) -> list[str]:
    """Return in words what the list is narrowed to."""
    base, found = query.base, []
    if query.standing:
        found.append(t(*STANDING_NAMES[query.standing]))
    if query.due:
        found.append(t(f"{query.due.replace('..', ' 至 ')} 届满", f"Ended {query.due.replace('..', ' to ')}"))
    if base.unit:
        found.append(unit_name(base.unit, short_form=True))
    if query.rule:
        found.append(rule_name(query.rule))
    if base.district:
        found.append(district_name(base.district))
    if base.process:
        found.append(stages.get(base.process, base.process))
    return found
