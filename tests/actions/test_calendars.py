"""A calendar is loaded: it is shown first what changes, then every clock that it touches is counted again."""

from __future__ import annotations

from datetime import date

import pytest

from app.actions.calendars import (
    CalendarRefused,
    Move,
    YearFile,
    load_calendar_year,
    preview_year,
    recount_clocks,
    year_file,
)
from app.actions.law import law_of
from app.actions.replaying import replay_case
from app.clock import LOCAL, SetClock
from app.deadlines import CalendarDay
from app.engine import run_data
from app.refusals import NotReady
from storage.models import Deadline, Event, Recount
from storage.runs import runs_of_case
from tests.actions.flows import Desk, line
from tests.engine.diagrams import script
from tests.support.clock import at
from tests.support.office import house
from tests.support.tiny import Tiny, step

NEW_YEAR = (
    CalendarDay(date(2027, 1, 1), "holiday", "元旦", "虚构通知"),
    CalendarDay(date(2027, 1, 2), "workday", "元旦调休上班", "虚构通知"),
)
MADE_UP = YearFile(2027, NEW_YEAR)


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office in which it is Wednesday 1 July 2026."""
    clock.set(at(2026, 7, 1))
    return Desk(tiny)


def known(desk: Desk) -> str:
    """Begin a case in which the right to sue within six months, to 1 January 2027, has begun."""
    desk.publish("sue", line("sue", step("serve", starts="PEN-10b"), step("watch", meets="PEN-10b")))
    case_id = desk.begin("sue")
    desk.complete(case_id, "serve")
    return case_id


def clock_of(desk: Desk, case_id: str) -> Deadline:
    """The only clock of a case."""
    (row,) = desk.office.rows(Deadline, Deadline.case_id == case_id)
    assert isinstance(row, Deadline)
    return row


def load(desk: Desk, wanted: YearFile = MADE_UP) -> list[Move]:
    """Load a year and count again; return what moved."""
    moves: list[Move] = []
    by = desk.office.actor("head")
    with desk.office.session() as session:
        load_calendar_year(session, wanted, by=by)
    with desk.office.session() as session:
        recount_clocks(session, wanted.year, by=by, tell=moves.append)
    return moves


def test_a_made_up_calendar_of_2027_moves_a_provisional_date_and_that_is_on_the_record(desk: Desk) -> None:
    case_id = known(desk)
    before = clock_of(desk, case_id)
    assert (before.due_at.astimezone(LOCAL).date(), before.provisional) == (date(2027, 1, 1), True)
    (move,) = load(desk)
    after = clock_of(desk, case_id)
    assert (after.due_at.astimezone(LOCAL).date(), after.provisional) == (date(2027, 1, 2), False)
    assert (move.old, move.new, move.provisional) == (date(2027, 1, 1), date(2027, 1, 2), False)
    (told,) = desk.events(case_id, "deadline_recomputed")
    assert told.facts["from"] == "2027-01-01" and told.facts["due"] == "2027-01-02"
    assert told.facts["calendar"] == 2027
    task = desk.office.open_task(case_id, "watch")
    assert (task.due_at, task.due_provisional) == (after.due_at, False)


def test_counting_again_a_second_time_changes_nothing(desk: Desk) -> None:
    known(desk)
    load(desk)
    before = desk.everything()
    with desk.office.session() as session:
        by = desk.office.actor("head")
        assert recount_clocks(session, 2027, by=by, tell=lambda _: pytest.fail("nothing moves")) == 0
    assert desk.everything() == before


def test_the_preview_tells_what_would_move_and_writes_nothing(desk: Desk) -> None:
    case_id = known(desk)
    before = desk.everything()
    with desk.office.session() as session:
        found = preview_year(session, MADE_UP)
    assert (found.added, found.removed, found.count) == (NEW_YEAR, (), 1)
    assert [(move.case_id, move.new) for move in found.moves] == [(case_id, date(2027, 1, 2))]
    assert desk.everything() == before


def test_a_year_loaded_again_is_a_new_edition_and_the_former_stays(desk: Desk) -> None:
    load(desk)
    with desk.office.session() as session, pytest.raises(NotReady):
        load_calendar_year(session, MADE_UP, by=desk.office.actor("head"))
    corrected = YearFile(2027, NEW_YEAR[:1])
    with desk.office.session() as session:
        found = preview_year(session, corrected)
    assert (found.added, found.removed) == ((), NEW_YEAR[1:])
    case_id = known(desk)
    (move,) = load(desk, corrected)
    assert (move.case_id, move.new) == (case_id, date(2027, 1, 4))
    loaded = desk.office.rows(Event, Event.kind == "calendar_loaded")
    assert [(event.facts["added"], event.facts["removed"]) for event in loaded] == [
        (["2027-01-01 holiday", "2027-01-02 workday"], []),
        ([], ["2027-01-02 workday"]),
    ]


def test_a_local_layer_moves_its_district_only(desk: Desk) -> None:
    case_id = known(desk)
    load(desk)
    festival = CalendarDay(date(2027, 1, 2), "holiday", "民族节日", "虚构地方通知")
    (move,) = load(desk, YearFile(2027, (festival,), "official", "local", "tj_ftz"))
    assert (move.case_id, move.new) == (case_id, date(2027, 1, 4))
    with desk.office.session() as session:
        law = law_of(session)
    assert not law.calendars["tj_ftz"].is_working(date(2027, 1, 2))
    assert law.calendars["xn_chengdong"].is_working(date(2027, 1, 2))


def test_a_clock_started_after_the_load_is_counted_with_it(desk: Desk) -> None:
    load(desk)
    row = clock_of(desk, known(desk))
    assert (row.due_at.astimezone(LOCAL).date(), row.provisional) == (date(2027, 1, 2), False)


def test_a_file_of_two_years_or_of_no_known_district_is_refused() -> None:
    other = CalendarDay(date(2028, 1, 1), "holiday", "元旦", "虚构")
    with pytest.raises(CalendarRefused, match="one year"):
        year_file([*NEW_YEAR, other], "official", "", house().districts)
    with pytest.raises(CalendarRefused, match="names its district"):
        year_file(NEW_YEAR, "official", "nowhere", house().districts)
    with pytest.raises(CalendarRefused, match=r"tj_ftz\.nobody"):
        year_file(NEW_YEAR, "official", "tj_ftz.nobody", house().districts)


def test_a_step_taken_again_counts_by_the_calendar_of_its_own_day(desk: Desk, clock: SetClock) -> None:
    reckons = script("reckon", "last = add working days(today(), 1)")
    desk.publish("reckons", line("reckons", step("ask"), reckons, step("after")))
    clock.set(at(2026, 12, 31))
    before, after = desk.begin("reckons"), desk.begin("reckons")
    desk.complete(before, "ask")
    clock.set(at(2026, 12, 31, 15))
    load(desk)
    clock.set(at(2026, 12, 31, 16))
    desk.complete(after, "ask")
    for case_id, last in ((before, date(2027, 1, 1)), (after, date(2027, 1, 2))):
        with desk.office.session() as session:
            assert replay_case(session, case_id).differences == []
            (run,) = runs_of_case(session, case_id)
            assert run_data(run.state)["last"] == last


def test_the_days_of_one_unit_show_its_officers_fewer_days_and_move_no_date_of_law(desk: Desk) -> None:
    case_id = known(desk)
    before = clock_of(desk, case_id)
    days = (CalendarDay(date(2026, 12, 31), "holiday", "机关搬迁", "虚构通知"),)
    wanted = year_file(days, "official", "tj_ftz.labour", house().districts)
    with desk.office.session() as session:
        assert preview_year(session, wanted).count == 0
    assert load(desk, wanted) == []
    after = clock_of(desk, case_id)
    assert (after.due_at, after.provisional) == (before.due_at, before.provisional)
    with desk.office.session() as session:
        law = law_of(session)
        assert session.query(Recount).all() == []
    last = date(2026, 12, 31)
    assert not law.calendar_of(["tj_ftz.labour"]).is_working(last)
    assert law.calendar_of(["tj_ftz.union"]).is_working(last) and law.calendars["tj_ftz"].is_working(last)
    assert law.calendar_of(["tj_ftz.labour", "tj_ftz.union"]).is_working(last), (
        "two units have no days in common"
    )
