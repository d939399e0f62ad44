"""Every diagram that ships compiles, and officers who answer anything at all get through it to an end."""

from __future__ import annotations

import json
import os
import random
import re
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.engine import Definition, compile_process
from tests.engine.walk import MORNING, TODAY, Walk

PROCESSES = Path(__file__).parents[2] / "processes"
KEYS = sorted(path.stem for path in PROCESSES.glob("*/*.bpmn"))
RUNS = int(os.environ.get("QX_RUNS", "6"))
MOST_STEPS = 400


@cache
def shipped(key: str) -> Definition:
    files = {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in PROCESSES.glob("*/*")
        if path.suffix in (".bpmn", ".dmn")
    }
    return compile_process(key, files)


def anything(kind: str, chance: random.Random) -> Any:
    """A value of a variable's type: one of the texts it lists, or of its kind."""
    texts = re.findall(r'"([^"]*)"', kind)
    if texts:
        return chance.choice(texts)
    if kind.startswith("list"):
        return [f"item {place}" for place in range(chance.randrange(3))]
    return {
        "number": Decimal(chance.randrange(50_000)),
        "boolean": chance.random() < 0.5,
        "date": TODAY + timedelta(days=chance.randrange(-30, 60)),
        "datetime": MORNING + timedelta(hours=chance.randrange(-700, 1400)),
    }.get(kind, chance.choice(["something", None]))


def answers(definition: Definition, process_key: str, chance: random.Random) -> dict[str, Any]:
    """Answers to most of what the officer could be asked in this diagram; days always, as forms demand those."""
    kinds = json.loads(definition.properties[process_key].get("variables", "{}"))
    given = (name for name, kind in kinds.items() if kind in ("date", "datetime") or chance.random() < 0.7)
    return {name: anything(kinds[name], chance) for name in given}


def facts(definition: Definition, chance: random.Random) -> dict[str, Any]:
    """Something for every fact that the diagrams read; names that sound like a date are dates."""
    found: dict[str, Any] = {}
    for name in sorted(definition.facts_needed):
        is_date = re.search(r"(_(on|at|by|from|due|until)|\.since)$", name)
        found[name] = (
            TODAY if is_date else Decimal(9) if name.startswith("setting.") else chance.choice(["x", None])
        )
    return {
        name: value
        for name, value in found.items()
        if not any(other.startswith(f"{name}.") for other in found)
    }


@pytest.mark.parametrize("key", KEYS)
def test_it_compiles_and_is_named_as_its_folder(key: str) -> None:
    definition = shipped(key)
    assert definition.key == key and definition.starts
    assert (PROCESSES / key / f"{key}.bpmn").is_file()


@pytest.mark.parametrize("key", KEYS)
def test_any_answers_lead_to_an_end_or_go_on(key: str) -> None:
    definition = shipped(key)
    for seed in range(RUNS):
        wander(definition, random.Random(f"{key}:{seed}"))


def wander(definition: Definition, chance: random.Random) -> Walk:
    """Do whatever is possible in random order; something must always be possible until the run is over."""
    known = facts(definition, chance)
    data = answers(definition, definition.key, chance)
    walk = Walk(
        definition, data, known, str(chance.random()), element=chance.choice(sorted(definition.starts))
    )
    for _ in range(MOST_STEPS):
        if walk.step.ended:
            break
        choices = [*walk.tasks, *walk.timers, *walk.waits]
        assert choices, f"nobody can go on: {walk.kept}"
        token = chance.choice(choices)
        if token in walk.timers:
            walk.time_is_up(walk.timers[token].element_id)
        elif token in walk.waits:
            walk.receive(walk.waits[token].message, **answers(definition, definition.key, chance))
        else:
            walk.do_token(token, **answers(definition, walk.tasks[token].process_key, chance))
        walk.steps = walk.steps[-1:]
    assert len(walk.kept["tokens"]) < 200
    return walk
