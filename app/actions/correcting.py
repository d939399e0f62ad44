"""Correcting what was filled in on a completed step: the case file, the run's data and the clocks follow; it is all on
the record, before and after, with the reason. The way that the run has taken stays as it was."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions import clock_dates
from app.actions.bookkeeping import book_step
from app.actions.case_answers import write_answers
from app.actions.casework import retitle, take_over, work_off
from app.actions.correcting_clocks import follow_corrections
from app.actions.desk import Desk
from app.actions.form_choices import options_for
from app.actions.inbox import ReasonNeeded, reason_place
from app.actions.judging import Fields, judge_form
from app.actions.served import correct_service
from app.actions.sheets import TaskSheet
from app.actions.spots import Spot
from app.actions.steps import record_step, seal_facts
from app.actors import Actor
from app.clock import local
from app.engine import amend, run_data
from app.forms import Field, Form
from app.forms.fields import ATTACHMENTS
from app.forms.scope import look_up
from app.house import house_of
from app.permissions import role_name, seat_for
from app.refusals import NotAllowed, NotFound, NotReady
from app.values import Value, from_json, to_json
from storage.casebook import events_of_task
from storage.database import unit_of_work
from storage.models import CaseFile, Run, Task
from storage.runs import task_for_update
from storage.tasks import task_with_case

AMENDED = frozenset(("number", "money", "date", "datetime", "month", "text", "textarea"))
"""Kinds of variables that can be put right; by what was chosen the run has gone its way."""
LONGEST_REASON = 300


@dataclass(frozen=True)
class Corrected:
    """What a correction changed: fields by path, and how many clocks have another end now."""

    task: Task
    fields: tuple[str, ...]
    clocks: int


def correctable(form: Form | None) -> Form | None:
    """Return the part of a form that can be corrected afterwards, or None when there is none.

    Papers stay: another is handed in. So does what was chosen of the run's variables.
    """
    if form is None:
        return None
    fields = tuple(
        replace(field, emptied=False)
        for field in form.fields
        if not _holds_papers(field) and (field.path.startswith("case.") or field.kind in AMENDED)
    )
    asked = any(field.compute is None for field in fields)
    return replace(form, fields=fields, show=()) if asked else None


def _holds_papers(field: Field) -> bool:
    return field.kind in ATTACHMENTS or any(column.kind in ATTACHMENTS for column in field.columns)


def may_correct(task: Task, who: Actor) -> bool:
    """Tell whether an officer's roles let him correct a completed task of his unit."""
    return task.unit_id in who.unit_ids and seat_for(who, unit_id=task.unit_id, role=task.role) is not None


def correction_sheet(session: Session, task_id: str, *, by: Actor) -> TaskSheet:
    """Return a completed task with what can be corrected of its form; nothing is written.

    Raises what `correct_answers` raises before it looks at the answers.
    """
    found = task_with_case(session, task_id)
    return _sheet(session, found, by)[0]


@unit_of_work
def correct_answers(session: Session, task_id: str, fields: Fields, reason: str, *, by: Actor) -> Corrected:
    """Correct the answers of a completed task, for a reason.

    Raises NotFound for a task of other units or one that was not completed, NotAllowed without a role that does such
    tasks, NotReady when nothing in it can be corrected, nothing was changed, or the run uses a variable no longer,
    ReasonNeeded, and InvalidAnswers with every fault; then nothing is written.
    """
    sheet, desk = _sheet(session, task_for_update(session, task_id), by)
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        zh = f"请写明更正的理由，不超过 {LONGEST_REASON} 字。"
        raise ReasonNeeded(zh, f"Give the reason for the correction, in {LONGEST_REASON} characters at most.")
    before, after = _judged(sheet, desk, fields)
    task, run = sheet.task, sheet.run
    facts = {path: value for path, value in after.items() if path.startswith("case.")}
    variables = {path[4:]: value for path, value in after.items() if path.startswith("var.")}
    if facts and write_answers(desk.folder, facts, Spot.of(task), at=desk.at):
        retitle(desk)
    desk.forget_facts()
    _record(desk, sheet, {path: before[path] for path in facts}, facts, sorted(after), why)
    if variables:
        _amend(desk, sheet, {name: (before[f"var.{name}"], value) for name, value in variables.items()})
    served = correct_service(desk, run, task, before.get("var.served_on"), variables.get("served_on"))
    clocks = follow_corrections(desk, run, {*facts, *variables}, served)
    work_off(desk)
    book_step(desk, run, task.id)
    return Corrected(task, tuple(sorted(after)), clocks)


