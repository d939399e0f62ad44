"""Answers external tasks of a trial in place of a worker; it knows no page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from app.actions.external_tasks import Answer
from app.actions.trial_play import answer_in_trial, fail_in_trial
from app.actors import Actor
from app.engine import result_names
from app.trials.commands import Reply
from app.trying.cannot import CannotPlay
from app.trying.references import references
from app.versions import Edition
from storage.external import externals_of_run
from storage.models import ExternalTask


def reply(session: Session, run_id: str, command: Reply, somebody: Callable[[Session, str], Actor]) -> None:
    """Answer the external task that a command means; raise CannotPlay naming those that wait."""
    task = _meant(externals_of_run(session, run_id), command)
    task_id, by = task.id, somebody(session, task.unit_id)
    if command.how == "failed":
        fail_in_trial(session, task_id, command.message, by=by)
        return
    if command.how not in ("done", "error") or (command.how == "error") != bool(command.code):
        raise CannotPlay(
            "外部任务的答复须为 done、failed，或带错误代码的 error。",
            "The reply to an external task is done, failed, or error with a code.",
        )
    data = references(session).real(dict(command.data))
    answer_in_trial(session, task_id, Answer(data, command.code or None, command.message), by=by)


def names_of(edition: Edition, task: ExternalTask) -> tuple[str, ...]:
    """Return the names of results that the tried diagram declares for a task."""
    element = edition.definition.find_element(task.process_key, task.element_id)
    return result_names(element.properties) if element is not None else ()


def _meant(waiting: Sequence[ExternalTask], command: Reply) -> ExternalTask:
    for task in waiting:
        here = task.element_id == command.element and (not command.path or task.path == command.path)
        if here and command.turn in (None, task.loop_key):
            return task
    names = "、".join(dict.fromkeys(f"{task.title}（{task.element_id}）" for task in waiting)) or "无"
    raise CannotPlay(
        f"没有等待答复的外部任务“{command.element}”；现在等待的：{names}。",
        f"No external task “{command.element}” waits; waiting: {', '.join(each.element_id for each in waiting)}.",
    )
