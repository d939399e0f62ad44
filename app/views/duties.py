"""The duty matrix: the clauses of a founding document, who performs each and where, and the work behind each figure."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.actors import Actor
from app.duties import Clause, Place, human
from app.refusals import NotFound
from app.views.access import actor, db, house, needs
from app.views.duties_matrix import (
    Served,
    in_force,
    matrix,
    performing,
    reference_line,
    sees_cases,
    serving,
    spots_of,
)
from app.views.duties_query import (
    DutiesQuery,
    periods_before,
    read_duties_query,
    read_standing,
    span_within,
)
from app.views.duties_sheet import duties_workbook
from app.views.duties_words import STANDING_WORDS, STATE_WORDS, kinds_in_words, place_line
from app.views.figures_query import reach_of_figures
from app.views.naming import district_name, districts, unit_name
from app.views.words import t
from storage.duties import PAGE, by_whom, runs_begun, standing, work_at
from storage.officers import names_of

blueprint = Blueprint("duties", __name__, url_prefix="/duties")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """Show the clauses of a district by unit."""
    return render_template("duties/list.html", **_contents(db(), actor(), _query()))


@blueprint.get("/xlsx")
@needs("law.read")
def export() -> Response:
    """Give the clauses that are asked for as a workbook."""
    found = _contents(db(), actor(), _query())
    name = f"duties-{found['query'].district}-{clock.today().isoformat()}.xlsx"
    content = duties_workbook(found, request.host_url.rstrip("/"))
    return Response(
        content, mimetype=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/<clause_id>")
@needs("law.read")
def clause(clause_id: str) -> str:
    """Show one clause: what serves it, how often it was performed in a period, by whom, what is late and open."""
    return render_template("duties/clause.html", **_clause_contents(db(), actor(), _clause(clause_id)))


@blueprint.get("/<clause_id>/work")
@needs("law.read")
def work(clause_id: str) -> str:
    """List the work behind a figure of a clause."""
    return render_template("duties/work.html", **_work_contents(db(), actor(), _clause(clause_id)))


def _query() -> DutiesQuery:
    own = min(actor().jurisdictions, default=min(districts()))
    return read_duties_query(request.args, districts(), own)


def _clause(clause_id: str) -> Clause:
    found = house().clauses.get(clause_id)
    if found is None:
        raise NotFound
    return found


def _contents(session: Session, who: Actor, query: DutiesQuery) -> dict[str, Any]:
    today, district = clock.today(), districts()[query.district]
    period = query.time(today)
    rows, processes = matrix(session, who, query.district, span_within(period), query.unit)
    wanted = [row for row in rows if _wanted(row, query)]
    groups: dict[str, list[Served]] = {}
    for row in wanted:
        groups.setdefault(row.clause.unit, []).append(row)
    return {
        "query": query,
        "document": district.document,
        "groups": groups,
        "shown": len(wanted),
        "total": len(rows),
        "served": sum(row.is_served for row in rows),
        "counts": {state: sum(row.stands(state) for row in rows) for state in STATE_WORDS},
        "states": {key: t(*words) for key, words in STATE_WORDS.items()},
        "period": period,
        "periods": [(each.key, t(each.zh, each.en)) for each in periods_before(today)],
        "units": [(unit.id, unit_name(f"{query.district}.{unit.id}")) for unit in district.units.values()],
        "districts": [(key, district_name(key)) for key in districts()],
        "processes": processes,
        "sees_cases": sees_cases(reach_of_figures(who)),
        "kinds": kinds_in_words,
        "place_line": lambda place: place_line(place, processes, query.district),
        "reference_line": lambda each: reference_line(each, query.district),
    }


def _wanted(row: Served, query: DutiesQuery) -> bool:
    clause, words = row.clause, query.q.casefold()
    return (
        row.stands(query.state)
        and (not query.unit or clause.concerns(query.unit) or query.unit in performing(clause))
        and (not query.process or any(place.process == query.process for place in row.places))
        and (not words or any(words in text.casefold() for text in (clause.id, clause.quote, clause.unit)))
    )


def _clause_contents(session: Session, who: Actor, clause: Clause) -> dict[str, Any]:
    query = read_duties_query(
        {"district": clause.district, "period": request.args.get("period")}, districts(), ""
    )
    period, reach, at = query.time(clock.today()), reach_of_figures(who), clock.now()
    span = span_within(period)
    places, processes = in_force(session, clause.district)
    served = serving(clause, places)
    people = by_whom(session, reach, clause.district, spots_of(served), span, at)
    begun = runs_begun(session, reach, clause.district, span)
    names = names_of(session, {each.officer_id for each in people if each.officer_id})
    return {
        "query": query,
        "served": served,
        "clause": clause,
        "document": districts()[clause.district].document,
        "district": district_name(clause.district),
        "lane": house().lanes[clause.lane],
        "kinds": kinds_in_words(clause),
        "units": _units(clause),
        "places": [place_line(place, processes, clause.district) for place in served.places],
        "references": [reference_line(each, clause.district) for each in served.references if each.known],
        "begun": _begun(served.places, begun, processes),
        "people": [(each, unit_name(each.unit_id), names.get(each.officer_id or "", "")) for each in people],
        "sums": {name: sum(getattr(each, name) for each in people) for name in STANDING_WORDS},
        "standings": {key: t(*words) for key, words in STANDING_WORDS.items()},
        "period": period,
        "periods": [(each.key, t(each.zh, each.en)) for each in periods_before(clock.today())],
        "sees_cases": sees_cases(reach),
    }


def _units(clause: Clause) -> list[str]:
    return [unit_name(f"{clause.district}.{key}", short_form=True) for key in performing(clause)]


def _begun(
    places: tuple[Place, ...], begun: dict[str, int], processes: dict[str, str]
) -> list[tuple[str, int]]:
    """Return how often the processes began whose own steps serve the clause without people."""
    keys = dict.fromkeys(place.process for place in places if not human(place))
    return [(processes[key], begun.get(key, 0)) for key in keys if key in processes]


def _work_contents(session: Session, who: Actor, clause: Clause) -> dict[str, Any]:
    query = read_duties_query(
        {"district": clause.district, "period": request.args.get("period")}, districts(), ""
    )
    which, number = read_standing(request.args)
    period, at = query.time(clock.today()), clock.now()
    served = serving(clause, in_force(session, clause.district)[0])
    conditions = [standing(which, span_within(period), at)]
    count, rows = work_at(
        session, reach_of_figures(who), clause.district, spots_of(served), conditions, skip=(number - 1) * PAGE
    )  # fmt: skip
    names = names_of(session, {one for task, _ in rows if (one := task.closed_by or task.assignee_id)})
    following = query.of_clause(clause.id, standing=which, page=str(number + 1))
    return {
        "query": query,
        "clause": clause,
        "standing": which,
        "words": t(*STANDING_WORDS[which]),
        "period": period,
        "counted": count,
        "rows": [
            (task, case, names.get(task.closed_by or task.assignee_id or "", "")) for task, case in rows
        ],
        "unit_name": unit_name,
        "at": at,
        "older": following if count > number * PAGE else "",
    }
