"""Completing a task: the hot path of the product. Judge the answers, step the engine, write what changed, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.bookkeeping import book_step
from app.actions.case_answers import write_answers
from app.actions.casework import retitle, take_over, work_off
from app.actions.desk import Desk, Local
from app.actions.documents import Upload, keep_uploads, named_uploads
from app.actions.exchange_steps import exchange_step
from app.actions.incidents import (
    FAILURES,
    Failure,
    cause_of,
    element_of,
    note_try,
    open_incident,
    seal_answers,
)
from app.actions.judging import Fields, Question, judge, split, with_files
from app.actions.permits import check_four_eyes, check_proofs, seat_to_act
from app.actions.served import note_service
from app.actions.spots import Spot
from app.actions.steps import record_step
from app.actions.supervised import refuse_second
from app.actions.titles import follow_lead
from app.actors import Actor
from app.clock import LOCAL, local
from app.engine import complete, visible_data
from app.house import house_of
from app.refusals import AlreadyDone, NotFound
from app.values import to_json
from storage.changes import change
from storage.database import unit_of_work
from storage.models import Incident, Run, Task
from storage.officers import names_of
from storage.runs import incident_of_task, task_for_update


@dataclass(frozen=True)
class Completion:
    """A completed task with those that follow from it, or the incident that kept it open."""

    task: Task
    incident: Incident | None = None
    opened: tuple[Task, ...] = ()


def complete_task(
    session: Session, task_id: str, fields: Fields, uploads: Sequence[Upload] = (), *, by: Actor
) -> Completion:
    """Complete a task with the answers of its form and carry the case on to its next tasks.

    Raises NotFound for a task outside the officer's units, AlreadyDone naming who was faster, NotAllowed for a
    role that may not, SameOfficer where four eyes are required, NotReady while a proof is missing and
    InvalidAnswers with every fault of the form; then nothing is written. When the engine cannot go on, nothing
    of the step is kept either: the task stays open, and an incident holds the answers to try again.
    """
    try:
        return finish_task(session, task_id, fields, uploads, by=by)
    except FAILURES as failure:
        return Completion(*keep_for_retry(session, task_id, fields, uploads, failure, by=by))


@unit_of_work
def finish_task(
    session: Session, task_id: str, fields: Fields, uploads: Sequence[Upload] = (), *, by: Actor
) -> Completion:
    """Complete a task, or raise what `complete_task` says, and one of FAILURES when the diagram cannot go on."""
    task, run, desk = desk_of_task(session, task_id, by)
    return finish(desk, task, run, fields, uploads)


@unit_of_work
def keep_for_retry(
    session: Session, task_id: str, fields: Fields, uploads: Sequence[Upload], failure: Failure, *, by: Actor
) -> tuple[Task, Incident]:
    """Keep what could not be submitted, sealed, in the incident of the task, and its files with the case.

    A task has one open incident at most: handing in again replaces the answers in it.
    """
    task, run, desk = desk_of_task(session, task_id, by)
    edition = desk.edition(run)
    given = named_uploads(uploads)
    keep_uploads(desk, run, task, edition.definition.element(task.process_key, task.element_id), given)
    answers = with_files(fields, given)
    element, cause = element_of(failure) or task.element_id, cause_of(failure)
    known = incident_of_task(session, task)
    if known is None:
        command = {"complete": task.id, "element": task.element_id, "officer": by.officer_id}
        return task, open_incident(desk, run, element, "complete", cause, command, answers)
    known.command = {**known.command, "officer": by.officer_id}
    known.command_cipher = seal_answers(desk, answers, known.id)
    note_try(desk, known, element, cause)
    return task, known


def desk_of_task(session: Session, task_id: str, by: Actor) -> tuple[Task, Run, Desk]:
    """Return an open task, locked with its case, and the desk of whoever works on it.

    Raises NotFound for a task of other units, and a refusal for one that is closed.
    """
    found = task_for_update(session, task_id)
    if found is None or found[0].unit_id not in by.unit_ids:
        raise NotFound()
    task, run, case = found
    if task.closed_at is not None:
        raise _already(session, task)
    desk = Desk(session, case, by.acting(seat_to_act(task, by)), house_of(session).now(), runs={run.id: run})
    desk.entered = local(task.opened_at).date()
    desk.seen_by.add(task.unit_id)
    return task, run, desk


def finish(desk: Desk, task: Task, run: Run, fields: Fields, uploads: Sequence[Upload]) -> Completion:
    """Complete a task of an open desk; shared by completing and by registering a complaint."""
    edition = desk.edition(run)
    element = edition.definition.element(task.process_key, task.element_id)
    data = visible_data(run.state, task.token)
    desk.readable(run, edition)  # so that sections which the diagram may read come with those of the form
    check_four_eyes(desk, task, run, element, data)
    check_proofs(desk, task, run, element)
    given = named_uploads(uploads)
    question = Question(task.process_key, task.element_id, Spot.of(task), data)
    variables, facts = split(judge(desk, edition, question, fields, given).values)
    refuse_second(desk, task.process_key, data, {**variables, **facts}, but=run.id)
    keep_uploads(desk, run, task, element, given, data.get("document"))
    if facts and write_answers(desk.folder, facts, Spot.of(task), at=desk.at):
        retitle(desk)
    follow_lead(desk, task, variables)
    note_service(desk, run, task, {**data, **variables})
    desk.forget_facts()
    command = desk.command(run, edition)
    step = complete(edition.definition, run.state, task.token, variables, command)
    _close(desk, task)
    done = {
        "element": task.element_id,
        "process": task.process_key,
        "token": task.token,
        "answers": to_json(variables),
        "fields": sorted(facts),
    }
    record_step(desk, "task_completed", done, run, step, command, task_id=task.id, answered=facts)
    take_over(desk, run, edition, step, Local(task.path, {**data, **variables}))
    work_off(desk)
    book_step(desk, run, task.id)
    exchange_step(desk, run, task)
    return Completion(task, opened=tuple(desk.opened))


def _close(desk: Desk, task: Task) -> None:
    by, instead_of = desk.by.officer_id, desk.by.on_behalf_of
    change(desk.session, task, closed_at=desk.at, closed_how="completed", closed_by=by, closed_for=instead_of)


def _already(session: Session, task: Task) -> AlreadyDone:
    if task.closed_how == "cancelled" or task.closed_at is None:
        return AlreadyDone(
            "该任务已随流程变化取消，无需再办。", "This task was cancelled as the process moved on."
        )
    who = names_of(session, [task.closed_by]).get(task.closed_by, "") if task.closed_by else "系统"
    when = task.closed_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    return AlreadyDone(
        f"该任务已由{who}于{when}办结，您的填写没有提交。",
        f"{who} completed this task at {when}; what you filled in was not submitted.",
        by=who,
        at=when,
    )
