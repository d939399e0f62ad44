"""Which case an officer may reach and in which seat he then acts; it changes nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actors import Actor, Seat
from app.engine import Element
from app.permissions import may, units_where, whole_districts
from app.refusals import NotAllowed, NotFound
from storage.cases import units_of_case
from storage.models import CaseFile
from storage.runs import case_for_update

LABOUR = "labour"
OFFICE_LANE = "coordination_office"


def reach_case(session: Session, case_id: str, permission: str, *, by: Actor) -> tuple[CaseFile, Seat]:
    """Return a case, locked until the action ends, and the seat in which the officer acts on it.

    Seats in units that work on the case go before those that oversee its district, own seats before delegated
    ones. Raises NotFound for a case that he may not read, NotAllowed when he may read it but not do this.
    """
    case = case_for_update(session, case_id)
    if case is None:
        raise NotFound
    units = units_of_case(session, case.id)
    oversees = case.jurisdiction_key in whole_districts(by)
    seats = [
        seat
        for seat in by.seats
        if seat.unit_id in units or (oversees and seat.jurisdiction == case.jurisdiction_key)
    ]
    if not any(may(by, "case.read", seat.unit_id) for seat in seats):
        raise NotFound
    fitting = [seat for seat in seats if may(by, permission, seat.unit_id)]
    if not fitting:
        raise NotAllowed("您的岗位没有此项权限。", "Your role does not allow this.")
    return case, min(fitting, key=lambda seat: (seat.unit_id not in units, seat.for_officer is not None))


def may_begin_any(session: Session, case: CaseFile, *, by: Actor) -> bool:
    """Tell whether there can be a process that the officer may set going in a case."""
    works = bool(by.unit_ids & units_of_case(session, case.id))
    return works or case.jurisdiction_key in whole_districts(by)


def may_begin(session: Session, case: CaseFile, start: Element, *, by: Actor) -> bool:
    """Tell whether the officer may set a process going in a case.

    One of his units works on the case, or he oversees its district and the process begins in the office (督办).
    """
    if start.lane == OFFICE_LANE:
        return may_begin_any(session, case, by=by)
    return bool(by.unit_ids & units_of_case(session, case.id))


def sees_sealed(case: CaseFile, by: Actor) -> bool:
    """Tell whether the officer may know who reported: only the receiving unit and the labour authority do."""
    keepers = {case.first_unit_id, f"{case.jurisdiction_key}.{LABOUR}"}
    return bool(keepers & units_where(by, "personal.show"))
