"""Counts tries of one address within a window of time and says when there were too many; it reads no clock."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta


class Throttle:
    """At most `most` tries an address in `window`; the oldest addresses are forgotten beyond `addresses`.

    One throttle belongs to one process of the server. It slows guessing down; what is guessed must be long enough
    to withstand the rest.
    """

    def __init__(self, most: int, window: timedelta, addresses: int = 10_000) -> None:
        self._most, self._window, self._addresses = most, window, addresses
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, address: str, at: datetime) -> bool:
        """Count a try at a moment; return False when it is one too many."""
        with self._lock:
            tries = self._tries.setdefault(address, deque())
            self._tries.move_to_end(address)
            while tries and at - tries[0] >= self._window:
                tries.popleft()
            if len(tries) >= self._most:
                return False
            tries.append(at)
            while len(self._tries) > self._addresses:
                self._tries.popitem(last=False)
            return True
