"""Start, end, throwing, catching and attached events; it must not know gateways other than of events, or states."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.model import NoDate
from app.engine.nodes import Awaiting, Catching, Node, throw
from app.engine.propagation import announce
from app.engine.script import context_at
from app.engine.token import Token
from app.values import Value


class StartEvent(Awaiting):
    """Where a token begins; what starts it is the affair of the host, or of the level around an event sub-process."""


class ThrowEvent(Node):
    """Throws its message, or raises what the run itself catches, and goes on."""

    def _run_hook(self, my_task: Token) -> bool:
        throw(my_task)
        return True

    def _after(self, my_task: Token) -> None:
        raised = self.settings.raised
        if raised is not None:
            announce(my_task, raised, context_at(my_task, self.settings.payload))


class LinkEvent(Node):
    """One end of a link; from the throwing end a flow that nobody drew leads to the other."""


class EndEvent(ThrowEvent):
    """Ends its token, or with `terminates` everything in its level."""

    def __init__(self, *args: Any, terminates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terminates = terminates

    def _after(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.end(my_task)
        super()._after(my_task)
        if self.terminates:
            my_task.workflow.cancel_all()


class CatchEvent(Catching):
    """Waits for a message, a clock or a signal."""


class BoundaryEvent(Awaiting):
    """Waits on the border of an activity as long as that is open."""

    def __init__(self, *args: Any, cancel_activity: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_activity = cancel_activity

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Go on beside the activity, or instead of it; a message may come again, a clock when it repeats."""
        host = my_task.parent
        self.disarm(my_task)
        my_task.move_to_root()
        if self.cancel_activity:
            host.cancel()
        elif self.comes_again(my_task):
            host.task_spec.attach_one(host, self, my_task)
        self._go_on(my_task, payload)

    def catch(self, host: Token, payload: dict[str, Value]) -> None:
        """Go on, beside the activity or instead of it, with what was raised inside it or a signal."""
        tree = host.workflow
        token = Token(tree, self, tree.task_tree)
        if self.cancel_activity:
            host.cancel()
        self._go_on(token, payload)

    def _go_on(self, token: Token, payload: dict[str, Value] | None) -> None:
        token.workflow.top_workflow.journal.enter(token)
        self.receive(token, payload)
        token._ready()

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
        if not my_task.children:
            raise NoDate(my_task.element_id)
        return False

    def won(self, my_task: Token, winner: Token) -> None:
        """Let the token of the event that came first stand for itself, and close the gateway."""
        tree, journal = my_task.workflow, my_task.workflow.top_workflow.journal
        winner.move_to_root()
        tree.retire(my_task)
        journal.leave(my_task)
        journal.flow(tree, winner.internal_data.pop("flow"))
        journal.enter(winner)
