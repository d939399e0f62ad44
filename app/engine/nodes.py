"""What every element does with a token, and what the tasks do; it must not know calls, gateways or stored states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.model import EngineFailure, NotReady
from app.engine.script import ENGINE, Assignments, context_at, scope_of
from app.engine.token import Token
from app.feel import Duration, Expression, FeelError
from app.feel.decisions import Decision
from app.values import Value


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` only out of a deciding gateway, `default` for the one taken when none holds."""

    id: str
    source: str
    target: str
    condition: Expression | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event occurs: `when` gives a date, moment, duration or rule clock; `rule` is the drawn rule id."""

    when: Expression
    rule: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What is drawn on an element, with every expression compiled."""

    properties: Mapping[str, str] = field(default_factory=dict)
    sets: Expression | None = None
    payload: Expression | None = None
    out: Expression | None = None
    into: Expression | None = None
    collection: Expression | None = None
    item: str = ""
    until: Expression | None = None
    message: str | None = None
    timer: Timer | None = None
    script: Assignments = ()
    decision: Decision | None = None


class Node(BpmnSpecMixin):
    """An element whose tokens leave along the flows drawn, one after the other; SpiffWorkflow's predictions are off."""

    work = ""
    """"user" or "service" where somebody outside has to do something."""
    joins = False
    """Whether tokens wait here for each other."""
    rest = 0
    """The state in which a token may rest here between two commands; 0 where none does."""

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
        """Return the flows a finished token takes; all of them unless the element decides."""
        return self.flows

    def may_fire_now(self, my_task: Token) -> bool:
        """Whether a token that waits at a join may go on because nothing else can reach the join."""
        return False

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Let what the token waits for happen."""
        raise NotReady("这里不在等待计时或消息。", "Nothing is awaited here.")


class Awaiting(Node):
    """An element that waits for a message or a clock."""

    rest = TaskState.WAITING

    def arm(self, token: Token) -> bool:
        """Begin to wait; return False for a clock without a date, which is never armed."""
        token._set_state(TaskState.WAITING)
        journal = token.workflow.top_workflow.journal
        if self.settings.message is not None:
            token.internal_data["armed"] = True
            journal.wait(token, self.settings.message)
            return True
        timer = self.settings.timer
        if timer is None:
            return False
        when = ENGINE.when(token, timer.when)
        if when.rule is not None:
            journal.set_timer(token, when.rule, None, None)
        elif when.value is None:
            return False
        elif isinstance(when.value, Duration):
            journal.set_timer(token, timer.rule, None, when.value.feel_iso())
        elif isinstance(when.value, date):
            journal.set_timer(token, timer.rule, when.value, None)
        else:
            raise EngineFailure(
                token.element_id, "a timer needs a date or a duration", "计时器需要日期或时长。"
            )
        token.internal_data["armed"] = True
        return True

    def disarm(self, token: Token) -> None:
        """Stop waiting, if it does."""
        if token.internal_data.pop("armed", False):
            journal = token.workflow.top_workflow.journal
            (journal.clear_timer if self.settings.message is None else journal.clear_wait)(token)

    def receive(self, token: Token, payload: dict[str, Value] | None) -> None:
        """Merge what a message brings into the data: the `out` context over it, else all of it but `reply_to`."""
        if payload is None:
            return
        if self.settings.out is None:
            brought = {name: value for name, value in payload.items() if name != "reply_to"}
        else:
            scope = {**payload, **token.workflow.top_workflow.facts}
            brought = context_at(token, self.settings.out, scope)
        token.workflow.data.update(brought)

    def _on_cancel(self, my_task: Token) -> None:
        self.disarm(my_task)
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

    def attach_one(self, host: Token, event: Awaiting) -> None:
        """Arm one event on the border; a clock without a date leaves no token behind."""
        token = Token(host.workflow, event, host)
        if not event.arm(token):
            host.workflow.remove(token)


class Work(Activity):
    """A task that somebody outside the engine completes."""

    rest = TaskState.READY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manual = True

    def _on_ready(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.open(my_task)

    def _on_complete(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.close(my_task, "completed")
        super()._on_complete(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        super()._on_cancel(my_task)
        my_task.workflow.top_workflow.journal.close(my_task, "cancelled")

    def answer(self, my_task: Token, answers: dict[str, Value]) -> None:
        """Merge the answers into the data and go on; the item of a multi-instance stays local."""
        kept = {name: value for name, value in answers.items() if name not in my_task.data}
        my_task.workflow.data.update(kept)
        my_task.run()


class UserTask(Work):
    """Work for an officer."""

    work = "user"


class ServiceTask(Work):
    """An operation of the application, done by the host."""

    work = "service"


class ScriptTask(Activity):
    """Assignments in FEEL."""

    def _run_hook(self, my_task: Token) -> bool:
        return ENGINE.execute(my_task, self.settings.script)


class RuleTask(Activity):
    """A decision table; its outputs become data of the run."""

    def _run_hook(self, my_task: Token) -> bool:
        decision = self.settings.decision
        if decision is None:
            raise EngineFailure(my_task.element_id, "the decision is missing")
        top = my_task.workflow.top_workflow
        try:
            result = decision.evaluate(scope_of(my_task), now=top.command.at)
        except FeelError as error:
            raise EngineFailure(my_task.element_id, error.message_en, error.message_zh) from error
        my_task.workflow.data.update(result.outputs)
        top.journal.decide(my_task, list(result.matched), dict(result.outputs))
        return True


class SendTask(Activity):
    """Throws its message and goes on."""

    def _run_hook(self, my_task: Token) -> bool:
        throw(my_task)
        return True


class ReceiveTask(Awaiting, Activity):
    """Waits for its message."""

    def _update_hook(self, my_task: Token) -> bool:
        super()._update_hook(my_task)
        self.arm(my_task)
        return False

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Take the message and go on."""
        self.disarm(my_task)
        self.receive(my_task, payload)
        my_task._ready()


def throw(token: Token) -> None:
    """Hand the element's message to the host."""
    node = token.task_spec
    if node.settings.message is not None:
        payload = context_at(token, node.settings.payload)
        token.workflow.top_workflow.journal.throw(token, node.settings.message, payload)
