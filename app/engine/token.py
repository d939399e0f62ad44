"""One token of a run: a SpiffWorkflow task with an id from the command's seed; it must not know what elements do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from app.engine.nodes import Node
    from app.engine.tree import TokenTree


class Token(Task):
    """A task of SpiffWorkflow that is deterministic and cheap.

    `data` holds what is visible only here (the item of a multi-instance), everything else is the data of the tree it
    stands in. `internal_data` keeps what is no data: "flow" (arrived along), "loop" (which turn of a repetition it is),
    "armed", "since" and "turn" (of a clock that repeats), "items", "of" and "done" (of a multi-instance).
    """

    workflow: TokenTree
    task_spec: Node
    data: dict[str, Any]
    internal_data: dict[str, Any]

    def __init__(
        self,
        workflow: TokenTree,
        task_spec: Node,
        parent: Token | None = None,
        state: int = TaskState.FUTURE,
        id: str | None = None,
    ) -> None:
        # Not Task.__init__: it draws a random id and reads the clock.
        self.id = id or workflow.top_workflow.next_id()
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = None if parent is None else parent.id
        self._children: list[str] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0
        self.data = {}
        self.internal_data = {}
        if parent is not None:
            parent._children.append(self.id)

    @property
    def element_id(self) -> str:
        """Id of the element in its diagram."""
        return str(self.task_spec.bpmn_id)

    @property
    def on_root(self) -> bool:
        """Whether the token stands by itself, and not as part of another (instance, attached or awaited event)."""
        return bool(self._parent == self.workflow.task_tree.id)

    def keep(self, values: Mapping[str, Any]) -> None:
        """Take values into the data of the tree, or only here in a turn that has data of its own."""
        (self.data if self.task_spec.own_data else self.workflow.data).update(values)

    def move_to_root(self) -> None:
        """Cut the token loose from the one it was part of."""
        self.parent._children.remove(self.id)
        root = self.workflow.task_tree
        self._parent = root.id
        root._children.append(self.id)

    def cancel(self) -> None:
        """End the token, with everything that is part of it, before it is done."""
        for child in self.children:
            child.cancel()
        if self._state != TaskState.FUTURE:
            self.task_spec._on_cancel(self)
        self._set_state(TaskState.CANCELLED)
        self.workflow.remove(self)

    def _set_state(self, value: int) -> None:
        self._state = value
