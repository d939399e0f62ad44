"""The worker process: does work, feeds it with what is due or begins by the calendar, takes over from the dead."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.actions.retrying import drop_incident
from app.actors import SYSTEM
from app.checkpoints import BadCheckpoint
from app.house import house_of
from app.jobs import clocks, engine, periods, stand_ins
from app.jobs.choice_recounts import CHOICES
from app.jobs.errands import ERRANDS
from app.jobs.exchanges import EXCHANGES
from app.jobs.exports import EXPORTS, remove_old
from app.jobs.foresights import FORESIGHTS
from app.jobs.kind import Kind
from app.jobs.mails import MAILS
from app.jobs.migrating import MIGRATIONS
from app.jobs.patience import PASSING
from app.jobs.pulse import Pulse, sign_off
from app.jobs.queue import SQLITE, WorkQueue
from app.jobs.recounts import RECOUNTS
from app.jobs.sealing import Seal, seal_log
from app.jobs.timers import TIMERS
from app.refusals import Refusal
from storage.database import Database, housekeeping
from storage.rosters import forget_roster_drafts
from storage.upkeep import overtaken_incidents, remove_lapsed

KINDS: tuple[Kind, ...] = (
    TIMERS,
    MAILS,
    EXCHANGES,
    RECOUNTS,
    CHOICES,
    MIGRATIONS,
    FORESIGHTS,
    ERRANDS,
    EXPORTS,
)
LAPSED_AFTER = timedelta(days=1)
ROSTERS_FORGOTTEN_AFTER = timedelta(days=14)

_LOG = logging.getLogger("qingxin.worker")


@dataclass(frozen=True)
class Pace:
    """How often a worker does what, in seconds; finished work is forgotten after `keep`."""

    scan: float = 2.0
    beat: float = 5.0
    dead_after: float = 30.0
    seal: float = 5.0
    calendar: float = 60.0
    tidy: float = 3600.0
    keep: timedelta = timedelta(days=7)
    patience: int = 10  # what is being done gets this long when the worker is asked to stop


class Worker:
    """One worker on one database. `run` returns after `stop` has been set, in any thread or signal handler."""

    def __init__(self, database: Database, pace: Pace, stop: threading.Event, seal: Seal) -> None:
        self._database = database
        self._seal = seal
        self._pace = pace
        self._stop = stop
        self._name = engine.new_name()
        self._pulse = Pulse(self._name, pace.dead_after)
        self._queue = WorkQueue(database.url)

    def run(self) -> None:
        """Work until told to stop; raise what SQLAlchemy raises when the database is out of reach at first."""
        with self._database.session() as session:
            self._pulse.beat(session)
        works = {kind.name: partial(kind.do, self._database) for kind in KINDS}
        engine.launch(self._database.url, self._name, works)
        _LOG.info(
            "worker %s began, SQLite %s, database %s",
            self._name,
            SQLITE,
            self._database.url.get_backend_name(),
        )
        try:
            self._keep_on()
        finally:
            engine.stop(self._pace.patience)
            self._leave()
            _LOG.info("worker %s stopped", self._name)

    def _keep_on(self) -> None:
        """Do each duty as often as it is due; a duty that meets a database in trouble waits for its next turn."""
        pace = self._pace
        duties: list[tuple[float, Callable[[Session], None]]] = [
            (pace.beat, self._watch),
            (pace.dead_after, self._mend),
            (pace.scan, self._feed),
            (pace.seal, self._seal_log),
            (pace.scan, self._warn),
            (pace.calendar, self._begin_periods),
            (pace.calendar, self._replace_stand_ins),
            (pace.tidy, self._tidy),
        ]
        turns = [0.0] * len(duties)
        while not self._stop.is_set():
            for number, (every, duty) in enumerate(duties):
                if turns[number] <= time.monotonic() and not self._stop.is_set():
                    self._perform(duty)
                    turns[number] = time.monotonic() + every
            self._stop.wait(max(0.01, min(turns) - time.monotonic()))

    def _perform(self, duty: Callable[[Session], None]) -> None:
        try:
            with self._database.session() as session:
                duty(session)
        except PASSING as trouble:
            _LOG.warning("database in trouble (%s), will try again", type(trouble).__name__)

    def _feed(self, session: Session) -> None:
        for kind in KINDS:
            if count := kind.feed(session, self._queue):
                _LOG.info("queued %s × %s", count, kind.name)

    def _warn(self, session: Session) -> None:
        if count := clocks.warn(session):
            _LOG.info("warned of clocks of %s cases", count)

    def _begin_periods(self, session: Session) -> None:
        if count := periods.begin(session):
            _LOG.info("the calendar began %s cases", count)

    def _replace_stand_ins(self, session: Session) -> None:
        if count := stand_ins.replace(session):
            _LOG.info("%s hand-overs went on in processes of their own", count)

    def _watch(self, session: Session) -> None:
        """Count a beat, and take over the work of workers that live no longer: it is queued anew, if it may be."""
        self._pulse.beat(session)
        taken = self._queue.taken()  # before looking who lives: a worker signs on before it takes work
        living = self._pulse.living(session)
        left = [name for name, worker in taken.items() if worker not in living]
        if left:
            self._queue.drop(left)
            _LOG.warning("took over %s pieces of work from workers that died", len(left))
            self._bring_back(session)

    def _bring_back(self, session: Session) -> None:
        for kind in KINDS:
            if count := kind.mend(session, self._queue):
                _LOG.warning("%s × %s had got lost and will be queued anew", count, kind.name)

    def _mend(self, session: Session) -> None:
        self._bring_back(session)
        for incident_id in overtaken_incidents(session):
            try:
                drop_incident(session, incident_id, by=SYSTEM)
            except Refusal as refusal:
                _LOG.info("incident %s: %s", incident_id, refusal)

    def _seal_log(self, session: Session) -> None:
        try:
            while seal_log(session, self._seal):
                _LOG.info("sealed the log")
        except (OSError, BadCheckpoint) as trouble:
            _LOG.error("checkpoints cannot be kept in %s: %s", self._seal.folder, trouble)

    def _tidy(self, session: Session) -> None:
        """Forget finished work and what has lapsed."""
        now = house_of(session).now()
        self._queue.forget(now - self._pace.keep)
        forget_lapsed(session, now - LAPSED_AFTER)
        forget_rosters(session, now - ROSTERS_FORGOTTEN_AFTER)
        try:
            remove_old(session)
        except OSError as trouble:
            _LOG.error("old exports cannot be removed: %s", trouble)

    def _leave(self) -> None:
        try:
            with self._database.session() as session:
                sign_off(session, self._name)
        except PASSING:
            _LOG.warning("could not sign off; other workers will find out")
        self._queue.close()


forget_lapsed = housekeeping(remove_lapsed)
forget_rosters = housekeeping(forget_roster_drafts)
