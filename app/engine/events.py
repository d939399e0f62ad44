"""Start, end, throwing, catching and attached events; it must not know gateways, calls or stored states."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.nodes import Awaiting, Node, throw
from app.engine.token import Token
from app.values import Value


class StartEvent(Awaiting):
    """Where a token begins; what starts it is the host's affair."""


class ThrowEvent(Node):
    """Throws its message and goes on."""

    def _run_hook(self, my_task: Token) -> bool:
        throw(my_task)
        return True


class EndEvent(ThrowEvent):
    """Ends its token, or with `terminates` everything in the run or piece."""

    def __init__(self, *args: Any, terminates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terminates = terminates

    def _after(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.end(my_task)
        if self.terminates:
            my_task.workflow.cancel_all()


class CatchEvent(Awaiting):
    """Waits for a message or a clock; behind an event-based gateway it waits as one of several."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        self.arm(my_task)
        return False

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Take what was awaited and go on; the other events of the gateway are no longer awaited."""
        self.disarm(my_task)
        if not my_task.on_root:
            gateway = my_task.parent
            gateway.task_spec.won(gateway, my_task)
        self.receive(my_task, payload)
        my_task._ready()

    def _on_cancel(self, my_task: Token) -> None:
        if my_task.on_root:
            super()._on_cancel(my_task)
        else:
            self.disarm(my_task)


class BoundaryEvent(Awaiting):
    """Waits on the border of an activity as long as that is open."""

    def __init__(self, *args: Any, cancel_activity: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_activity = cancel_activity

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Go on beside the activity, or instead of it; a message may come again, a clock fires once."""
        host = my_task.parent
        self.disarm(my_task)
        my_task.move_to_root()
        if self.cancel_activity:
            host.cancel()
        elif self.settings.message is not None:
            host.task_spec.attach_one(host, self)
        my_task.workflow.top_workflow.journal.enter(my_task)
        self.receive(my_task, payload)
        my_task._ready()

    def _on_cancel(self, my_task: Token) -> None:
        if my_task.on_root:
            Node._on_cancel(self, my_task)
        else:
            self.disarm(my_task)


class EventGateway(Node):
    """Waits for the first of the events drawn behind it."""

    rest = TaskState.WAITING

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        my_task._set_state(TaskState.WAITING)
        for flow in self.flows:
            event = my_task.workflow.spec.task_specs[flow.target]
            token = Token(my_task.workflow, event, my_task)
            token.internal_data["flow"] = flow.id
            if not event.arm(token):
                my_task.workflow.remove(token)
        return False

    def won(self, gateway: Token, winner: Token) -> None:
        """Let the token of the event that came first stand for itself, and close the gateway."""
        tree, journal = gateway.workflow, gateway.workflow.top_workflow.journal
        winner.move_to_root()
        tree.retire(gateway)
        journal.leave(gateway)
        journal.flow(tree, winner.internal_data["flow"])
        journal.enter(winner)
