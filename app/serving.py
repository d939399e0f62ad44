"""Settings of the web server's processes (`gunicorn --config python:app.serving`); it knows no page."""

from __future__ import annotations

import gc
import logging
import sys
from typing import Any

worker_class = "gthread"
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True

_FRESH_OBJECTS = 20_000
NEVER_BEGAN = 3  # the code of a worker after which gunicorn starts no other


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn when a worker has loaded the application and before it answers.

    The server stops with a sentence when the master key is not the one of the database.
    """
    from app.actions.master_key import ForeignKey, check_master_key

    with worker.wsgi.extensions["database"].session() as session:
        try:
            check_master_key(session)
        except ForeignKey as refusal:
            logging.getLogger("gunicorn.error").critical("%s · %s", refusal.zh, refusal.en)
            sys.exit(NEVER_BEGAN)
    settle()


def settle() -> None:
    """Put what lives as long as the process out of the garbage collector's way, and let it look less often.

    A request makes some thousand objects that reference counting frees by itself; looking through all of the
    application for cycles after every 700 costs a tenth of the time of an answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_FRESH_OBJECTS, 20, 50)
