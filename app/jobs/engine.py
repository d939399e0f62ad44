"""The engine that takes work from the queue and does it, as DBOS in this process; it knows no kind of work.

One process has one engine. It works under a name that no other process ever had, because two under one name would
do everything twice, and under one version for ever, so that a newer edition does what an older one has queued.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from typing import Final

from app.jobs.queue import APPLICATION, QUEUE, SERIALIZER  # isort: skip  # chooses the SQLite library first
from dbos import DBOS
from sqlalchemy import URL

VERSION: Final = "1"
AT_ONCE: Final = 4
"""Pieces of work that one worker does at the same time."""
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the queue."""


def new_name() -> str:
    """Return a name for this worker: host and process number for people, and a part that never comes again."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(6)}"


def launch(url: URL, name: str, works: Mapping[str, Callable[[str], None]]) -> None:
    """Begin taking work: `works` says by kind what is done with the argument that was queued.

    Makes the library's tables when they are missing (on PostgreSQL in the schema `dbos`). Raises what SQLAlchemy
    raises when the database is out of reach.
    """
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": url.render_as_string(hide_password=False),
            "application_version": VERSION,
            "executor_id": name,
            "serializer": SERIALIZER,
            "sys_db_pool_size": AT_ONCE + 4,
            "log_level": "WARNING",
        }
    )
    for kind, work in works.items():
        DBOS.workflow(name=kind)(work)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=LOOK_EVERY)


def stop(patience: int) -> None:
    """Take no more work, and wait some seconds for what is being done; what is left others take over."""
    DBOS.destroy(workflow_completion_timeout_sec=patience, destroy_registry=True)
