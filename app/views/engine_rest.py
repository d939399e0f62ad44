"""The engine-rest interface for workers of external tasks, as the clients of Camunda 7 speak it."""

from __future__ import annotations

import math
import threading
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from app.actions.external_locks import extend_external, lock_external, unlock_external
from app.actions.external_tasks import Answer, BadAnswer, answer_external, fail_external
from app.views.access import db
from app.views.engine_rest_access import answered, body, by_machine, machine, map_errors, nothing
from app.views.engine_rest_fetching import fetched, read_wish
from app.views.engine_rest_values import variables_read
from storage.models import Incident

blueprint = Blueprint("engine_rest", __name__, url_prefix="/engine-rest")
map_errors(blueprint)

LOOK_AGAIN = 0.5
LONGEST_WAIT = 20.0
"""Seconds that a request waits for work at most: a thread of the server stands still meanwhile. Clients ask again."""
_WAITING = threading.BoundedSemaphore(4)
_NEVER = threading.Event()


@blueprint.post("/external-task/fetchAndLock")
@by_machine
def fetch() -> Response:
    """Lock free tasks for a worker and hand them over; wait for a while when there are none."""
    wish = read_wish(db(), body(), machine())
    found = fetched(db(), wish, machine())
    if not found and wish.patience and _WAITING.acquire(blocking=False):
        found = _waited(wish)
    return answered(found)


def _waited(wish: Any) -> list[dict[str, Any]]:
    try:
        for _ in range(int(min(wish.patience, LONGEST_WAIT) / LOOK_AGAIN)):
            db().rollback()
            _NEVER.wait(LOOK_AGAIN)
            if found := fetched(db(), wish, machine()):
                return found
        return []
    finally:
        _WAITING.release()


@blueprint.post("/external-task/<task_id>/complete")
@by_machine
def complete(task_id: str) -> Response:
    """Take the results of a worker; `localVariables` are results as well."""
    given = body()
    results = {**variables_read(given.get("localVariables")), **variables_read(given.get("variables"))}
    kept = answer_external(db(), task_id, Answer(results), worker=_worker(given), by=machine())
    return _taken(kept)


@blueprint.post("/external-task/<task_id>/bpmnError")
@by_machine
def bpmn_error(task_id: str) -> Response:
    """Let a task end with a BPMN error; one that the diagram catches nowhere becomes an incident."""
    given = body()
    code = _text(given, "errorCode")
    if not code:
        raise BadAnswer("errorCode 不能为空。", "errorCode is needed.")
    answer = Answer(variables_read(given.get("variables")), code[:100], _text(given, "errorMessage"))
    answer_external(db(), task_id, answer, worker=_worker(given), by=machine())
    return nothing()


@blueprint.post("/external-task/<task_id>/failure")
@by_machine
def failure(task_id: str) -> Response:
    """Note that a worker could not do it, and how often it may be tried again."""
    given = body()
    retries, pause = _whole(given, "retries"), _milliseconds(given, "retryTimeout")
    fail_external(db(), task_id, _worker(given), _text(given, "errorMessage"), retries, pause, by=machine())
    return nothing()


@blueprint.post("/external-task/<task_id>/lock")
@by_machine
def lock(task_id: str) -> Response:
    """Lock one task for a worker."""
    given = body()
    lock_external(db(), task_id, _worker(given), _milliseconds(given, "lockDuration"), by=machine())
    return nothing()


@blueprint.post("/external-task/<task_id>/extendLock")
@by_machine
def extend(task_id: str) -> Response:
    """Let a worker keep a task for longer."""
    given = body()
    extend_external(db(), task_id, _worker(given), _milliseconds(given, "newDuration"), by=machine())
    return nothing()


@blueprint.post("/external-task/<task_id>/unlock")
@by_machine
def unlock(task_id: str) -> Response:
    """Take a task back from a worker of this account."""
    unlock_external(db(), task_id, by=machine())
    return nothing()


def _taken(kept: Incident | None) -> Response:
    """Say 500, as clients expect it, when the answer is kept but the diagram cannot go on with it."""
    if kept is None:
        return nothing()
    message = f"kept for the office, the process cannot go on · 结果已保留，流程无法继续：{kept.cause}"
    return answered({"type": "ProcessEngineException", "message": message, "code": None}, 500)


def _worker(given: dict[str, Any]) -> str:
    return _text(given, "workerId")


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value)


def _whole(given: dict[str, Any], name: str) -> int:
    value = given.get(name) or 0
    if not isinstance(value, int | float) or not math.isfinite(value) or value != int(value):
        raise BadAnswer(f"{name} 须为整数。", f"{name} must be a whole number.")
    return int(value)


def _milliseconds(given: dict[str, Any], name: str) -> timedelta:
    value = _whole(given, name)
    if not 0 <= value <= 10**12:
        raise BadAnswer(f"{name} 超出范围。", f"{name} is out of range.")
    return timedelta(milliseconds=value)
