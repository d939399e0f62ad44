"""Plans of migration as background work: their runs are queued once each, and anew when their work got lost."""

from __future__ import annotations

import logging
from collections.abc import Collection

from sqlalchemy.orm import Session

from app.actions.migrating_many import PlanHeld, refuse_planned_run, settle_run
from app.actors import SYSTEM
from app.jobs.kind import Kind
from app.jobs.patience import PASSING, patiently
from app.jobs.queue import WorkQueue
from app.refusals import NotReady
from storage.database import Database, housekeeping
from storage.migration_plans import (
    Place,
    any_item_waiting,
    count_queued_items,
    item_for_update,
    queued_items,
    waiting_items,
)

NAME = "migrate_run"
MOST_TRIES = 5
"""Times that the work of one run may get lost, as when it ends the worker that does it, before the run stays."""
MOST_QUEUED = 100
"""Runs that are queued at a time: a timer or an errand that is due meanwhile waits behind these, not behind all."""

_LOG = logging.getLogger("qingxin.worker")


def work_name(plan_id: str, run_id: str, generation: int) -> str:
    """Return the name of the work of a run; each time that it is queued anew it has another one."""
    return f"migrate:{plan_id}:{run_id}:{generation}"


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue runs of plans that wait, as many as there is room for."""
    if not any_item_waiting(session):
        return 0
    room = MOST_QUEUED - count_queued_items(session)
    return queue_waiting(session, queue, room) if room > 0 else 0


@housekeeping
def queue_waiting(session: Session, queue: WorkQueue, room: int) -> int:
    """Mark so many waiting runs as queued, and queue their work, in one transaction."""
    items = waiting_items(session, room)
    for item in items:
        item.state = "queued"
        name = work_name(item.plan_id, item.run_id, item.generation)
        queue.put(session, NAME, name, f"{item.plan_id}:{item.run_id}")
    return len(items)


def carry(database: Database, argument: str) -> None:
    """Carry one run over, or note why it stays; one that is settled meanwhile is done.

    While the database is in trouble it is tried again, and raised at last.
    """
    patiently(lambda: _carry(database, *argument.split(":")))


def _carry(database: Database, plan_id: str, run_id: str) -> None:
    with database.session() as session:
        try:
            state = settle_run(session, plan_id, run_id)
            _LOG.info("run %s of plan %s: %s", run_id, plan_id, state)
        except NotReady:
            _LOG.info("run %s of plan %s is settled already", run_id, plan_id)
        except PlanHeld:
            hold(session, plan_id, run_id)
        except PASSING:
            raise
        except Exception as error:
            _LOG.exception("run %s of plan %s failed", run_id, plan_id)
            reason = f"系统内部错误（{type(error).__name__}），详见后台日志。"
            refuse_planned_run(session, plan_id, run_id, reason, by=SYSTEM)


@housekeeping
def hold(session: Session, plan_id: str, run_id: str) -> None:
    """Let a run wait again whose plan is held; it is queued anew when the plan goes on."""
    found = item_for_update(session, plan_id, run_id)
    if found is not None and found[0].state == "queued":
        found[0].state, found[0].generation = "waiting", found[0].generation + 1


def mend(session: Session, queue: WorkQueue) -> int:
    """Let runs wait again whose work has vanished, or has ended without settling them; return how many."""
    count, after = 0, ("", "")
    while rows := queued_items(session, after):
        after = rows[-1][:2]
        ahead = queue.ahead([work_name(*row) for row in rows])
        lost = [row for row in rows if work_name(*row) not in ahead]
        give_up(session, [row for row in lost if row[2] >= MOST_TRIES])
        again = [row for row in lost if row[2] < MOST_TRIES]
        if again:
            count += wait_again(session, again)
    return count


def give_up(session: Session, rows: Collection[Place]) -> None:
    """Let runs stay whose work got lost too often."""
    reason = f"处理该流程的后台进程已 {MOST_TRIES} 次意外中断，不再自动重试，详见后台日志。"
    for plan_id, run_id, _ in rows:
        try:
            refuse_planned_run(session, plan_id, run_id, reason, by=SYSTEM)
        except (NotReady, PlanHeld):
            _LOG.info("run %s of plan %s is settled already", run_id, plan_id)


@housekeeping
def wait_again(session: Session, rows: Collection[Place]) -> int:
    """Let those of the runs wait again that are still queued in the generation named; return how many."""
    count = 0
    for plan_id, run_id, generation in rows:
        found = item_for_update(session, plan_id, run_id)
        if found is not None and (found[0].state, found[0].generation) == ("queued", generation):
            found[0].state, found[0].generation = "waiting", generation + 1
            count += 1
    return count


MIGRATIONS = Kind(NAME, carry, feed, mend)
