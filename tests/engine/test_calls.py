"""Called pieces: what goes in, what comes back, and whose data is whose."""

from __future__ import annotations

import pytest

from app.engine import Definition
from tests.engine.diagrams import call, chain, diagram, end, gateway, message, on, start, task, timer
from tests.engine.walk import Walk, compiled

LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="labour_authority" name="人社部门">'
    "<bpmn:flowNodeRef>approve</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)


def approval() -> bytes:
    """A paper goes back for correction as often as the head wants."""
    return diagram(
        "approval",
        [
            start("asked"),
            task("draft"),
            task("sign"),
            gateway("exclusive", "result", "signed"),
            end("signed"),
        ],
        [
            *chain("asked", "draft", "sign", "result"),
            ("result", "draft", 'approval = "return"'),
            ("result", "signed"),
        ],
    )


def order() -> Definition:
    return compiled(
        diagram(
            "main",
            [
                start(),
                task("confirm"),
                call(
                    "approve",
                    "approval",
                    in_='{document: "D15", amount: amount_due}',
                    out="{order: approval}",
                ),
                task("serve"),
                end(),
            ],
            chain("begin", "confirm", "approve", "serve", "done"),
            lanes=LANES,
        ),
        approval(),
    )


def test_only_what_in_names_goes_in_and_the_piece_learns_who_calls() -> None:
    walk = Walk(order(), {"secret": "x"})
    walk.do("confirm", amount_due=3)
    (opened,) = walk.step.opened
    assert (opened.element_id, opened.path, opened.process_key) == ("draft", ["approve"], "approval")
    assert opened.data == {
        "document": "D15",
        "amount": 3,
        "caller_element": "approve",
        "caller_lane": "labour_authority",
    }


def test_only_what_out_names_comes_back() -> None:
    walk = Walk(order())
    walk.do("confirm", amount_due=3)
    walk.do("draft", text_ref="t1")
    assert walk.step.data == {"amount_due": 3}
    walk.do("sign", approval="granted")
    assert walk.step.data == {"amount_due": 3, "order": "granted"}
    assert walk.open == ["serve"]


def test_the_trace_names_elements_and_flows_of_the_piece_behind_their_caller() -> None:
    walk = Walk(order())
    walk.do("confirm")
    assert {"enter": "approve"} in walk.step.trace and {"enter": "approve/draft"} in walk.step.trace
    walk.do("draft")
    assert "approve/f_draft_sign" in walk.taken()
    walk.do("sign", approval="granted")
    assert walk.step.trace[-4:] == [
        {"leave": "approve/signed"},
        {"leave": "approve"},
        {"flow": "f_approve_serve"},
        {"enter": "serve"},
    ]


def test_an_end_inside_a_piece_is_no_end_of_the_run() -> None:
    walk = Walk(order())
    walk.do("confirm")
    walk.do("draft")
    walk.do("sign", approval="granted")
    assert walk.step.end_events == [] and not walk.step.ended


def test_calls_inside_calls_tell_the_whole_way() -> None:
    middle = diagram(
        "decision",
        [
            start("s"),
            call("sign_off", "approval", in_="{document: paper}", out="{progress: approval}"),
            end("e"),
        ],
        chain("s", "sign_off", "e"),
    )
    top = diagram(
        "main",
        [start(), call("decide", "decision", in_='{paper: "D17"}', out="{progress: progress}"), end()],
        chain("begin", "decide", "done"),
    )
    walk = Walk(compiled(top, middle, approval()))
    (opened,) = walk.step.opened
    assert opened.path == ["decide", "sign_off"]
    assert opened.data["document"] == "D17" and opened.data["caller_element"] == "sign_off"
    assert {"enter": "decide/sign_off/draft"} in walk.step.trace
    walk.do("draft")
    walk.do("sign", approval="granted")
    assert walk.step.ended and walk.step.data == {"progress": "granted"}


def test_the_same_piece_called_twice_at_once_keeps_two_sets_of_data() -> None:
    top = diagram(
        "main",
        [
            start(),
            gateway("parallel", "fork"),
            call("first", "approval", in_='{document: "A"}', out="{a: approval}"),
            call("second", "approval", in_='{document: "B"}', out="{b: approval}"),
            gateway("parallel", "meet"),
            end(),
        ],
        [
            ("begin", "fork"),
            ("fork", "first"),
            ("fork", "second"),
            ("first", "meet"),
            ("second", "meet"),
            ("meet", "done"),
        ],
    )
    walk = Walk(compiled(top, approval()))
    assert [opened.data["document"] for opened in walk.step.opened] == ["A", "B"]
    second = next(token for token, opened in walk.tasks.items() if opened.path == ["second"])
    walk.do_token(second)
    signing = next(token for token, opened in walk.tasks.items() if opened.path == ["second"])
    walk.do_token(signing, approval="no")
    walk.do("draft")
    walk.do("sign", approval="yes")
    assert walk.step.data == {"a": "yes", "b": "no"}


def test_a_late_decision_cancels_the_whole_piece() -> None:
    top = diagram(
        "main",
        [
            start(),
            call("approve", "approval", in_="{}"),
            timer("late", 'due("INS-07")', "boundaryEvent", on("approve")),
            task("escalate"),
            end(),
            end("e2"),
        ],
        [*chain("begin", "approve", "done"), *chain("late", "escalate", "e2")],
    )
    walk = Walk(compiled(top, approval()))
    walk.do("draft")
    walk.time_is_up("late")
    assert walk.open == ["escalate"]
    assert [(closed.element_id, closed.how) for closed in walk.step.closed] == [("sign", "cancelled")]
    assert walk.step.trace[:2] == [{"cancel": "approve/sign"}, {"cancel": "approve"}]
    assert walk.kept["pieces"] == []


def test_clocks_and_waits_inside_a_cancelled_piece_are_cleared() -> None:
    waiting = diagram(
        "waiting",
        [start("s"), message("answer", "reply"), end("e")],
        chain("s", "answer", "e"),
        messages=["reply"],
    )
    top = diagram(
        "main",
        [
            start(),
            call("ask", "waiting"),
            message("stop", "stop", "boundaryEvent", on("ask")),
            end(),
            end("e2"),
        ],
        [*chain("begin", "ask", "done"), ("stop", "e2")],
        messages=["stop"],
    )
    walk = Walk(compiled(top, waiting))
    assert [(wait.element_id, wait.message, wait.path) for wait in walk.waits.values()] == [
        ("stop", "stop", ()),
        ("answer", "reply", ("ask",)),
    ]
    walk.receive("stop")
    assert walk.step.ended


@pytest.mark.parametrize("turns", [300])
def test_a_paper_returned_hundreds_of_times_inside_a_call_keeps_the_state_flat(turns: int) -> None:
    walk = Walk(order())
    walk.do("confirm")
    sizes = []
    for _ in range(turns):
        walk.do("draft")
        walk.do("sign", approval="return")
        sizes.append(len(str(walk.kept)))
    assert len(set(sizes[1:])) == 1
    walk.do("draft")
    walk.do("sign", approval="granted")
    assert walk.open == ["serve"]
