"""What the tasks do; it must not know calls, gateways, events or stored states."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.model import EngineFailure
from app.engine.nodes import Activity, Catching, throw
from app.engine.script import ENGINE, scope_of
from app.engine.token import Token
from app.feel import FeelError
from app.values import Value


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
        local = my_task.workflow.local
        my_task.keep(
            {name: value for name, value in answers.items() if name not in my_task.data and name not in local}
        )
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
            result = decision.evaluate(scope_of(my_task), now=top.command.at, functions=top.command.functions)
        except FeelError as error:
            raise EngineFailure(my_task.element_id, error.message_en, error.message_zh) from error
        my_task.keep(result.outputs)
        top.journal.decide(my_task, list(result.matched), dict(result.outputs))
        return True


class SendTask(Activity):
    """Throws its message and goes on."""

    def _run_hook(self, my_task: Token) -> bool:
        throw(my_task)
        return True


class ReceiveTask(Catching, Activity):
    """Waits for its message."""
