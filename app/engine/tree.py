"""The tokens of a run and of its called pieces, on SpiffWorkflow's workflow classes; it must not know what elements do.

SpiffWorkflow keeps every finished task in the tree and predicts the next ones. Both make a step dearer with age and
break joins inside loops, so a token leaves the tree the moment it is done, and nothing is predicted: the tree is a root
with the live tokens below it, however long the run has lasted.
"""

from __future__ import annotations

import uuid
from abc import abstractmethod
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from app.engine.journal import Journal
from app.engine.model import Command, EngineFailure, StepBudgetExceeded
from app.engine.script import ENGINE, facts_scope
from app.engine.token import Token

if TYPE_CHECKING:
    from app.engine.drawn import Flow
    from app.engine.nodes import Awaiting, Node

STEP_BUDGET = 5_000
"""Moves of tokens in one command. A diagram holds at most 2,000 elements, so only a loop or a flood gets here."""

_ID_SPACE = uuid.UUID("6f1d3c0e-6a2b-5d0f-9a57-1f0c6b5c7b11")
ROOT = "root"


class TokenTree:
    """What a run and a called piece have in common."""

    spec: Any
    data: dict[str, Any]
    tasks: dict[str, Token]
    task_tree: Token
    completed: bool
    top_workflow: Run
    path: tuple[str, ...]
    loop_key: str | None
    caller: Token | None
    local: dict[str, Any]
    """What is visible in this tree only: the item of the multi-instance whose turn it is."""

    def _plant(self) -> None:
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED, id=ROOT)

    def live(self) -> Iterator[Token]:
        """Every token but the root, oldest first."""
        return (token for token in self.tasks.values() if token.id != ROOT)

    def put(self, spec: Node, flow: str | None = None) -> Token:
        """Set a new token before an element; it arrives there when its turn comes."""
        token = Token(self, spec, self.task_tree)
        if flow is not None and spec.joins:
            token.internal_data["flow"] = flow
        self.top_workflow.queue.append(token)
        return token

    def take(self, flow: Flow) -> None:
        """Send a token along a sequence flow, or from a link to its target."""
        if flow.id:
            self.top_workflow.journal.flow(self, flow.id)
        self.put(self.spec.task_specs[flow.target], flow.id)

    def retire(self, token: Token) -> None:
        """Take a finished token out; events still attached to it are disarmed."""
        for child in token.children:
            child.cancel()
        self.remove(token)

    def remove(self, token: Token) -> None:
        """Take a token out of the tree without a word."""
        token.parent._children.remove(token.id)
        del self.tasks[token.id]

    def cancel_all(self) -> None:
        """Cancel every token, the oldest first."""
        for token in list(self.live()):
            if token.on_root and token.id in self.tasks:
                token.cancel()

    def listen(self) -> None:
        """Begin to wait for the events of the whole level."""
        for name in self.spec.listeners:
            self.listen_for(self.spec.task_specs[name])

    def listen_for(self, listener: Awaiting, former: Token | None = None) -> None:
        """Begin to wait for one event of the whole level."""
        token = Token(self, listener, self.task_tree)
        if not listener.arm(token, former):
            self.remove(token)

    def finish_if_empty(self) -> None:
        """End the run or piece when no token is left in it; nothing of the whole level is awaited any more then."""
        if self.completed or not self._is_empty():
            return
        self.completed = True
        if self.spec.listeners:
            self.cancel_all()
        self._finished()

    def _is_empty(self) -> bool:
        if not self.spec.listeners:
            return len(self.tasks) == 1
        return all(token.task_spec.listens for token in self.live())

    @abstractmethod
    def _finished(self) -> None:
        """Tell whoever waits for this level that it is over."""


class Run(TokenTree, BpmnWorkflow):
    """One execution of a definition while a command is applied to it."""

    def __init__(self, spec: Any, pieces: dict[str, Any], command: Command) -> None:
        BpmnWorkflow.__init__(self, spec, pieces, script_engine=ENGINE, deserializing=True)
        self.command = command
        self.facts = facts_scope(command.facts)
        self.journal = Journal()
        self.queue: deque[Token] = deque()
        self.path = ()
        self.loop_key = None
        self.caller = None
        self.local = {}
        self.moves = 0
        self._ids = 0
        self._plant()

    def next_id(self) -> str:
        """A new token id, derived from the command's seed."""
        self._ids += 1
        made = str(uuid.uuid5(_ID_SPACE, f"{self.command.seed}:{self._ids}"))
        if made in self.tasks:
            raise EngineFailure("", f"the seed {self.command.seed} was used before in this run")
        return made

    def find(self, token_id: str) -> Token | None:
        """Return the live token of this id, wherever it stands."""
        return next((tree.tasks[token_id] for tree in self.trees() if token_id in tree.tasks), None)

    def trees(self) -> list[TokenTree]:
        """The run itself and every piece open in it, callers before called."""
        return [self, *self.subprocesses.values()]

    def create_subprocess(self, my_task: Token, spec_name: str) -> Piece:
        """Open a called piece or an embedded sub-process below a token."""
        piece = Piece(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = piece
        return piece

    def advance(self) -> None:
        """Move tokens until each of them waits for somebody or something."""
        while True:
            while self.queue:
                self._move(self.queue.popleft())
            if not self._open_a_join():
                return

    def _move(self, token: Token) -> None:
        self.moves += 1
        if self.moves > STEP_BUDGET:
            raise StepBudgetExceeded(
                token.element_id,
                f"more than {STEP_BUDGET} moves in one step; is there a loop without a task, timer or message?",
                f"一步之内移动超过 {STEP_BUDGET} 次，流程中可能有不经过任务、计时或消息的循环。",
            )
        try:
            if token.state == TaskState.FUTURE:
                token.task_spec._update(token)
            elif token.state == TaskState.READY:
                token.run()
        except EngineFailure:
            raise
        except Exception as error:
            raise EngineFailure(token.element_id, f"{type(error).__name__}: {error}") from error

    def _open_a_join(self) -> bool:
        """Let one inclusive join fire that nothing can reach any more; return whether one did."""
        for tree in self.trees():
            for token in list(tree.live()):
                if token.state == TaskState.WAITING and token.task_spec.may_fire_now(token):
                    token.task_spec.fire(token)
                    return True
        return False

    def _finished(self) -> None:
        pass


class Piece(TokenTree, BpmnSubWorkflow):
    """A called piece, or an embedded sub-process, inside a run."""

    def __init__(self, spec: Any, caller: Token, top: Run) -> None:
        BpmnSubWorkflow.__init__(self, spec, caller.id, top, deserializing=True)
        outer = caller.workflow
        embedded = spec.embedded
        self.caller: Token = caller
        self.path = outer.path if embedded else (*outer.path, caller.element_id)
        loop = caller.internal_data.get("loop")
        self.loop_key = outer.loop_key if loop is None else str(loop)
        self.owns_data = not embedded or caller.task_spec.own_data
        self.local = {} if self.owns_data else {**outer.local, **caller.data}
        if not self.owns_data:
            self.data = outer.data
        elif embedded:
            self.data.update({**outer.data, **outer.local, **caller.data})
        self._plant()

    def _calculate_depth(self) -> int:
        return 0

    def _finished(self) -> None:
        del self.top_workflow.subprocesses[self.caller.id]
        self.caller.task_spec._on_subworkflow_completed(self, self.caller)
