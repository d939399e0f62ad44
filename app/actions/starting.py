"""What officers set going by hand: another process in a case, a case that begins elsewhere, a matter that came in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.case_answers import write_answers
from app.actions.casework import retitle, take_over, work_off
from app.actions.desk import Desk
from app.actions.documents import Upload, keep_uploads, named_uploads
from app.actions.incidents import refusing
from app.actions.judging import Fields, Question, judge, split
from app.actions.messages import start_run
from app.actions.opening import CODE_LETTERS, keep_query_code, new_case
from app.actions.reach import may_begin
from app.actions.spots import Spot
from app.actions.steps import record_step
from app.actions.submissions import once
from app.actions.supervised import SETTLED, refuse_second
from app.actors import Actor
from app.clock import local
from app.engine import Element, deliver
from app.house import house_of
from app.permissions import seat_for, units_where
from app.refusals import NotAllowed, NotFound, NotReady, Refusal
from app.values import Value, to_json
from app.versions import Edition
from storage.cases import units_of_case
from storage.database import unit_of_work
from storage.models import CaseFile, Run
from storage.runs import case_for_update, wait_of


class CannotStart(Refusal):
    """The process is not published, or does not begin by hand."""


class CannotGoOn(Refusal):
    """The diagram cannot go on from here; nothing was written."""


@dataclass(frozen=True)
class Started:
    """A run that was started by hand; `query_code` is told once when a new case began with it."""

    case: CaseFile
    run: Run
    query_code: str | None


@unit_of_work
def start_process(
    session: Session,
    process_key: str,
    unit_id: str,
    fields: Fields,
    uploads: Sequence[Upload] = (),
    *,
    by: Actor,
    case_id: str | None = None,
    key: str | None = None,
) -> Started:
    """Start a process by hand in a case, or in a new one.

    The form of its start event, if it has one, gives the first variables; a closed case is open again then.
    Raises CannotStart for a process that is not published or begins only by a message, and for a merged case;
    NotFound for a case in which he may not begin it, NotAllowed without a role in the unit, InvalidAnswers for
    faults, and SentBefore when the form with this `key` has started it already.
    """
    house, at = house_of(session), house_of(session).now()
    seat = seat_for(by, unit_id=unit_id)
    if seat is None:
        raise NotAllowed("您不是该单位的工作人员，不能以其名义启动。", "You hold no role in this unit.")
    edition, start = _begun_by_hand(session, process_key, seat.jurisdiction)
    code = None
    if case_id is None:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        case = new_case(session, house, seat.jurisdiction, unit_id, code, at=at)
        case.title = edition.name_zh  # until it is called after a party
    else:
        case = _case_to_begin_in(session, case_id, edition.definition.element(process_key, start), by)
    once(session, key, case, at, by=by)
    desk = Desk(session, case, by.acting(seat), at)
    _reopen(desk)
    if code is not None:
        _told_as_new(desk, unit_id, code)
    variables = _answers(desk, edition, start, Spot(), {}, fields, uploads)
    with refusing(CannotStart, "流程无法启动", "The process cannot start; tell its designer."):
        run = start_run(desk, edition, variables, None, home_unit_id=unit_id)
        work_off(desk)
    return Started(case, run, code)


@unit_of_work
def note_matter(
    session: Session,
    run_id: str,
    token: str,
    fields: Fields,
    uploads: Sequence[Upload] = (),
    *,
    by: Actor,
) -> Run:
    """Tell a waiting run that what it waits for has come in, e.g. an application to be taken off the list.

    Raises NotFound for a run of other units, NotAllowed for a role that does no work there, NotReady when it
    waits no longer, InvalidAnswers for faults.
    """
    wait = wait_of(session, run_id, token)
    if wait is None or wait.name == SETTLED:
        raise NotReady(
            "这一事项已登记，或流程已不再等待。", "This was noted already, or is no longer awaited."
        )
    case = _own_case(session, wait.case_id, by)
    here = units_of_case(session, case.id) & units_where(by, "task.work")
    if not here:
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    seat = next(seat for seat in by.seats if seat.unit_id in here)
    desk = Desk(session, case, by.acting(seat), house_of(session).now())
    run = desk.run(run_id)
    edition = desk.edition(run)
    payload = _answers(desk, edition, wait.element_id, Spot(run.id), {}, fields, uploads)
    with refusing(CannotGoOn, "流程无法继续，没有登记", "The process cannot go on; nothing was noted."):
        command = desk.command(run, edition)
        step = deliver(edition.definition, run.state, token, payload, command)
        facts = {"name": wait.name, "element": wait.element_id, "payload": to_json(payload), "token": token}
        record_step(desk, "message_received", facts, run, step, command)
        session.expunge(wait)
        take_over(desk, run, edition, step)
        work_off(desk)
    return run


def _begun_by_hand(session: Session, process_key: str, district: str) -> tuple[Edition, str]:
    """Return the version in force in a district, and its start event that needs no message."""
    house = house_of(session)
    edition = house.shelf.current(session, process_key, district, local(house.now()).date())
    if edition is None or edition.definition.plain_start is None:
        raise CannotStart("这个流程不能由人工启动。", "This process cannot be started by hand.")
    return edition, edition.definition.plain_start


def _told_as_new(desk: Desk, unit_id: str, code: str) -> None:
    case = desk.case
    desk.record("case_opened", {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": unit_id})
    keep_query_code(desk, code)


def _reopen(desk: Desk) -> None:
    """Open a closed case again, because work on it goes on; refuse for one that goes on in another case."""
    case = desk.case
    if case.merged_into_id is not None:
        older = desk.session.get_one(CaseFile, case.merged_into_id)
        raise CannotStart(
            f"本案已并入{older.case_no}，请在该案中启动。",
            f"This case was merged into {older.case_no}; start it there.",
        )
    if case.closed_at is not None:
        desk.record("case_reopened", {"was": case.closed_as})
        case.closed_at = case.closed_as = None


def _case_to_begin_in(session: Session, case_id: str, start: Element, by: Actor) -> CaseFile:
    case = case_for_update(session, case_id)
    if case is None or not may_begin(session, case, start, by=by):
        raise NotFound()
    return case


def _own_case(session: Session, case_id: str, by: Actor) -> CaseFile:
    case = case_for_update(session, case_id)
    if case is None or not by.unit_ids & units_of_case(session, case_id):
        raise NotFound()
    return case


def _answers(
    desk: Desk,
    edition: Edition,
    element_id: str,
    spot: Spot,
    data: dict[str, Value],
    fields: Fields,
    uploads: Sequence[Upload],
) -> dict[str, Value]:
    """Judge the form of an element, keep its case facts and files, and return its variables."""
    given = named_uploads(uploads)
    question = Question(edition.key, element_id, spot, data)
    variables, facts = split(judge(desk, edition, question, fields, given).values)
    refuse_second(desk, edition.key, data, {**variables, **facts}, but=spot.run_id)
    keep_uploads(desk, None, None, None, given)
    if facts:
        renamed = write_answers(desk.folder, facts, spot, at=desk.at)
        desk.forget_facts()
        if renamed:
            retitle(desk)
    return variables
