"""A case goes round many times: whatever stands inside the loop, in whatever order it is done, over save and load.

QX_RUNS sets how many random runs each construct gets (60 by default; 1,000 takes some minutes).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from app.engine import Definition
from tests.engine.diagrams import chain, diagram, end, gateway, script, start, task
from tests.engine.rounds import CONSTRUCTS, loop, warning_timer
from tests.engine.walk import Walk, compiled

RUNS = int(os.environ.get("QX_RUNS", "60"))
TURNS = 4


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
