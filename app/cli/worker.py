"""`flask worker`: the process that does background work until it is asked to stop."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from app.actions.master_key import check_master_key
from app.cli.plainly import current_database, plainly
from app.house import ROOT
from app.jobs.patience import PASSING
from app.jobs.sealing import seal_of
from app.jobs.worker import Pace, Worker


class OneLine(logging.Filter):
    """Lets the library of the queue say in one line, not in a hundred, that the database is in trouble."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the first line; of an error that does not pass keep the stack as well."""
        record.msg, record.args = record.getMessage().split("\n", 1)[0], ()
        if record.exc_info and isinstance(record.exc_info[1], PASSING):
            record.exc_info = record.exc_text = None
        return True


def keep_log() -> None:
    """Write what happens to stderr, one line each; the library of the queue speaks only of troubles."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    library = logging.getLogger("dbos")
    library.setLevel(logging.WARNING)
    library.addFilter(OneLine())
    library.propagate = False  # it has a handler of its own


@click.command("worker")
@click.option(
    "--scan-every",
    type=click.FloatRange(0.05, 60),
    default=Pace.scan,
    show_default=True,
    envvar="WORKER_SCAN_SECONDS",
    help="查找到期计时的间隔秒数 · seconds between two looks for what is due",
)
@click.option(
    "--dead-after",
    type=click.FloatRange(1, 3600),
    default=Pace.dead_after,
    show_default=True,
    envvar="WORKER_DEAD_SECONDS",
    help="多少秒没有心跳视为失效 · seconds without a heartbeat that mean death",
)
@with_appcontext
@plainly
def worker(scan_every: float, dead_after: float) -> None:
    """Do background work until SIGTERM or Ctrl-C; what is being done then is finished first."""
    keep_log()
    stop = threading.Event()

    def asked_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, asked_to_stop)
    pace = Pace(scan=scan_every, beat=min(Pace.beat, dead_after / 3), dead_after=dead_after)
    database = current_database()
    with database.session() as session:
        check_master_key(session)
    Worker(database, pace, stop, seal_of(current_app.config, database.url, ROOT)).run()
