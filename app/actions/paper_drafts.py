"""Drafts of official papers (文书草稿): the template of a step filled with the case and what is being filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions import clock_dates
from app.actions.clock_dates import listed
from app.actions.completing import desk_of_task
from app.actions.desk import Desk
from app.actions.form_choices import options_for
from app.actions.judging import Fields
from app.actions.reach import sees_sealed
from app.actions.spots import Spot
from app.actors import Actor
from app.clock import LOCAL
from app.engine import Element, visible_data
from app.forms import Form, answer, read_submission
from app.house import House
from app.papers import Paper
from app.refusals import NotFound
from app.stencils import Stencil
from app.stencils.filling import Filled, fill
from app.stencils.word import as_docx
from app.values import Value
from app.versions import FACTS, Edition
from storage.database import unit_of_work
from storage.models import Run, Task
from storage.officers import names_of

SEALED = "reporter"


@dataclass(frozen=True)
class Drafted:
    """A paper as a Word file, and the expressions for which nothing was known."""

    paper: Paper
    content: bytes
    missing: tuple[str, ...]


def papers_to_draft(house: House, edition: Edition, task: Task, data: Mapping[str, Value]) -> list[Paper]:
    """Return the papers of a task for which its process has a template."""
    element = edition.definition.element(task.process_key, task.element_id)
    codes = [code for code in _codes(element, data) if _stencil(edition, task, code) is not None]
    return [house.papers[code] for code in codes if code in house.papers]


@unit_of_work
def draft_paper(session: Session, task_id: str, code: str, fields: Fields, *, by: Actor) -> Drafted:
    """Return a paper of an open task, filled with the case and the answers as they stand in the form.

    Nothing of the answers is kept; that the paper was drawn up, from which template and with which digest, becomes an
    event. Raises NotFound for a task of other units and for a paper that the step does not issue.
    """
    task, run, desk = desk_of_task(session, task_id, by)
    edition, data = desk.edition(run), visible_data(run.state, task.token)
    papers = {paper.code: paper for paper in papers_to_draft(desk.house, edition, task, data)}
    stencil = _stencil(edition, task, code)
    if code not in papers or stencil is None:
        raise NotFound
    filled = _filled(desk, edition, task, (stencil, papers[code]), fields, data)
    content = as_docx(filled, papers[code].zh, desk.at.astimezone(LOCAL))
    _record(desk, run, task, papers[code], content, filled)
    return Drafted(papers[code], content, tuple(filled.missing))


def _codes(element: Element, data: Mapping[str, Value]) -> list[str]:
    """Return the codes that a step names, and the one that a called piece works on."""
    asked = data.get("document")
    return list(dict.fromkeys([*listed(element, "documents"), *([asked] if isinstance(asked, str) else [])]))


def _stencil(edition: Edition, task: Task, code: str) -> Stencil | None:
    """Return the template: that of the piece in which the task stands, else that of the whole process."""
    return edition.stencils.get((task.process_key, code)) or edition.stencils.get((edition.key, code))


def _filled(
    desk: Desk,
    edition: Edition,
    task: Task,
    wanted: tuple[Stencil, Paper],
    fields: Fields,
    data: Mapping[str, Value],
) -> Filled:
    stencil, paper = wanted
    read = frozenset(name for name in stencil.names if name.startswith(FACTS))
    names = edition.form_names(task.process_key, task.element_id) | read
    known = {**data, **desk.form_facts(names, Spot.of(task), data)}
    form = edition.form(task.process_key, task.element_id)
    scope = _with_answers(desk, form, fields, known) if form is not None else known
    if isinstance(tree := scope.get("case"), dict) and not sees_sealed(desk.case, desk.by):
        scope = {**scope, "case": {name: value for name, value in tree.items() if name != SEALED}}
    functions = {**clock_dates.functions_of(desk), "name": _namer(desk)}
    scope = {**scope, "paper": _about(desk, task, paper)}
    return fill(stencil, scope, now=desk.at.astimezone(LOCAL), functions=functions)


def _with_answers(desk: Desk, form: Form, fields: Fields, known: Mapping[str, Value]) -> dict[str, Any]:
    """Return what is known, overlaid by the answers as far as they can be read; nothing is judged."""
    judged = answer(
        form,
        read_submission(form, fields),
        known,
        now=desk.at.astimezone(LOCAL),
        options=options_for(desk, form),
        functions=clock_dates.functions_of(desk),
    )
    return dict(judged.scope)


def _about(desk: Desk, task: Task, paper: Paper) -> dict[str, Value]:
    """Return what a template may say of the paper itself; its number is given only when it is issued."""
    year = desk.at.astimezone(LOCAL).year
    prefix = desk.district.prefixes.get(paper.prefix, "") if paper.prefix else ""
    return {
        "code": paper.code,
        "name": paper.zh,
        "number": f"{prefix}{paper.word}〔{year}〕　　号" if prefix else "",
        "unit": _unit_name(desk, task.unit_id) or desk.district.zh,
        "day": desk.at.astimezone(LOCAL).date(),
    }


def _namer(desk: Desk) -> Callable[[Any], str | None]:
    """Return the function `name(…)`: what a unit, an officer or a party is called to which a fact refers."""

    def name(reference: Any) -> str | None:
        if not isinstance(reference, str):
            return None
        if (unit := _unit_name(desk, reference)) is not None:
            return unit
        party = next((each.name for each in desk.folder.parties if each.id == reference), None)
        return party or names_of(desk.session, [reference]).get(reference)

    return name


def _unit_name(desk: Desk, reference: str) -> str | None:
    """Return the full name of a unit by its id or its key in the district."""
    unit = desk.district.units.get(reference.removeprefix(f"{desk.district.key}."))
    return None if unit is None else unit.full_zh or unit.zh


def _record(desk: Desk, run: Run, task: Task, paper: Paper, content: bytes, filled: Filled) -> None:
    facts = {
        "code": paper.code,
        "title": paper.zh,
        "sha256": hashlib.sha256(content).hexdigest(),
        "missing": len(filled.missing),
    }
    desk.record("paper_drafted", facts, run=run, task_id=task.id)
