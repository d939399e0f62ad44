"""Tasks that a worker outside the application does; it must not know topics' workers, locks or retries.

The worker's answer comes in as a command, so that a run is taken again without any worker.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.engine.drawn import Raised
from app.engine.external_checks import result_names
from app.engine.model import NotReady
from app.engine.propagation import announce
from app.engine.script import context_at
from app.engine.tasks import Work
from app.engine.token import Token
from app.values import Value


class ExternalTask(Work):
    """A service task with a topic: it hands over what `payload` names and takes back what `results` names."""

    work = "external"

    def _on_ready(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.journal.open(my_task, context_at(my_task, self.settings.payload))

    def answer(self, my_task: Token, answers: dict[str, Value]) -> None:
        """Take the results the diagram names, null for one that is lacking, and go on; NotReady for another name.

        With `out` that context of the results becomes data, else each under its own name.
        """
        found = self._declared(answers)
        if self.settings.out is not None:
            scope = {**found, **my_task.workflow.top_workflow.facts}
            found = context_at(my_task, self.settings.out, scope)
        my_task.keep(found)
        my_task.run()

    def fail(self, my_task: Token, code: str, message: str, answers: dict[str, Value]) -> None:
        """Raise a BPMN error of this code here; EngineFailure when nothing catches it, NotReady as in `answer`."""
        given = {name: value for name, value in self._declared(answers).items() if name in answers}
        payload = {**given, "error_code": code, "error_message": message}
        announce(my_task, Raised("error", code), payload, own=True)

    def _declared(self, answers: Mapping[str, Value]) -> dict[str, Value]:
        names = result_names(self.settings.properties)
        refuse_undeclared(names, answers)
        return {name: answers.get(name) for name in names}


def refuse_undeclared(names: tuple[str, ...], answers: Mapping[str, Value]) -> None:
    """Raise NotReady when an answer holds something that the diagram does not take."""
    if unknown := sorted(set(answers) - set(names)):
        shown, allowed = "、".join(unknown)[:200], "、".join(names)
        raise NotReady(
            f"这一步不接收“{shown}”；流程图只声明了：{allowed or '（无）'}。请改正结果名称，或在流程图中声明。",
            f"This step takes no “{shown}”; the diagram declares: {allowed or '(none)'}."
            " Correct the name, or declare it in the diagram.",
        )
