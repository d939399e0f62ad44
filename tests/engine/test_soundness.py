"""What is said to be sound never gets stuck, and whatever got stuck was never said to be sound."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import CannotRun, Definition, EngineFailure, StepBudgetExceeded
from app.engine.soundness import behaviour_of
from tests.engine.blocks import Block, drawn
from tests.engine.diagrams import diagram, end, gateway, node, on, start, sub_process, task, terminate, timer
from tests.engine.dressing import WEIGHED
from tests.engine.nets import net, spoiled
from tests.engine.test_blocks import act, blocks
from tests.engine.walk import Walk, compiled

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
RUNS = 12
MOST_ACTIONS = 120
STUCK = ("can no longer come", "caught nowhere")
OTHERWISE = ("can no longer be raised",)
"""A signal may be raised before it is awaited; whether it is raised at all is another check."""


def said(definition: Definition, called: bool = False) -> list[tuple[str, str]]:
    """Kind and element of everything that is said against a diagram."""
    levels = behaviour_of(definition, called=called)
    return [(fault.kind, fault.element) for level in levels for fault in level.faults]


def gets_stuck(definition: Definition, seed: int) -> bool:
    """Whether a run of officers who choose by chance comes to stand still for ever."""
    chance = random.Random(seed)
    try:
        walk = Walk(definition, {"turn": 0, "pick": seed % 3})
        for turn in range(1, MOST_ACTIONS):
            if walk.step.ended:
                return False
            act(walk, chance, turn)
    except StepBudgetExceeded:
        return False
    except EngineFailure as failure:
        assert any(reason in str(failure) for reason in (*STUCK, *OTHERWISE)), failure
        return any(reason in str(failure) for reason in STUCK)
    return False


def agrees(definition: Definition, seed: int) -> str:
    """Compare what is said of a diagram with what happens in it; return both in a word."""
    levels = behaviour_of(definition)
    grave = [fault for level in levels for fault in level.faults if fault.kind not in ("dead", "unreachable")]
    whole = all(level.whole for level in levels)
    stuck = any(gets_stuck(definition, seed * RUNS + run) for run in range(RUNS))
    assert not (stuck and whole and not grave), "a run got stuck in a diagram that was said to be sound"
    return f"{'stuck' if stuck else 'ran'}, {'unsound' if grave else 'sound' if whole else 'unsure'}"


def test_random_nets_that_are_said_to_be_sound_never_get_stuck() -> None:
    seen = Counter[str]()
    for seed in range(EXAMPLES * 4):
        try:
            definition = compiled(net(seed))
        except CannotRun:
            continue
        seen[agrees(definition, seed)] += 1
    assert seen["stuck, unsound"] > EXAMPLES // 10 and seen["ran, sound"] > EXAMPLES // 10, seen


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks(), st.integers(0, 10_000))
def test_diagrams_of_blocks_are_sound_and_spoiled_ones_are_seen_through(block: Block, seed: int) -> None:
    drawings = drawn(block)
    for key in ("main", *[f"piece{number}" for number in range(60)]):
        if any(b'process id="' + key.encode() + b'"' in each for each in drawings):
            faults = said(compiled(*drawings, decisions=WEIGHED, key=key), called=key != "main")
            # a terminate end may leave no time for another, and nothing can follow an end
            assert {kind for kind, _ in faults} <= {"dead", "unreachable"}, faults
    try:
        definition = compiled(spoiled(drawings[0], seed), *drawings[1:], decisions=WEIGHED)
    except CannotRun:
        return
    agrees(definition, seed)


def test_a_join_that_only_one_of_two_ways_reaches_is_a_deadlock_with_the_way_to_it() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), end(), gateway("exclusive", "choose", "left"), task("left"), task("right"),
             gateway("parallel", "meet")],
            [("begin", "choose"), ("choose", "left"), ("choose", "right", "pick = 1"), ("left", "meet"),
             ("right", "meet"), ("meet", "done")],
        )
    )  # fmt: skip
    (level,) = behaviour_of(definition)
    faults = {fault.kind: fault for fault in level.faults}
    assert set(faults) == {"deadlock"}
    assert faults["deadlock"].element == "meet"
    assert faults["deadlock"].path == (
        "begin", "f_begin_choose", "choose", "f_choose_left", "left", "f_left_meet", "meet",
    )  # fmt: skip


def test_a_circle_without_a_way_out_is_a_livelock() -> None:
    nodes = [start(), end(), gateway("exclusive", "top"), task("again"), task("never")]
    flows = [("begin", "top"), ("top", "again"), ("again", "top"), ("never", "done")]
    assert said(compiled(diagram("main", nodes, flows))) == [
        ("unreachable", "done"), ("unreachable", "never"), ("livelock", "again"),
    ]  # fmt: skip


def test_two_branches_that_are_not_joined_do_the_same_step_twice() -> None:
    nodes = [start(), end(), gateway("parallel", "fork"), task("one"), task("two"), task("after")]
    flows = [("begin", "fork"), ("fork", "one"), ("fork", "two"), ("one", "after"), ("two", "after")]
    assert said(compiled(diagram("main", nodes, [*flows, ("after", "done")]))) == [("doubled", "after")]


def test_a_join_behind_a_terminating_end_is_never_completed() -> None:
    nodes = [start(), end(), gateway("exclusive", "choose", "over"), terminate("over"), task("one"),
             gateway("parallel", "fork"), gateway("parallel", "meet"), task("two")]  # fmt: skip
    flows = [("begin", "fork"), ("fork", "one"), ("fork", "two"), ("one", "choose"), ("choose", "over"),
             ("choose", "meet", "pick = 1"), ("two", "meet"), ("meet", "done")]  # fmt: skip
    assert said(compiled(diagram("main", nodes, flows))) == []


@pytest.mark.parametrize("interrupting", [True, False])
def test_what_an_event_on_the_border_brings_may_be_more_than_a_join_takes(interrupting: bool) -> None:
    nodes = [start(), end(), gateway("parallel", "fork"), task("one"), task("two"), gateway("parallel", "meet"),
             timer("late", "P9D", "boundaryEvent", on("one", interrupting)), task("hurry")]  # fmt: skip
    flows = [("begin", "fork"), ("fork", "one"), ("fork", "two"), ("one", "meet"), ("two", "meet"),
             ("late", "hurry"), ("hurry", "meet"), ("meet", "done")]  # fmt: skip
    found = said(compiled(diagram("main", nodes, flows)))
    assert found == [("deadlock", "meet")]


def test_an_error_that_nothing_catches_is_told_and_one_caught_outside_is_not() -> None:
    bad = node("endEvent", "bad", '<bpmn:errorEventDefinition errorRef="x"/>')
    inner = sub_process("whole", [start("s"), task("work"), bad], [("s", "work"), ("work", "bad")])
    caught = node("boundaryEvent", "oops", '<bpmn:errorEventDefinition errorRef="x"/>', on("whole"))

    def with_error(*more: str, flows: tuple[tuple[str, str], ...] = ()) -> Definition:
        content = diagram(
            "main", [start(), end(), inner, *more], [("begin", "whole"), ("whole", "done"), *flows]
        )
        declared = b'<bpmn:error id="x" errorCode="x"/><bpmn:process'
        return compiled(content.replace(b"<bpmn:process", declared, 1))

    assert ("uncaught", "bad") in said(with_error())
    assert ("uncaught", "bad") not in said(with_error(caught, flows=(("oops", "done"),)))


def test_when_there_is_too_much_to_look_at_that_is_said() -> None:
    branches = [f"b{number}" for number in range(12)]
    nodes = [start(), end(), gateway("parallel", "fork"), gateway("parallel", "meet"), *map(task, branches)]
    flows = [("begin", "fork"), *[("fork", name) for name in branches], *[(name, "meet") for name in branches],
             ("meet", "done")]  # fmt: skip
    (level,) = behaviour_of(compiled(diagram("main", nodes, flows)), most=500)
    assert not level.whole and not level.faults
