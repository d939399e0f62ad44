"""Patience with a database that is out of reach, locked or just restarting; it knows no work."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

T = TypeVar("T")

PASSING = (OperationalError, InterfaceError, PoolTimeout)
"""Errors that pass: connection lost, server restarting, deadlock, database locked, disk full, no free connection."""
PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0)
"""Seconds before each further try."""

_LOG = logging.getLogger("qingxin.worker")


def patiently(
    act: Callable[[], T],
    pauses: Sequence[float] = PAUSES,
    wait: Callable[[float], None] = time.sleep,
) -> T:
    """Do something, again after each pause while the database is in trouble; the last trouble is raised."""
    for pause in pauses:
        try:
            return act()
        except PASSING as trouble:
            _LOG.warning("database in trouble (%s), again in %s s", type(trouble).__name__, pause)
            wait(pause)
    return act()
