"""Messages go out to the host and come in for one waiting token; the engine delivers none by itself."""

from __future__ import annotations

import pytest

from app.engine import Definition, EngineFailure, NotReady, deliver
from tests.engine.diagrams import chain, diagram, end, gateway, message, node, on, refers, start, task, timer
from tests.engine.walk import Walk, compiled, number


def finding(**more: str) -> Definition:
    """Ask another office and wait for its answer."""
    return compiled(
        diagram(
            "main",
            [
                start(),
                message(
                    "ask", "start_finding", "intermediateThrowEvent", payload="{amount: amount_due, kind: 1}"
                ),
                message("await", "finding_result", "receiveTask", **more),
                task("confirm"),
                message("tell", "result", "endEvent", payload="{outcome: finding}", sets="{told: true}"),
            ],
            chain("begin", "ask", "await", "confirm", "tell"),
            messages=["start_finding", "finding_result", "result"],
        )
    )


def test_a_message_goes_out_with_its_payload_and_nobody_inside_receives_it() -> None:
    walk = Walk(finding(), {"amount_due": 9600})
    (thrown,) = walk.step.thrown
    assert (thrown.element_id, thrown.message) == ("ask", "start_finding")
    assert thrown.payload == {"amount": number(9600), "kind": number(1)}
    (wait,) = walk.step.waits
    assert (wait.element_id, wait.message) == ("await", "finding_result")


def test_a_message_thrown_and_awaited_under_one_name_still_goes_through_the_host() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                gateway("parallel", "fork"),
                message("hear", "news"),
                message("say", "news", "sendTask"),
                end("heard"),
                end("said"),
            ],
            [("begin", "fork"), *chain("fork", "hear", "heard"), *chain("fork", "say", "said")],
            messages=["news"],
        )
    )
    walk = Walk(definition)
    assert len(walk.step.thrown) == 1 and len(walk.waits) == 1
    walk.receive("news")
    assert walk.step.ended


def test_what_a_message_brings_becomes_data_of_the_run_but_not_where_to_reply() -> None:
    walk = Walk(finding())
    token = next(iter(walk.waits))
    walk.receive("finding_result", finding="hired out", reply_to="run-7")
    assert walk.open == ["confirm"] and walk.step.waits_cleared == [token]
    assert walk.step.data == {"finding": "hired out"}
    walk.do("confirm")
    assert walk.step.thrown[0].payload == {"outcome": "hired out"}
    assert walk.step.data["told"] is True and walk.step.end_events == ["tell"]


def test_out_says_what_of_a_message_is_taken_and_the_runs_own_names_do_not_shine_through() -> None:
    walk = Walk(finding(out='{finding: outcome, from: "sector", amount: amount_due}'), {"amount_due": 5})
    walk.receive("finding_result", outcome="none", more="x")
    assert walk.step.data == {"amount_due": number(5), "finding": "none", "from": "sector", "amount": None}


def test_a_message_is_delivered_once() -> None:
    walk = Walk(finding())
    token = next(iter(walk.waits))
    walk.receive("finding_result")
    with pytest.raises(NotReady):
        deliver(walk.definition, walk.step.state, token, {}, walk._command())
    with pytest.raises(NotReady):
        deliver(walk.definition, walk.step.state, walk.step.opened[0].token, {}, walk._command())


def test_a_payload_that_is_no_context_fails_the_step() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), message("tell", "news", "endEvent", payload='"text"')],
            chain("begin", "tell"),
            messages=["news"],
        )
    )
    with pytest.raises(EngineFailure, match="context") as failed:
        Walk(definition)
    assert failed.value.element_id == "tell"


def border(interrupting: bool) -> Definition:
    return compiled(
        diagram(
            "main",
            [
                start(),
                task("record"),
                message("withdrawn", "case_withdrawn", "boundaryEvent", on("record", interrupting)),
                task("weigh"),
                end(),
                end("weighed"),
            ],
            [*chain("begin", "record", "done"), *chain("withdrawn", "weigh", "weighed")],
            messages=["case_withdrawn"],
        )
    )


def test_a_withdrawal_takes_the_task_away_and_brings_its_data() -> None:
    walk = Walk(border(True))
    walk.receive("case_withdrawn", reason="paid")
    assert walk.open == ["weigh"] and walk.step.data == {"reason": "paid"}
    assert walk.step.closed[0].how == "cancelled"


def test_news_that_interrupt_nothing_may_come_again_as_long_as_the_task_is_open() -> None:
    walk = Walk(border(False))
    walk.receive("case_withdrawn", reason="one")
    walk.receive("case_withdrawn", reason="two")
    assert walk.open == ["record", "weigh", "weigh"] and len(walk.waits) == 1
    walk.do("record")
    assert not walk.waits and not walk.step.ended
    walk.do("weigh")
    walk.do("weigh")
    assert walk.step.ended


def test_a_receive_task_with_a_deadline_is_either_answered_or_late() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                node("receiveTask", "await", refers("reply")),
                timer("late", "P30D", "boundaryEvent", on("await")),
                end("answered"),
                end("unanswered"),
            ],
            [*chain("begin", "await", "answered"), ("late", "unanswered")],
            messages=["reply"],
        )
    )
    walk = Walk(definition)
    walk.receive("reply")
    assert walk.step.end_events == ["answered"] and len(walk.step.timers_cleared) == 1
    late = Walk(definition)
    late.time_is_up("late")
    assert late.step.end_events == ["unanswered"] and len(late.step.waits_cleared) == 1


def test_the_names_of_messages_caught_and_thrown_are_known() -> None:
    definition = finding()
    assert definition.catches == {"finding_result"}
    assert definition.throws == {"start_finding", "result"}
    assert definition.elements["await"].message == "finding_result"
