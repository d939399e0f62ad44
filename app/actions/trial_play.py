"""What only a trial does: a made-up case begins with given facts, and a message arrives from outside.

These actions refuse to work in any house but that of a trial, whose database lies in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.actions.case_answers import write_answers
from app.actions.casework import retitle, work_off
from app.actions.desk import Desk
from app.actions.documents import Upload, keep_uploads, named_uploads
from app.actions.external_tasks import Answer, external_desk, give_up, settle_external
from app.actions.judging import Fields, Question, judge, split
from app.actions.messages import deliver_to, start_run
from app.actions.opening import CODE_LETTERS, new_case
from app.actions.spots import CASE, Spot
from app.actors import Actor
from app.house import House, house_of
from app.refusals import NotAllowed, NotReady
from app.values import Value, to_json
from app.versions import Edition
from storage.changes import write_changes
from storage.database import unit_of_work
from storage.models import CaseFile, Message, ProcessVersion, Run, new_id
from storage.runs import case_for_update, wait_of


@dataclass(frozen=True)
class Beginning:
    """How the case of a trial begins: what is in its file already, and what starts the run."""

    edition: Edition
    unit_id: str
    message: str | None = None
    element: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    uploads: Sequence[Upload] = ()


@unit_of_work
def note_trial_versions(session: Session, editions: Sequence[Edition], *, by: Actor) -> CaseFile:
    """Add the rows of the versions that a trial plays, and its empty case; return the case."""
    house, seat = _trial_house(session), by.seats[0]
    for edition in editions:
        session.add(
            ProcessVersion(
                id=edition.id,
                process_key=edition.key,
                number=edition.number,
                digest=edition.id,
                name_zh=edition.name_zh,
                name_en=edition.name_en,
                published_at=house.now(),
            )
        )
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    case = new_case(session, house, seat.jurisdiction, seat.unit_id, code, at=house.now())
    facts = {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": seat.unit_id}
    desk = Desk(session, case, by.acting(seat), house.now())
    desk.record("case_opened", facts)
    return case


@unit_of_work
def fill_trial_case(session: Session, case_id: str, facts: Mapping[str, Value], *, by: Actor) -> CaseFile:
    """Write made-up facts into the file of a trial's case, as forms would have done before."""
    desk = _desk(session, case_id, by)
    if write_answers(desk.folder, facts, CASE, at=desk.at):
        retitle(desk)
    write_changes(session)
    desk.record("case_opened", {"case_no": desk.case.case_no, "receipt_no": "", "unit": by.seats[0].unit_id})
    return desk.case


@unit_of_work
def begin_trial_run(session: Session, case_id: str, how: Beginning, *, by: Actor) -> Run:
    """Start the run of a trial; raise InvalidAnswers for its form, FAILURES for what the diagram cannot do."""
    desk = _desk(session, case_id, by)
    data = dict(how.data)
    start = how.element or how.edition.definition.plain_start
    if how.message is None and start is not None and how.edition.form(how.edition.key, start) is not None:
        data |= _answers(desk, how.edition, Question(how.edition.key, start, Spot(), data), how)
    run = start_run(
        desk, how.edition, data, None, message=how.message, element=how.element, home_unit_id=how.unit_id
    )
    work_off(desk)
    return run


@unit_of_work
def hear_in_trial(
    session: Session, run_id: str, token: str, how: Beginning, from_run: str | None, *, by: Actor
) -> Run:
    """Let a message arrive where a run of a trial waits for it; a run that stood in for its sender ends with it."""
    wait = wait_of(session, run_id, token)
    if wait is None:
        raise NotReady("流程没有在等待这条消息。", "The run does not wait for this message.")
    desk = _desk(session, wait.case_id, by)
    run = desk.run(run_id)
    edition = desk.edition(run)
    payload = dict(how.data)
    if edition.form(edition.key, wait.element_id) is not None:
        payload |= _answers(desk, edition, Question(edition.key, wait.element_id, Spot(run.id), {}), how)
    message = Message(
        id=new_id(),
        case_id=desk.case.id,
        name=wait.name,
        payload=to_json(payload),
        from_run_id=from_run,
        to_run_id=run_id,
        state="waiting",
        sent_at=desk.at,
    )
    session.add(message)
    if from_run is not None:
        sender = desk.run(from_run)
        sender.status, sender.ended_at, sender.outcome = "ended", desk.at, wait.name
    deliver_to(desk, wait, message)
    work_off(desk)
    return run


@unit_of_work
def answer_in_trial(session: Session, task_id: str, answer: Answer, *, by: Actor) -> None:
    """Answer an external task of a trial as its worker would, or raise what the diagram cannot do."""
    _trial_house(session)
    task, run, desk = external_desk(session, task_id, by.acting(by.seats[0]))
    settle_external(desk, task, run, answer, None)
    work_off(desk)


@unit_of_work
def fail_in_trial(session: Session, task_id: str, message: str, *, by: Actor) -> None:
    """Let an external task of a trial fail with no try left: an incident opens, and it may still be answered."""
    _trial_house(session)
    task, run, desk = external_desk(session, task_id, by.acting(by.seats[0]))
    give_up(desk, task, run, message)


def _answers(desk: Desk, edition: Edition, question: Question, how: Beginning) -> dict[str, Value]:
    given = named_uploads(how.uploads)
    variables, facts = split(judge(desk, edition, question, how.fields, given).values)
    keep_uploads(desk, None, None, None, given)
    if facts:
        if write_answers(desk.folder, facts, question.spot, at=desk.at):
            retitle(desk)
        desk.forget_facts()
    return variables


def _desk(session: Session, case_id: str, by: Actor) -> Desk:
    house = _trial_house(session)
    case = case_for_update(session, case_id)
    if case is None:
        raise NotReady("试运行的案件不存在。", "The case of the trial does not exist.")
    return Desk(session, case, by.acting(by.seats[0]), house.now())


def _trial_house(session: Session) -> House:
    house = house_of(session)
    if not house.for_trial:
        raise NotAllowed("只能在试运行中这样做。", "This can be done in a trial only.")
    return house
