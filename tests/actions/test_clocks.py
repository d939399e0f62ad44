"""Clocks of a case: started, met, replaced, extended, fixed by a paper, ended by their timer; overdue ones stay."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.timers import fire_timer
from app.clock import LOCAL, SetClock
from app.refusals import NotReady
from storage.models import CaseFile, Deadline, Timer
from tests.actions.flows import Desk, case_form, line
from tests.engine.diagrams import chain, diagram, end, on, start, timer
from tests.support.clock import at
from tests.support.office import house
from tests.support.tiny import Tiny, form, lane, step


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def clocks(desk: Desk, case_id: str) -> list[Deadline]:
    """The clocks of a case in the order in which they were started."""
    return desk.office.rows(Deadline, Deadline.case_id == case_id)


def due(row: Deadline) -> date:
    """The last day of a clock in Beijing."""
    return row.due_at.astimezone(LOCAL).date()


def test_a_clock_starts_when_its_step_is_done_and_the_task_that_meets_it_bears_its_date(desk: Desk) -> None:
    desk.publish("one", line("one", step("receive", starts="INS-01"), step("accept", meets="INS-01")))
    case_id = desk.begin("one")
    assert clocks(desk, case_id) == []
    desk.complete(case_id, "receive")
    (row,) = clocks(desk, case_id)
    # five working days: 25, 26, 28 (a make-up Sunday), 29, 30 September
    assert (row.rule, row.started_on, due(row)) == ("INS-01", date(2025, 9, 24), date(2025, 9, 30))
    task = desk.office.open_task(case_id, "accept")
    assert (task.due_at, task.due_rule) == (row.due_at, "INS-01")
    desk.complete(case_id, "accept")
    (row,) = clocks(desk, case_id)
    assert (row.met_by, row.replaced_at) == ("accept", None)
    kinds = [event.kind for event in desk.events(case_id)]
    assert (kinds.count("deadline_started"), kinds.count("deadline_met")) == (1, 1)


def test_a_rule_of_another_district_starts_no_clock(desk: Desk) -> None:
    desk.publish("one", line("one", step("receive", starts="INS-05, INS-01"), step("after")))
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    assert [row.rule for row in clocks(desk, case_id)] == ["INS-01"]


def test_a_clock_of_an_entered_step_counts_from_the_date_that_the_diagram_names(desk: Desk) -> None:
    entered = step("wait", starts_on_entry="INS-01", start_from='{"INS-01": "date(told_on)"}')
    desk.publish("one", line("one", step("tell"), entered), {"tell": form("tell", ("told_on", "text"))})
    case_id = desk.begin("one")
    desk.complete(case_id, "tell", told_on="2025-09-22")
    (row,) = clocks(desk, case_id)
    assert (row.started_on, due(row)) == (date(2025, 9, 22), date(2025, 9, 28))


def test_a_clock_started_again_replaces_the_former_and_both_stay(desk: Desk, clock: SetClock) -> None:
    desk.publish(
        "again", line("again", step("first", starts="INS-01"), step("second", starts="INS-01"), step("after"))
    )
    case_id = desk.begin("again")
    desk.complete(case_id, "first")
    clock.set(at(2025, 9, 26))
    desk.complete(case_id, "second")
    former, present = clocks(desk, case_id)
    assert (former.replaced_at, former.met_at) == (at(2025, 9, 26), None)
    assert (due(former), due(present)) == (date(2025, 9, 30), date(2025, 10, 10))
    assert present.replaced_at is None


def test_a_clock_is_extended_once_by_what_its_rule_allows(desk: Desk) -> None:
    nodes = (
        step("file", starts="INS-07"),
        step("more", extends="INS-07"),
        step("still_more", extends="INS-07"),
    )
    desk.publish("longer", line("longer", *nodes, step("after")))
    case_id = desk.begin("longer")
    desk.complete(case_id, "file")
    before = due(clocks(desk, case_id)[0])
    desk.complete(case_id, "more")
    (row,) = clocks(desk, case_id)
    assert due(row) > before
    assert row.extended_days == (due(row) - before).days
    assert house().calendars["tj_ftz"].working_between(before, due(row)) == 30
    extended = due(row)
    desk.complete(case_id, "still_more")
    assert due(clocks(desk, case_id)[0]) == extended
    assert len(desk.events(case_id, "deadline_extended")) == 1


def test_an_extension_that_was_refused_changes_nothing(desk: Desk) -> None:
    asked = step("ask", extends="INS-07", extends_when='approval = "批准"', extends_to="date(until)")
    answers = form("ask", ("approval", "text"), ("until", "text"))
    desk.publish(
        "longer", line("longer", step("file", starts="INS-07"), asked, step("after")), {"ask": answers}
    )
    refused, granted = desk.begin("longer"), desk.begin("longer")
    for case_id, approval in ((refused, "不批准"), (granted, "批准")):
        desk.complete(case_id, "file")
        desk.complete(case_id, "ask", approval=approval, until="2026-02-27")
    (kept,), (moved,) = clocks(desk, refused), clocks(desk, granted)
    assert kept.extended_days == 0
    assert due(moved) == date(2026, 2, 27)


def test_the_date_of_a_paper_fixes_its_clock(desk: Desk) -> None:
    order = step("order", starts="INS-15", due_from='{"INS-15": "case.correction.due"}')
    answers = case_form("order", ("case.correction.due", "date"))
    desk.publish("to_pay", line("to_pay", order, step("pay", meets="INS-15")), {"order": answers})
    case_id = desk.begin("to_pay")
    desk.complete(case_id, "order", case__correction__due="2025-10-20")
    (row,) = clocks(desk, case_id)
    assert (row.rule, due(row)) == ("INS-15", date(2025, 10, 20))
    assert desk.office.open_task(case_id, "pay").due_at == row.due_at


def window() -> bytes:
    """A window in which an answer may come in; its timer ends it."""
    nodes = [
        start(),
        step("tell", starts="PEN-02"),
        step("answer", meets="PEN-02"),
        timer("closed", 'due("PEN-02")', "boundaryEvent", on("answer")),
        step("go_on"),
        step("heard"),
        end(),
        end("ended"),
    ]
    flows = [*chain("begin", "tell", "answer", "heard", "done"), *chain("closed", "go_on", "ended")]
    return diagram("window", nodes, flows, lanes=lane("tell", "answer", "closed", "go_on", "heard"))


def only_timer(desk: Desk) -> Timer:
    """The one timer that there is."""
    (found,) = desk.office.timers()
    return found


def test_a_window_is_ended_by_its_timer_and_its_clock_with_it(desk: Desk, clock: SetClock) -> None:
    desk.publish("window", window())
    case_id = desk.begin("window")
    desk.complete(case_id, "tell")
    (row,) = clocks(desk, case_id)
    waiting = only_timer(desk)
    assert row.due_at == datetime(2025, 9, 30, 23, 59, 59, tzinfo=LOCAL)
    assert waiting.due_at == at(2025, 10, 1, hour=0), "the last day is whole"
    clock.set(row.due_at)
    before = desk.everything()
    with desk.office.session() as session, pytest.raises(NotReady):
        fire_timer(session, waiting.id)
    assert desk.everything() == before
    clock.set(at(2025, 10, 1))
    with desk.office.session() as session:
        fire_timer(session, waiting.id)
    assert desk.open(case_id) == ["go_on"]
    assert only_timer(desk).state == "fired"
    (row,) = clocks(desk, case_id)
    assert row.met_by == "closed"
    assert [task.closed_how for task in desk.tasks(case_id, "answer")] == ["cancelled"]
    with desk.office.session() as session, pytest.raises(NotReady):
        fire_timer(session, waiting.id)


def test_an_answer_in_time_clears_the_timer_of_its_window(desk: Desk) -> None:
    desk.publish("window", window())
    case_id = desk.begin("window")
    desk.complete(case_id, "tell")
    desk.complete(case_id, "answer")
    assert only_timer(desk).state == "cleared"
    assert clocks(desk, case_id)[0].met_by == "answer"
    assert desk.open(case_id) == ["heard"]


def test_an_overdue_clock_stays_until_it_is_met(desk: Desk, clock: SetClock) -> None:
    desk.publish(
        "one", line("one", step("receive", starts="INS-01"), step("accept", meets="INS-01"), step("after"))
    )
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    clock.set(at(2025, 11, 3))
    assert told(desk, case_id) == ["已超期"]
    assert desk.office.open_task(case_id, "accept").due_rule == "INS-01"
    desk.complete(case_id, "accept")
    (row,) = clocks(desk, case_id)
    assert row.met_at == at(2025, 11, 3)
    assert told(desk, case_id) == ["逾期完成"]


def test_what_follows_a_missed_term_is_late_as_long_as_the_procedure_still_owes_it(
    desk: Desk, clock: SetClock
) -> None:
    steps = [step("receive", starts="INS-01"), step("examine", starts="INS-07"), step("approve")]
    desk.publish("one", line("one", *steps, step("accept", meets="INS-01"), step("close", meets="INS-07")))
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    clock.set(at(2025, 11, 3))
    desk.complete(case_id, "examine")
    # the sixty working days of the investigation, begun today, do not cover up that acceptance was due in September
    approve = desk.office.open_task(case_id, "approve")
    assert (approve.due_rule, approve.due_at) == ("INS-01", clocks(desk, case_id)[0].due_at)


def test_a_missed_term_that_no_step_of_the_procedure_meets_makes_nobody_late(
    desk: Desk, clock: SetClock
) -> None:
    desk.publish("one", line("one", step("receive", starts="INS-01"), step("file"), step("after")))
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    assert desk.office.open_task(case_id, "file").due_rule == "INS-01"
    clock.set(at(2025, 11, 3))
    desk.complete(case_id, "file")
    assert desk.office.open_task(case_id, "after").due_at is None


def test_the_clocks_of_a_closed_case_end_with_it(desk: Desk) -> None:
    desk.publish("one", line("one", step("receive", starts="INS-01")))
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    (row,) = clocks(desk, case_id)
    assert row.replaced_at == desk.office.case(case_id).closed_at
    assert told(desk, case_id) == ["已随案件办结终止"]


def told(desk: Desk, case_id: str) -> list[str]:
    """What forms say of the clocks of a case."""
    with desk.office.session() as session:
        folder = Folder(session, session.get_one(CaseFile, case_id))
        return [row["state"] for row in facts_of_case(folder, ["case.deadlines"])["deadlines"]]
