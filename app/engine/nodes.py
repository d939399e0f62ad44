"""What every element does with a token, and how one waits; it must not know tasks, calls, gateways or stored states."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.drawn import Flow, Settings
from app.engine.flows import every_that_holds
from app.engine.model import NoDate, NotReady
from app.engine.script import context_at
from app.engine.timing import comes_again, set_clock
from app.engine.token import Token
from app.values import Value

ENVELOPE = frozenset({"reply_to", "error_code", "error_message"})
"""What comes with a payload and is no data of the run, unless `out` takes it."""


class Node(BpmnSpecMixin):
    """An element whose tokens leave along the flows drawn, one after the other; SpiffWorkflow's predictions are off."""

    work = ""
    """"user", "service" or "external" where somebody outside has to do something."""
    joins = False
    """Whether tokens wait here for each other."""
    rest = 0
    """The state in which a token may rest here between two commands; 0 where none does."""
    decides = False
    """Whether a flow that leaves here has a condition."""
    own_data = False
    """Whether what a token brings stays with it, as in one turn of a multi-instance that gathers."""
    copies_data = False
    """Whether such a turn has a copy of all the data, and what is around it is no longer seen."""
    listens = False
    """Whether a token here waits for an event of the whole level, and keeps nothing open."""
    handles = False
    """Whether this is a sub-process that an event of the level around it has begun."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, settings: Settings, process_key: str, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.settings = settings
        self.process_key = process_key
        self.incoming: list[str] = []
        self.flows: list[Flow] = []
        self.attached: list[str] = []

    def _predict(self, my_task: Token, *_: Any, **__: Any) -> None:
        """Predict nothing: a child is made when its flow is taken."""

    def _update_hook(self, my_task: Token) -> bool:
        """Let a token arrive; return whether the engine goes on with it at once."""
        my_task.workflow.top_workflow.journal.enter(my_task)
        return True

    def _on_ready(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.queue.append(my_task)

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_complete(self, my_task: Token) -> None:
        """Apply what the element sets, take the token out and send it on."""
        tree, journal = my_task.workflow, my_task.workflow.top_workflow.journal
        if self.settings.sets is not None:
            tree.data.update(context_at(my_task, self.settings.sets))
        flows = self.choose(my_task)
        parent = None if my_task.on_root else my_task.parent
        tree.retire(my_task)
        journal.leave(my_task)
        if parent is not None:
            parent.task_spec.part_done(parent, my_task)
        for flow in flows:
            tree.take(flow)
        self._after(my_task)
        tree.finish_if_empty()

    def _after(self, my_task: Token) -> None:
        """Do what comes after the token has gone on."""

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.cancel(my_task)

    def choose(self, my_task: Token) -> list[Flow]:
        """Return the flows a finished token takes: all of them, as far as their conditions hold."""
        return every_that_holds(my_task, self.flows) if self.decides else self.flows

    def won(self, my_task: Token, winner: Token) -> None:
        """Take note that one of the events a token waits for has occurred."""

    def may_fire_now(self, my_task: Token) -> bool:
        """Whether a token that waits at a join may go on because nothing else can reach the join."""
        return False

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Let what the token waits for happen."""
        raise NotReady("这里不在等待计时或消息。", "Nothing is awaited here.")


class Awaiting(Node):
    """An element that waits for a message, a clock or a signal."""

    rest = TaskState.WAITING

    def arm(self, token: Token, former: Token | None = None) -> bool:
        """Begin to wait; return False for a clock without a date, which is never armed.

        `former` is the token for which the same clock was up before.
        """
        token._set_state(TaskState.WAITING)
        settings = self.settings
        if settings.message is not None:
            token.workflow.top_workflow.journal.wait(token, settings.message)
        elif settings.raised is not None:
            return True
        elif settings.timer is None or not set_clock(token, settings.timer, former):
            return False
        token.internal_data["armed"] = True
        return True

    def disarm(self, token: Token) -> None:
        """Stop waiting, if it does."""
        if token.internal_data.pop("armed", False):
            journal = token.workflow.top_workflow.journal
            (journal.clear_timer if self.settings.message is None else journal.clear_wait)(token)

    def held_up(self, token: Token) -> str | None:
        """Return the id of the token that stands still unless this occurs; None when its activity or level goes on."""
        return None

    def comes_again(self, token: Token) -> bool:
        """Whether what a token waited for may occur once more: a message may, a clock when it is drawn so."""
        return self.settings.message is not None or comes_again(token, self.settings.timer)

    def receive(self, token: Token, payload: dict[str, Value] | None) -> None:
        """Merge what a message brings into the data: the `out` context over it, else all of it but `reply_to`."""
        if payload is None:
            return
        if self.settings.out is None:
            brought = {name: value for name, value in payload.items() if name not in ENVELOPE}
        else:
            scope = {**payload, **token.workflow.top_workflow.facts}
            brought = context_at(token, self.settings.out, scope)
        token.keep(brought)

    def _on_cancel(self, my_task: Token) -> None:
        self.disarm(my_task)
        super()._on_cancel(my_task)


class Catching(Awaiting):
    """An element where a token waits until what is drawn occurs, by itself or behind an event-based gateway."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        if not self.arm(my_task):
            raise NoDate(my_task.element_id)
        return False

    def held_up(self, token: Token) -> str | None:
        """Return the id of the token itself, or of its gateway when only clocks are drawn behind that."""
        if token.on_root:
            return token.id
        events = (event.task_spec.settings for event in token.parent.children)
        return token.parent.id if all(event.timer is not None for event in events) else None

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Take what was awaited and go on; the other events of a gateway are no longer awaited."""
        self.disarm(my_task)
        if not my_task.on_root:
            my_task.parent.task_spec.won(my_task.parent, my_task)
        self.receive(my_task, payload)
        my_task._ready()

    def _on_cancel(self, my_task: Token) -> None:
        if "flow" in my_task.internal_data:  # it stood behind a gateway and was never entered
            self.disarm(my_task)
        else:
            super()._on_cancel(my_task)


class Activity(Node):
    """A task, call or multi-instance: what events can be attached to."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        self.attach(my_task)
        return True

    def attach(self, host: Token) -> None:
        """Arm the events on the border of the element."""
        tree = host.workflow
        for name in self.attached:
            self.attach_one(host, tree.spec.task_specs[name])

    def attach_one(self, host: Token, event: Awaiting, former: Token | None = None) -> None:
        """Arm one event on the border; what occurs inside the run, and a clock without a date, need no token."""
        if event.settings.raised is None:
            token = Token(host.workflow, event, host)
            if not event.arm(token, former):
                host.workflow.remove(token)


def throw(token: Token) -> None:
    """Hand the element's message to the host."""
    node = token.task_spec
    if node.settings.message is not None:
        payload = context_at(token, node.settings.payload)
        token.workflow.top_workflow.journal.throw(token, node.settings.message, payload)
