"""The same commands give the same bytes, on any day, in any process, however often they are replayed."""

from __future__ import annotations

import os
import random
import time
import uuid
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import Definition, EngineFailure
from tests.engine import rounds
from tests.engine.diagrams import chain, diagram, end, gateway, script, start, task
from tests.engine.walk import Walk, compiled

CHOICES = st.lists(st.integers(0, 10_000), min_size=5, max_size=40)


def replay(definition: Definition, choices: list[int]) -> list[tuple[bytes, str, str]]:
    """Act as the choices say, and return everything that each step gave."""
    walk = Walk(definition, {"turn": 0, "limit": 3})
    turn = 0
    for choice in choices:
        if walk.step.ended:
            break
        options = [*walk.tasks, *walk.timers, *walk.waits]
        token = options[choice % len(options)]
        if token in walk.timers:
            walk.time_is_up(walk.timers[token].element_id)
        elif token in walk.waits:
            walk.receive(walk.waits[token].message, brought=str(choice))
        else:
            turn += walk.tasks[token].element_id == "first"
            walk.do_token(token, turn=turn, pick=choice % 3, again_inside=choice % 2 == 0)
    return [(step.state, step.digest, repr(step)) for step in walk.steps]


@pytest.mark.parametrize("construct", rounds.CONSTRUCTS, ids=lambda build: build.__name__)
def test_a_replay_gives_the_same_states_digest_for_digest(construct: Any) -> None:
    first, second = construct(), construct()
    assert first.digest == second.digest

    @settings(max_examples=15, deadline=None)
    @given(CHOICES)
    def holds(choices: list[int]) -> None:
        assert replay(first, choices) == replay(second, choices)

    holds()


def test_no_step_asks_the_clock_chance_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = [construct() for construct in rounds.CONSTRUCTS]

    def forbidden(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the engine asked the outside world")

    for module, name in (
        (time, "time"),
        (time, "time_ns"),
        (uuid, "uuid1"),
        (uuid, "uuid4"),
        (os, "urandom"),
        (os, "getenv"),
        (random, "random"),
    ):
        monkeypatch.setattr(module, name, forbidden)
    for definition in definitions:
        assert replay(definition, list(range(7, 37)))


def test_runs_with_different_seeds_have_no_token_in_common() -> None:
    definition = rounds.parallel()
    one, other = Walk(definition, name="one"), Walk(definition, name="other")
    assert not one.tasks.keys() & other.tasks.keys()


def test_a_seed_used_twice_in_a_run_is_noticed_when_ids_meet() -> None:
    steps = [f"s{place}" for place in range(5)]
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                gateway("parallel", "fork"),
                *map(task, "ab"),
                *(script(name, "x = 1") for name in steps),
                end(),
            ],
            [("begin", "fork"), ("fork", "a"), ("fork", "b"), *chain("a", *steps, "done"), ("b", "done")],
        )
    )
    walk = Walk(definition)
    walk.count = 0
    with pytest.raises(EngineFailure, match="used before"):
        walk.do("a")
