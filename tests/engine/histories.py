"""A run in the hands of officers that also goes over to other versions and is moved by hand; it keeps what was asked.

Every step is stored, read again, and can be taken again from what was asked alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.engine import (
    Command,
    Definition,
    Migration,
    Step,
    complete,
    deliver,
    fire_timer,
    migrate,
    move,
    raise_error,
    start,
)
from app.engine.state import load, save
from app.values import from_json, to_json
from tests.engine.walk import Walk


class History(Walk):
    """A walk that writes down every command, and can go over and be moved."""

    def __init__(self, definition: Definition, data: dict[str, Any]) -> None:
        self.asked: list[str] = []
        self.versions = [definition]
        self._ask("start", data=to_json(data))
        super().__init__(definition, data)

    def go_over(self, new: Definition, mapping: Mapping[str, str]) -> Migration:
        """Go over to another version; CannotMigrate when that is impossible, and nothing has changed then."""
        command = self._command()
        try:
            done = migrate(self.definition, new, self.step.state, mapping, command)
        except BaseException:
            self.count -= 1
            raise
        self.versions.append(new)
        self._ask("migrate", to=len(self.versions) - 1, mapping=dict(mapping))
        self.definition = new
        self._keep(done.step)
        for place in done.renamed:
            for rows in (self.tasks, self.timers, self.waits):
                if place.token in rows:
                    object.__setattr__(rows[place.token], "element_id", place.element_id)
        return done

    def be_moved(self, tokens: Sequence[str], to: str) -> Migration:
        """Be moved by hand; CannotMigrate when that is impossible."""
        command = self._command()
        try:
            done = move(self.definition, self.step.state, tokens, to, command)
        except BaseException:
            self.count -= 1
            raise
        self._ask("move", tokens=list(tokens), to=to)
        self._keep(done.step)
        return done

    def act(self, chance: random.Random, turn: int) -> None:
        """Do one of the things that can be done now: complete a task, let time be up, or deliver a message."""
        options = [*self.tasks, *self.timers, *self.waits]
        assert options, f"nothing can be done, and the run has not ended: {self.kept}"
        token = chance.choice(options)
        if token in self.timers:
            self._fire(token)
        elif token in self.waits:
            self._deliver(token, {"turn": turn, "pick": chance.randrange(3)})
        elif self.tasks[token].kind == "external" and self._caught(token) and chance.random() < 0.5:
            self._fail(token, turn)
        else:
            self.do_token(token, turn=turn, pick=chance.randrange(3))

    def do_token(self, token: str, **answers: Any) -> Step:
        """Complete an open task by its token."""
        self._ask("complete", token=token, answers=answers)
        return super().do_token(token, **answers)

    def time_is_up(self, element: str) -> Step:
        """Fire the oldest clock of this element."""
        return self._fire(next(timer.token for timer in self.timers.values() if timer.element_id == element))

    def receive(self, message: str, **payload: Any) -> Step:
        """Deliver a message to the token that has waited for it longest."""
        return self._deliver(
            next(wait.token for wait in self.waits.values() if wait.message == message), payload
        )

    def _fire(self, token: str) -> Step:
        self._ask("fire", token=token)
        return self._keep(fire_timer(self.definition, self.step.state, token, self._command()))

    def _deliver(self, token: str, payload: dict[str, Any]) -> Step:
        self._ask("deliver", token=token, payload=payload)
        return self._keep(deliver(self.definition, self.step.state, token, payload, self._command()))

    def _caught(self, token: str) -> bool:
        task = self.tasks[token]
        elements = self.definition.elements.values()
        return any(
            each.id.startswith("failed_") and each.attached_to == task.element_id
            for each in elements
            if each.process_key == task.process_key
        )

    def _fail(self, token: str, turn: int) -> Step:
        self._ask("fail", token=token, answers={"turn": turn})
        state, command = self.step.state, self._command()
        return self._keep(raise_error(self.definition, state, token, "x", "", {"turn": turn}, command))

    def reloaded(self) -> str:
        """Return the digest of the state after it was read and stored again."""
        run = load(
            self.step.state, self.definition, Command(datetime.fromisoformat("2025-01-01T00Z"), {}, "again")
        )
        return save(run, self.definition)[1]

    def replayed(self) -> list[Step]:
        """Take every step again from what was asked, with nothing else than the versions."""
        again = _Replay(self)
        return [again.take(json.loads(line)) for line in self.asked]

    def _ask(self, what: str, **facts: Any) -> None:
        self.asked.append(json.dumps({"what": what, **facts}))


class _Replay:
    def __init__(self, history: History) -> None:
        self.versions = history.versions
        self.command = Walk._command
        self.facts, self.name, self.count = history.facts, history.name, 0
        self.definition, self.state = history.versions[0], b""

    def take(self, asked: dict[str, Any]) -> Step:
        step = self._taken(asked, self.command(self))  # type: ignore[arg-type]
        self.state = step.state
        return step

    def _taken(self, asked: dict[str, Any], command: Command) -> Step:
        what, definition, state = asked["what"], self.definition, self.state
        if what == "start":
            return start(definition, command, from_json(asked["data"]))
        if what == "migrate":
            self.definition = self.versions[asked["to"]]
            return migrate(definition, self.definition, state, asked["mapping"], command).step
        if what == "move":
            return move(definition, state, asked["tokens"], asked["to"], command).step
        if what == "fire":
            return fire_timer(definition, state, asked["token"], command)
        if what == "deliver":
            return deliver(definition, state, asked["token"], asked["payload"], command)
        if what == "fail":
            return raise_error(definition, state, asked["token"], "x", "", asked["answers"], command)
        return complete(definition, state, asked["token"], asked["answers"], command)
