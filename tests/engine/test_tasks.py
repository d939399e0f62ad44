"""Officers complete tasks, and the case goes on, goes back or ends."""

from __future__ import annotations

import pytest

from app.engine import Definition, EngineFailure, NotReady, complete
from tests.engine.diagrams import chain, diagram, end, gateway, node, start, sub_process, task, terminate
from tests.engine.walk import Walk, compiled, number


def filing() -> Definition:
    """Propose, then file, return for correction, or refuse."""
    return compiled(
        diagram(
            "main",
            [
                start(),
                task("propose"),
                task("approve"),
                gateway("exclusive", "outcome", "inquire"),
                task("inquire"),
                end("refused"),
                end("filed"),
            ],
            [
                *chain("begin", "propose", "approve", "outcome"),
                ("outcome", "propose", 'opinion = "return"'),
                ("outcome", "refused", 'opinion = "refuse"'),
                ("outcome", "inquire"),
                ("inquire", "filed"),
            ],
        )
    )


def test_a_case_opens_with_its_first_task_and_the_officer_sees_the_data() -> None:
    walk = Walk(filing(), {"headcount": 12})
    (opened,) = walk.step.opened
    assert (opened.element_id, opened.kind, opened.path) == ("propose", "user", [])
    assert opened.data == {"headcount": number(12)}
    assert walk.step.trace == [
        {"enter": "begin"},
        {"leave": "begin"},
        {"flow": "f_begin_propose"},
        {"enter": "propose"},
    ]


def test_the_head_returns_the_paper_twice_and_then_files_it() -> None:
    walk = Walk(filing())
    for _ in range(2):
        walk.do("propose", facts="unpaid")
        walk.do("approve", opinion="return")
        assert walk.taken() == ["f_approve_outcome", "f_outcome_propose"]
    walk.do("propose")
    walk.do("approve", opinion="file")
    assert walk.open == ["inquire"]
    walk.do("inquire")
    assert walk.step.ended and walk.step.end_events == ["filed"]
    assert walk.step.data == {"facts": "unpaid", "opinion": "file"}


def test_a_refusal_takes_the_flow_whose_condition_holds() -> None:
    walk = Walk(filing())
    walk.do("propose")
    walk.do("approve", opinion="refuse")
    assert walk.step.end_events == ["refused"]
    assert [closed.how for closed in walk.step.closed] == ["completed"]


def test_a_completed_task_cannot_be_completed_again() -> None:
    walk = Walk(filing())
    first = walk.step.opened[0].token
    before = walk.step.state
    walk.do("propose")
    with pytest.raises(NotReady):
        walk.do_token(first)
    with pytest.raises(NotReady):
        walk.do_token("unheard-of")
    again = complete(walk.definition, before, first, {}, walk._command())
    assert again.opened[0].element_id == "approve"


def test_a_terminating_end_cancels_what_is_open_elsewhere() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("parallel", "fork"), task("ask"), task("pay"), end("asked"), terminate("paid")],
            [("begin", "fork"), ("fork", "ask"), ("fork", "pay"), ("ask", "asked"), ("pay", "paid")],
        )
    )
    walk = Walk(definition)
    walk.do("pay")
    assert walk.step.ended and walk.step.end_events == ["paid"]
    assert [(closed.element_id, closed.how) for closed in walk.step.closed] == [
        ("pay", "completed"),
        ("ask", "cancelled"),
    ]
    assert {"cancel": "ask"} in walk.step.trace


def test_a_plain_end_leaves_the_other_branches_open() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("parallel", "fork"), task("ask"), task("pay"), end("asked"), end("paid")],
            [("begin", "fork"), ("fork", "ask"), ("fork", "pay"), ("ask", "asked"), ("pay", "paid")],
        )
    )
    walk = Walk(definition)
    walk.do("pay")
    assert not walk.step.ended and walk.step.end_events == ["paid"]
    walk.do("ask")
    assert walk.step.ended and walk.step.end_events == ["asked"]


def test_an_operation_of_the_application_is_a_task_that_the_host_completes() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), node("serviceTask", "number", operation="issue_receipt"), task("file"), end()],
            chain("begin", "number", "file", "done"),
        )
    )
    walk = Walk(definition)
    (opened,) = walk.step.opened
    assert (opened.kind, definition.elements["number"].properties["operation"]) == (
        "service",
        "issue_receipt",
    )
    walk.do("number", receipt_no="2025-0007")
    assert walk.step.opened[0].data == {"receipt_no": "2025-0007"}


def test_answers_of_a_kind_that_runs_cannot_hold_are_refused() -> None:
    walk = Walk(filing())
    with pytest.raises(EngineFailure, match="cannot hold"):
        walk.do("propose", amount=1.5)


def test_an_embedded_sub_process_shares_the_data_around_it() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                sub_process(
                    "serve",
                    [start("s"), task("post"), end("e", sets="{served: true}")],
                    chain("s", "post", "e"),
                ),
                gateway("exclusive", "was"),
                end("ok"),
                end("not"),
            ],
            [
                *chain("begin", "serve", "was"),
                ("was", "ok", 'served and method = "post"'),
                ("was", "not", "true"),
            ],
        )
    )
    walk = Walk(definition)
    assert walk.step.opened[0].path == []
    walk.do("post", method="post")
    assert walk.step.end_events == ["ok"]
