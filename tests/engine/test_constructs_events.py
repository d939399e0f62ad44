"""Clocks, borders, errors, escalations, signals and event sub-processes, as BPMN says; diagrams lie in constructs/."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.engine import EngineFailure, compile_process
from tests.engine.constructs import FOLDER, load
from tests.engine.walk import MORNING, TODAY, Walk


def cancelled(walk: Walk) -> list[str]:
    """Tasks that the last step took away."""
    return [item.element_id for item in walk.step.closed if item.how == "cancelled"]


def test_iso_8601_is_read_in_every_place_and_hours_stay_hours() -> None:
    walk = Walk(load("dates_and_durations"), {"asked_on": TODAY, "wait": "PT36H"})
    found = {item.element_id: item.at or item.duration_iso for item in walk.step.timers_set}
    assert found == {
        "hours": "PT48H",
        "quoted": "PT2H",
        "weeks": "P14D",
        "day": date(2025, 10, 9),
        "moment": datetime.fromisoformat("2025-10-09T17:30+08:00"),
        "reckoned": date(2025, 10, 1),
        "told": "PT36H",
    }


def test_a_text_that_is_no_date_fails_the_step() -> None:
    with pytest.raises(EngineFailure, match="needs a date"):
        Walk(load("dates_and_durations"), {"asked_on": TODAY, "wait": "soon"})
    with pytest.raises(EngineFailure, match="no date or duration"):
        Walk(load("dates_and_durations"), {"asked_on": TODAY, "wait": "2025-13-45"})


def test_a_repeating_clock_is_up_so_many_times_counted_from_its_beginning() -> None:
    walk = Walk(load("repeating_clock"))
    began = MORNING + timedelta(minutes=1)
    for times in (1, 2, 3):
        (clock,) = walk.timers.values()
        assert (clock.duration_iso, clock.since, clock.times) == ("PT1H", began, times)
        walk.time_is_up("reminder")
        assert walk.open == ["answer"] and walk.step.end_events == ["reminded"]
    assert walk.timers == {}
    walk.do("answer")
    assert walk.step.ended


@pytest.mark.parametrize("how", ["late", "withdrawn", "closed"])
def test_an_interrupting_border_event_takes_the_task_and_all_its_other_events_away(how: str) -> None:
    walk = Walk(load("borders"))
    if how == "late":
        walk.time_is_up("late")
    elif how == "withdrawn":
        walk.receive("withdrawn")
    else:
        walk.do("announce")
    assert cancelled(walk) == ["investigate"] and not walk.timers and not walk.waits
    assert walk.open == (["explain"] if how == "closed" else ["announce", "explain"])


def test_border_events_that_do_not_interrupt_leave_the_task_open() -> None:
    walk = Walk(load("borders"))
    walk.time_is_up("warning")
    walk.receive("news")
    walk.receive("news")
    assert walk.open == ["investigate", "announce", "note", "note", "note"]
    walk.do("investigate")
    assert not walk.timers and not walk.waits


@pytest.mark.parametrize(
    ("how", "end"), [("reply", "replied"), ("over", "expired"), ("close", "stopped"), ("refusal", "refused")]
)
def test_the_first_event_behind_a_gateway_wins_and_the_others_are_not_awaited_any_more(
    how: str, end: str
) -> None:
    walk = Walk(load("first_of_events"))
    assert (len(walk.timers), len(walk.waits)) == (1, 2)
    if how == "over":
        walk.time_is_up("over")
    elif how == "close":
        walk.do("close")
    else:
        walk.receive(how)
    assert end in walk.step.end_events and not walk.timers and not walk.waits
    assert walk.open == ([] if how == "close" else ["close"])


def test_an_escalation_is_heard_on_the_border_and_what_escalated_goes_on() -> None:
    walk = Walk(load("escalation"))
    walk.do("work", days=7)
    assert walk.open == ["supervise", "finish"] or walk.open == ["finish", "supervise"]
    assert walk.step.data["late_by"] == 7
    walk.do("finish")
    walk.do("supervise")
    assert walk.step.ended


def test_an_escalation_at_an_end_may_take_its_sub_process_away() -> None:
    walk = Walk(load("escalation"))
    walk.do("work")
    walk.do("finish", refuse=True)
    assert sorted(walk.open) == ["decide", "supervise"]
    assert {"cancel": "inner"} in walk.step.trace


def test_an_escalation_reaches_the_caller_of_the_piece() -> None:
    walk = Walk(load("escalation_from_call"))
    assert sorted(walk.open) == ["supervise", "work"]
    walk.do("supervise")
    walk.do("work")
    assert walk.step.ended


def test_an_escalation_that_nobody_hears_is_over() -> None:
    walk = Walk(load("escalating_piece"))
    assert walk.open == ["work"]


def test_an_error_goes_to_the_border_event_of_its_code() -> None:
    walk = Walk(load("errors"), {"how": "no_money"})
    walk.do("transfer")
    assert sorted(walk.open) == ["ask_fund", "beside"]
    walk.do("beside")
    walk.do("ask_fund")
    assert walk.step.end_events == ["done"]


def test_an_error_of_another_code_goes_further_out_and_takes_everything_on_its_way_away() -> None:
    walk = Walk(load("errors"), {"how": "wrong_account"})
    walk.do("transfer")
    assert walk.open == ["report"] and cancelled(walk) == ["beside"]
    walk.do("report")
    assert walk.step.end_events == ["reported"] and walk.step.ended


def test_an_error_that_nothing_catches_fails_the_step_and_names_itself() -> None:
    walk = Walk(load("failing_piece"), {"how": "wrong_account"})
    with pytest.raises(EngineFailure, match="wrong_account") as failed:
        walk.do("transfer")
    assert failed.value.element_id == "wrong_account" and "wrong_account" in failed.value.zh


def test_a_signal_reaches_everything_in_the_run_that_waits_for_it_and_the_run_goes_on() -> None:
    walk = Walk(load("signals"))
    assert sorted(walk.open) == ["investigate", "settle"]
    walk.do("settle", amount=5)
    assert sorted(walk.open) == ["inform", "pay"] and cancelled(walk) == ["investigate"]
    assert {"heard", "stopped", "done"} == set(walk.step.end_events)
    walk.do("inform")
    walk.do("pay")
    assert walk.step.ended


def test_news_open_an_event_sub_process_each_time_and_interrupt_nothing() -> None:
    walk = Walk(load("handlers"))
    walk.receive("news", what="one")
    walk.receive("news", what="two")
    assert walk.open == ["investigate", "read", "read"]
    walk.do("investigate")
    walk.do("conclude")
    assert not walk.step.ended
    walk.do("read")
    walk.do("read")
    assert walk.step.ended


def test_a_clock_of_the_whole_process_comes_as_often_as_it_is_drawn() -> None:
    walk = Walk(load("handlers"))
    walk.time_is_up("daily")
    walk.time_is_up("daily")
    assert walk.open == ["investigate", "look", "look"] and not walk.timers


def test_a_withdrawal_ends_all_else_in_the_process() -> None:
    walk = Walk(load("handlers"))
    walk.receive("news")
    walk.receive("withdrawn", reason="paid")
    assert walk.open == ["close"] and sorted(cancelled(walk)) == ["investigate", "read"]
    assert not walk.timers and not walk.waits and walk.step.data == {"reason": "paid"}
    walk.do("close")
    assert walk.step.ended


def test_a_process_that_is_done_waits_for_no_event_any_more() -> None:
    walk = Walk(load("handlers"))
    walk.do("investigate")
    walk.do("conclude")
    assert walk.step.ended and len(walk.step.waits_cleared) == 2 and len(walk.step.timers_cleared) == 1


def test_an_escalation_inside_a_sub_process_opens_its_handler_beside_the_work() -> None:
    walk = Walk(load("handlers_inside"))
    walk.do("search")
    assert sorted(walk.open) == ["decide", "hurry", "outside"]
    walk.do("decide")
    assert sorted(walk.open) == ["hurry", "outside"]
    walk.do("hurry")
    assert sorted(walk.open) == ["after", "outside"]


def test_an_error_inside_a_sub_process_is_handled_there_and_the_process_goes_on() -> None:
    walk = Walk(load("handlers_inside"))
    walk.do("search")
    walk.do("decide", lost=True)
    assert sorted(walk.open) == ["outside", "rebuild"] and cancelled(walk) == ["hurry"]
    assert not walk.timers
    walk.do("rebuild")
    walk.do("after")
    walk.do("outside")
    assert walk.step.ended


def test_a_clock_inside_a_sub_process_ends_its_work_and_only_that() -> None:
    walk = Walk(load("handlers_inside"))
    walk.time_is_up("too_long")
    assert sorted(walk.open) == ["give_up", "outside"]
    walk.do("give_up")
    assert sorted(walk.open) == ["after", "outside"]


def test_true_and_false_may_be_written_as_one_and_nought() -> None:
    drawn = (FOLDER / "handlers.bpmn").read_text(encoding="utf-8")
    written = drawn.replace('="true"', '="1"').replace('="false"', '="0"')
    walk = Walk(compile_process("handlers", {"handlers.bpmn": written.encode()}))
    walk.receive("news")
    assert walk.open == ["investigate", "read"]
    walk.receive("withdrawn")
    assert walk.open == ["close"]
