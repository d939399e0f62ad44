"""Officers hand their work to a colleague for some days and take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import delegations, inbox
from app.actions.delegations import CannotDelegate
from app.clock import SetClock
from app.refusals import NotAllowed, NotFound, Refusal
from storage.models import Event
from storage.officers import seats_of
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office

TODAY = A_WEDNESDAY.date()


def last_event(office: Office) -> Event:
    with office.session() as session:
        return session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def delegate(office: Office, giver: str, taker: str, unit: str = "tj_ftz.labour", days: int = 5) -> str:
    with office.session() as session:
        found = delegations.delegate_work(
            session,
            unit,
            office.officers[taker],
            TODAY,
            TODAY + timedelta(days=days),
            "出差",
            by=office.actor(giver),
        )
        return found.id


def test_the_delegate_works_in_the_givers_name_for_these_days_only(office: Office, clock: SetClock) -> None:
    (held,) = office.lay_out([Line(holder="inspector")])
    delegate(office, "inspector", "clerk")
    with office.session() as session:
        inbox.return_task(session, held, "材料不全", by=office.actor("clerk"))
    event = last_event(office)
    assert (event.actor_id, event.on_behalf_of, event.actor_role) == (
        office.officers["clerk"],
        office.officers["inspector"],
        "inspector",
    )
    with office.session() as session:
        clerk = office.officers["clerk"]
        held_on = [
            any(seat.for_officer for seat in seats_of(session, clerk, TODAY + timedelta(days=n)))
            for n in (5, 6)
        ]
    assert held_on == [True, False]


def test_giver_or_taker_end_a_delegation_and_nobody_else(office: Office, clock: SetClock) -> None:
    delegation = delegate(office, "inspector", "clerk")
    before = office.events()
    with office.session() as session, pytest.raises(NotFound):
        delegations.end_delegation(session, delegation, by=office.actor("head"))
    assert office.events() == before
    with office.session() as session:
        delegations.end_delegation(session, delegation, by=office.actor("clerk"))
    assert not any(seat.for_officer for seat in office.actor("clerk").seats)
    before = office.events()
    with office.session() as session, pytest.raises(NotFound):
        delegations.end_delegation(session, delegation, by=office.actor("inspector"))
    assert office.events() == before


@pytest.mark.parametrize(
    ("giver", "taker", "unit", "first", "last", "reason", "refused"),
    [
        ("inspector", "inspector", "tj_ftz.labour", 0, 5, "出差", CannotDelegate),
        ("inspector", "mediator", "tj_ftz.labour", 0, 5, "出差", CannotDelegate),
        ("inspector", "clerk", "tj_ftz.labour", -1, 5, "出差", CannotDelegate),
        ("inspector", "clerk", "tj_ftz.labour", 5, 4, "出差", CannotDelegate),
        ("inspector", "clerk", "tj_ftz.labour", 0, 181, "出差", CannotDelegate),
        ("inspector", "clerk", "tj_ftz.labour", 0, 5, "  ", CannotDelegate),
        ("inspector", "mediator", "tj_ftz.union", 0, 5, "出差", NotAllowed),
        ("auditor", "admin", "tj_ftz.office", 0, 5, "出差", NotAllowed),
    ],
)
def test_a_delegation_that_does_not_do_is_refused(
    office: Office,
    clock: SetClock,
    giver: str,
    taker: str,
    unit: str,
    first: int,
    last: int,
    reason: str,
    refused: type[Refusal],
) -> None:
    before = office.events()
    starts, ends = (TODAY + timedelta(days=n) for n in (first, last))
    with office.session() as session, pytest.raises(refused):
        delegations.delegate_work(
            session, unit, office.officers[taker], starts, ends, reason, by=office.actor(giver)
        )
    assert office.events() == before


def test_work_is_handed_to_one_colleague_at_a_time_and_not_on_to_a_third(
    office: Office, clock: SetClock
) -> None:
    delegate(office, "inspector", "clerk")
    before = office.events()
    with pytest.raises(CannotDelegate):
        delegate(office, "inspector", "inspector2", days=1)
    assert office.events() == before
    delegate(office, "clerk", "inspector2")
    third = [(seat.role, seat.for_officer) for seat in office.actor("inspector2").seats if seat.for_officer]
    assert third == [("intake_clerk", office.officers["clerk"])]
