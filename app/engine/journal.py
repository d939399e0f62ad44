"""What happened during one command, in order; it must not know what elements do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.engine.model import Closed, Opened, Thrown, TimerSet, Wait
from app.values import Value

if TYPE_CHECKING:
    from app.engine.token import Token
    from app.engine.tree import TokenTree


class Journal:
    """Collects the trace and the differences of work, timers and waits between before and after the command."""

    def __init__(self) -> None:
        self.trace: list[dict[str, Any]] = []
        self.end_events: list[str] = []
        self.closed: list[Closed] = []
        self.timers_cleared: list[str] = []
        self.waits_cleared: list[str] = []
        self.thrown: list[Thrown] = []
        self._opened: dict[str, Token] = {}
        self._handed: dict[str, dict[str, Value]] = {}
        self._timers: dict[str, TimerSet] = {}
        self._clocked: dict[str, Token] = {}
        self._waits: dict[str, Wait] = {}

    def enter(self, token: Token) -> None:
        """The token came to its element."""
        self._note("enter", token)

    def leave(self, token: Token) -> None:
        """The token is done at its element."""
        self._note("leave", token)

    def cancel(self, token: Token) -> None:
        """The token was taken away from its element."""
        self._note("cancel", token)

    def flow(self, tree: TokenTree, flow_id: str) -> None:
        """A token took a sequence flow."""
        self.trace.append({"flow": "/".join((*tree.path, flow_id))})

    def decide(self, token: Token, matched: list[int], outputs: dict[str, Value]) -> None:
        """A decision table answered; `matched` counts its rules from 1."""
        self.trace.append({"decision": _place(token), "matched": matched, "outputs": outputs})

    def throw(self, token: Token, message: str, payload: dict[str, Value]) -> None:
        """A message goes out."""
        self.thrown.append(Thrown(token.element_id, message, payload, *_where(token)))

    def end(self, token: Token) -> None:
        """An end event was reached; those inside called pieces end only the piece."""
        if not token.workflow.path and token.workflow is token.workflow.top_workflow:
            self.end_events.append(token.element_id)

    def open(self, token: Token, handed: dict[str, Value] | None = None) -> None:
        """Work is ready to be done; `handed` when not everything visible there may be seen by who does it."""
        self._opened[token.id] = token
        if handed is not None:
            self._handed[token.id] = handed

    def close(self, token: Token, how: str) -> None:
        """Work was done or cancelled; what opened in the same step is not mentioned at all."""
        if self._opened.pop(token.id, None) is None:
            self.closed.append(Closed(token.id, token.element_id, how, token.task_spec.process_key))

    def set_timer(
        self,
        token: Token,
        rule: str | None,
        at: Any,
        duration_iso: str | None,
        since: datetime | None = None,
        times: int = 1,
    ) -> None:
        """A clock starts to run."""
        self._timers[token.id] = TimerSet(
            token.id,
            token.element_id,
            rule,
            at,
            duration_iso,
            *_where(token),
            since=since,
            times=times,
            loop_key=token.workflow.loop_key,
        )
        self._clocked[token.id] = token

    def wait(self, token: Token, message: str) -> None:
        """A token begins to wait for a message."""
        self._waits[token.id] = Wait(token.id, token.element_id, message, *_where(token))

    def clear_timer(self, token: Token) -> None:
        """A clock no longer runs."""
        if self._timers.pop(token.id, None) is None:
            self.timers_cleared.append(token.id)

    def clear_wait(self, token: Token) -> None:
        """A token no longer waits."""
        if self._waits.pop(token.id, None) is None:
            self.waits_cleared.append(token.id)

    def opened(self) -> list[Opened]:
        """Work that opened in this step and is still open."""
        return [_opened(token, self._handed.get(token.id)) for token in self._opened.values()]

    def timers(self) -> list[TimerSet]:
        """Clocks that started in this step and still run."""
        found = []
        for timer in self._timers.values():
            token = self._clocked[timer.token]
            found.append(replace(timer, holds_up=token.task_spec.held_up(token)))
        return found

    def waits(self) -> list[Wait]:
        """Waits that began in this step and still last."""
        return list(self._waits.values())

    def _note(self, what: str, token: Token) -> None:
        entry = {what: _place(token)}
        if "loop" in token.internal_data:
            entry["loop"] = str(token.internal_data["loop"])
        self.trace.append(entry)


def _place(token: Token) -> str:
    return "/".join((*token.workflow.path, token.element_id))


def _where(token: Token) -> tuple[str, tuple[str, ...]]:
    return token.task_spec.process_key, token.workflow.path


def _opened(token: Token, handed: dict[str, Value] | None) -> Opened:
    tree = token.workflow
    loop = token.internal_data.get("loop")
    return Opened(
        token=token.id,
        element_id=token.element_id,
        kind=token.task_spec.work,
        data={**tree.data, **tree.local, **token.data} if handed is None else handed,
        path=list(tree.path),
        loop_key=tree.loop_key if loop is None else str(loop),
        process_key=token.task_spec.process_key,
    )
