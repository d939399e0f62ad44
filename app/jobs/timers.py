"""Timers as background work: due rows are queued once each, fired, and queued anew when their work got lost."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.timers import fire_timer, keep_timer_for_retry
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import PASSING, patiently
from app.jobs.queue import WorkQueue
from app.refusals import NotReady
from storage.database import Database, housekeeping
from storage.runs import due_timers
from storage.upkeep import any_timer_due, queued_for_update, queued_timers

NAME = "fire_timer"
MOST_TRIES = 5
"""Times that the work of a timer may get lost, as when it ends the worker that does it, before it is an incident."""

_LOG = logging.getLogger("qingxin.worker")


def work_name(timer_id: str, generation: int) -> str:
    """Return the name of the work of a timer; each time that it is queued anew it has another one."""
    return f"{timer_id}:{generation}"


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue all timers whose moment has come."""
    now, count = house_of(session).now(), 0
    while any_timer_due(session, now) and (batch := queue_due(session, queue, now)):
        count += batch
    return count


@housekeeping
def queue_due(session: Session, queue: WorkQueue, now: datetime) -> int:
    """Mark a batch of due timers as queued, and queue their work, in one transaction."""
    due = due_timers(session, now)
    for timer in due:
        timer.state = "queued"
        queue.put(session, NAME, work_name(timer.id, timer.generation), timer.id)
    return len(due)


def fire(database: Database, timer_id: str) -> None:
    """Fire a timer; one that was fired, cleared or moved meanwhile is done. Nothing that fails stays unseen.

    While the database is in trouble it is tried again, and raised at last. Any other error that is no fault of the
    diagram, and that the action therefore did not foresee, becomes an incident as well.
    """
    patiently(lambda: _fire(database, timer_id))


def _fire(database: Database, timer_id: str) -> None:
    with database.session() as session:
        try:
            timer = fire_timer(session, timer_id)
            _LOG.info("timer %s at %s: %s", timer.id, timer.element_id, timer.state)
        except NotReady:
            _LOG.info("timer %s needs no firing any more", timer_id)
        except PASSING:
            raise
        except Exception as error:
            _LOG.exception("timer %s failed", timer_id)
            cause = f"系统内部错误（{type(error).__name__}），详见后台日志。"
            keep_timer_for_retry(session, timer_id, None, cause)


def mend(session: Session, queue: WorkQueue) -> int:
    """Let timers wait again whose work has vanished, or has ended without firing them; return how many.

    Those that have got lost too often open an incident instead, so that nothing is tried without end.
    """
    count, after = 0, ""
    while rows := queued_timers(session, after):
        after = rows[-1][0]
        ahead = queue.ahead([work_name(*row) for row in rows])
        lost = {
            timer_id: generation
            for timer_id, generation in rows
            if work_name(timer_id, generation) not in ahead
        }
        hopeless = [timer_id for timer_id, generation in lost.items() if generation >= MOST_TRIES]
        give_up(session, hopeless)
        for timer_id in hopeless:
            del lost[timer_id]
        if lost:
            count += wait_again(session, lost)
    return count


def give_up(session: Session, timer_ids: Iterable[str]) -> None:
    """Open the incidents of timers that got lost too often; one for which not even that succeeds stays queued."""
    cause = f"处理该计时的后台进程已 {MOST_TRIES} 次意外中断，不再自动重试，详见后台日志。"
    for timer_id in timer_ids:
        try:
            keep_timer_for_retry(session, timer_id, None, cause)
            _LOG.error("timer %s ended its worker %s times and is given up", timer_id, MOST_TRIES)
        except NotReady:
            _LOG.info("timer %s needs no firing any more", timer_id)
        except PASSING:
            raise
        except Exception:
            _LOG.exception("timer %s could not be kept as an incident", timer_id)


@housekeeping
def wait_again(session: Session, lost: Mapping[str, int]) -> int:
    """Let those of the timers wait again that are still queued in the generation named; return how many."""
    timers = [timer for timer in queued_for_update(session, lost) if timer.generation == lost[timer.id]]
    for timer in timers:
        timer.state, timer.generation = "waiting", timer.generation + 1
    return len(timers)


TIMERS = Kind(NAME, fire, feed, mend)
