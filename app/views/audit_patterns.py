"""What a selection of cases shows: heat on the diagram, who left the usual path, whose hands; two cases compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app.actors import Actor
from app.audit.comparing import Line, side_by_side, steps_of, usual_steps
from app.audit.courses import Course, courses_of
from app.audit.patterns import Heat, deviations_of, hands_of, heat_of, levels, usual_path
from app.refusals import Refusal
from app.versions import Edition
from app.views.access import actor, db, house, needs
from app.views.audit_query import AuditQuery, read_audit_query
from app.views.audit_search import choices, found_cases
from app.views.audit_spans import span
from app.views.audit_standing import STEPS
from app.views.case_parts import process_names, readable_case
from app.views.naming import unit_name
from app.views.progress_panel import diagram_address
from app.views.words import t
from storage.audit_search import case_id_of, course_events
from storage.models import CaseFile
from storage.officers import names_of
from storage.versions import versions_of

blueprint = Blueprint("audit_patterns", __name__, url_prefix="/audit/patterns")
MOST_CASES = 300
MOST_LINES = 200
MEASURES = {"stay": ("停留", "Stay"), "visits": ("频次", "Visits")}


@dataclass
class Drawn:
    """A process as the newest version shows it on which any of some courses ran."""

    key: str
    edition: Edition | None

    @property
    def steps(self) -> frozenset[str]:
        """The places of its own diagram that people would name as steps."""
        elements = self.edition.definition.elements.values() if self.edition else ()
        return frozenset(each.id for each in elements if each.kind in STEPS and each.process_key == self.key)

    def name(self, place: str) -> str:
        """Return the name of a place; one that this version does not have keeps its id."""
        found = self.edition.element_of_trace(place) if self.edition else None
        caller, _, _ = place.rpartition("/")
        own = (
            t(found.name or found.id, found.properties.get("name_en")) if found else place.rpartition("/")[2]
        )
        return f"{self.name(caller)} › {own}" if caller else own


@blueprint.get("")
@needs("case.audit")
def page() -> str:
    """Show what the cases that a query finds have in common in one process, and where they differ."""
    query, measure = read_audit_query(request.args), request.args.get("measure", "")
    contents = patterns(db(), actor(), query, request.args.get("process", ""), measure)
    return render_template("audit/patterns.html", **contents, **choices(db(), actor()))


@blueprint.get("/compare")
@needs("case.audit")
def compare() -> str:
    """Show two cases side by side, or one beside the usual path."""
    left, right = request.args.get("a", "").strip(), request.args.get("b", "").strip()
    return render_template("audit/compare.html", a=left, b=right, **compared(db(), actor(), left, right))


def patterns(session: Session, who: Actor, query: AuditQuery, process: str, measure: str) -> dict[str, Any]:
    """Return everything that the template of the page asks for, but the choices of its form."""
    cases = found_cases(session, who, query, MOST_CASES)
    told = courses_of(course_events(session, [case.id for case in cases]))
    counted = Counter(course.process for course in told)
    process = process if process in counted else (counted.most_common(1)[0][0] if counted else "")
    courses = [course for course in told if course.process == process]
    drawn, measure = drawn_of(session, process, courses), measure if measure in MEASURES else "stay"
    heat = [each for each in heat_of(courses) if _is_step(drawn, each.place)]
    deviations = deviations_of(courses, drawn.steps)
    hands = hands_of(courses)
    people = {one for each in deviations for _, _, one in each.moved} | {hand.officer for hand in hands}
    names = process_names(session)
    return {
        "query": query,
        "cases": {case.id: case for case in cases},
        "cut": len(cases) == MOST_CASES,
        "processes": [(key, f"{names.get(key, key)} · {count}") for key, count in counted.most_common()],
        "process": process,
        "process_name": names.get(process, process),
        "measure": measure,
        "measures": [(key, t(*words)) for key, words in MEASURES.items()],
        "runs": len(courses),
        "drawn": drawn,
        "diagram": diagram_address(drawn.edition, process) if drawn.edition else "",
        "for_script": _for_script(heat, measure),
        "heat": heat,
        "deviations": deviations[:MOST_LINES],
        "hands": hands[:MOST_LINES],
        "usual": [drawn.name(place) for place in usual_path(courses, drawn.steps)],
        "people": names_of(session, {one for one in people if one}),
        "unit_name": unit_name,
        "span": span,
    }


def drawn_of(session: Session, process: str, courses: Sequence[Course]) -> Drawn:
    """Return a process in the newest version on which any of the courses ran."""
    newest = max((course.version for course in courses), default=0)
    row = next((row for row in versions_of(session, process) if row.number == newest), None)
    return Drawn(process, house().shelf.edition(session, row.id) if row else None)


def _is_step(drawn: Drawn, place: str) -> bool:
    found = drawn.edition.element_of_trace(place) if drawn.edition else None
    return found is not None and found.kind in STEPS


def _for_script(heat: Sequence[Heat], measure: str) -> dict[str, Any]:
    """Return level and words for each element of the diagram; those of called pieces stand in the table only."""
    own = [each for each in heat if "/" not in each.place]
    if measure == "visits":
        level = levels({each.place: float(each.visits) for each in own})
        return {
            e.place: [level[e.place], t(f"{e.visits} 次", f"{e.visits}×")] for e in own if e.place in level
        }
    level = levels({each.place: each.usual.total_seconds() if each.usual else 0.0 for each in own})
    return {e.place: [level[e.place], span(e.usual)] for e in own if e.place in level}


def compared(session: Session, who: Actor, left: str, right: str) -> dict[str, Any]:
    """Return the parts of a comparison, one for each process, and who is compared; or what was not found."""
    if not left:
        return {"parts": [], "missing": "", "cases": ()}
    found: list[CaseFile] = []
    for named in (left, right):
        try:
            found += [readable_case(session, case_id_of(session, named), who)] if named else []
        except Refusal:
            return {"parts": [], "missing": named, "cases": ()}
    courses = courses_of(course_events(session, [case.id for case in found]))
    own = [course for course in courses if course.case == found[0].id]
    if len(found) > 1:
        others = [course for course in courses if course.case == found[1].id]
    else:
        cases = found_cases(session, who, AuditQuery(), MOST_CASES)
        others = courses_of(course_events(session, [case.id for case in cases if case.id != found[0].id]))
    processes = list(dict.fromkeys(course.process for course in own + (others if len(found) > 1 else [])))
    names = process_names(session)
    people = {stay.by for course in (*own, *others) for stay in course.stays if stay.by}
    return {
        "parts": [
            (names.get(key, key), *_part(session, key, own, others, len(found) > 1)) for key in processes
        ],
        "missing": "",
        "cases": tuple(found),
        "people": names_of(session, people),
        "span": span,
    }


def _part(
    session: Session, process: str, own: Sequence[Course], others: Sequence[Course], two: bool
) -> tuple[Drawn, list[Line]]:
    """Return one process of a comparison: the first run of it on each side, or all others as the usual path."""
    mine = [course for course in own if course.process == process]
    theirs = [course for course in others if course.process == process]
    drawn = drawn_of(session, process, [*mine, *theirs])
    left = steps_of(mine[0], drawn.steps) if mine else []
    if two:
        right = steps_of(theirs[0], drawn.steps) if theirs else []
    else:
        right = usual_steps(usual_path(theirs, drawn.steps), theirs)
    return drawn, side_by_side(left, right)
