"""Whatever is drawn of blocks in blocks, and in whatever order it is done, it ends, and a replay gives the same."""

from __future__ import annotations

import os
import random
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.blocks import BORDERS, CALLS, REPEATED, SPLITS, Block, drawn
from tests.engine.dressing import WEIGHED
from tests.engine.pairs import PAIRS
from tests.engine.walk import Walk, compiled

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
"""How many diagrams are tried; set it higher for a night."""
MOST_ACTIONS = 3_000
SENT = [number for number, pair in enumerate(PAIRS) if "intermediateCatchEvent signal" not in pair]
"""All pairs but those that wait for a signal: who is moved past what sends it would wait for ever."""


def blocks() -> st.SearchStrategy[Block]:
    """Blocks in blocks, some ten leaves at most."""
    number = st.integers(0, 2)
    one = st.builds(Block, st.sampled_from(("task", "script", "wait", "choice", *REPEATED)), number=number)
    leaf = st.one_of(one, st.builds(Block, st.just("pair"), number=st.sampled_from(SENT)))

    def around(below: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(below, min_size=2, max_size=3).map(tuple)
        one = st.tuples(below)
        return st.one_of(
            st.builds(Block, st.sampled_from(("line", *SPLITS)), several, number),
            st.builds(Block, st.sampled_from(BORDERS), one, number),
            st.builds(Block, st.sampled_from(("round", "signalled", *CALLS)), one, number),
            st.builds(Block, st.sampled_from([f"{kind} in it" for kind in REPEATED]), one, number),
        )

    return st.recursive(leaf, around, max_leaves=10)


def act(walk: Walk, chance: random.Random, turn: int) -> None:
    """Do one of the things that can be done now: complete a task, let time be up, or deliver a message."""
    options = [*walk.tasks, *walk.timers, *walk.waits]
    assert options, f"nothing can be done, and the run has not ended: {walk.kept}"
    token = chance.choice(options)
    if token in walk.timers:
        walk.time_is_up(walk.timers[token].element_id)
    elif token in walk.waits:
        walk.receive(walk.waits[token].message, brought=turn)
    else:
        walk.do_token(token, turn=turn, pick=chance.randrange(3))


def done(drawings: list[bytes], seed: int) -> Walk:
    """Run a diagram to its end, choosing by chance what comes next; every step is stored and read again."""
    chance = random.Random(seed)
    walk = Walk(compiled(*drawings, decisions=WEIGHED), {"turn": 0, "pick": seed % 3})
    for turn in range(1, MOST_ACTIONS):
        if walk.step.ended:
            return walk
        act(walk, chance, turn)
    raise AssertionError(f"still running after {MOST_ACTIONS} actions, open: {walk.open}")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks(), st.integers(0, 10_000))
def test_a_diagram_of_blocks_ends_and_a_replay_gives_the_same_events(block: Block, seed: int) -> None:
    drawings = drawn(block)
    walk, again = done(drawings, seed), done(drawings, seed)
    assert [(step.digest, repr(step)) for step in walk.steps] == [
        (step.digest, repr(step)) for step in again.steps
    ]
    moves = Counter[tuple[str, str]]()
    for step in walk.steps:
        moves.update((what, str(place)) for entry in step.trace for what, place in entry.items())
    for place in {place for what, place in moves if what == "enter"}:
        assert moves["enter", place] == moves["leave", place] + moves["cancel", place], place
    assert walk.step.end_events.count("done") <= 1
