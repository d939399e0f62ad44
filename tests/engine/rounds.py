"""What may stand inside a loop: one diagram for each construct that the processes use; it knows no test."""

from __future__ import annotations

from collections.abc import Callable

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
    start,
    sub_process,
    task,
    terminate,
    timer,
)
from tests.engine.walk import compiled

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
