"""A case goes round many times: whatever stands inside the loop, in whatever order it is done, over save and load.

QX_RUNS sets how many random runs each construct gets (60 by default; 1,000 takes some minutes).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from app.engine import Definition
from tests.engine.diagrams import (
    Flow,
    call,
    chain,
    diagram,
    each,
    end,
    gateway,
    message,
    on,
    script,
    start,
    sub_process,
    task,
    terminate,
    timer,
)
from tests.engine.walk import Walk, compiled

RUNS = int(os.environ.get("QX_RUNS", "60"))
TURNS = 4

PIECE = diagram(
    "piece",
    [start("ps"), gateway("exclusive", "pj"), task("draft"), gateway("exclusive", "pg", "pe"), end("pe")],
    [*chain("ps", "pj", "draft", "pg"), ("pg", "pj", "again_inside"), ("pg", "pe")],
)


def loop(
    nodes: list[str], flows: list[Flow], entry: str, leave: str, messages: list[str] | None = None
) -> Definition:
    """Put a construct between a first task and the decision whether to go round again."""
    return compiled(
        diagram(
            "main",
            [
                start(),
                gateway("exclusive", "top"),
                task("first"),
                *nodes,
                gateway("exclusive", "round", "done"),
                end(),
            ],
            [
                *chain("begin", "top", "first", entry),
                *flows,
                (leave, "round"),
                ("round", "top", "turn < limit"),
                ("round", "done"),
            ],
            messages=messages or [],
        ),
        PIECE,
    )


def parallel() -> Definition:
    names = ("a", "b", "c")
    flows: list[Flow] = [*(("fork", name) for name in names), *((name, "meet") for name in names)]
    return loop(
        [gateway("parallel", "fork"), *map(task, names), gateway("parallel", "meet")], flows, "fork", "meet"
    )


def inclusive() -> Definition:
    flows: list[Flow] = [
        ("fork", "a", "pick != 0"),
        ("fork", "b", "pick != 1"),
        ("fork", "c"),
        *((name, "meet") for name in "abc"),
    ]
    return loop(
        [gateway("inclusive", "fork", "c"), *map(task, "abc"), gateway("inclusive", "meet")],
        flows,
        "fork",
        "meet",
    )


def call_on_a_branch() -> Definition:
    nodes = [
        gateway("parallel", "fork"),
        task("a"),
        call("c", "piece", in_="{again_inside: false}"),
        timer("warn", 'due("R")', "boundaryEvent", on("c", False)),
        task("note"),
        end("noted"),
        gateway("parallel", "meet"),
    ]
    flows: list[Flow] = [
        *[("fork", "a"), ("fork", "c"), ("a", "meet"), ("c", "meet")],
        *chain("warn", "note", "noted"),
    ]
    return loop(nodes, flows, "fork", "meet")


def warning_timer() -> Definition:
    nodes = [
        task("a"),
        timer("warn", 'due("R")', "boundaryEvent", on("a", False)),
        task("note"),
        end("noted"),
    ]
    return loop(nodes, list(chain("warn", "note", "noted")), "a", "a")


def tasks_for_units() -> Definition:
    return loop([each("a", '["x", "y", "z"]', "unit")], [], "a", "a")


def calls_for_parties() -> Definition:
    nodes = [each("c", '["x", "y"]', "party", "callActivity", 'calledElement="piece"', in_="{p: party}")]
    return loop(nodes, [], "c", "c")


def first_of_events() -> Definition:
    nodes = [
        gateway("eventBased", "which"),
        timer("over", 'due("R")'),
        message("paid", "paid"),
        message("revoked", "revoked"),
        gateway("exclusive", "merge"),
    ]
    flows: list[Flow] = [
        flow for name in ("over", "paid", "revoked") for flow in chain("which", name, "merge")
    ]
    return loop(nodes, flows, "which", "merge", ["paid", "revoked"])


def interrupting_events() -> Definition:
    nodes = [
        task("a"),
        timer("late", 'due("R")', "boundaryEvent", on("a")),
        message("gone", "gone", "boundaryEvent", on("a")),
        gateway("exclusive", "merge"),
    ]
    flows: list[Flow] = [("a", "merge"), ("late", "merge"), ("gone", "merge")]
    return loop(nodes, flows, "a", "merge", ["gone"])


def sub_process_that_terminates() -> Definition:
    """Whoever is ready first ends the sub-process for both."""
    inside = sub_process(
        "inner",
        [start("s"), gateway("parallel", "f"), task("a"), task("b"), end("e"), terminate("t")],
        [("s", "f"), ("f", "a"), ("f", "b"), ("a", "t"), ("b", "e")],
    )
    return loop([inside], [], "inner", "inner")


def nested_splits() -> Definition:
    nodes = [
        gateway("parallel", "fork"),
        gateway("inclusive", "inner", "c"),
        *map(task, "abcd"),
        gateway("inclusive", "inner_meet"),
        gateway("parallel", "meet"),
    ]
    flows: list[Flow] = [
        ("fork", "inner"),
        ("fork", "d"),
        ("inner", "a", "pick != 0"),
        ("inner", "b", "pick = 2"),
        ("inner", "c"),
        *((name, "inner_meet") for name in "abc"),
        ("inner_meet", "meet"),
        ("d", "meet"),
    ]
    return loop(nodes, flows, "fork", "meet")


CONSTRUCTS: list[Callable[[], Definition]] = [
    parallel,
    inclusive,
    call_on_a_branch,
    warning_timer,
    tasks_for_units,
    calls_for_parties,
    first_of_events,
    interrupting_events,
    sub_process_that_terminates,
    nested_splits,
]


def go_round(definition: Definition, chance: random.Random, turns: int) -> list[int]:
    """Do what is open in random order until the run is over; return the sizes at the start of each turn."""
    walk = Walk(definition, {"turn": 0, "limit": turns}, name=str(chance.random()))
    sizes, turn = [], 0
    for _ in range(60 * turns):
        if walk.step.ended:
            break
        choices = [*walk.tasks, *walk.timers, *walk.waits]
        token = chance.choice(choices)
        if token in walk.timers:
            walk.time_is_up(walk.timers[token].element_id)
        elif token in walk.waits:
            walk.receive(walk.waits[token].message)
        elif walk.tasks[token].element_id == "first":
            turn += 1
            sizes.append(len(walk.kept["tokens"]))
            walk.do_token(token, turn=turn, pick=chance.randrange(3))
        else:
            again = walk.tasks[token].element_id == "draft" and chance.random() < 0.3
            walk.do_token(token, **({"again_inside": again} if walk.tasks[token].path else {}))
    assert walk.step.ended, walk.kept
    assert turn == turns
    assert_balanced(walk)
    return sizes


def assert_balanced(walk: Walk) -> None:
    """Every element entered was left or cancelled, as often as it was entered."""
    balance: dict[tuple[str, str], int] = {}
    for step in walk.steps:
        for entry in step.trace:
            for verb, weight in (("enter", 1), ("leave", -1), ("cancel", -1)):
                if verb in entry:
                    place = (entry[verb], entry.get("loop", ""))
                    balance[place] = balance.get(place, 0) + weight
    assert not {place: count for place, count in balance.items() if count}


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda build: build.__name__)
def test_a_loop_ends_in_whatever_order_its_parts_are_done(construct: Callable[[], Definition]) -> None:
    definition = construct()
    for seed in range(RUNS):
        go_round(definition, random.Random(f"{construct.__name__}:{seed}"), TURNS)


def three_tasks() -> Definition:
    return compiled(
        diagram(
            "main",
            [
                start(),
                gateway("exclusive", "top"),
                *map(task, "abc"),
                gateway("exclusive", "round", "top"),
                end(),
            ],
            [
                *chain("begin", "top", "a", "b", "c", "round"),
                ("round", "done", "enough = true"),
                ("round", "top"),
            ],
        )
    )


def test_after_two_thousand_turns_the_state_is_as_small_as_after_fifty() -> None:
    walk = Walk(three_tasks(), {"amount": 1})
    sizes = {}
    for turn in range(1, 2001):
        walk.steps = walk.steps[-1:]
        for name in "abc":
            walk.do(name, **({"last": name} if name != "c" else {}))
        if turn in (50, 2000):
            sizes[turn] = len(walk.step.state)
    walk.do("a")
    walk.do("b")
    walk.do("c", enough=True)
    assert walk.step.ended
    assert abs(sizes[2000] - sizes[50]) <= 0.03 * sizes[50]


def test_a_side_branch_left_open_does_not_keep_the_past_alive() -> None:
    """The warning of the first turn stays undone while the main branch goes round three hundred times."""
    definition = warning_timer()
    walk = Walk(definition, {"turn": 0, "limit": 300})
    walk.do("first", turn=1)
    walk.time_is_up("warn")
    sizes = []
    for turn in range(2, 300):
        walk.do("a")
        sizes.append(len(walk.kept["tokens"]))
        walk.do("first", turn=turn)
    assert set(sizes) == {2}
    assert walk.open == ["note", "a"]


def test_a_script_in_the_loop_counts_the_turns() -> None:
    definition = loop([script("count", "turn = turn + 1")], [], "count", "count")
    walk = Walk(definition, {"turn": 0, "limit": 25})
    for _ in range(25):
        walk.do("first")
    assert walk.step.ended
