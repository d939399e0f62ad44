"""Random models of every element, random histories with migrations and moves: state = replay = reload each time."""

from __future__ import annotations

import csv
import os
import random
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.engine import CannotMigrate, CannotRun, Definition, EngineFailure
from tests.engine.blocks import Block, drawn
from tests.engine.dressing import WEIGHED, dressed, elements_in, pairs_in
from tests.engine.edits import edited
from tests.engine.histories import History
from tests.engine.test_blocks import blocks
from tests.engine.walk import compiled

MODELS = int(os.environ.get("PROVE_MODELS", "60"))
"""How many models are tried; `make prove` tries more."""
FEWEST_STEPS = 10
LONG = 1_005
"""Turns of the loop around one model of so many that is gone round for long."""
MOST_ACTIONS = 40_000
THINGS = ["i0", "i1"]
COUNTED: Counter[str] = Counter()
ELEMENTS: Counter[str] = Counter()
PAIRS: Counter[tuple[str, str]] = Counter()


def ready(drawings: list[bytes]) -> Definition:
    return compiled(*drawings, decisions=WEIGHED)


def in_a_loop(main: bytes) -> bytes:
    """Go round the whole of a diagram as long as `rounds` is below `limit`, with a step in each round."""
    first = main.index(b'id="f_begin_')
    entry = main[first:].split(b'targetRef="', 1)[1].split(b'"', 1)[0]
    last = main.index(b'targetRef="done"')
    source = main[:last].rsplit(b'sourceRef="', 1)[1].split(b'"', 1)[0]
    main = main.replace(b'sourceRef="begin" targetRef="%s"' % entry, b'sourceRef="begin" targetRef="top"', 1)
    main = main.replace(
        b'sourceRef="%s" targetRef="done"' % source, b'sourceRef="%s" targetRef="count"' % source, 1
    )
    more = (
        b'<bpmn:exclusiveGateway id="top"/><bpmn:userTask id="step_of_the_round"/>'
        b'<bpmn:scriptTask id="count"><bpmn:script>rounds = rounds + 1</bpmn:script></bpmn:scriptTask>'
        b'<bpmn:exclusiveGateway id="round" default="f_out"/>'
        b'<bpmn:sequenceFlow id="f1" sourceRef="top" targetRef="step_of_the_round"/>'
        b'<bpmn:sequenceFlow id="f2" sourceRef="step_of_the_round" targetRef="%s"/>'
        b'<bpmn:sequenceFlow id="f3" sourceRef="count" targetRef="round"/>'
        b'<bpmn:sequenceFlow id="f4" sourceRef="round" targetRef="top"><bpmn:conditionExpression>'
        b"rounds &lt; limit and turn + 0 &gt; 0</bpmn:conditionExpression></bpmn:sequenceFlow>"
        b'<bpmn:sequenceFlow id="f_out" sourceRef="round" targetRef="done"/>' % entry
    )
    return main.replace(b"</bpmn:process>", more + b"</bpmn:process>", 1)


@settings(
    max_examples=MODELS, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(blocks(), st.integers(0, 1_000_000))
def test_after_every_step_state_replay_and_reload_are_one(block: Block, seed: int) -> None:
    main, *pieces = drawn(block)
    plain = [in_a_loop(main), *pieces]
    drawings = dressed(plain, seed)
    try:
        definition = ready(drawings)
    except CannotRun:
        COUNTED["drawn plainly"] += 1  # e.g. a circle in which nothing is waited for any more
        drawings, definition = plain, ready(plain)
    long = seed % 500 == 250
    limit = LONG if long else FEWEST_STEPS
    data = {"turn": 0, "pick": seed % 3, "rounds": 0, "limit": limit, "things": THINGS}
    history, chance = History(definition, data), random.Random(seed)
    assert_one(history)
    live_through(history, drawings, chance, 0.01 if long else 0.12)
    enough = len(history.steps) >= FEWEST_STEPS
    assert enough or any('"what": "m' in line for line in history.asked)  # shortened by a migration or a move
    again = history.replayed()
    assert [(step.digest, step.trace) for step in again] == [
        (step.digest, step.trace) for step in history.steps
    ]
    COUNTED.update(models=int(enough), shortened=int(not enough), steps=len(history.steps), long=int(long))
    ELEMENTS.update(elements_in(drawings).keys())
    PAIRS.update(pairs_in(drawings).keys())


def live_through(history: History, drawings: list[bytes], chance: random.Random, often: float) -> None:
    """Do what can be done by chance, now and then carry the run over or move it, until it ends."""
    moved = False
    for turn in range(1, MOST_ACTIONS):
        if history.step.ended:
            return
        before, what = history.step.state, chance.random()
        try:
            if what < often / 2:
                drawings = carried(history, drawings, chance)
            elif what < often:
                moved = be_moved(history, chance) or moved
            else:
                history.act(chance, turn)
        except CannotMigrate:
            assert history.step.state == before
            COUNTED["refused"] += 1
        except EngineFailure:
            # Only a run that was moved by hand, or carried over, may come to where its data were never meant to be.
            assert moved or len(history.versions) > 1
            assert history.step.state == before
            history.asked.pop()
            COUNTED["could not go on"] += 1
            return
        assert_one(history)
    raise AssertionError(f"still running, open: {history.open}")


def assert_one(history: History) -> None:
    """The state read again is the state."""
    assert history.reloaded() == history.step.digest


def carried(history: History, drawings: list[bytes], chance: random.Random) -> list[bytes]:
    """Carry the run over to a changed version, if that can run, and return what is drawn now."""
    changed, mapping = edited(drawings, chance.randrange(1_000_000))
    try:
        new = ready(changed)
    except CannotRun:
        return drawings
    history.go_over(new, mapping)
    COUNTED["migrations"] += 1
    return changed


def be_moved(history: History, chance: random.Random) -> bool:
    """Move the run by hand from a token to any element."""
    tokens = [row["id"] for row in history.kept["tokens"]]
    tokens += [row["id"] for piece in history.kept["pieces"] for row in piece["tokens"]]
    to = chance.choice(sorted(history.definition.elements))
    history.be_moved(chance.sample(tokens, min(len(tokens), chance.choice((1, 1, 2)))), to)
    COUNTED["moves"] += 1
    return True


def test_the_models_draw_every_element_that_is_executed() -> None:
    with (Path(__file__).parent / "elements.csv").open(encoding="utf-8") as listed:
        wanted = {row["element"] for row in csv.DictReader(listed) if row["how"] == "executed"}
    found: Counter[str] = Counter()

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(blocks(), st.integers(0, 1_000_000))
    def look(block: Block, seed: int) -> None:
        main, *pieces = drawn(block)
        found.update(elements_in(dressed([in_a_loop(main), *pieces], seed)))

    look()
    assert wanted <= found.keys()
