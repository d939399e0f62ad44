"""Delegations: an officer hands his work in a unit to a colleague for some days, and takes it back."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.actors import Actor
from app.clock import local
from app.house import house_of
from app.permissions import seat_for
from app.refusals import NotAllowed, NotFound, Refusal
from storage.database import unit_of_work
from storage.delegations import overlapping_delegation
from storage.events import record
from storage.models import Delegation, new_id
from storage.officers import roles_in_unit

LONGEST = timedelta(days=180)


class CannotDelegate(Refusal):
    """The days, the colleague or the reason do not do; the sentence says which."""

    status = 422


@unit_of_work
def delegate_work(
    session: Session,
    unit_id: str,
    to_officer_id: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    *,
    by: Actor,
) -> Delegation:
    """Let a colleague of the same unit do the officer's work there on these days, in his name; return the row.

    The colleague's deeds are recorded with both names. What was handed over cannot be handed on. Raises
    NotAllowed without a seat of one's own in the unit, CannotDelegate for days, colleague or reason.
    """
    at = house_of(session).now()
    seat = seat_for(by, unit_id=unit_id, permission="work.delegate")
    if seat is None or seat.for_officer is not None:
        raise NotAllowed(
            "只能委托自己在本单位的工作。", "Only one's own work in one's own unit can be delegated."
        )
    _check(session, unit_id, to_officer_id, starts_on, ends_on, reason, local(at).date(), by)
    delegation = Delegation(
        id=new_id(),
        from_officer_id=by.officer_id,
        to_officer_id=to_officer_id,
        unit_id=unit_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        created_at=at,
    )
    session.add(delegation)
    facts = {"delegation": delegation.id, "to": to_officer_id, "unit": unit_id}
    span = {"from": starts_on.isoformat(), "until": ends_on.isoformat()}
    record(session, "work_delegated", {**facts, **span}, at=at, by=by.acting(seat))
    return delegation


def _check(
    session: Session,
    unit_id: str,
    to_officer_id: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    today: date,
    by: Actor,
) -> None:
    fault = _fault(starts_on, ends_on, reason, today)
    fault = fault or _colleague_fault(session, unit_id, to_officer_id, today, by)
    if fault is None and overlapping_delegation(session, by.officer_id or "", unit_id, starts_on, ends_on):
        fault = (
            "这段时间已经委托他人，请先结束原委托。",
            "Some of these days are delegated already; end that first.",
        )
    if fault is not None:
        raise CannotDelegate(*fault)


def _fault(starts_on: date, ends_on: date, reason: str, today: date) -> tuple[str, str] | None:
    if starts_on < today:
        return "开始日期不能早于今天。", "The first day must not be in the past."
    if ends_on < starts_on:
        return "结束日期不能早于开始日期。", "The last day must not be before the first."
    if ends_on - starts_on > LONGEST:
        return "一次委托最长 180 天。", "A delegation lasts 180 days at most."
    if not 1 <= len(reason.strip()) <= 500:
        return "请写明委托原因（500 字以内）。", "Give the reason, in 500 characters at most."
    return None


def _colleague_fault(
    session: Session, unit_id: str, to_officer_id: str, today: date, by: Actor
) -> tuple[str, str] | None:
    if to_officer_id == by.officer_id:
        return "不能委托给自己。", "Work cannot be delegated to oneself."
    if not roles_in_unit(session, to_officer_id, unit_id, today):
        return "受托人须是本单位在岗人员。", "The colleague must hold a role in the same unit."
    return None


@unit_of_work
def end_delegation(session: Session, delegation_id: str, *, by: Actor) -> Delegation:
    """End a delegation now; the giver or the receiver may. Raises NotFound for others and for one that is over."""
    at = house_of(session).now()
    found = session.get(Delegation, delegation_id, with_for_update=True)
    if found is None or by.officer_id not in (found.from_officer_id, found.to_officer_id):
        raise NotFound
    if found.ended_at is not None or found.ends_on < local(at).date():
        raise NotFound
    found.ended_at = at
    facts = {"delegation": found.id, "to": found.to_officer_id, "unit": found.unit_id}
    record(session, "delegation_ended", facts, at=at, by=by)
    return found