def _sheet(session: Session, found: tuple[Task, Run, CaseFile] | None, by: Actor) -> tuple[TaskSheet, Desk]:
    if found is None or found[0].unit_id not in by.unit_ids or found[0].closed_how != "completed":
        raise NotFound()
    task, run, case = found
    seat = seat_for(by, unit_id=task.unit_id, role=task.role)
    if seat is None:
        zh = f"此任务须由“{role_name(task.role)}”办理和更正，您在本单位没有这一岗位。"
        raise NotAllowed(zh, f"It takes the role “{role_name(task.role, 'en')}” to correct this task.")
    if case.merged_into_id is not None:
        raise NotReady("本案已并入其他案件，不能再更正。", "This case was merged into another one.")
    desk = Desk(session, case, by.acting(seat), house_of(session).now(), runs={run.id: run})
    desk.entered = local(task.opened_at).date()
    edition = desk.edition(run)
    form = correctable(edition.form(task.process_key, task.element_id))
    if form is None:
        raise NotReady("这项任务没有可以更正的内容。", "There is nothing to correct in this task.")
    data = {**(run_data(run.state) if run.state else {}), **_answered(session, task)}
    names = edition.form_names(task.process_key, task.element_id)
    element = edition.definition.element(task.process_key, task.element_id)
    known = {**data, **desk.form_facts(names, Spot.of(task), data)}
    options, functions = options_for(desk, form, shown=True), clock_dates.functions_of(desk)
    return TaskSheet(task, run, case, edition, element, form, known, options, functions, None), desk


def _answered(session: Session, task: Task) -> dict[str, Value]:
    """Return the variables as they were filled in on a task, corrected since or not."""
    found: dict[str, Value] = {}
    for event in events_of_task(session, task.case_id, task.id, ("task_completed", "data_corrected")):
        found.update(from_json(event.facts.get("answers") or {}))
        found.update({name: from_json(right) for name, (_, right) in event.facts.get("amended", {}).items()})
    return found


def _judged(sheet: TaskSheet, desk: Desk, fields: Fields) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return what is changed, by path: as it was, and as it is to be."""
    assert sheet.form is not None
    judged = judge_form(desk, sheet.form, sheet.known, fields, {})
    before = {path: look_up(sheet.known, path.removeprefix("var.")) for path in judged.values}
    after = {path: value for path, value in judged.values.items() if _differ(before[path], value)}
    if not after:
        raise NotReady("没有更改任何内容。", "Nothing was changed.")
    return before, after


def _differ(before: Value, after: Value) -> bool:
    return to_json(before) != to_json(after) and not (before in (None, "", []) and after in (None, "", []))


def _record(
    desk: Desk,
    sheet: TaskSheet,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    fields: list[str],
    why: str,
) -> None:
    task = sheet.task
    number = f"{task.id}.{desk.case.event_seq}"
    sealed = seal_facts(desk.key, {"before": dict(before), "case": dict(after)}, sheet.run.id, number)
    reason = desk.key.seal(why.encode(), reason_place(task.id))
    facts = {
        "element": task.element_id, "process": task.process_key, "fields": fields,
        "correction": number, "sealed": sealed, "reason_sealed": base64.b64encode(reason).decode(),
    }  # fmt: skip
    desk.record("answers_corrected", facts, run=sheet.run, task_id=task.id)


def _amend(desk: Desk, sheet: TaskSheet, changes: Mapping[str, tuple[Value, Value]]) -> None:
    """Put variables of the run right, as a step of its own."""
    run, task = sheet.run, sheet.task
    command = desk.command(run, sheet.edition)
    step = amend(sheet.edition.definition, run.state, changes, command)
    told = {name: [to_json(wrong), to_json(right)] for name, (wrong, right) in changes.items()}
    facts = {"element": task.element_id, "process": task.process_key, "amended": told}
    record_step(desk, "data_corrected", facts, run, step, command, task_id=task.id)
    take_over(desk, run, sheet.edition, step)
