"""Clocks stand still by a step or by an officer with a reason; what follows them moves; what is over stays over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.actions.clock_pauses import ReasonForPause, resume_clock, suspend_clock
from app.actors import Actor, Seat
from app.clock import LOCAL, SetClock
from app.refusals import NotAllowed, NotReady
from storage.clocks import NO_DUE
from storage.models import Deadline
from tests.actions.flows import Desk, case_form, line
from tests.engine.diagrams import chain, diagram, end, on, start, timer
from tests.support.clock import at
from tests.support.tiny import Tiny, form, lane, step


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def director(desk: Desk) -> Actor:
    """Who directs the arbitration court, and so decides on suspension."""
    seat = Seat("tj_ftz.labour", "tj_ftz", "arbitration_head", "人社局", None)
    return Actor(desk.office.officers["head"], "仲裁院负责人", (seat,))


def clocks(desk: Desk, case_id: str) -> list[Deadline]:
    """The clocks of a case in the order in which they were started."""
    return desk.office.rows(Deadline, Deadline.case_id == case_id)


def due(row: Deadline) -> date:
    """The last day of a clock in Beijing."""
    return row.due_at.astimezone(LOCAL).date()


def arbitration() -> bytes:
    """An award is due in 45 days; the case may stand still meanwhile; a timer waits for the end."""
    nodes = [
        start(),
        step("accept", starts="ARB-07"),
        step("stopped", pauses="ARB-07"),
        step("award", meets="ARB-07"),
        timer("late", 'due("ARB-07")', "boundaryEvent", on("award")),
        step("urge"),
        end(),
        end("ended"),
    ]
    flows = [*chain("begin", "accept", "stopped", "award", "done"), *chain("late", "urge", "ended")]
    return diagram("stop", nodes, flows, lanes=lane("accept", "stopped", "award", "late", "urge"))


def test_days_in_a_step_that_pauses_are_not_counted(desk: Desk, clock: SetClock) -> None:
    desk.publish("stop", arbitration())
    case_id = desk.begin("stop")
    desk.complete(case_id, "accept")
    (row,) = clocks(desk, case_id)
    # 45 days from 24 September are 8 November, a Saturday: Monday the 10th
    assert (due(row), row.halted_on, row.warn_at) == (date(2025, 11, 10), date(2025, 9, 24), None)
    clock.set(at(2025, 10, 13))
    desk.complete(case_id, "stopped")
    (row,) = clocks(desk, case_id)
    # 24 September to 12 October are 19 days; the day of acceptance never counted, so 18 more: 26 November
    assert row.pauses == [["2025-09-24", "2025-10-12"]]
    assert (due(row), row.halted_on) == (date(2025, 11, 26), None)
    kinds = [event.kind for event in desk.events(case_id) if event.kind.startswith("deadline_")]
    assert kinds == ["deadline_started", "deadline_suspended", "deadline_resumed"]


def test_an_officer_suspends_with_a_reason_and_task_and_timer_follow(desk: Desk, clock: SetClock) -> None:
    desk.publish("stop", arbitration())
    case_id = desk.begin("stop")
    desk.complete(case_id, "accept")
    desk.complete(case_id, "stopped")
    (row,) = clocks(desk, case_id)
    head = director(desk)
    with desk.office.session() as session:
        suspend_clock(session, case_id, row.id, "等待另案结果", by=head)
    task = desk.office.open_task(case_id, "award")
    assert (task.due_at, task.sort_due) == (None, NO_DUE), "nobody is late while the clock stands still"
    clock.set(at(2025, 10, 4))
    with desk.office.session() as session:
        resume_clock(session, case_id, row.id, "原因消除", by=head)
    (moved,) = clocks(desk, case_id)
    assert due(moved) == date(
        2025, 11, 17
    )  # ten days out, the first of them the uncounted one: 8 + 9 November
    task, (waiting,) = desk.office.open_task(case_id, "award"), desk.office.timers()
    assert task.due_at == task.sort_due == moved.due_at
    assert waiting.due_at == moved.due_at + timedelta(seconds=1)
    halts = [event for kind in ("suspended", "resumed") for event in desk.events(case_id, f"deadline_{kind}")]
    told = [event for event in halts if "reason_sealed" in event.facts]
    assert [event.actor_id for event in told] == [head.officer_id] * 2
    assert not any("另案" in str(event.facts) for event in told)


def test_only_the_role_of_the_rule_suspends_and_only_with_a_reason(desk: Desk) -> None:
    desk.publish("stop", arbitration())
    case_id = desk.begin("stop")
    desk.complete(case_id, "accept")
    desk.complete(case_id, "stopped")
    (row,) = clocks(desk, case_id)
    head, inspector = director(desk), desk.office.actor("inspector")
    before = desk.everything()
    with desk.office.session() as session, pytest.raises(NotAllowed):
        suspend_clock(session, case_id, row.id, "等待", by=inspector)
    with desk.office.session() as session, pytest.raises(ReasonForPause):
        suspend_clock(session, case_id, row.id, "  ", by=head)
    with desk.office.session() as session, pytest.raises(NotReady):
        resume_clock(session, case_id, row.id, "恢复", by=head)
    assert desk.everything() == before


def test_a_clock_whose_law_knows_no_suspension_goes_on(desk: Desk) -> None:
    desk.publish("one", line("one", step("file", starts="INS-07"), step("held", pauses="INS-07"), step("x")))
    case_id = desk.begin("one")
    desk.complete(case_id, "file")
    (row,) = clocks(desk, case_id)
    assert row.halted_on is None
    with desk.office.session() as session, pytest.raises(NotReady, match="knows no suspension"):
        suspend_clock(session, case_id, row.id, "等待", by=director(desk))


def test_what_a_party_may_do_makes_no_task_of_the_unit_late(desk: Desk, clock: SetClock) -> None:
    served = step("serve", starts="PEN-10a")
    desk.publish("right", line("right", served, step("watch", meets="PEN-10a"), step("after")))
    case_id = desk.begin("right")
    desk.complete(case_id, "serve")
    (row,) = clocks(desk, case_id)
    task = desk.office.open_task(case_id, "watch")
    assert (task.due_at, task.due_rule, task.sort_due) == (row.due_at, "PEN-10a", NO_DUE)


def test_an_extension_after_the_end_is_refused_and_changes_nothing(desk: Desk, clock: SetClock) -> None:
    nodes = (step("file", starts="INS-07"), step("more", extends="INS-07"))
    desk.publish("longer", line("longer", *nodes, step("after")))
    case_id = desk.begin("longer")
    desk.complete(case_id, "file")
    clock.set(at(2026, 3, 2))
    before = desk.everything()
    with pytest.raises(NotReady, match="cannot be extended"):
        desk.complete(case_id, "more")
    assert desk.everything() == before


def test_a_task_under_an_extended_clock_follows_it(desk: Desk) -> None:
    asked = step("ask", extends="INS-07")
    nodes = [start(), step("file", starts="INS-07"), asked, step("close", meets="INS-07"), end()]
    fork = [*chain("begin", "file", "ask", "close", "done")]
    desk.publish("longer", diagram("longer", nodes, fork, lanes=lane("file", "ask", "close")))
    case_id = desk.begin("longer")
    desk.complete(case_id, "file")
    first = desk.office.open_task(case_id, "ask").due_at
    desk.complete(case_id, "ask")
    (row,) = clocks(desk, case_id)
    assert first is not None and first < row.due_at == desk.office.open_task(case_id, "close").due_at
    assert row.extension == 30


def test_a_condition_holds_for_clocks_of_an_entered_step_too(desk: Desk) -> None:
    entered = step("check", starts_on_entry="ARB-02,ARB-12a", rule_when='{"ARB-12a": "heads >= 10"}')
    desk.publish("group", line("group", step("tell"), entered), {"tell": form("tell", ("heads", "number"))})
    few, many = desk.begin("group"), desk.begin("group")
    desk.complete(few, "tell", heads="3")
    desk.complete(many, "tell", heads="12")
    assert [row.rule for row in clocks(desk, few)] == ["ARB-02"]
    assert [row.rule for row in clocks(desk, many)] == ["ARB-02", "ARB-12a"]


def test_the_earlier_facts_of_a_clock_are_kept_for_counting_again(desk: Desk) -> None:
    order = step("order", starts="INS-15", due_from='{"INS-15": "case.correction.due"}')
    answers = case_form("order", ("case.correction.due", "date"))
    desk.publish("to_pay", line("to_pay", order, step("pay", meets="INS-15")), {"order": answers})
    case_id = desk.begin("to_pay")
    desk.complete(case_id, "order", case__correction__due="2025-10-20")
    (row,) = clocks(desk, case_id)
    assert (row.fixed_on, row.edition, row.length) == (date(2025, 10, 20), 0, None)
