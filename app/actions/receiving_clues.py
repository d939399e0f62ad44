"""Clues from platforms: each becomes a complaint at the counter of the labour authority, once, by its number."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.case_answers import write_answers
from app.actions.casework import retitle, work_off
from app.actions.desk import Desk
from app.actions.incidents import refusing
from app.actions.law import law_of
from app.actions.messages import start_run
from app.actions.opening import CODE_LETTERS, INTAKE, CannotOpen, keep_query_code, new_case
from app.actions.spots import CASE
from app.actors import Actor
from app.districts import bind
from app.exchanges.clues import Clue, ClueFile, facts_of
from app.exchanges.driving import Incoming
from app.house import house_of
from app.refusals import AlreadyDone
from app.rosters.words import reason
from storage.database import unit_of_work
from storage.events import record
from storage.exchanges import received
from storage.models import CaseFile, ReceivedFile, ReceivedItem, new_id

CHANNELS = {"clue_platform": "全国根治欠薪线索反映平台", "hotline": "12345"}
"""By which channel the clues of a platform come in, as registrations name it."""
LANE = "labour_authority"
MOST_FINDINGS = 500


@unit_of_work
def receive_clue(session: Session, district: str, platform: str, clue: Clue, *, by: Actor) -> CaseFile:
    """Open a complaint for a clue of a platform; what it says stands in the form, and its first task is open.

    Raises AlreadyDone for a number that was taken before, CannotOpen while intake is not published.
    """
    if received(session, district, platform, clue.number) is not None:
        raise _known(clue)
    house = house_of(session)
    at, unit_id = house.now(), _unit_of(session, district)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    case = new_case(session, house, district, unit_id, code, at=at)
    session.add(
        ReceivedItem(
            id=new_id(),
            jurisdiction_key=district,
            receiver=platform,
            number=clue.number,
            case_id=case.id,
            received_at=at,
        )
    )
    try:
        session.flush()
    except IntegrityError as double:
        raise _known(clue) from double
    desk = Desk(session, case, by, at)
    desk.record("case_opened", {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": unit_id})
    desk.record("clue_received", {"receiver": platform, "number": clue.number})
    write_answers(desk.folder, facts_of(clue, CHANNELS[platform], at), CASE, at=at)
    _begin(desk, unit_id)
    keep_query_code(desk, code)
    return case


@unit_of_work
def note_clue_file(
    session: Session, district: str, platform: str, file: Incoming, found: ClueFile, new: int, *, by: Actor
) -> ReceivedFile:
    """Keep what came of a file that a platform laid down, and what is wrong in it, for the office to see."""
    house = house_of(session)
    wrong = [[row, zh, en] for row, zh, en in found.findings[:MOST_FINDINGS]]
    if found.fault:
        zh, en = reason(found.fault, found.where)
        wrong = [[0, f"文件{zh}", f"The file {en}"]]
    row = ReceivedFile(
        id=new_id(),
        jurisdiction_key=district,
        receiver=platform,
        name=file.name[:300],
        sha256=hashlib.sha256(file.content).hexdigest(),
        taken_at=house.now(),
        new=new,
        known=len(found.clues) - new,
        findings={"rows": wrong},
    )
    session.add(row)
    told = {"receiver": platform, "file": row.id, "new": new, "known": row.known, "bad": len(wrong)}
    record(session, "clue_file_taken", told, at=row.taken_at, by=by)
    return row


def _begin(desk: Desk, unit_id: str) -> None:
    """Start intake, whose first task waits for the clerk."""
    retitle(desk)
    desk.forget_facts()
    with refusing(CannotOpen, "暂不能登记", "Intake cannot go on; tell the process designer."):
        edition = desk.current_edition(INTAKE)
        if edition is None:
            raise CannotOpen(
                "暂不能登记：受理流程没有发布。", "Intake is not published; tell the process designer."
            )
        start_run(desk, edition, {}, None, home_unit_id=unit_id)
        work_off(desk)


def _unit_of(session: Session, district: str) -> str:
    """Return the unit at whose counter clues arrive."""
    units = bind(law_of(session).districts[district], LANE, {}).units
    return f"{district}.{units[0]}"


def _known(clue: Clue) -> AlreadyDone:
    return AlreadyDone(
        f"线索 {clue.number} 已经收到过，没有重复登记。", f"The clue {clue.number} was taken before."
    )
