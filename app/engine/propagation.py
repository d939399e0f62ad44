"""How errors, escalations and signals find what catches them; it must not know messages, clocks or stored states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from app.engine.drawn import Raised
from app.engine.model import EngineFailure
from app.engine.token import Token
from app.values import Value

if TYPE_CHECKING:
    from app.engine.tree import Run

Payload = dict[str, Value]


def announce(token: Token, raised: Raised, payload: Payload, *, own: bool = False) -> None:
    """Let what a token raises be caught; EngineFailure for an error that nothing catches.

    With `own`, an activity raises it that is still going on: then the events on its own border come first.

    A signal reaches everything in the run that waits for it, an error or escalation the innermost that catches it. An
    escalation that nothing catches is over; that is BPMN.
    """
    if raised.kind == "signal":
        _broadcast(token.workflow.top_workflow, raised, payload)
    elif not (own and _on_border(token, raised, payload)) and not _rise(token, raised, payload):
        _refuse_uncaught(token, raised)


def _refuse_uncaught(token: Token, raised: Raised) -> None:
    if raised.kind == "error":
        raise EngineFailure(
            token.element_id,
            f"the error {raised.code} is thrown here and caught nowhere",
            f"此处抛出的错误“{raised.code}”没有任何地方捕获。",
        )


def _rise(token: Token, raised: Raised, payload: Payload) -> bool:
    """Look for a catcher from the inside to the outside: in each level first its event sub-processes, then its border.

    What an event sub-process raises is not caught beside it.
    """
    tree, beside = token.workflow, True
    while True:
        handler = _catcher(tree, tree.spec.handlers, raised) if beside else None
        if handler is not None:
            handler.open(tree, payload)
            return True
        host = tree.caller
        if host is None:
            return False
        tree, beside = host.workflow, not host.task_spec.handles
        if _on_border(host, raised, payload):
            return True


def _on_border(host: Token, raised: Raised, payload: Payload) -> bool:
    """Look for a catcher on the border of an activity, and of the repeated one of which it is a turn."""
    while True:
        event = _catcher(host.workflow, host.task_spec.attached, raised)
        if event is not None:
            event.catch(host, payload)
            return True
        if host.on_root:
            return False
        host = host.parent


def _catcher(tree: Any, names: Iterable[str], raised: Raised) -> Any:
    """Return the event among these that catches it, rather one for its code than one for any; None when none does."""
    found = [tree.spec.task_specs[name] for name in names]
    fitting = [event for event in found if _answers(event, raised)]
    return min(fitting, key=lambda event: event.settings.raised.code is None, default=None)


def _answers(node: Any, raised: Raised) -> bool:
    caught = node.settings.raised
    return caught is not None and bool(caught.answers(raised))


def _broadcast(run: Run, raised: Raised, payload: Payload) -> None:
    """Reach everything that waits at this moment; what one of them cancels, the signal does not reach."""
    reached: list[Callable[[], None]] = []
    for tree in run.trees():
        specs = tree.spec.task_specs
        for name in tree.spec.handlers:
            if _answers(specs[name], raised):
                reached.append(partial(_if_open, tree, specs[name], payload))
        for token in tree.live():
            if token.state == TaskState.WAITING and _answers(token.task_spec, raised):
                reached.append(partial(_if_live, token, token.task_spec.occur, payload))
            if token.state != TaskState.FUTURE:
                for name in token.task_spec.attached:
                    if _answers(specs[name], raised):
                        reached.append(partial(_if_live, token, specs[name].catch, payload))
    for act in reached:
        act()


def _if_open(tree: Any, handler: Any, payload: Payload) -> None:
    if not tree.completed:
        handler.open(tree, payload)


def _if_live(token: Token, act: Callable[[Token, Payload], None], payload: Payload) -> None:
    if token.id in token.workflow.tasks:
        act(token, payload)
