"""Builds the page of one open task: what to do, by when, by which law, and what is known; it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import clock
from app.actions.gates import gates_of
from app.actions.law import law_of
from app.actions.project_lists import has_wage_lists
from app.actions.reach import sees_sealed
from app.actions.sheets import TaskSheet
from app.actors import Actor
from app.forms import FormView, Option, ShownView, input_id, read_submission, show_facts, view_form
from app.permissions import covers, may, role_name
from app.refusals import Refusal
from app.values import Value
from app.views.access import db, house, language
from app.views.case_parts import fits, head_of, key_facts
from app.views.clocks import clock_views, light_under, main_clock
from app.views.duties_basis import basis_of
from app.views.naming import rule_name, unit_name
from app.views.people import open_names
from app.views.progress_panel import run_panel
from app.views.roster_ways import brought_rows, roster_addresses
from app.views.timeline import timeline
from app.views.words import t
from storage.clocks import open_deadlines
from storage.officers import colleagues, names_of
from storage.runs import runs_of_case

SEALED = "reporter"


@dataclass(frozen=True)
class Attempt:
    """What the officer typed, and why it was not taken: nothing yet, faults of the form, or a refusal."""

    fields: Mapping[str, Sequence[str]] | None = None
    refusal: Refusal | None = None
    files: Sequence[str] = field(default_factory=tuple)

    @property
    def errors(self) -> Sequence[Any]:
        return self.refusal.details.get("errors", ()) if self.refusal else ()

    @property
    def unseen(self) -> Sequence[str]:
        return self.refusal.details.get("unseen", ()) if self.refusal else ()

    def mark_file(self, view: FormView) -> FormView:
        """Return the form with the sentence about a file that was refused, if one was."""
        place = self.refusal.details.get("field") if self.refusal else None
        if self.refusal is None or not place:
            return view
        sentence = t(self.refusal.zh, self.refusal.en)
        return replace(view, faults=(*view.faults, (input_id(place), sentence)))


def form_view(
    sheet: TaskSheet, attempt: Attempt, who: Actor, refresh: str = "tasks.form_again"
) -> FormView | None:
    """Return the task's form as the page shows it: what was just typed, else the draft, else what is known.

    `refresh` is the endpoint from which the form comes again.
    """
    form = sheet.form
    if form is None:
        return None
    typed = attempt.fields if attempt.fields is not None else sheet.draft
    view = view_form(
        form,
        open_to(sheet, who),
        read_submission(form, typed) if typed is not None else None,
        now=clock.now(),
        options=sheet.options,
        functions=sheet.functions,
        errors=attempt.errors,
        unseen=attempt.unseen,
        language=language(),
        refresh_url=url_for(refresh, task_id=sheet.task.id),
        imports=_imports(sheet, who) if refresh == "tasks.form_again" else None,
        brought=brought_rows(typed, who),
    )
    return attempt.mark_file(view)


def _imports(sheet: TaskSheet, who: Actor) -> tuple[str, str, str]:
    """Say where files for tables go, and rows of the platform's list where the case's project has one."""
    return roster_addresses("task", sheet.task.id, listed=has_wage_lists(db(), sheet, by=who))


def open_to(sheet: TaskSheet, who: Actor) -> Mapping[str, Value]:
    """Return what is known, without the reporter's identity for units that must not know it."""
    tree = sheet.known.get("case")
    if not isinstance(tree, dict) or SEALED not in tree or sees_sealed(sheet.case, who):
        return sheet.known
    return {**sheet.known, "case": {name: value for name, value in tree.items() if name != SEALED}}


def shown_facts(sheet: TaskSheet, who: Actor) -> tuple[ShownView, ...]:
    """Return the facts that stand read-only above the form, masked where they are personal."""
    if sheet.form is None:
        return ()
    return show_facts(
        sheet.form.show,
        open_to(sheet, who),
        house().catalogue,
        options={**_choices_of_variables(sheet), **sheet.options, **_names_of_keys()},
        reveal=open_names(who),
        language=language(),
    )


def _names_of_keys() -> dict[str, list[Option]]:
    """Return what rules and lanes are called; cases hold their keys."""
    rules = [Option(key, rule.name_zh, rule.name_en) for key, rule in house().rules.items()]
    lanes = [Option(key, lane.zh, lane.en) for key, lane in house().lanes.items()]
    return {"case.deadlines.rule": rules, "lane": lanes}


def _choices_of_variables(sheet: TaskSheet) -> dict[str, list[Option]]:
    """Return the choices that any form of the process offers for a variable, by its path."""
    found: dict[str, list[Option]] = {}
    for form in sheet.edition.forms.values():
        for item in form.fields:
            if item.path.startswith("var.") and item.options:
                found.setdefault(item.path, []).extend(item.options)
    return found


def task_contents(session: Session, sheet: TaskSheet, who: Actor, attempt: Attempt) -> dict[str, Any]:
    """Return everything that the template of the task page asks for."""
    task, case, at = sheet.task, sheet.case, clock.now()
    law = law_of(session)
    calendar = law.calendars[case.jurisdiction_key]
    clocks = clock_views(open_deadlines(session, case.id), at, calendar, law)
    runs = runs_of_case(session, case.id)
    gates = gates_of(session, sheet, by=who)
    holder = names_of(session, [task.assignee_id]).get(task.assignee_id, "") if task.assignee_id else ""
    return {
        "sheet": sheet,
        "task": task,
        "title": t(task.title, task.title_en),
        "head": head_of(session, case),
        "process": t(sheet.edition.name_zh, sheet.edition.name_en),
        "unit": unit_name(task.unit_id),
        "role": role_name(task.role, language()),
        "holder": holder,
        "mine": task.assignee_id == who.officer_id,
        "may_do": fits(task, who),
        "blocked": any(not gate.open for gate in gates),
        "gates": [(gate.open, t(gate.zh, gate.en)) for gate in gates],
        "people": _people(session, task.unit_id, task.role, who),
        "due_light": light_under(task.due_at, task.due_rule, at, calendar),
        "due_rule": rule_name(task.due_rule),
        "purpose": purpose_of(sheet),
        "law": sheet.element.properties.get("law", ""),
        "basis": basis_of(sheet.edition, task, case.jurisdiction_key),
        "form": form_view(sheet, attempt, who),
        "shown": shown_facts(sheet, who),
        "refusal": attempt.refusal if attempt.refusal and not attempt.errors and not attempt.unseen else None,
        "lost_files": attempt.files,
        "drafted": sheet.draft is not None and attempt.fields is None,
        "clocks": clocks,
        "main_clock": main_clock(clocks, task.due_rule),
        "facts": key_facts(session, case),
        "timeline": timeline(session, case, runs, limit=8),
        "panel": run_panel(session, case, sheet.run, at),
    }


def purpose_of(sheet: TaskSheet) -> str:
    """Return the sentence that says what the step is for."""
    properties = sheet.element.properties
    return t(properties.get("purpose", ""), properties.get("purpose_en"))


def _people(session: Session, unit_id: str, role: str, who: Actor) -> list[tuple[str, str]]:
    """Return the officers of the unit to whom a leader may give the task."""
    if not may(who, "task.assign", unit_id):
        return []
    found = {
        one.officer_id: one.name
        for one in colleagues(session, [unit_id], clock.today())
        if covers(role, frozenset({one.role}))
    }
    return sorted(found.items(), key=lambda pair: pair[1])
