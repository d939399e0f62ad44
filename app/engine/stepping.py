"""The commands: each takes a stored state, moves its tokens and returns the next state; nothing is kept between."""

from __future__ import annotations

from collections.abc import Callable

from SpiffWorkflow.util.task import TaskState

from app.engine.definition import Definition
from app.engine.external import ExternalTask
from app.engine.gateways import Join
from app.engine.model import Command, EngineFailure, NotReady, Step
from app.engine.state import load, save
from app.engine.token import Token
from app.engine.tree import Run
from app.values import Value, from_json, to_json


def start(
    definition: Definition,
    command: Command,
    data: dict[str, Value],
    message: str | None = None,
    element: str | None = None,
) -> Step:
    """Begin a run at its plain start, at the start a message names, or at the start element of this id.

    `data` becomes the data of the run. Begun by a message it is the payload: `reply_to` is left out, and what the
    `out` of the start event names comes on top. NotReady when there is no such start.
    """
    node = definition.spec.task_specs[_start_element(definition, message, element)]
    run = Run(definition.spec, definition.pieces, command)
    given = _typed(data)
    token = run.put(node)
    if node.settings.message is None:
        run.data.update(given)
    else:
        run.data.update({name: value for name, value in given.items() if name != "reply_to"})
        if node.settings.out is not None:
            _guarded(token, lambda: node.receive(token, given))
    _guarded(token, run.listen)
    return finish(run, definition)


def complete(
    definition: Definition, state: bytes, token: str, answers: dict[str, Value], command: Command
) -> Step:
    """Complete a user task or a service task; the answers are merged into the data it stands in.

    NotReady when the token is not, or no longer, an open task.
    """
    run = load(state, definition, command)
    found = run.find(token)
    if found is None or found.state != TaskState.READY or not found.task_spec.manual:
        raise NotReady(
            "这项任务已经办结、已取消，或尚未开始。", "This task is done, cancelled or not yet open."
        )
    given = _typed(answers)
    _guarded(found, lambda: found.task_spec.answer(found, given))
    return finish(run, definition)


def fire_timer(definition: Definition, state: bytes, token: str, command: Command) -> Step:
    """Let the time a token waits for be up; NotReady when no clock of it runs."""
    run = load(state, definition, command)
    found = run.find(token)
    if found is None or not found.internal_data.get("armed") or found.task_spec.settings.message is not None:
        raise NotReady(
            "这个计时已经触发、已取消，或从未启动。", "This clock has fired, was cancelled or never ran."
        )
    _guarded(found, lambda: found.task_spec.occur(found, None))
    return finish(run, definition)


def deliver(
    definition: Definition, state: bytes, token: str, payload: dict[str, Value], command: Command
) -> Step:
    """Give a message to the token that waits for it; NotReady when it waits for none."""
    run = load(state, definition, command)
    found = run.find(token)
    if found is None or not found.internal_data.get("armed") or found.task_spec.settings.message is None:
        raise NotReady("这里不再等待这条消息。", "This message is not, or no longer, awaited here.")
    given = _typed(payload)
    _guarded(found, lambda: found.task_spec.occur(found, given))
    return finish(run, definition)


def raise_error(
    definition: Definition,
    state: bytes,
    token: str,
    code: str,
    message: str,
    answers: dict[str, Value],
    command: Command,
) -> Step:
    """Let an external task end with a BPMN error of this code, which the diagram catches or the step fails.

    What catches it may take `error_code`, `error_message` and the declared results by its `out`. NotReady when the
    token is no open external task.
    """
    run = load(state, definition, command)
    found = run.find(token)
    if found is None or found.state != TaskState.READY or not isinstance(found.task_spec, ExternalTask):
        raise NotReady(
            "这项外部任务已经办结、已取消，或尚未开始。",
            "This external task is done, cancelled or not yet open.",
        )
    node, given = found.task_spec, _typed(answers)
    _guarded(found, lambda: node.fail(found, code, message, given))
    return finish(run, definition)


def _start_element(definition: Definition, message: str | None, element: str | None) -> str:
    if message is not None:
        element = definition.start_messages.get(message)
    elif element is None:
        element = definition.plain_start
    if element is None or element not in definition.starts:
        raise NotReady("这个流程不能这样启动。", "This process cannot be started in this way.")
    return element


def _typed(values: dict[str, Value]) -> dict[str, Value]:
    """Return a copy in the types runs hold, exactly as a stored state would give them back."""
    try:
        copy = from_json(to_json(dict(values)))
    except TypeError as error:
        raise EngineFailure("", str(error)) from error
    return dict(copy)


def _guarded(token: Token, act: Callable[[], None]) -> None:
    try:
        act()
    except (EngineFailure, NotReady):
        raise
    except Exception as error:
        raise EngineFailure(token.element_id, f"{type(error).__name__}: {error}") from error


def finish(run: Run, definition: Definition) -> Step:
    """Move tokens until each of them waits, and return the step; EngineFailure when nothing can happen any more."""
    run.advance()
    _refuse_deadlock(run)
    state, digest = save(run, definition)
    journal = run.journal
    return Step(
        state=state,
        digest=digest,
        data=dict(run.data),
        ended=run.completed,
        end_events=journal.end_events,
        opened=journal.opened(),
        closed=journal.closed,
        timers_set=journal.timers(),
        timers_cleared=journal.timers_cleared,
        waits=journal.waits(),
        waits_cleared=journal.waits_cleared,
        thrown=journal.thrown,
        trace=journal.trace,
        pieces={
            "/".join(piece.path): dict(piece.data)
            for piece in run.subprocesses.values()
            if not (piece.spec.embedded and piece.owns_data)
        },
    )


def _refuse_deadlock(run: Run) -> None:
    """Fail when everything that is left waits for what can no longer come: at a join or for a signal.

    What listens for the whole of a level does not count: it would keep the rest waiting for ever.
    """
    stuck: Token | None = None
    for tree in run.trees():
        for token in tree.live():
            if token.task_spec.listens:
                continue
            if token.state == TaskState.READY or token.internal_data.get("armed"):
                return
            if token.state == TaskState.WAITING:
                stuck = stuck or token
    if stuck is None:
        return
    if isinstance(stuck.task_spec, Join):
        en, zh = "this join waits for a flow that can no longer come", "这个汇合网关等待的分支已不可能到达。"
    else:
        en, zh = "this signal can no longer be raised in this run", "本次流程中已没有任何地方会发出这个信号。"
    raise EngineFailure(stuck.element_id, en, zh)
