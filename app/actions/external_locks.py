"""What workers do with their locks on external tasks besides answering; it knows no web."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.actions.external_tasks import NotTheOwner, check_lock, held_by_worker, of_machine
from app.actors import Actor
from storage.database import unit_of_work


@unit_of_work
def lock_external(session: Session, task_id: str, worker: str, lock: timedelta, *, by: Actor) -> None:
    """Lock a task that nobody else holds, without handing anything over; raise NotTheOwner for another's."""
    check_lock(worker, lock)
    task, run, desk = of_machine(session, task_id, by)
    held = task.locked_until is not None and task.locked_until > desk.at
    if held and (task.worker_id, task.lock_by) != (worker, by.officer_id):
        raise NotTheOwner("这项外部任务已被其他系统锁定。", "Another worker has locked this external task.")
    task.worker_id, task.lock_by, task.locked_until = worker, by.officer_id, desk.at + lock
    facts = {"element": task.element_id, "topic": task.topic, "external": task.id, "worker": worker}
    desk.record("external_task_taken", {**facts, "names": []}, run=run)


@unit_of_work
def extend_external(session: Session, task_id: str, worker: str, lock: timedelta, *, by: Actor) -> None:
    """Let the lock of a worker last so long from now on; raise NotTheOwner for another's task."""
    check_lock(worker, lock)
    task, run, desk = held_by_worker(session, task_id, worker, by)
    task.locked_until = desk.at + lock
    facts = {"element": task.element_id, "topic": task.topic, "external": task.id, "worker": worker}
    desk.record("external_task_held", {**facts, "until": task.locked_until.isoformat()}, run=run)


@unit_of_work
def unlock_external(session: Session, task_id: str, *, by: Actor) -> None:
    """Give a task back that a worker of this account has locked; raise NotTheOwner for another's."""
    task, run, desk = of_machine(session, task_id, by)
    if task.lock_by != by.officer_id:
        raise NotTheOwner("这项外部任务没有被本账号锁定。", "This account has not locked the external task.")
    facts = {"element": task.element_id, "topic": task.topic, "external": task.id, "worker": task.worker_id}
    task.worker_id = task.lock_by = task.locked_until = None
    desk.record("external_task_held", {**facts, "until": None}, run=run)
