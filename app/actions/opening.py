"""Opening a case: an officer of any unit registers a complaint, and the case exists with number, receipt and key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.completing import Completion, finish
from app.actions.desk import Desk
from app.actions.documents import Upload
from app.actions.drafts import forget_registration
from app.actions.judging import Fields
from app.actions.messages import start_run
from app.actors import Actor
from app.clock import LOCAL
from app.districts import District
from app.house import House, house_of
from app.identifiers import receipt_number
from app.refusals import NotAllowed, Refusal
from storage.cases import add_case_units, next_number, put_section
from storage.database import unit_of_work
from storage.models import CaseFile, Incident, Task, new_id

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
    session: Session, unit_id: str, fields: Fields, uploads: Sequence[Upload] = (), *, by: Actor
) -> OpenedCase:
    """Register a complaint in a unit: open the case, start intake and complete its first step with the form.

    Raises NotAllowed when the officer holds no role in the unit, InvalidAnswers with every fault of the form;
    then no case and no number exists.
    """
    seat = next((seat for seat in by.seats if seat.unit_id == unit_id), None)
    if seat is None:
        raise NotAllowed("您不是该单位的工作人员，不能以其名义登记。", "You hold no role in this unit.")
    house = house_of(session)
    at = house.now()
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    case = new_case(session, house, seat.jurisdiction, unit_id, code, at=at)
    desk = Desk(session, case, by.acting(seat), at)
    desk.record("case_opened", {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": unit_id})
    edition = house.shelf.current(session, INTAKE)
    run = start_run(desk, edition, {}, None, home_unit_id=unit_id) if edition else None
    task = next((row for row in session.new if isinstance(row, Task)), None) if run else None
    if run is None or task is None:
        cause = next((row.cause for row in session.new if isinstance(row, Incident)), "受理流程没有发布。")
        raise CannotOpen(f"暂不能登记：{cause}", "Intake cannot start; tell the process designer.")
    session.flush()
    completion = finish(desk, task, run, fields, uploads)
    keep_query_code(desk, code)
    forget_registration(session, by)
    return OpenedCase(case, code, completion)


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
        state="",
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
