"""Opening a case: an officer of any unit registers a complaint, and the case exists with number, receipt and key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.casework import REGISTERED
from app.actions.completing import Completion, finish
from app.actions.desk import Desk
from app.actions.documents import Upload
from app.actions.drafts import forget_registration
from app.actions.incidents import refusing
from app.actions.judging import Fields
from app.actions.messages import start_run
from app.actions.submissions import once
from app.actors import Actor
from app.clock import LOCAL
from app.districts import District
from app.house import House, house_of
from app.identifiers import receipt_number
from app.refusals import NotAllowed, Refusal
from storage.cases import add_case_units, next_number
from storage.database import unit_of_work
from storage.models import CaseFile, Task, new_id
from storage.sections import put_section
from storage.tasks import write_tasks

INTAKE = "complaint_intake"
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class CannotOpen(Refusal):
    """The process with which a case begins is not published, or does not begin with a task."""


@dataclass(frozen=True)
class OpenedCase:
    """A new case with the query code that is told to the complainant once."""

    case: CaseFile
    query_code: str
    completion: Completion


@unit_of_work
def open_case(
    session: Session,
    unit_id: str,
    fields: Fields,
    uploads: Sequence[Upload] = (),
    *,
    by: Actor,
    key: str | None = None,
) -> OpenedCase:
    """Register a complaint in a unit: open the case, start intake and complete its first step with the form.

    Raises NotAllowed when the officer holds no role in the unit, InvalidAnswers with every fault of the form;
    then no case and no number exists. Raises SentBefore when the form with this `key` was registered already.
    """
    seat = next((seat for seat in by.seats if seat.unit_id == unit_id), None)
    if seat is None:
        raise NotAllowed("您不是该单位的工作人员，不能以其名义登记。", "You hold no role in this unit.")
    house = house_of(session)
    at = house.now()
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    case = new_case(session, house, seat.jurisdiction, unit_id, code, at=at)
    once(session, key, case, at, by=by)
    desk = Desk(session, case, by.acting(seat), at)
    desk.record("case_opened", {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": unit_id})
    with refusing(CannotOpen, "暂不能登记", "Intake cannot go on; tell the process designer."):
        completion = _complete_first_step(desk, unit_id, fields, uploads)
    keep_query_code(desk, code)
    forget_registration(session, by)
    return OpenedCase(case, code, completion)


def _complete_first_step(desk: Desk, unit_id: str, fields: Fields, uploads: Sequence[Upload]) -> Completion:
    """Start intake and complete its first task with the answers."""
    edition = desk.current_edition(INTAKE)
    if edition is None:
        raise CannotOpen(
            "暂不能登记：受理流程没有发布。", "Intake is not published; tell the process designer."
        )
    run = start_run(desk, edition, {}, None, home_unit_id=unit_id)
    if not desk.opened:
        raise CannotOpen(
            "暂不能登记：受理流程的第一步不是任务。", "Intake does not begin with a task; tell its designer."
        )
    desk.session.flush()
    write_tasks(desk.session)
    task = desk.session.get_one(Task, desk.opened.pop().id)
    return finish(desk, task, run, fields, uploads)


def new_case(
    session: Session, house: House, jurisdiction: str, unit_id: str, code: str, *, at: datetime
) -> CaseFile:
    """Add the row of a new case with its numbers and its data key."""
    district = house.districts[jurisdiction]
    day = at.astimezone(LOCAL).date()
    case_id = new_id()
    case = CaseFile(
        id=case_id,
        jurisdiction_key=jurisdiction,
        case_no=_case_number(session, district, day.year),
        receipt_no=receipt_number(
            district.prefixes["receipt"], day, next_number(session, f"receipt.{jurisdiction}.{day:%Y%m%d}")
        ),
        query_code_hash=code_hash(code),
        title="新登记事项",
        state=REGISTERED,
        stage=INTAKE,
        urgency="normal",
        first_unit_id=unit_id,
        lead_unit_id=unit_id,
        received_at=at,
        opened_at=at,
        wrapped_key=house.keyring.new_case_key(case_id),
        event_seq=0,
        event_hash="",
    )
    session.add(case)
    session.flush()
    add_case_units(session, case_id, [unit_id], at)
    return case


def code_hash(code: str) -> str:
    """Return the fingerprint under which a query code is kept; letters are compared without regard to case."""
    return hashlib.sha256(f"query-code:{code.strip().upper()}".encode()).hexdigest()


def keep_query_code(desk: Desk, code: str) -> None:
    """Keep the code, sealed, so that the receiving unit can print the receipt again."""
    import base64

    sealed = desk.key.seal(f'"{code}"'.encode(), "section.receipt.query_code")
    put_section(
        desk.session,
        desk.case.id,
        "receipt",
        {"query_code": {"$c": base64.b64encode(sealed).decode()}},
        desk.at,
    )


def _case_number(session: Session, district: District, year: int) -> str:
    number = next_number(session, f"case.{district.key}.{year}")
    return f"{district.prefixes['case']}〔{year}〕{number:04d}"
