"""Random diagrams, random histories, random changes: what is said to go over goes over, ends and replays.

What is said to stay is as it was, byte for byte.
"""

from __future__ import annotations

import os
import random
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.engine import CannotMigrate, CannotRun
from tests.engine.blocks import Block, drawn
from tests.engine.dressing import WEIGHED
from tests.engine.edits import edited
from tests.engine.histories import History
from tests.engine.test_blocks import MOST_ACTIONS, blocks
from tests.engine.walk import compiled

TRIPLES = int(os.environ.get("PROVE_TRIPLES", "120"))
"""How many triples are tried; `make prove` tries more."""
COUNTED: Counter[str] = Counter()


def framed(block: Block) -> Block:
    """Put a step before a block and go round both, so that there is a history to speak of."""
    return Block("round", (Block("line", (Block("task"), block)),))


@settings(
    max_examples=TRIPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.builds(framed, blocks()), st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_said_to_go_over_ends_and_replays_and_the_rest_is_untouched(
    block: Block, seed: int, change: int
) -> None:
    drawings = drawn(block)
    chance = random.Random(seed)
    history = History(compiled(*drawings, decisions=WEIGHED), {"turn": 0, "pick": seed % 3})
    for turn in range(1, chance.randrange(2, 12)):
        if not history.step.ended:
            history.act(chance, turn)
    if history.step.ended:
        COUNTED["ended before"] += 1
        return
    changed, mapping = edited(drawings, change)
    try:
        new = compiled(*changed, decisions=WEIGHED)
    except CannotRun:
        COUNTED["change refused by the gate"] += 1
        return
    before = history.step.state
    try:
        history.go_over(new, mapping)
    except CannotMigrate as refusal:
        assert refusal.obstacles and all(item.zh and item.en for item in refusal.obstacles)
        assert history.step.state == before
        COUNTED.update({"stay": 1, **{f"stay: {item.code}": 1 for item in refusal.obstacles}})
    else:
        COUNTED["go over"] += 1
    finish(history, chance)


def finish(history: History, chance: random.Random) -> None:
    """Go on to the end; the state read again and the history taken again are the same after every step."""
    for turn in range(20, MOST_ACTIONS):
        assert history.reloaded() == history.step.digest
        if history.step.ended:
            break
        history.act(chance, turn)
    assert history.step.ended
    again = history.replayed()
    assert [(step.digest, step.trace) for step in again] == [
        (step.digest, step.trace) for step in history.steps
    ]
