"""Putting variables of a run right that were filled in wrong; it moves no token and takes nothing back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engine.definition import Definition
from app.engine.model import Command, NotReady, Step
from app.engine.state import load
from app.engine.stepping import finish
from app.engine.tree import Run
from app.values import Value


def amend(
    definition: Definition, state: bytes, changes: Mapping[str, tuple[Value, Value]], command: Command
) -> Step:
    """Give variables another value wherever they hold the wrong one; `changes` are wrong and right value by name.

    Variables are passed on to called pieces and back, so the same fact may stand in several places of a run. Raises
    NotReady when the run has ended, or one of the wrong values stands nowhere any more.
    """
    run = load(state, definition, command)
    if run.completed:
        raise NotReady(
            "流程已经结束，流程中的数据不能再更正。", "The run has ended; its data stay as they are."
        )
    for name, (wrong, right) in changes.items():
        places = [data for data in _data(run) if name in data and data[name] == wrong]
        if not places:
            zh = "流程已不再使用原来填写的内容，无需在流程中更正。"
            raise NotReady(zh, f"The run does not hold the former value of {name} any more.")
        for data in places:
            data[name] = right
    return finish(run, definition)


def _data(run: Run) -> Iterator[dict[str, Value]]:
    for tree in run.trees():
        yield tree.data
        yield from (token.data for token in tree.live())
