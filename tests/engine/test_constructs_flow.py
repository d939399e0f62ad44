"""How tokens move, construct by construct, as BPMN says; each diagram lies in constructs/."""

from __future__ import annotations

import pytest

from app.engine import EngineFailure
from tests.engine.constructs import load
from tests.engine.walk import Walk, number


def test_true_and_false_are_literals_and_space_cdata_and_comments_do_not_matter() -> None:
    walk = Walk(load("conditions"), {"amount": 9})
    assert walk.open == ["weigh"]
    assert Walk(load("conditions"), {"amount": 4}).step.end_events == ["never"]


def test_the_default_is_taken_only_when_no_condition_holds() -> None:
    walk = Walk(load("default_flows"))
    assert walk.open == ["a"]
    walk.do("a")
    assert walk.open == ["c"]
    walk.do("c")
    walk.do("report")
    assert walk.step.end_events == ["filed"]


def test_where_a_condition_holds_the_default_is_not_taken() -> None:
    walk = Walk(load("default_flows"), {"way": "b", "deep": True, "open": True})
    for name in ("b", "d", "report"):
        assert walk.open == [name]
        walk.do(name)
    assert walk.step.end_events == ["published"]


def test_flows_out_of_a_task_are_all_taken_whose_condition_is_not_false() -> None:
    walk = Walk(load("implicit_split"))
    walk.do("record", serious=False)
    assert walk.open == ["notify", "remember"]
    walk.do("remember")
    assert walk.open == ["notify"] and not walk.step.ended
    walk.do("notify")
    walk.do("file")
    assert walk.step.ended


def test_flows_into_a_task_are_not_joined_each_token_opens_it() -> None:
    walk = Walk(load("implicit_split"))
    walk.do("record", serious=True)
    walk.do("notify")
    walk.do("inspect")
    assert walk.open == ["remember", "file", "file"]
    for name in ("file", "remember", "file"):
        walk.do(name)
    assert walk.step.ended


@pytest.mark.parametrize(
    ("pick", "dead", "wanted"), [(0, False, ["b"]), (1, False, ["a"]), (2, False, ["a", "b"])]
)
def test_an_inclusive_join_waits_for_what_can_still_come_in_every_round(
    pick: int, dead: bool, wanted: list[str]
) -> None:
    walk = Walk(load("inclusive_join"), {"pick": pick, "dead": dead})
    for again in (True, True, False):
        assert walk.open == wanted
        for name in reversed(wanted):
            walk.do(name)
        assert walk.open == ["weigh"]
        walk.do("weigh", again=again)
    assert walk.step.ended


def test_an_inclusive_join_goes_on_when_the_branch_it_waited_for_dies() -> None:
    walk = Walk(load("inclusive_join"), {"pick": 2})
    walk.do("a")
    assert walk.open == ["b"]
    walk.do("b", dead=True)
    assert walk.open == ["weigh"]
    walk.do("weigh", again=True, pick=0)
    walk.do("b", dead=True)
    assert walk.step.ended and walk.step.end_events == ["dropped"]


def test_a_terminate_end_ends_its_own_sub_process_and_nothing_else() -> None:
    walk = Walk(load("terminate"))
    assert sorted(walk.open) == ["decide", "outside", "slow"]
    walk.do("decide")
    assert sorted(walk.open) == ["after", "outside"]
    assert [(item.element_id, item.how) for item in walk.step.closed] == [
        ("decide", "completed"),
        ("slow", "cancelled"),
    ]
    walk.do("after")
    walk.do("outside")
    assert walk.step.ended


def test_sub_processes_in_each_other_share_the_data_and_end_together() -> None:
    walk = Walk(load("nested_sub_processes"), {"known": 1})
    assert walk.step.opened[0].data == {"known": number(1)} and walk.step.opened[0].path == []
    walk.do("deep", found=2)
    assert walk.step.ended and walk.step.data == {"known": number(1), "found": number(2)}


def test_gateways_in_each_other_meet_in_any_order_round_after_round() -> None:
    walk = Walk(load("nested_gateways"), {"turn": 0, "pick": 2})
    for turn, order in enumerate((("d", "a", "b"), ("b", "a", "d"), ("a", "d", "b")), start=1):
        for name in order:
            walk.do(name, turn=turn)
    assert walk.step.ended


def test_a_link_goes_on_at_its_target_from_wherever_it_is_thrown() -> None:
    walk = Walk(load("links"))
    assert walk.open == ["work"]
    assert [entry for entry in walk.step.trace if "flow" in entry] == [
        {"flow": "begin-go_1"},
        {"flow": "top-work"},
    ]
    for again in (True, True, False):
        walk.do("work", again=again)
    assert walk.step.ended


def test_one_of_several_starts_begins_the_run_and_each_end_ends_its_token() -> None:
    assert Walk(load("starts_and_ends")).open == ["record"]
    assert Walk(load("starts_and_ends"), element="by_order").open == ["a", "b"]
    walk = Walk(load("starts_and_ends"), message="complaint")
    walk.do("check")
    walk.do("b")
    assert walk.step.end_events == ["done_b"] and not walk.step.ended
    walk.do("a")
    assert walk.step.end_events == ["done_a"] and walk.step.ended


def test_messages_begin_go_out_come_in_and_end_a_run() -> None:
    walk = Walk(load("messages"), {"subject": "wages"}, message="request")
    assert [(item.message, item.payload) for item in walk.step.thrown] == [("question", {"about": "wages"})]
    walk.receive("reply", answer="no")
    assert [item.element_id for item in walk.step.thrown] == ["ask_again"]
    walk.receive("decision")
    assert [item.message for item in walk.step.thrown] == ["result"]
    assert walk.step.ended and walk.step.data == {"subject": "wages", "answer": "no"}


def test_every_kind_of_task_does_its_part() -> None:
    walk = Walk(load("tasks"))
    walk.do("ask", days=5)
    assert walk.step.data == {"days": number(5), "owed": number(1500), "fee": number(10)}
    assert [(item.element_id, item.kind) for item in walk.step.opened] == [("book", "service")]
    walk.do("book", receipt="R1")
    assert [item.message for item in walk.step.thrown] == ["told"]
    walk.receive("answer")
    walk.do("post")
    assert walk.step.ended


def test_a_signal_that_nothing_can_raise_any_more_is_an_incident_not_a_silent_stall() -> None:
    with pytest.raises(EngineFailure, match="can no longer be raised") as failed:
        Walk(load("listening_piece"))
    assert failed.value.element_id == "hear"
