"""Worker processes for tests: started as an installation starts them, watched and ended; it knows no kind of work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120
"""Seconds after which a test gives up waiting; what is waited for takes a few, unless the machine is very busy."""
COMMAND = ["-m", "flask", "--app", "app", "worker", "--scan-every", "0.2", "--dead-after", "3"]
HANGING = """
import threading, time
from dataclasses import replace
from pathlib import Path
from app import create_app
from app.jobs import sealing, worker

def hang(database, argument):
    print("taken", argument, flush=True)
    time.sleep(3600)

worker.KINDS = tuple(replace(kind, do=hang) for kind in worker.KINDS)
pace = worker.Pace(scan=0.2, beat=0.5, dead_after=3)
web = create_app()
seal = sealing.Seal(Path(web.config["CHECKPOINTS"]))
worker.Worker(web.extensions["database"], pace, threading.Event(), seal).run()
"""


def wait_until(happened: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something has happened; fail, saying what was waited for, when it does not."""
    until = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < until, f"waited {patience} s in vain for: {what}"
        time.sleep(0.1)


class Crew:
    """Worker processes on one database; those that still live are ended with the test."""

    def __init__(self, url: str, folder: Path, master_key: bytes) -> None:
        key = folder / "master.key"
        key.write_text(master_key.hex())
        places = {"MASTER_KEY_FILE": str(key), "CHECKPOINTS": str(folder / "checkpoints")}
        self._env = dict(os.environ, DATABASE_URL=url, PYTHONPATH=str(ROOT), **places)
        self.letters = folder / "letters"
        self._env |= {"MAIL_URL": f"file:{self.letters}", "MAIL_FROM": "office@qingxin.example"}
        self._folder = folder
        self._members: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self._start(COMMAND)

    def start_hanging(self) -> subprocess.Popen[bytes]:
        """Start a worker that takes work, says so in its output, and never does it."""
        return self._start(["-c", HANGING])

    def output(self, member: subprocess.Popen[bytes]) -> str:
        """Return what a worker has written so far."""
        return self._file(self._members.index(member)).read_text()

    def outputs(self) -> list[str]:
        """Return what each worker has written so far."""
        return [self.output(member) for member in self._members]

    def stop(self, member: subprocess.Popen[bytes]) -> int:
        """Ask a worker to stop, as an operator would, and return its exit code."""
        member.send_signal(signal.SIGTERM)
        return member.wait(PATIENCE)

    def kill(self, member: subprocess.Popen[bytes]) -> None:
        """End a worker as a power cut would."""
        member.kill()
        member.wait(PATIENCE)

    def dismiss(self) -> None:
        """End all that still live."""
        for member in self._members:
            if member.poll() is None:
                self.kill(member)

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        with self._file(len(self._members)).open("wb") as output:
            member = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self._env, stdout=output, stderr=output
            )
        self._members.append(member)
        return member

    def _file(self, number: int) -> Path:
        return self._folder / f"worker{number}.log"
