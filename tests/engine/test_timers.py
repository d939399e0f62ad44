"""Clocks: the engine says what to run, the host says when time is up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.engine import Definition, EngineFailure, NotReady, fire_timer
from tests.engine.diagrams import chain, diagram, end, gateway, message, on, start, task, timer
from tests.engine.walk import MORNING, TODAY, Walk, compiled


def catch(when: str, **more: str) -> Definition:
    return compiled(
        diagram(
            "main",
            [start(), timer("wait", when, **more), task("check"), end()],
            chain("begin", "wait", "check", "done"),
        )
    )


def border(when: str, interrupting: bool) -> Definition:
    return compiled(
        diagram(
            "main",
            [
                start(),
                task("investigate"),
                timer("overtime", when, "boundaryEvent", on("investigate", interrupting)),
                task("explain"),
                end(),
                end("explained"),
            ],
            [*chain("begin", "investigate", "done"), *chain("overtime", "explain", "explained")],
        )
    )


def test_the_clock_of_a_rule_is_named_and_the_host_knows_its_date() -> None:
    (clock,) = Walk(catch('due("MED-01")', rule="MED-01")).step.timers_set
    assert (clock.element_id, clock.rule, clock.at, clock.duration_iso) == ("wait", "MED-01", None, None)


def test_a_date_of_the_run_is_asked_for_with_the_rule_beside_it() -> None:
    walk = Walk(catch("if next_check != null then next_check else pay_by", rule="INS-15"), {"pay_by": TODAY})
    (clock,) = walk.step.timers_set
    assert (clock.rule, clock.at, clock.duration_iso) == ("INS-15", TODAY, None)


def test_a_timer_may_choose_between_its_own_date_and_the_rule() -> None:
    definition = catch('if next_check != null then next_check else due("INS-15")')
    assert Walk(definition).step.timers_set[0].rule == "INS-15"
    assert Walk(definition, {"next_check": TODAY}).step.timers_set[0].at == TODAY


def test_a_moment_and_durations_are_asked_for_as_they_are() -> None:
    (clock,) = Walk(catch("meeting_at"), {"meeting_at": MORNING}).step.timers_set
    assert isinstance(clock.at, datetime) and clock.at == MORNING
    assert Walk(catch('duration("P10D")')).step.timers_set[0].duration_iso == "P10D"
    assert Walk(catch("P1M")).step.timers_set[0].duration_iso == "P1M"
    (clock,) = Walk(catch('reply_due + duration("P5D")'), {"reply_due": TODAY}).step.timers_set
    assert clock.at == date(2025, 10, 1)


def test_a_clock_reads_case_facts_of_the_command() -> None:
    walk = Walk(catch("case.transfer.due_on"), facts={"case.transfer.due_on": TODAY})
    assert walk.step.timers_set[0].at == TODAY
    assert walk.definition.facts_needed == {"case.transfer.due_on"}


def test_without_a_date_no_clock_is_armed_and_none_can_fire() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("parallel", "fork"), timer("wait", "next_due"), task("check"), end()],
            [*chain("begin", "fork", "wait", "done"), *chain("fork", "check", "done")],
        )
    )
    walk = Walk(definition)
    assert walk.step.timers_set == [] and walk.open == ["check"]
    row = next(row for row in walk.kept["tokens"] if row["at"] == "wait")
    with pytest.raises(NotReady):
        fire_timer(walk.definition, walk.step.state, row["id"], walk._command())


def test_a_run_in_which_only_a_clock_without_a_date_is_left_fails_the_step_instead_of_stalling() -> None:
    with pytest.raises(EngineFailure, match="no clock here has a date") as failed:
        Walk(catch("next_due"))
    assert failed.value.element_id == "wait"


def test_no_date_can_be_reckoned_from_the_clock_of_a_rule() -> None:
    with pytest.raises(EngineFailure, match="clock of the host"):
        Walk(catch('due("MED-01") + duration("P1D")'))


def test_something_that_is_no_date_fails_the_step() -> None:
    with pytest.raises(EngineFailure, match="needs a date") as failed:
        Walk(catch("next_due"), {"next_due": "tomorrow"})
    assert failed.value.element_id == "wait"


def test_when_time_is_up_the_token_goes_on_and_the_clock_is_cleared() -> None:
    walk = Walk(catch('due("MED-01")'))
    token = walk.step.timers_set[0].token
    walk.time_is_up("wait")
    assert walk.open == ["check"] and walk.step.timers_cleared == [token]
    assert walk.step.trace[0] == {"leave": "wait"}
    with pytest.raises(NotReady):
        fire_timer(walk.definition, walk.step.state, token, walk._command())


def test_an_interrupting_deadline_takes_the_task_away() -> None:
    walk = Walk(border('due("INS-07")', True))
    walk.time_is_up("overtime")
    assert walk.open == ["explain"]
    assert [(closed.element_id, closed.how) for closed in walk.step.closed] == [("investigate", "cancelled")]
    assert walk.step.trace[:4] == [
        {"cancel": "investigate"},
        {"enter": "overtime"},
        {"leave": "overtime"},
        {"flow": "f_overtime_explain"},
    ]
    walk.do("explain")
    assert walk.step.ended


def test_a_deadline_that_only_warns_leaves_the_task_open_and_fires_once() -> None:
    walk = Walk(border('due("INS-07")', False))
    token = walk.step.timers_set[0].token
    walk.time_is_up("overtime")
    assert walk.open == ["investigate", "explain"] and walk.step.timers_set == []
    with pytest.raises(NotReady):
        fire_timer(walk.definition, walk.step.state, token, walk._command())
    walk.do("investigate")
    assert walk.step.timers_cleared == [] and not walk.step.ended
    walk.do("explain")
    assert walk.step.ended


def test_completing_the_task_in_time_clears_its_clock() -> None:
    walk = Walk(border('due("INS-07")', False))
    token = walk.step.timers_set[0].token
    walk.do("investigate")
    assert walk.step.timers_cleared == [token] and walk.step.ended


def test_a_border_clock_without_a_date_leaves_nothing_behind() -> None:
    walk = Walk(border("reply_due", True))
    assert walk.step.timers_set == [] and len(walk.kept["tokens"]) == 1
    walk.do("investigate")
    assert walk.step.ended and walk.step.timers_cleared == []


def test_at_an_event_gateway_the_clock_loses_against_the_message_and_the_other_way_round() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                gateway("eventBased", "first"),
                timer("over", 'due("BLK-07")'),
                message("paid", "payment_proven"),
                end("expired"),
                end("settled"),
            ],
            [*chain("begin", "first", "over", "expired"), *chain("first", "paid", "settled")],
            messages=["payment_proven"],
        )
    )
    walk = Walk(definition)
    assert [clock.element_id for clock in walk.timers.values()] == ["over"]
    walk.time_is_up("over")
    assert walk.step.end_events == ["expired"] and len(walk.step.waits_cleared) == 1
    assert walk.step.trace[:5] == [
        {"leave": "first"},
        {"flow": "f_first_over"},
        {"enter": "over"},
        {"leave": "over"},
        {"flow": "f_over_expired"},
    ]
    other = Walk(definition)
    other.receive("payment_proven", amount="x")
    assert other.step.end_events == ["settled"] and len(other.step.timers_cleared) == 1
