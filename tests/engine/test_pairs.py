"""Every element after every other: state = replay = reload after each step, and nothing is left standing."""

from __future__ import annotations

import random

import pytest

from app.engine.event_checks import DEFINITIONS
from tests.engine.blocks import whole
from tests.engine.diagrams import Flow, end, start
from tests.engine.dressing import pairs_in
from tests.engine.histories import History
from tests.engine.pairs import FROM, PAIRS, STARTS, TO, drawn_room
from tests.engine.test_histories import assert_one, in_a_loop, live_through, ready

AT_ONCE = 8
"""How many rooms stand one after the other in one diagram."""
GROUPS = [PAIRS[at : at + AT_ONCE] for at in range(0, len(PAIRS), AT_ONCE)]


def row_of(pairs: list[tuple[str, str]]) -> list[bytes]:
    """Draw rooms one after the other, and the pieces that they call."""
    nodes, flows, pieces, before = [start(), end()], list[Flow](), list[bytes](), "begin"
    for place, pair in enumerate(pairs):
        drawn, more, leave, called = drawn_room(f"room{place}", *pair)
        nodes += drawn
        flows += [(before, f"room{place}"), *more]
        pieces += called
        before = leave
    return [in_a_loop(whole("main", nodes, [*flows, (before, "done")])), *pieces]


@pytest.mark.parametrize("number", range(len(GROUPS)))
def test_each_element_may_follow_each_other(number: int) -> None:
    drawings = row_of(GROUPS[number])
    assert set(GROUPS[number]) <= pairs_in(drawings).keys()
    data = {"turn": 0, "pick": number % 3, "rounds": 0, "limit": 3, "things": ["i0", "i1"]}
    history = History(ready(drawings), data)
    assert_one(history)
    live_through(history, drawings, random.Random(number), 0)
    assert [(step.digest, step.trace) for step in history.replayed()] == [
        (step.digest, step.trace) for step in history.steps
    ]
    entered = {entry.get("enter") for step in history.steps for entry in step.trace}
    assert {f"room{place}" for place in range(len(GROUPS[number]))} <= entered


def test_the_pairs_are_of_all_events_that_the_engine_runs() -> None:
    drawn = {*FROM, *STARTS, *(second for _, second in PAIRS)}
    for element, kinds in DEFINITIONS.items():
        for kind in kinds if element.endswith("Event") else ():
            assert f"{element} {kind.removesuffix('EventDefinition')}" in drawn, (element, kind)
    assert len(PAIRS) > 900 and len(TO) > 20
