"""Clocks: the engine says what to run, the host says when time is up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.engine import Definition, EngineFailure, NoDate, NotReady, fire_timer
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


def beside_work(*awaited: str) -> Definition:
    """A task beside a wait: for one clock in the flow, or for the first of several events behind a gateway."""
    nodes = [start(), gateway("parallel", "fork"), task("check"), end()]
    if len(awaited) == 1:
        waits, flows = [timer("wait", awaited[0])], chain("fork", "wait", "done")
    else:
        waits, flows = [gateway("eventBased", "first")], chain("fork", "first")
        for number, when in enumerate(awaited):
            name = f"wait{number}"
            waits.append(timer(name, when) if when != "message" else message(name, "answer"))
            flows = [*flows, *chain("first", name, "done")]
    return compiled(
        diagram("main", [*nodes, *waits], [*chain("begin", "fork", "check", "done"), *flows], ["answer"])
    )


@pytest.mark.parametrize(
    ("awaited", "at"), [(("next_due",), "wait"), (("next_due", "last_due"), "first")], ids=["alone", "all"]
)
def test_where_only_a_clock_could_go_on_and_has_no_date_the_step_fails_instead_of_standing_still_unseen(
    awaited: tuple[str, ...], at: str
) -> None:
    with pytest.raises(NoDate, match="has no date") as failed:
        Walk(beside_work(*awaited))
    assert failed.value.element_id == at


@pytest.mark.parametrize("other", ["message", "pay_by"])
def test_beside_another_event_a_clock_without_a_date_is_not_armed_and_cannot_fire(other: str) -> None:
    walk = Walk(beside_work("next_due", other), {"pay_by": TODAY})
    assert "wait0" not in {clock.element_id for clock in walk.step.timers_set} and walk.open == ["check"]
    assert "wait0" not in {row["at"] for row in walk.kept["tokens"]}


def test_a_clock_on_a_border_without_a_date_is_not_armed() -> None:
    walk = Walk(border("next_due", True))
    assert (walk.step.timers_set, walk.open) == ([], ["investigate"])


def test_a_clock_says_what_stands_still_without_it() -> None:
    alone, pair = Walk(catch('due("MED-01")')).step, Walk(beside_work('due("MED-01")', "P1M")).step
    assert [clock.holds_up for clock in alone.timers_set] == [alone.timers_set[0].token]
    first, second = (clock.holds_up for clock in pair.timers_set)
    assert first == second is not None
    (beside,) = Walk(beside_work('due("MED-01")', "message")).step.timers_set
    (bordering,) = Walk(border('due("MED-01")', True)).step.timers_set
    assert (beside.holds_up, bordering.holds_up) == (None, None)


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
