"""Called pieces, embedded sub-processes and multi-instances; it must not know gateways, events or stored states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from app.engine.model import EngineFailure
from app.engine.nodes import Activity
from app.engine.script import ENGINE, context_at
from app.engine.token import Token

if TYPE_CHECKING:
    from app.engine.tree import Piece

MOST_INSTANCES = 1_000


class CallActivity(Activity, SubWorkflowTask):
    """Runs another diagram with data of its own: `in` says what goes in, `out` what comes back."""

    rest = TaskState.STARTED

    def _update_hook(self, my_task: Token) -> bool:
        Activity._update_hook(self, my_task)
        my_task._set_state(TaskState.STARTED)
        self.start_workflow(my_task)
        return False

    def start_workflow(self, my_task: Token) -> None:
        """Open the piece and set a token on its start."""
        piece = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        self.copy_data(my_task, piece)
        piece.put(piece.spec.task_specs[piece.spec.plain_start])

    def copy_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Give the piece what `in` names, and who calls it."""
        subworkflow.data.update(context_at(my_task, self.settings.into))
        subworkflow.data.update(caller_element=my_task.element_id, caller_lane=self.lane)

    def update_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Take back what `out` names over the piece's final data."""
        scope = {**subworkflow.data, **my_task.workflow.top_workflow.facts}
        my_task.workflow.data.update(context_at(my_task, self.settings.out, scope))

    def _on_subworkflow_completed(self, subworkflow: Piece, my_task: Token) -> None:
        self.update_data(my_task, subworkflow)
        my_task._ready()

    def _on_cancel(self, my_task: Token) -> None:
        piece = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        if piece is not None:
            piece.completed = True
            piece.cancel_all()
        Activity._on_cancel(self, my_task)


class SubProcess(CallActivity):
    """A sub-process drawn inside the diagram; it shares the data around it."""

    def copy_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Nothing to copy: the data is the same."""

    def update_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Nothing to take back: the data is the same."""


class MultiInstance(Activity):
    """One token for each item of a collection, side by side; `each` names the element that every item goes through."""

    rest = TaskState.STARTED

    def __init__(self, *args: Any, each: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.each = each

    def _update_hook(self, my_task: Token) -> bool:
        items = self._items(my_task)
        super()._update_hook(my_task)
        if not items:
            return True
        tree = my_task.workflow
        my_task._set_state(TaskState.STARTED)
        for position, item in enumerate(items):
            instance = Token(tree, tree.spec.task_specs[self.each], my_task)
            instance.data = {self.settings.item: item}
            instance.internal_data["loop"] = position
            tree.top_workflow.queue.append(instance)
        return False

    def _items(self, my_task: Token) -> list[Any]:
        value = (
            None if self.settings.collection is None else ENGINE.evaluate(my_task, self.settings.collection)
        )
        items = [] if value is None else value if isinstance(value, list) else [value]
        if len(items) > MOST_INSTANCES:
            raise EngineFailure(
                my_task.element_id,
                f"{len(items)} instances; at most {MOST_INSTANCES} are possible",
                f"多实例共 {len(items)} 项，最多 {MOST_INSTANCES} 项。",
            )
        return items

    def part_done(self, my_task: Token, instance: Token) -> None:
        """Go on when the last instance is done, or when the completion condition holds."""
        open_ones = [child for child in my_task.children if child.task_spec.name == self.each]
        until = self.settings.until
        if open_ones and until is not None and ENGINE.evaluate(my_task, until) is True:
            for child in open_ones:
                child.cancel()
            open_ones = []
        if not open_ones:
            my_task._ready()
