"""A worker outside the application does a step, gives back what the diagram names, or says that it cannot be done."""

from __future__ import annotations

import pytest

from app.engine import CannotRun, Definition, EngineFailure, NotReady, raise_error
from tests.engine.diagrams import Flow, chain, diagram, end, node, on, start, sub_process, task
from tests.engine.walk import Walk, compiled


def drawn(nodes: list[str], flows: list[Flow]) -> Definition:
    """A process in which the error with code “gone” is known."""
    content = diagram("main", nodes, flows)
    known = b'<bpmn:error id="e" errorCode="gone"/><bpmn:process '
    return compiled(content.replace(b"<bpmn:process ", known, 1))


def caught(host: str, **settings: str) -> str:
    """The event “none” on the border of a step, for the error with code “gone”."""
    return node("boundaryEvent", "none", '<bpmn:errorEventDefinition errorRef="e"/>', on(host), **settings)


def checked(*more: str, flows: tuple[Flow, ...] = (), inside: str = "", **settings: str) -> Definition:
    """The credit code of an employer is checked by another system, then the file is closed."""
    given = {
        "topic": "credit.check",
        "payload": "{code: code}",
        "results": "standing, checked_on",
        **settings,
    }
    step = node("serviceTask", "check", inside, **given)
    return drawn(
        [start(), step, task("close"), end(), *more], [*chain("begin", "check", "close", "done"), *flows]
    )


def failed(walk: Walk, raised: str, message: str = "", **answers: str) -> Walk:
    token = next(each.token for each in walk.tasks.values() if each.kind == "external")
    walk._keep(
        raise_error(walk.definition, walk.step.state, token, raised, message, answers, walk._command())
    )
    return walk


def test_a_worker_sees_what_is_handed_over_and_nothing_else() -> None:
    walk = Walk(checked(), {"code": "911", "worker": "secret"})
    (opened,) = walk.step.opened
    assert (opened.kind, opened.element_id, opened.data) == ("external", "check", {"code": "911"})
    assert Walk(checked(payload=""), {"code": "911"}).step.opened[0].data == {}


def test_its_results_become_data_and_one_that_is_lacking_is_null() -> None:
    walk = Walk(checked(), {"code": "911", "checked_on": "before"})
    walk.do("check", standing="good")
    assert walk.open == ["close"]
    assert walk.step.data == {"code": "911", "standing": "good", "checked_on": None}


def test_with_out_the_diagram_says_what_becomes_of_the_results() -> None:
    walk = Walk(checked(out='{fine: standing = "good"}'), {"code": "911"})
    walk.do("check", standing="good")
    assert walk.step.data == {"code": "911", "fine": True}


def test_a_result_that_the_diagram_does_not_name_is_refused_and_nothing_has_happened() -> None:
    walk = Walk(checked(), {"code": "911"})
    with pytest.raises(NotReady, match="takes no “code”"):
        walk.do("check", standing="good", code="912")
    with pytest.raises(NotReady, match="takes no “code”"):
        failed(walk, "gone", code="912")
    assert walk.open == ["check"]


def test_an_error_of_its_code_goes_to_the_border_of_the_task() -> None:
    definition = checked(
        caught("check", out="{why: error_message, was: error_code}"),
        task("ask"),
        end("asked"),
        flows=(("none", "ask"), ("ask", "asked")),
    )
    walk = failed(Walk(definition, {"code": "911"}), "gone", "no such employer", standing="none")
    assert walk.open == ["ask"]
    assert walk.step.data == {"code": "911", "why": "no such employer", "was": "gone"}
    assert [(each.element_id, each.how) for each in walk.step.closed] == [("check", "cancelled")]


def test_without_out_the_error_brings_its_declared_results_and_no_message() -> None:
    definition = checked(caught("check"), end("over"), flows=(("none", "over"),))
    walk = failed(Walk(definition, {"code": "911"}), "gone", "no such employer", standing="none")
    assert walk.step.ended and walk.step.data == {"code": "911", "standing": "none"}


def test_an_error_of_another_code_fails_the_step_and_the_task_stays() -> None:
    definition = checked(caught("check"), end("over"), flows=(("none", "over"),))
    walk = Walk(definition, {"code": "911"})
    with pytest.raises(EngineFailure, match="the error late is thrown here and caught nowhere"):
        failed(walk, "late")
    assert walk.open == ["check"]


def test_an_error_that_its_own_border_does_not_catch_is_caught_around_it() -> None:
    inner = [start("s"), node("serviceTask", "check", topic="credit.check"), end("e")]
    definition = drawn(
        [start(), sub_process("part", inner, chain("s", "check", "e")), caught("part"), end(), end("over")],
        [*chain("begin", "part", "done"), ("none", "over")],
    )
    assert failed(Walk(definition), "gone").step.end_events == ["over"]


def test_of_several_turns_one_error_ends_them_all() -> None:
    definition = checked(
        caught("check"),
        end("over"),
        flows=(("none", "over"),),
        inside="<bpmn:multiInstanceLoopCharacteristics/>",
        payload="{one: thing}",
        collection="things",
        item="thing",
        gather="standing",
        gather_into="found",
    )
    walk = Walk(definition, {"things": ["a", "b"]})
    assert [each.data for each in walk.step.opened] == [{"one": "a"}, {"one": "b"}]
    walk.do("check", loop="1", standing="good")
    assert failed(walk, "gone").step.end_events == ["over"] and not walk.open
    walk = Walk(definition, {"things": ["a", "b"]})
    walk.do("check", loop="1", standing="good")
    walk.do("check", loop="0", standing="bad")
    assert walk.step.data["found"] == ["bad", "good"]


def test_only_an_external_task_ends_with_an_error_from_outside() -> None:
    walk = Walk(checked())
    walk.do("check")
    with pytest.raises(NotReady):
        raise_error(walk.definition, walk.step.state, walk.step.opened[0].token, "x", "", {}, walk._command())


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        ("operation_and_topic", {"operation": "issue_receipt"}),
        ("bad_topic", {"topic": "a b"}),
        ("results_without_topic", {"topic": "", "operation": "issue_receipt"}),
        ("bad_result", {"results": "case"}),
        ("no_operation", {"topic": "", "results": ""}),
    ],
)
def test_a_task_that_says_unclearly_who_does_it_is_refused(code: str, settings: dict[str, str]) -> None:
    with pytest.raises(CannotRun) as refused:
        checked(**settings)
    assert [(each.code, each.element_id) for each in refused.value.findings] == [(code, "check")]
