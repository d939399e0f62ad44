"""A run in the hands of officers: every step is saved, loaded again and checked; it knows no diagram."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.engine import (
    Command,
    Definition,
    Opened,
    Step,
    TimerSet,
    Wait,
    compile_process,
    complete,
    deliver,
    fire_timer,
    start,
)

MORNING = datetime(2025, 9, 26, 1, 0, tzinfo=UTC)
TODAY = date(2025, 9, 26)


def number(value: int | str) -> Decimal:
    """A number as runs hold it."""
    return Decimal(value)


class Walk:
    """One run: what is open, running and awaited after each step, kept from the steps alone."""

    def __init__(
        self,
        definition: Definition,
        data: dict[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        name: str = "run",
        **how: str,
    ) -> None:
        self.definition = definition
        self.facts = facts or {}
        self.name = name
        self.count = 0
        self.tasks: dict[str, Opened] = {}
        self.timers: dict[str, TimerSet] = {}
        self.waits: dict[str, Wait] = {}
        self.steps: list[Step] = []
        self._keep(start(definition, self._command(), data or {}, **how))

    @property
    def step(self) -> Step:
        """The last step."""
        return self.steps[-1]

    @property
    def open(self) -> list[str]:
        """Ids of the open tasks, in order of opening."""
        return [task.element_id for task in self.tasks.values()]

    @property
    def kept(self) -> dict[str, Any]:
        """The stored state, read as JSON."""
        tree: dict[str, Any] = json.loads(zlib.decompress(self.step.state))
        return tree

    def do(self, element: str, loop: str | None = None, **answers: Any) -> Step:
        """Complete the oldest open task of this element."""
        task = next(
            task
            for task in self.tasks.values()
            if task.element_id == element and (loop is None or task.loop_key == loop)
        )
        return self.do_token(task.token, **answers)

    def do_token(self, token: str, **answers: Any) -> Step:
        """Complete an open task by its token."""
        state = self.step.state
        return self._keep(complete(self.definition, state, token, answers, self._command()))

    def time_is_up(self, element: str) -> Step:
        """Fire the oldest clock of this element."""
        token = next(timer.token for timer in self.timers.values() if timer.element_id == element)
        return self._keep(fire_timer(self.definition, self.step.state, token, self._command()))

    def receive(self, message: str, **payload: Any) -> Step:
        """Deliver a message to the token that has waited for it longest."""
        token = next(wait.token for wait in self.waits.values() if wait.message == message)
        return self._keep(deliver(self.definition, self.step.state, token, payload, self._command()))

    def taken(self) -> list[str]:
        """Sequence flows taken in the last step."""
        return [entry["flow"] for entry in self.step.trace if "flow" in entry]

    def _command(self) -> Command:
        self.count += 1
        at = MORNING + timedelta(minutes=self.count)
        return Command(at, self.facts, f"{self.name}:{self.count}")

    def _keep(self, step: Step) -> Step:
        self.steps.append(step)
        for closed in step.closed:
            del self.tasks[closed.token]
        for token in step.timers_cleared:
            del self.timers[token]
        for token in step.waits_cleared:
            del self.waits[token]
        self.tasks.update((task.token, task) for task in step.opened)
        self.timers.update((timer.token, timer) for timer in step.timers_set)
        self.waits.update((wait.token, wait) for wait in step.waits)
        if step.ended:
            assert not (self.tasks or self.timers or self.waits)
            assert not self.kept["tokens"]
        return step


def compiled(*diagrams: bytes, decisions: Mapping[str, bytes] | None = None, key: str = "main") -> Definition:
    """Compile a diagram with the pieces it calls; each is named after its process."""
    files = dict(decisions or {})
    for content in diagrams:
        name = content.split(b'<bpmn:process id="', 1)[1].split(b'"', 1)[0].decode()
        files[f"{name}.bpmn"] = content
    return compile_process(key, files)
