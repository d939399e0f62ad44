"""No diagram keeps a worker busy for ever, and none is too long for the engine without being told so."""

from __future__ import annotations

import sys

import pytest

from app.engine import CannotRun, Definition, EngineFailure, StepBudgetExceeded
from tests.engine.diagrams import chain, diagram, each, end, gateway, script, start, sub_process, task
from tests.engine.walk import Walk, compiled, number


def scripts(count: int) -> Definition:
    names = [f"s{place}" for place in range(count)]
    nodes = [start(), *(script(name, "n = n + 1") for name in names), end()]
    return compiled(diagram("main", nodes, chain("begin", *names, "done")))


def test_a_chain_of_450_tasks_is_done_to_the_end() -> None:
    names = [f"t{place}" for place in range(450)]
    walk = Walk(
        compiled(diagram("main", [start(), *map(task, names), end()], chain("begin", *names, "done")))
    )
    for name in names:
        walk.do(name)
    assert walk.step.ended


@pytest.mark.parametrize("count", [450, 1998])
def test_a_chain_of_scripts_runs_through_in_one_step(count: int) -> None:
    limit = sys.getrecursionlimit()
    walk = Walk(scripts(count), {"n": 0})
    assert walk.step.ended and walk.step.data["n"] == number(count)
    assert sys.getrecursionlimit() == limit


def test_a_diagram_with_more_elements_than_one_step_can_pass_is_refused() -> None:
    with pytest.raises(CannotRun) as refused:
        scripts(1999)
    assert [finding.code for finding in refused.value.findings] == ["too_many_elements"]


def test_a_circle_without_a_wait_that_only_data_close_is_stopped_by_the_budget() -> None:
    """Nobody is in the collection, so the task in the loop is passed again and again."""
    definition = compiled(
        diagram(
            "main",
            [start(), task("go"), gateway("exclusive", "top"), each("ask", "members", "unit"), end()],
            [*chain("begin", "go", "top", "ask"), ("ask", "top")],
        ).replace(b'<bpmn:endEvent id="done" ></bpmn:endEvent>', b"")
    )
    walk = Walk(definition)
    before = walk.step
    with pytest.raises(StepBudgetExceeded) as stopped:
        walk.do("go")
    assert isinstance(stopped.value, EngineFailure) and stopped.value.zh
    assert walk.step is before
    walk.do("go", members=["labour"])
    assert walk.open == ["ask"]


def test_a_flood_of_tokens_is_stopped_by_the_budget() -> None:
    """Twelve gateways in a row, each of which makes two tokens of one."""
    nodes, flows = [start(), task("go"), end()], chain("begin", "go", "f0")
    for place in range(12):
        fork, one, two, merge = (f"{letter}{place}" for letter in "fabm")
        nodes += [
            gateway("parallel", fork),
            script(one, "x = 1"),
            script(two, "x = 2"),
            gateway("exclusive", merge),
        ]
        following = f"f{place + 1}" if place < 11 else "done"
        flows += [*chain(fork, one, merge), *chain(fork, two, merge), (merge, following)]
    walk = Walk(compiled(diagram("main", nodes, flows)))
    with pytest.raises(StepBudgetExceeded):
        walk.do("go")


def test_sub_processes_nested_too_deep_are_refused() -> None:
    inner = [start("s"), task("t"), end("e")], chain("s", "t", "e")
    for depth in range(12):
        inner = (
            [start(f"s{depth}"), sub_process(f"p{depth}", *inner), end(f"e{depth}")],
            chain(f"s{depth}", f"p{depth}", f"e{depth}"),
        )
    with pytest.raises(CannotRun) as refused:
        compiled(diagram("main", *inner))
    assert "too_deep" in {finding.code for finding in refused.value.findings}
