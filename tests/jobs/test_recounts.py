"""A loaded year is counted with in the background, once, whichever worker dies over it."""

from __future__ import annotations

from datetime import date

import pytest

from app.actions.calendars import load_calendar_year
from app.clock import LOCAL, SetClock
from storage.models import Deadline, Event, Recount
from tests.actions.flows import Desk
from tests.actions.test_calendars import MADE_UP, clock_of, known
from tests.jobs.workers import Crew, wait_until
from tests.support.clock import at
from tests.support.tiny import Tiny

pytestmark = pytest.mark.slow


def recount_of(desk: Desk) -> Recount:
    """The only count that was asked for."""
    with desk.office.session() as session:
        (row,) = session.query(Recount).all()
        return row


def test_a_loaded_year_moves_its_clocks_though_a_worker_dies_over_it(
    tiny: Tiny, crew: Crew, clock: SetClock
) -> None:
    clock.set(at(2026, 7, 1))
    desk = Desk(tiny)
    case_id = known(desk)
    with tiny.session() as session:
        load_calendar_year(session, MADE_UP, by=tiny.actor("head"))
    assert (recount_of(desk).done_at, clock_of(desk, case_id).provisional) == (None, True)
    victim = crew.start_hanging()
    wait_until(lambda: "taken" in crew.output(victim), "the worker to take the count")
    crew.kill(victim)
    member = crew.start()
    wait_until(lambda: recount_of(desk).done_at is not None, "the clocks to be counted")
    assert crew.stop(member) == 0
    row = clock_of(desk, case_id)
    assert isinstance(row, Deadline) and row.provisional is False
    assert row.due_at.astimezone(LOCAL).date() == date(
        2027, 1, 2
    )  # the first is a holiday, the second is worked
    assert (recount_of(desk).moved, recount_of(desk).tries) == (1, 1)
    assert len(tiny.rows(Event, Event.kind == "deadline_recomputed")) == 1
