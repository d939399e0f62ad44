"""One task, call or message for each member unit, party or finding."""

from __future__ import annotations

import pytest

from app.engine import Definition, EngineFailure
from tests.engine.diagrams import chain, diagram, each, end, on, refers, start, task, timer
from tests.engine.walk import Walk, compiled, number

UNITS = ["labour", "union", "police"]


def measures(**more: str) -> Definition:
    return compiled(
        diagram(
            "main",
            [start(), each("apply", "members", "unit", sets="{asked: true}", **more), task("sum_up"), end()],
            chain("begin", "apply", "sum_up", "done"),
        )
    )


def test_every_member_unit_gets_a_task_that_shows_its_own_item() -> None:
    walk = Walk(measures(), {"members": UNITS})
    assert [(task.element_id, task.loop_key, task.data["unit"]) for task in walk.step.opened] == [
        ("apply", "0", "labour"),
        ("apply", "1", "union"),
        ("apply", "2", "police"),
    ]


def test_answers_reach_the_run_the_last_wins_and_the_item_stays_local() -> None:
    walk = Walk(measures(), {"members": UNITS})
    walk.do("apply", loop="2", feedback="none", unit="changed")
    walk.do("apply", loop="0", feedback="taken")
    assert walk.open == ["apply"]
    walk.do("apply", loop="1", count=2)
    assert walk.open == ["sum_up"]
    assert walk.step.data == {"members": UNITS, "feedback": "taken", "count": number(2), "asked": True}


@pytest.mark.parametrize("data", [{"members": []}, {"members": None}, {}])
def test_without_any_unit_the_step_is_passed_at_once(data: dict[str, object]) -> None:
    walk = Walk(measures(), data)
    assert walk.open == ["sum_up"] and walk.step.data["asked"] is True


def test_a_single_value_counts_as_a_list_of_one() -> None:
    walk = Walk(measures(), {"members": "labour"})
    assert [task.data["unit"] for task in walk.step.opened] == ["labour"]


def test_the_rest_is_cancelled_when_enough_have_answered() -> None:
    walk = Walk(measures(until="enough = true"), {"members": UNITS})
    walk.do("apply", loop="1")
    assert walk.open == ["apply", "apply"]
    walk.do("apply", loop="0", enough=True)
    assert walk.open == ["sum_up"]
    assert sorted(closed.how for closed in walk.step.closed) == ["cancelled", "completed"]


def test_more_instances_than_a_run_may_hold_fail_the_step() -> None:
    with pytest.raises(EngineFailure, match="1001 instances"):
        Walk(measures(), {"members": ["u"] * 1001})


def test_a_deadline_on_the_border_closes_all_that_are_still_open() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                each("apply", "members", "unit"),
                timer("late", 'due("SUP-01")', "boundaryEvent", on("apply")),
                task("report"),
                end(),
                end("e2"),
            ],
            [*chain("begin", "apply", "done"), *chain("late", "report", "e2")],
        )
    )
    walk = Walk(definition, {"members": UNITS})
    assert len(walk.step.timers_set) == 1
    walk.do("apply", loop="1")
    walk.time_is_up("late")
    assert walk.open == ["report"]
    assert len(walk.step.closed) == 2
    cancelled = [entry for entry in walk.step.trace if "cancel" in entry]
    assert cancelled == [
        {"cancel": "apply", "loop": "0"},
        {"cancel": "apply", "loop": "2"},
        {"cancel": "apply"},
    ]


def test_one_call_for_each_party_with_the_party_going_in() -> None:
    service = diagram(
        "service", [start("s"), task("post"), end("e", sets='{method: "post"}')], chain("s", "post", "e")
    )
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                each(
                    "serve",
                    "parties",
                    "party",
                    "callActivity",
                    'calledElement="service"',
                    in_="{receiver: party.ref, document: doc}",
                    out="{served_on: served_on, method: method}",
                ),
                end(),
            ],
            chain("begin", "serve", "done"),
        ),
        service,
    )
    walk = Walk(definition, {"parties": [{"ref": "p1"}, {"ref": "p2"}], "doc": "D34"})
    assert [(task.data["receiver"], task.loop_key, task.path) for task in walk.step.opened] == [
        ("p1", "0", ["serve"]),
        ("p2", "1", ["serve"]),
    ]
    assert "party" not in walk.step.opened[0].data
    walk.do("post", loop="1", served_on="first")
    assert walk.step.data["served_on"] == "first"
    walk.do("post", loop="0", served_on="second")
    assert walk.step.ended
    assert walk.step.data["served_on"] == "second" and walk.step.data["method"] == "post"


def test_one_message_for_each_finding() -> None:
    sending = each(
        "hand_over",
        "findings",
        "finding",
        "sendTask",
        inside=refers("start_transfer"),
        payload="{target: finding}",
    )
    definition = compiled(
        diagram(
            "main",
            [start(), sending, end()],
            chain("begin", "hand_over", "done"),
            messages=["start_transfer"],
        )
    )
    walk = Walk(definition, {"findings": ["a", "b"]})
    assert [thrown.payload for thrown in walk.step.thrown] == [{"target": "a"}, {"target": "b"}]
    assert walk.step.ended
