"""What is done more than once: multi-instances and loops, as BPMN says; each diagram lies in constructs/."""

from __future__ import annotations

import pytest

from app.engine import EngineFailure, visible_data
from tests.engine.constructs import load
from tests.engine.diagrams import chain, diagram, end, gateway, node, start, sub_process, task
from tests.engine.walk import Walk, compiled, number

MEMBERS = ["labour", "union", "police"]


def test_one_is_asked_after_the_other_and_the_answers_lie_in_the_order_of_the_list() -> None:
    walk = Walk(load("one_after_the_other"), {"members": MEMBERS})
    for place, member in enumerate(MEMBERS):
        (task,) = walk.tasks.values()
        assert (task.loop_key, task.data["member"]) == (str(place), member)
        walk.do("ask", vote=place)
    assert walk.open == ["sum_up"]
    assert walk.step.data["votes"] == [{"who": who, "vote": number(n)} for n, who in enumerate(MEMBERS)]
    assert "vote" not in walk.step.data


def test_the_list_is_read_once_even_when_an_answer_changes_it() -> None:
    walk = Walk(load("one_after_the_other"), {"members": MEMBERS[:2]})
    walk.do("ask", vote=1, members=[])
    walk.do("ask", vote=2)
    assert walk.open == ["sum_up"]


def test_enough_answers_withdraw_the_rest_and_what_was_not_given_stays_null() -> None:
    walk = Walk(load("side_by_side"), {"members": MEMBERS})
    walk.do("ask", loop="2", vote="yes")
    assert walk.open == ["ask", "ask"]
    walk.do("ask", loop="0", vote="yes")
    assert walk.open == ["sum_up"] and walk.step.data["votes"] == ["yes", None, "yes"]
    assert [item.how for item in walk.step.closed if item.element_id == "ask"] == ["completed", "cancelled"]


def test_answers_given_side_by_side_do_not_mix() -> None:
    walk = Walk(load("side_by_side"), {"members": MEMBERS})
    walk.do("ask", loop="1", vote="no")
    walk.do("ask", loop="0")
    walk.do("ask", loop="2", vote="yes")
    assert walk.step.data["votes"] == [None, "no", "yes"]


def test_a_border_event_ends_all_turns_and_their_list() -> None:
    walk = Walk(load("side_by_side"), {"members": MEMBERS})
    walk.do("ask", loop="1", vote="no")
    walk.time_is_up("late")
    assert walk.open == ["sum_up"] and "votes" not in walk.step.data


def test_a_number_gives_so_many_turns_each_of_which_knows_its_own() -> None:
    walk = Walk(load("so_many_times"), {"visits": 2})
    assert [task.data["loopCounter"] for task in walk.step.opened] == [1, 2, 3]
    for _ in range(3):
        walk.do("visit")
    assert walk.step.ended
    assert Walk(load("so_many_times"), {"visits": -1}).step.ended  # none at all


@pytest.mark.parametrize("visits", [None, "many", True, number("0.5")])
def test_something_that_is_no_number_of_turns_fails_the_step(visits: object) -> None:
    with pytest.raises(EngineFailure, match="no whole number"):
        Walk(load("so_many_times"), {"visits": visits})


def test_far_too_many_turns_fail_the_step_before_any_is_made() -> None:
    for visits in (10**9, number("1E+40")):
        with pytest.raises(EngineFailure, match="at most 1000"):
            Walk(load("so_many_times"), {"visits": visits})


def test_the_references_of_the_standard_do_as_our_settings_do() -> None:
    walk = Walk(load("as_bpmn_draws_it"), {"members": MEMBERS})
    for vote in ("yes", "no", "yes"):
        walk.do("ask", vote=vote)
    assert walk.step.ended and walk.step.data["votes"] == ["yes", "no", "yes"]


def test_sub_processes_side_by_side_keep_their_data_apart_until_it_is_gathered() -> None:
    walk = Walk(load("sub_process_for_each"), {"parties": ["worker", "employer"]})
    assert [task.data["opened"] for task in walk.step.opened] == ["for worker", "for employer"]
    walk.do("invite", loop="1", said="nothing yet")
    walk.do("invite", loop="0", said="I am owed")
    (second, first) = walk.tasks.values()
    assert visible_data(walk.step.state, second.token)["said"] == "nothing yet"
    assert visible_data(walk.step.state, first.token)["party"] == "worker"
    walk.do("listen", loop="0")
    walk.do("listen", loop="1", said="we paid")
    assert walk.step.ended
    assert walk.step.data == {
        "parties": ["worker", "employer"],
        "statements": [
            {"party": "worker", "said": "I am owed"},
            {"party": "employer", "said": "we paid"},
        ],
    }


def test_what_others_write_later_does_not_reach_a_turn_that_works_on_a_copy() -> None:
    inside = sub_process("hear", [start("s"), task("listen"), end("e")], chain("s", "listen", "e"))
    turns = "<bpmn:multiInstanceLoopCharacteristics/>" + inside.split(">", 1)[1].removesuffix(
        "</bpmn:subProcess>"
    )
    heard = node(
        "subProcess", "hear", turns, collection='["a"]', item="party", gather="said", gather_into="all"
    )
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("parallel", "fork"), heard, task("beside"), end()],
            [*chain("begin", "fork", "hear", "done"), *chain("fork", "beside", "done")],
        )
    )
    walk = Walk(definition)
    walk.do("beside", said="from outside")
    walk.do("listen")
    assert walk.step.ended and walk.step.data == {"said": "from outside", "all": [None]}


def test_a_sub_process_for_each_sees_its_item_and_writes_into_the_run() -> None:
    walk = Walk(load("shared_sub_process_for_each"), {"parties": ["worker", "employer"]})
    for party in ("worker", "employer"):
        (task,) = walk.tasks.values()
        assert task.data["party"] == party
        assert visible_data(walk.step.state, task.token)["party"] == party
        walk.do("listen", heard=party, party="somebody else")
    assert walk.step.ended and walk.step.data["heard"] == "employer" and "party" not in walk.step.data


def test_what_calls_bring_back_is_gathered() -> None:
    walk = Walk(load("call_for_each"), {"parties": ["a", "b"]})
    walk.do("post", loop="1", served_on="tuesday")
    walk.do("post", loop="0", served_on="monday")
    assert walk.step.ended and walk.step.data == {"parties": ["a", "b"], "dates": ["monday", "tuesday"]}


def test_a_loop_goes_on_until_its_condition_fails() -> None:
    walk = Walk(load("loop_until"))
    walk.do("call")
    assert walk.open == ["call"] and walk.step.opened[0].data["loopCounter"] == 2
    walk.do("call", reached=True)
    assert walk.step.ended


def test_a_loop_ends_with_its_last_turn_whatever_its_condition_says() -> None:
    walk = Walk(load("loop_until"))
    for _ in range(3):
        assert not walk.step.ended
        walk.do("call", reached=False)
    assert walk.step.ended


def test_a_loop_tested_before_may_not_be_entered_at_all() -> None:
    assert Walk(load("loop_while"), {"open": 0}).step.ended
    walk = Walk(load("loop_while"), {"open": 2})
    for left in (1, 0):
        walk.do("pay", open=left)
    assert walk.step.ended
