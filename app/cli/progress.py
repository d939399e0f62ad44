"""A bar of progress on stderr; where nobody watches a terminal, a line for each tenth instead."""

from __future__ import annotations

import shutil
import sys
from types import TracebackType
from typing import TextIO

WIDTH = 30


class Bar:
    """Shows how much is done, from the first `show` to the end of `with`."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._shown = -1

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out.isatty() and self._shown >= 0:
            self._out.write("\n")
            self._out.flush()

    def show(self, done: int, steps: int, what: str) -> None:
        """Show that so many of the steps are done, and what the last one was."""
        share = done / steps if steps else 1.0
        if self._out.isatty():
            filled = round(share * WIDTH)
            line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{steps} {what}"
            room = shutil.get_terminal_size().columns - 1
            self._out.write(f"\r\x1b[K{line[:room]}")
            self._out.flush()
            self._shown = done
        elif int(share * 10) > self._shown:
            self._shown = int(share * 10)
            print(f"{done}/{steps} {what}", file=self._out, flush=True)
