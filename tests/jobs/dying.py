"""Workers that are made quickly and die often: a process that has everything loaded and splits one off when told.

Run as `python -m tests.jobs.dying DATABASE FOLDER`; each line on its input begins a worker, whose number it prints.
The workers are the product's own, only in more of a hurry; they exchange with the bank below the folder.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.exchanges.ways import Ways
from app.exports.keeping import Shelf
from app.jobs import engine
from app.jobs.sealing import Seal
from app.jobs.worker import Pace, Worker
from storage.database import Database
from tests.jobs.outside import registry
from tests.support.office import house

ROOT = Path(__file__).resolve().parent.parent.parent
PACE = Pace(scan=0.05, beat=0.05, dead_after=0.2, seal=60, calendar=3600, tidy=3600, keep=timedelta(days=1))


class Nursery:
    """The process that makes workers, seen from the test: one worker lives at a time."""

    def __init__(self, url: str, folder: Path) -> None:
        self._log = (folder / "workers.log").open("wb")
        self._made = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.dying", url, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    def worker(self) -> int:
        """Begin a worker and return its number."""
        assert self._made.stdin is not None and self._made.stdout is not None
        self._made.stdin.write(b"\n")
        self._made.stdin.flush()
        return int(self._made.stdout.readline())

    def kill(self, number: int) -> None:
        """End a worker as a power cut would."""
        os.kill(number, signal.SIGKILL)

    def close(self) -> None:
        """Make no more."""
        assert self._made.stdin is not None and self._made.stdout is not None
        self._made.stdin.close()
        self._made.wait(60)
        self._made.stdout.close()
        self._log.close()


def live(url: str, folder: Path) -> None:
    """Be one worker, until killed."""
    engine.AT_ONCE, engine.LOOK_EVERY = 8, 0.02  # type: ignore[misc]
    info = {
        "house": replace(house(), exchanges=registry(20)),
        "ways": Ways(folder),
        "exports": Shelf(folder / "exports"),
    }
    seal = Seal(folder / "checkpoints")
    Worker(Database(url, info), PACE, threading.Event(), seal).run()


def main() -> None:
    """Make a worker for each line of input, and bury the one before."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    house()
    last = 0
    for _ in sys.stdin:
        if last:
            os.waitpid(last, 0)
        last = os.fork()
        if not last:
            live(url, folder)
        print(last, flush=True)
    if last:
        os.kill(last, signal.SIGKILL)
        os.waitpid(last, 0)


if __name__ == "__main__":
    main()
