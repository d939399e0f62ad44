"""A run begins by hand or by message."""

from __future__ import annotations

import pytest

from app.engine import Definition, NotReady
from tests.engine.diagrams import chain, diagram, end, gateway, message, start, task
from tests.engine.walk import TODAY, Walk, compiled


def investigation(**more: str) -> Definition:
    return compiled(
        diagram(
            "main",
            [
                message("asked", "start_investigation", "startEvent", **more),
                start("own_finding"),
                start("by_order"),
                gateway("exclusive", "join"),
                task("propose"),
                end(),
            ],
            [
                *((name, "join") for name in ("asked", "own_finding", "by_order")),
                *chain("join", "propose", "done"),
            ],
            messages=["start_investigation"],
        )
    )


def test_the_definition_tells_how_it_can_begin() -> None:
    definition = investigation()
    assert definition.plain_start == "own_finding"
    assert definition.start_messages == {"start_investigation": "asked"}
    assert definition.starts == {"asked", "own_finding", "by_order"}


def test_begun_by_hand_only_the_plain_start_is_passed() -> None:
    walk = Walk(investigation(), {"sector": "building"})
    assert walk.step.trace[0] == {"enter": "own_finding"}
    assert walk.taken() == ["f_own_finding_join", "f_join_propose"]
    assert walk.open == ["propose"] and not walk.waits


def test_begun_by_message_only_that_start_is_passed_and_the_payload_is_the_data() -> None:
    walk = Walk(investigation(), {"headcount_text": "12", "reply_to": "run-1"}, message="start_investigation")
    assert walk.step.trace[0] == {"enter": "asked"}
    assert walk.step.data == {"headcount_text": "12"}


def test_out_of_a_message_start_comes_on_top_of_the_payload() -> None:
    definition = investigation(out='{amount: unpaid, source: "case"}')
    walk = Walk(definition, {"unpaid": "x"}, message="start_investigation")
    assert walk.step.data == {"unpaid": "x", "amount": "x", "source": "case"}


def test_another_start_is_taken_when_it_is_named() -> None:
    walk = Walk(investigation(), {"period": TODAY}, element="by_order")
    assert walk.step.trace[0] == {"enter": "by_order"} and walk.open == ["propose"]


@pytest.mark.parametrize("how", [{"message": "unheard_of"}, {"element": "propose"}, {"element": "nothing"}])
def test_there_is_no_other_way_to_begin(how: dict[str, str]) -> None:
    with pytest.raises(NotReady):
        Walk(investigation(), **how)  # type: ignore[arg-type]


def test_a_diagram_without_a_plain_start_does_not_begin_by_itself() -> None:
    definition = compiled(
        diagram(
            "main",
            [message("asked", "go", "startEvent"), end()],
            chain("asked", "done"),
            messages=["go"],
        )
    )
    assert definition.plain_start is None
    with pytest.raises(NotReady):
        Walk(definition)
    assert Walk(definition, message="go").step.ended


def test_elements_called_start_and_end_run_like_any_other() -> None:
    definition = compiled(
        diagram("main", [start("Start"), task("Root"), end("End")], chain("Start", "Root", "End"))
    )
    walk = Walk(definition)
    walk.do("Root")
    assert walk.step.end_events == ["End"]
