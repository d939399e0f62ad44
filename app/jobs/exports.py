"""Exports as background work: each file is made by one worker, anew when that died, and removed when it is old."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.actions.export_jobs import Made, key_of, make_export
from app.exports.keeping import Shelf
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.outbox import GIVEN_UP, Outbox
from app.jobs.patience import PASSING, patiently
from app.refusals import Refusal
from storage.database import Database, housekeeping
from storage.export_jobs import (
    any_export_waiting,
    export_job_of,
    old_exports,
    queued_exports,
    waiting_exports,
)
from storage.models import ExportJob

NAME = "make_export"
TOLD_EVERY = 1.0
"""Seconds between two notes of how far a file is."""
LEFT_AFTER = 86_400
"""Seconds after which a file that belongs to nothing is removed."""

_LOG = logging.getLogger("qingxin.worker")


def make(database: Database, job_id: str) -> None:
    """Make a file, unless it is there; while the database is in trouble it is begun again."""
    patiently(lambda: _make(database, job_id))


def _make(database: Database, job_id: str) -> None:
    with database.session() as session:
        job = export_job_of(session, job_id)
        if job is None or job.state != "queued":
            return
        shelf: Shelf = session.info["exports"]
        generation, key = job.generation, key_of(job)
        try:
            with shelf.sheet() as out:
                made = make_export(session, job, out, _telling(database, job_id))
                kept = shelf.keep(key, out, house_of(session).keyring.seal_own)
        except PASSING:
            raise
        except Refusal as refusal:
            fault = (refusal.zh, refusal.en)
        except OSError as trouble:
            _LOG.error("export %s cannot be kept in %s: %s", job_id, shelf.folder, trouble)
            fault = (
                "磁盘空间不足或导出文件夹无法写入，请联系管理员。",
                "The disk is full, or the folder of exports cannot be written to; ask the administrator.",
            )
        except Exception as error:
            _LOG.exception("export %s failed", job_id)
            fault = (
                f"系统内部错误（{type(error).__name__}），详见后台日志。",
                f"Internal error ({type(error).__name__}); see the log of the workers.",
            )
        else:
            finish(session, job_id, generation, made, kept)
            _LOG.info("export %s made, %s bytes", job_id, kept[0])
            return
    with database.session() as session:
        give_up(session, job_id, *fault)


def _telling(database: Database, job_id: str) -> Callable[[int, int], None]:
    """Return what notes how far a file is, in transactions of its own, now and then."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TOLD_EVERY:
            with database.session() as session:
                note_progress(session, job_id, done, total)
            last = time.monotonic()

    return tell


@housekeeping
def note_progress(session: Session, job_id: str, done: int, total: int) -> None:
    """Note how much of a file is written."""
    job = export_job_of(session, job_id, locked=True)
    if job is not None and job.state == "queued":
        job.done, job.total = done, total


@housekeeping
def finish(session: Session, job_id: str, generation: int, made: Made, kept: tuple[int, str]) -> None:
    """Note that a file is whole and on the shelf, with its size and digest, unless it is made anew meanwhile."""
    job = export_job_of(session, job_id, locked=True)
    if job is not None and (job.state, job.generation) == ("queued", generation):
        job.state, job.name, job.told = "done", made.name, dict(made.told)
        job.size, job.sha256 = kept
        job.ended_at = house_of(session).now()


@housekeeping
def give_up(session: Session, job_id: str, zh: str, en: str) -> None:
    """Note why a file was not made."""
    job = export_job_of(session, job_id, locked=True)
    if job is not None and job.state == "queued":
        job.state, job.told, job.ended_at = "failed", {"zh": zh, "en": en}, house_of(session).now()


def _take(job: ExportJob) -> tuple[str, int]:
    job.state = "queued"
    return job.id, job.generation


def _again(session: Session, job_id: str, generation: int) -> bool:
    job = export_job_of(session, job_id, locked=True)
    if job is None or (job.state, job.generation) != ("queued", generation):
        return False
    job.state, job.generation = "waiting", generation + 1
    return True


def _broken_off(session: Session, job_id: str, _generation: int) -> None:
    give_up(session, job_id, *GIVEN_UP)


def remove_old(session: Session) -> int:
    """Remove files that have waited long enough, and what dead workers left behind; return how many."""
    shelf: Shelf = session.info["exports"]
    keys = note_removed(session, shelf.days)
    shelf.drop(keys)
    before = house_of(session).now().timestamp() - LEFT_AFTER
    left = shelf.leftovers(partial(_is_kept, session), before)
    for place in left:
        place.unlink(missing_ok=True)
    return len(keys) + len(left)


@housekeeping
def note_removed(session: Session, days: int) -> list[str]:
    """Note which files are kept no longer, and return their keys."""
    jobs = old_exports(session, house_of(session).now() - timedelta(days=days))
    for job in jobs:
        job.state = "removed"
    return [key_of(job) for job in jobs]


def _is_kept(session: Session, key: str) -> bool:
    job = export_job_of(session, key.partition("-")[0])
    return job is not None and job.state in ("queued", "done") and key_of(job) == key


OUTBOX = Outbox(
    NAME,
    "export",
    lambda session, _now: any_export_waiting(session),
    lambda session, _now: waiting_exports(session),
    queued_exports,
    _take,
    _again,
    _broken_off,
)
EXPORTS = Kind(NAME, make, OUTBOX.feed, OUTBOX.mend)
