"""Builds the page of a case from questions and parts; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import clock
from app.actions.folder import Folder
from app.actions.law import Law, law_of
from app.actions.reach import may_begin_any
from app.actions.start_sheets import matters_of
from app.actors import Actor
from app.forms import Words
from app.permissions import may, role_name, units_where, whole_districts
from app.views.access import house, language
from app.views.case_file import documents_part, money_part, parties_part, sections_part
from app.views.case_parts import fits, head_of, key_facts
from app.views.clocks import clock_views, light_under, main_clock
from app.views.naming import unit_name
from app.views.progress_panel import run_panel
from app.views.showing import PURPOSES
from app.views.timeline import timeline
from app.views.words import t
from storage.casebook import visible_cases
from storage.cases import links_of, notes_of, units_of_case
from storage.models import CaseFile, Run, Task
from storage.officers import names_of
from storage.runs import open_incidents_of_case
from storage.tasks import open_tasks_of_case


def case_contents(
    session: Session,
    case: CaseFile,
    who: Actor,
    *,
    run_id: str | None = None,
    whole: bool = False,
    before: int | None = None,
) -> dict[str, Any]:
    """Return everything that the template of the case page asks for."""
    at, law = clock.now(), law_of(session)
    folder = Folder(session, case)
    runs = folder.runs
    chosen = _chosen(runs, run_id, case.stage)
    clocks = clock_views(folder.deadlines, at, law.calendars[case.jurisdiction_key], law)
    return {
        "head": head_of(session, case),
        "case": case,
        "tasks": _task_lines(session, open_tasks_of_case(session, case.id), who, law),
        "clocks": clocks,
        "main_clock": main_clock(clocks),
        "facts": key_facts(session, case),
        "sections": sections_part(folder, who),
        "parties": parties_part(folder, who),
        "money": money_part(folder, who),
        **documents_part(folder, who),
        "runs": [(run, _run_name(session, run)) for run in runs],
        "chosen": chosen,
        "panel": run_panel(session, case, chosen, at) if chosen else None,
        "timeline": timeline(session, case, runs, whole=whole, before=before),
        "whole": whole,
        "links": _links(session, case, who),
        "notes": _notes(session, case),
        "incidents": open_incidents_of_case(session, case.id),
        "matters": _matters(session, case, who),
        "may_start": may(who, "case.open") and may_begin_any(session, case, by=who),
        **_permits(who),
        "purposes": [(zh, t(zh, en)) for zh, en in PURPOSES],
        "shown_words": Words(language()),
    }


def _permits(who: Actor) -> dict[str, bool]:
    asked = {"may_note": "case.note", "may_add": "document.add", "may_show": "personal.show"}
    return {name: may(who, permission) for name, permission in asked.items()}


def _chosen(runs: Sequence[Run], run_id: str | None, stage: str) -> Run | None:
    """Return the run that was asked for, else the open one of the case's stage, else the newest."""
    asked = next((run for run in runs if run.id == run_id), None)
    of_stage = [run for run in runs if run.process_key == stage and run.status == "open"]
    still_open = [run for run in runs if run.status == "open"]
    found = [*of_stage[-1:], *still_open[-1:], *list(runs)[-1:]]
    return asked or (found[0] if found else None)


def _run_name(session: Session, run: Run) -> str:
    edition = house().shelf.edition(session, run.version_id)
    return t(edition.name_zh, edition.name_en)


def _task_lines(session: Session, tasks: Sequence[Task], who: Actor, law: Law) -> list[dict[str, Any]]:
    people = names_of(session, {task.assignee_id for task in tasks if task.assignee_id})
    at = clock.now()
    return [
        {
            "task": task,
            "title": t(task.title, task.title_en),
            "unit": unit_name(task.unit_id),
            "role": role_name(task.role, language()),
            "holder": people.get(task.assignee_id or "", ""),
            "light": light_under(task.due_at, task.due_rule, at, law.calendars[task.unit_id.split(".")[0]]),
            "mine": fits(task, who),
            "open": task.unit_id in who.unit_ids,
        }
        for task in tasks
    ]


def _matters(session: Session, case: CaseFile, who: Actor) -> list[tuple[str, str]]:
    """Return the name and address of everything that may be noted by hand."""
    if not who.unit_ids & units_of_case(session, case.id) or not may(who, "task.work"):
        return []
    return [
        (
            t(each.element.name, each.element.properties.get("name_en")),
            url_for("starting.matter", case_id=case.id, run_id=each.wait.run_id, token=each.wait.token),
        )
        for each in matters_of(session, case)
    ]


def _links(session: Session, case: CaseFile, who: Actor) -> list[tuple[str, CaseFile, bool]]:
    """Return linked cases with how they are linked, and whether this officer may open them."""
    found = links_of(session, case.id)
    readable = visible_cases(
        session, [other.id for _, other in found], units_where(who, "case.read"), whole_districts(who)
    )
    return [(link.kind, other, other.id in readable) for link, other in found]


def _notes(session: Session, case: CaseFile) -> list[tuple[Any, str]]:
    notes = notes_of(session, case.id)
    people = names_of(session, {note.written_by for note in notes})
    return [(note, people.get(note.written_by, "")) for note in notes]
