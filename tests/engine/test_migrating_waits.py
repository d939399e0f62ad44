"""A run waits for something that is gone, and goes on waiting at an element that stood beside it for something else."""

from __future__ import annotations

from app.engine import Definition
from tests.engine.diagrams import chain, diagram, end, message, on, start, task, timer
from tests.engine.histories import History
from tests.engine.walk import compiled


def waiting(*names: str) -> Definition:
    """A diagram with these waits one after the other: `told` for a message, `day` for a clock."""
    drawn = {"told": message("told", "paid"), "day": timer("day", "P1D")}
    nodes = [start(), *(drawn[name] for name in names), end()]
    return compiled(diagram("main", nodes, chain("begin", *names, "done"), messages=["paid"]))


def test_who_waited_for_a_message_that_is_gone_waits_for_the_clock_that_stood_behind_it() -> None:
    history = History(waiting("told", "day"), {})
    (token,) = history.waits
    history.go_over(waiting("day"), {"told": "day"})
    assert not history.waits and list(history.timers) == [token]
    assert history.reloaded() == history.step.digest
    history.time_is_up("day")
    assert history.step.ended
    assert [step.digest for step in history.replayed()] == [step.digest for step in history.steps]


def test_who_waited_for_a_clock_that_is_gone_waits_for_the_message() -> None:
    history = History(waiting("day", "told"), {})
    history.go_over(waiting("told"), {"day": "told"})
    assert not history.timers
    history.receive("paid")
    assert history.step.ended


def bordered(*events: str) -> Definition:
    """A step with events on its border: `late`, a clock, and `told`, a message."""
    drawn = {
        "late": timer("late", "P9D", "boundaryEvent", on("a", False)),
        "told": message("told", "paid", "boundaryEvent", on("a", False)),
    }
    nodes = [
        start(),
        task("a"),
        end(),
        *(drawn[name] for name in events),
        *(end(f"e_{name}") for name in events),
    ]
    flows = [*chain("begin", "a", "done"), *((name, f"e_{name}") for name in events)]
    return compiled(diagram("main", nodes, flows, messages=["paid"]))


def test_an_event_on_the_border_that_is_mapped_to_its_neighbour_is_awaited_once() -> None:
    history = History(bordered("late", "told"), {})
    history.go_over(bordered("told"), {"late": "told"})
    assert not history.timers and len(history.waits) == 1
    history.receive("paid")
    history.do("a")
    assert history.step.ended
