"""fetchAndLock: what a worker asks for, and the tasks as the interface tells them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actions.external_tasks import BadAnswer, Taken, check_lock, take_external
from app.actors import Actor
from app.clock import now
from app.refusals import NotAllowed, NotFound, NotReady
from app.views.engine_rest_values import moment_text, variables_told
from storage.external import Narrowed, free_for
from storage.models import CaseFile, MachineAccount, Run

LONGEST_PATIENCE = 1_800_000
MOST_TASKS = 100


@dataclass(frozen=True)
class Topic:
    """One topic that a worker fetches, for how long, which of its variables, and which of its tasks."""

    name: str
    lock: timedelta
    variables: tuple[str, ...] | None
    narrowed: Narrowed


@dataclass(frozen=True)
class Wish:
    """What a worker asks for; `patience` are the seconds that he would wait."""

    worker: str
    most: int
    patience: float
    topics: tuple[Topic, ...]
    units: tuple[str, ...]


def read_wish(session: Session, given: Mapping[str, Any], by: Actor) -> Wish:
    """Return what a worker asks for; BadAnswer for what cannot be, NotAllowed for topics of other accounts."""
    patience, most = _number(given.get("asyncResponseTimeout") or 0), _number(given.get("maxTasks"))
    if patience is None or not 0 <= patience <= LONGEST_PATIENCE:
        raise BadAnswer(
            "asyncResponseTimeout 须在 0 至 1800000 毫秒之间。",
            "The asynchronous response timeout cannot be set to a value greater than 1800000 milliseconds.",
        )
    if most is None or most < 1:
        raise BadAnswer("maxTasks 须为正整数。", "maxTasks must be a positive number.")
    told = given.get("topics")
    if not isinstance(told, list) or not all(isinstance(each, Mapping) for each in told):
        raise BadAnswer("topics 须为列表。", "topics must be a list.")
    account = session.get_one(MachineAccount, by.officer_id or "")
    topics = tuple(_topic(each) for each in told)
    foreign = sorted({each.name for each in topics} - set(account.topics))
    if foreign:
        raise NotAllowed(
            f"本账号不能办理主题：{'、'.join(foreign)[:200]}。",
            f"This account may not do the topics {', '.join(foreign)[:200]}.",
        )
    worker = str(given.get("workerId") or "")
    for each in topics:
        check_lock(worker, each.lock)
    return Wish(worker, min(int(most), MOST_TASKS), patience / 1000, topics, tuple(account.units))


def _topic(told: Mapping[str, Any]) -> Topic:
    lock, names = _number(told.get("lockDuration")), told.get("variables")
    if lock is None or lock > 10**12:
        raise BadAnswer("lockDuration 须为毫秒数。", "lockDuration must be a number of milliseconds.")
    if told.get("processVariables"):
        raise BadAnswer(
            "不支持按 processVariables 筛选；请按 businessKey 或流程筛选。",
            "processVariables is not served as a filter; use businessKey or the process definition.",
        )
    wanted = tuple(str(each) for each in names) if isinstance(names, list) else None
    return Topic(
        str(told.get("topicName") or ""), timedelta(milliseconds=max(lock, 0)), wanted, _narrowed(told)
    )


def _narrowed(told: Mapping[str, Any]) -> Narrowed:
    keys = told.get("processDefinitionKeyIn") or (
        [told["processDefinitionKey"]] if told.get("processDefinitionKey") else None
    )
    tenants = [] if told.get("withoutTenantId") else told.get("tenantIdIn")
    version, case = told.get("processDefinitionId"), told.get("businessKey")
    return Narrowed(
        None if case is None else str(case),
        None if version is None else str(version),
        None if keys is None else tuple(str(each) for each in keys),
        None if tenants is None else tuple(str(each) for each in tenants),
    )


def fetched(session: Session, wish: Wish, by: Actor) -> list[dict[str, Any]]:
    """Lock what is free for this worker, each task in a transaction of its own, and return it."""
    found: list[dict[str, Any]] = []
    for topic in wish.topics:
        left = wish.most - len(found)
        free = free_for(session, topic.name, wish.units, now(), left, topic.narrowed) if left else []
        for task_id in free:
            try:
                taken = take_external(session, task_id, wish.worker, topic.lock, by=by)
            except (NotFound, NotReady):
                continue  # another worker was faster
            found.append(_told(session, taken, topic))
    return found


def _told(session: Session, taken: Taken, topic: Topic) -> dict[str, Any]:
    task = taken.task
    run, case = session.get_one(Run, task.run_id), session.get_one(CaseFile, task.case_id)
    wanted = {
        name: value
        for name, value in taken.variables.items()
        if topic.variables is None or name in topic.variables
    }
    return {
        "id": task.id,
        "workerId": task.worker_id,
        "topicName": task.topic,
        "activityId": task.element_id,
        "activityInstanceId": task.token,
        "executionId": task.token,
        "processInstanceId": run.id,
        "processDefinitionId": run.version_id,
        "processDefinitionKey": run.process_key,
        "businessKey": task.case_no,
        "tenantId": case.jurisdiction_key,
        "retries": task.retries,
        "errorMessage": task.message or None,
        "lockExpirationTime": moment_text(task.locked_until) if task.locked_until else None,
        "suspended": False,
        "priority": 0,
        "variables": variables_told(wanted),
    }


def _number(value: Any) -> float | None:
    """Return a finite number, None for anything else."""
    right = isinstance(value, int | float) and not isinstance(value, bool)
    return value if right and math.isfinite(value) else None
