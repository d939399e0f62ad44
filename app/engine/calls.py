"""Called pieces, sub-processes and event sub-processes; it must not know gateways, repetition or stored states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from app.engine.nodes import Activity, Awaiting
from app.engine.script import context_at
from app.engine.token import Token
from app.values import Value

if TYPE_CHECKING:
    from app.engine.tree import Piece, TokenTree


class CallActivity(Activity, SubWorkflowTask):
    """Runs another diagram with data of its own: `in` says what goes in, `out` what comes back."""

    rest = TaskState.STARTED

    def _update_hook(self, my_task: Token) -> bool:
        piece = self.enter(my_task)
        piece.put(piece.spec.task_specs[piece.spec.plain_start])
        piece.listen()
        return False

    def enter(self, my_task: Token) -> Piece:
        """Let a token arrive and open the piece, in which there is no token yet."""
        Activity._update_hook(self, my_task)
        my_task._set_state(TaskState.STARTED)
        piece: Piece = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        self.copy_data(my_task, piece)
        return piece

    def copy_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Give the piece what `in` names, and who calls it."""
        subworkflow.data.update(context_at(my_task, self.settings.into))
        subworkflow.data.update(caller_element=my_task.element_id, caller_lane=self.lane)

    def update_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Take back what `out` names over the piece's final data."""
        scope = {**subworkflow.data, **my_task.workflow.top_workflow.facts}
        my_task.keep(context_at(my_task, self.settings.out, scope))

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
    """A sub-process drawn inside the diagram; it shares the data around it, unless its turns are gathered."""

    copies_data = True

    def copy_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Nothing to copy: the data is the same, or was copied when the piece was opened."""

    def update_data(self, my_task: Token, subworkflow: Piece) -> None:
        """Show the turn what its piece ended with, so that it can be gathered; else the data is the same."""
        if self.own_data:
            my_task.data.update(subworkflow.data)


class EventSubProcess(SubProcess):
    """A sub-process that an event of the level around it begins; nothing leads into it or out of it."""

    handles = True


class Listener(Awaiting):
    """Stands for the start of an event sub-process in the level around it, where its event is awaited."""

    listens = True

    def __init__(self, *args: Any, handler: str, interrupting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handler = handler
        self.interrupting = interrupting

    def occur(self, my_task: Token, payload: dict[str, Value] | None) -> None:
        """Begin the event sub-process; a message may come again, a clock when it repeats."""
        tree = my_task.workflow
        self.disarm(my_task)
        tree.remove(my_task)
        if not self.interrupting and self.comes_again(my_task):
            tree.listen_for(self, my_task)
        self.open(tree, payload)

    def open(self, tree: TokenTree, payload: dict[str, Value] | None) -> None:
        """Begin the event sub-process, beside everything in the level or instead of it."""
        if self.interrupting:
            tree.cancel_all()
        self.receive(tree.put(tree.spec.task_specs[self.handler]), payload)

    def _on_cancel(self, my_task: Token) -> None:
        self.disarm(my_task)
