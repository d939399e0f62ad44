"""Settings of the web server's processes (`gunicorn --config python:app.serving`); it knows nothing of the pages."""

from __future__ import annotations

import gc
from typing import Any

worker_class = "gthread"
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True

_FRESH_OBJECTS = 20_000


def post_worker_init(_worker: Any) -> None:
    """Called by gunicorn when a worker has loaded the application and before it answers."""
    settle()


def settle() -> None:
    """Put what lives as long as the process out of the garbage collector's way, and let it look less often.

    A request makes some thousand objects that reference counting frees by itself; looking through all of the
    application for cycles after every 700 costs a tenth of the time of an answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_FRESH_OBJECTS, 20, 50)
