"""Errands of the designer's desk as background work: each is run by one worker, and anew when that died."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.actions.errands import run_errand
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import PASSING, patiently
from app.jobs.queue import WorkQueue
from storage.database import Database, housekeeping
from storage.errands import any_errand_waiting, errand_of, queued_errands, waiting_errands

NAME = "run_errand"
MOST_TRIES = 3
"""Times that the work of an errand may get lost before it is given up."""

_LOG = logging.getLogger("qingxin.worker")


def work_name(errand_id: str, generation: int) -> str:
    """Return the name of the work of an errand; each time that it is queued anew it has another one."""
    return f"errand:{errand_id}:{generation}"


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue all errands that wait."""
    count = 0
    while any_errand_waiting(session) and (batch := queue_errands(session, queue)):
        count += batch
    return count


@housekeeping
def queue_errands(session: Session, queue: WorkQueue) -> int:
    """Mark a batch of waiting errands as queued, and queue their work, in one transaction."""
    errands = waiting_errands(session)
    for errand in errands:
        errand.state = "queued"
        queue.put(session, NAME, work_name(errand.id, errand.generation), errand.id)
    return len(errands)


def run(database: Database, errand_id: str) -> None:
    """Run an errand, unless it is over; while the database is in trouble it is tried again."""
    patiently(lambda: _run(database, errand_id))


def _run(database: Database, errand_id: str) -> None:
    with database.session() as session:
        errand = errand_of(session, errand_id)
        if errand is None or errand.state != "queued":
            return
        kind = errand.kind
        try:
            answer = run_errand(session, errand)
        except PASSING:
            raise
        except Exception as error:
            _LOG.exception("errand %s failed", errand_id)
            answer = _broken(
                f"系统内部错误（{type(error).__name__}），详见后台日志。",
                f"Internal error ({type(error).__name__}); see the log of the workers.",
            )
    with database.session() as session:
        settle(session, errand_id, answer)
        _LOG.info("errand %s (%s): %s", errand_id, kind, "refused" if answer else "done")


@housekeeping
def settle(session: Session, errand_id: str, answer: Mapping[str, Any]) -> None:
    """Note how an errand ended: done, or refused with the answer."""
    found = errand_of(session, errand_id, locked=True)
    if found is not None and found.state == "queued":
        found.state, found.answer = ("refused" if answer else "done"), dict(answer)
        found.ended_at = house_of(session).now()


def mend(session: Session, queue: WorkQueue) -> int:
    """Let errands wait again whose work has vanished, or has ended without settling them; return how many."""
    rows = queued_errands(session)
    ahead = queue.ahead([work_name(*row) for row in rows]) if rows else set()
    lost = [row for row in rows if work_name(*row) not in ahead]
    for errand_id, generation in lost:
        if generation >= MOST_TRIES:
            settle(
                session,
                errand_id,
                _broken(
                    f"后台进程已 {MOST_TRIES} 次意外中断，请再试一次；仍不行请联系管理员。",
                    f"The workers broke off {MOST_TRIES} times; try again, or ask the administrator.",
                ),
            )
    again = [row for row in lost if row[1] < MOST_TRIES]
    return wait_again(session, again) if again else 0


@housekeeping
def wait_again(session: Session, rows: list[tuple[str, int]]) -> int:
    """Let those of the errands wait again that are still queued in the generation named; return how many."""
    count = 0
    for errand_id, generation in rows:
        found = errand_of(session, errand_id, locked=True)
        if found is not None and (found.state, found.generation) == ("queued", generation):
            found.state, found.generation = "waiting", generation + 1
            count += 1
    return count


def _broken(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en, "needs_reason": False, "findings": []}


ERRANDS = Kind(NAME, run, feed, mend)
