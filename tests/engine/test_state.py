"""What is stored of a run: live tokens and data under a format's name, and nothing of the diagram."""

from __future__ import annotations

import json
import sys
import zlib
from typing import Any

import pytest

from app.engine import Command, Definition, EngineFailure, UnreadableState, complete
from tests.engine.diagrams import chain, diagram, end, script, start, task
from tests.engine.walk import MORNING, Walk, compiled


def straight(count: int, key: str = "main") -> Definition:
    names = [f"t{place}" for place in range(count)]
    return compiled(
        diagram(key, [start(), *map(task, names), end()], chain("begin", *names, "done")), key=key
    )


def packed(tree: Any) -> bytes:
    return zlib.compress(json.dumps(tree).encode())


def test_the_state_holds_one_token_for_one_open_task() -> None:
    walk = Walk(straight(60), {"paid": False})
    walk.do("t0")
    assert walk.kept == {
        "format": "qingxin-run-1",
        "process": "main",
        "ended": False,
        "data": {"paid": False},
        "tokens": [{"id": walk.step.opened[0].token, "at": "t1", "state": 16}],
        "pieces": [],
    }


@pytest.mark.parametrize("name", ["", "qingxin-run-0", "1.1", None])
def test_another_format_is_refused(name: str | None) -> None:
    walk = Walk(straight(2))
    foreign = packed({**walk.kept, "format": name})
    with pytest.raises(UnreadableState, match="format"):
        complete(walk.definition, foreign, "x", {}, walk._command())


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"text",
        zlib.compress(b"[1]"),
        zlib.compress(b"{"),
        packed({"format": "qingxin-run-1", "process": "main"}),
    ],
)
def test_a_damaged_state_is_refused(state: bytes) -> None:
    with pytest.raises(UnreadableState):
        complete(straight(2), state, "x", {}, Command(MORNING, {}, "s"))


def test_a_state_cut_off_in_the_middle_is_refused() -> None:
    walk = Walk(straight(2), {"text": "x" * 500})
    with pytest.raises(UnreadableState):
        complete(walk.definition, walk.step.state[:-9], walk.step.opened[0].token, {}, walk._command())


def test_a_bomb_of_zeros_is_refused_before_it_unfolds() -> None:
    with pytest.raises(UnreadableState, match="too large"):
        complete(straight(2), zlib.compress(b"0" * 50_000_000), "x", {}, Command(MORNING, {}, "s"))


def test_the_state_of_another_process_is_refused() -> None:
    walk = Walk(straight(2))
    with pytest.raises(UnreadableState, match="belongs to"):
        complete(straight(2, "other"), walk.step.state, walk.step.opened[0].token, {}, walk._command())


def test_a_token_on_an_element_that_is_gone_is_refused() -> None:
    walk = Walk(straight(5))
    for name in ("t0", "t1", "t2"):
        walk.do(name)
    with pytest.raises(UnreadableState, match="does not fit"):
        complete(straight(2), walk.step.state, walk.step.opened[0].token, {}, walk._command())


def test_a_token_on_an_element_that_has_become_another_kind_is_refused() -> None:
    walk = Walk(straight(2))
    changed = compiled(
        diagram(
            "main", [start(), script("t0", "a = 1"), task("t1"), end()], chain("begin", "t0", "t1", "done")
        )
    )
    with pytest.raises(UnreadableState, match="rests"):
        complete(changed, walk.step.state, walk.step.opened[0].token, {}, walk._command())


def test_a_newer_edition_takes_a_run_over_when_its_element_is_still_there() -> None:
    walk = Walk(straight(2))
    walk.do("t0")
    walk.definition = straight(4)
    walk.do("t1")
    assert walk.open == ["t2"]


def test_data_that_outgrow_a_run_fail_the_step() -> None:
    walk = Walk(straight(2))
    with pytest.raises(EngineFailure, match="grown"):
        walk.do("t0", text="x" * 5_000_000)


def calls_of_a_step(count: int) -> int:
    """Number of Python function calls in one `complete`, a measure of work that does not depend on the machine."""
    walk = Walk(straight(count), {f"v{place}": str(place) for place in range(20)})
    walk.do("t0")
    state, token = walk.step.state, walk.step.opened[0].token
    command = Command(MORNING, {}, "measure")
    complete(walk.definition, state, token, {}, command)
    seen = 0

    def count_calls(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    sys.setprofile(count_calls)
    try:
        complete(walk.definition, state, token, {}, command)
    finally:
        sys.setprofile(None)
    return seen


def test_a_step_in_a_diagram_of_200_tasks_is_no_more_work_than_in_one_of_12() -> None:
    assert calls_of_a_step(200) <= calls_of_a_step(12) * 1.05
