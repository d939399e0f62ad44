"""Deciding, splitting and joining by counting tokens on each flow; it must not know calls, events or stored states."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.drawn import Flow
from app.engine.flows import default_of, every_that_holds, holds
from app.engine.nodes import Node
from app.engine.token import Token


class ExclusiveGateway(Node):
    """Takes the first flow, in the order drawn in the file, whose condition is true, else the default."""

    def choose(self, my_task: Token) -> list[Flow]:
        """Return one flow."""
        for flow in self.flows:
            if not flow.default and holds(my_task, flow):
                return [flow]
        return default_of(my_task, self.flows)


class Join(Node):
    """A gateway that takes one token from each incoming flow and goes on with one.

    SpiffWorkflow's own joins look at finished ancestors, which fails in loops and merges two tokens on one flow; here
    tokens wait, each marked with the flow it came along, and a second one on the same flow waits for the next round.
    """

    joins = True
    rest = TaskState.WAITING

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return super()._update_hook(my_task)
        my_task._set_state(TaskState.WAITING)
        if self.complete(my_task):
            self.fire(my_task)
        return False

    def _on_cancel(self, my_task: Token) -> None:
        if my_task.state != TaskState.WAITING:
            super()._on_cancel(my_task)

    def complete(self, my_task: Token) -> bool:
        """Whether every incoming flow holds a token."""
        return len(self._first_by_flow(my_task)) == len(self.incoming)

    def fire(self, my_task: Token) -> None:
        """Go on with the token that waits longest, and take one from every other flow."""
        waiting = self._first_by_flow(my_task)
        first, *others = waiting.values()
        for token in others:
            token.workflow.remove(token)
        first.workflow.top_workflow.journal.enter(first)
        first._ready()

    def _first_by_flow(self, my_task: Token) -> dict[str, Token]:
        found: dict[str, Token] = {}
        for token in my_task.workflow.live():
            if token.task_spec is self and token.state == TaskState.WAITING:
                found.setdefault(token.internal_data["flow"], token)
        return found


class ParallelGateway(Join):
    """Waits for every incoming flow, and sends a token along every outgoing one."""


class InclusiveGateway(Join):
    """Waits for every incoming flow a token can still come along, and takes every outgoing flow that holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upstream: dict[str, frozenset[str]] = {}

    def choose(self, my_task: Token) -> list[Flow]:
        """Return the flows whose condition is true, else the default."""
        return every_that_holds(my_task, self.flows)

    def may_fire_now(self, my_task: Token) -> bool:
        """Whether no other token can reach an empty incoming flow, unless it can reach an occupied one as well.

        This is the rule of BPMN 2.0.2, 13.4.3; `upstream` names for each incoming flow the elements from which it can
        be reached without passing this gateway.
        """
        occupied = self._first_by_flow(my_task)
        empty = [flow for flow in self.incoming if flow not in occupied]
        for token in my_task.workflow.live():
            if token.on_root and token.task_spec is not self:
                name = token.task_spec.name
                coming = any(name in self.upstream[flow] for flow in empty)
                if coming and not any(name in self.upstream[flow] for flow in occupied):
                    return False
        return True


def find_upstream(gateway: InclusiveGateway, specs: dict[str, Any]) -> None:
    """Note for each incoming flow of a join from which elements it can be reached without passing the join."""
    into: dict[str, set[str]] = {}
    for spec in specs.values():
        if isinstance(spec, Node) and spec is not gateway:
            for target in [flow.target for flow in spec.flows] + spec.attached:
                into.setdefault(target, set()).add(spec.name)
    for spec in specs.values():
        if isinstance(spec, Node):
            for flow in spec.flows:
                if flow.target == gateway.name:
                    gateway.upstream[flow.id] = _backwards(spec.name, into, gateway.name)


def _backwards(start: str, into: dict[str, set[str]], stop: str) -> frozenset[str]:
    seen: set[str] = set()
    todo = [start] if start != stop else []
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(into.get(name, ()))
    return frozenset(seen - {stop})
