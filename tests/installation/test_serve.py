"""`make run` after set-up: one command starts web server and worker, keeps them going and stops both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.models import Jurisdiction, ProcessVersion, Worker
from tests.jobs.workers import PATIENCE, ROOT, wait_until
from tests.support.postgres import free_port

pytestmark = pytest.mark.slow


class Served:
    """One start of `scripts/serve.py` on a database and a port of its own."""

    def __init__(self, url: str, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.log = folder / "serve.log"
        env = dict(os.environ, DATABASE_URL=url, PORT=str(self.port), DEMONSTRATION="0")
        env["MASTER_KEY_FILE"] = str(folder / "master.key")
        env["CHECKPOINTS"] = str(folder / "checkpoints")
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/serve.py"], cwd=ROOT, env=env, stdout=output, stderr=output
            )

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def wait_for(self, text: str) -> None:
        """Wait until it has printed something; fail with all that it printed when it ends before."""

        def printed() -> bool:
            assert text in self.said() or self.process.poll() is None, self.said()
            return text in self.said()

        wait_until(printed, f"{text!r} among:\n{self.said()}")

    def status(self) -> int:
        """Ask for the sign-in page and return its status."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=PATIENCE) as answer:
            found: int = answer.status
            return found

    def stop(self) -> int:
        """Stop it as Ctrl-C does and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def started(empty_database_url: str, tmp_path: Path) -> Iterator[list[Served]]:
    """A list in which a test keeps what it starts, so that it ends with the test."""
    kept = [Served(empty_database_url, tmp_path)]
    yield kept
    for each in kept:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(PATIENCE)


def worker_names(database: Database) -> list[str]:
    """Names of the workers that have signed on."""
    with database.session() as session:
        return [row.id for row in session.query(Worker)]


def test_one_command_serves_revives_its_worker_and_stops_both(
    started: list[Served], empty_database_url: str, tmp_path: Path
) -> None:
    (served,) = started
    served.wait_for("http://127.0.0.1")
    assert served.status() == 200
    served.wait_for("began")
    database = Database(empty_database_url)
    try:
        with database.session() as session:
            assert session.query(Jurisdiction).count() == 2
            assert session.query(ProcessVersion).count() >= 11
        (name,) = worker_names(database)
        os.kill(int(name.split("-")[-2]), signal.SIGKILL)
        served.wait_for("starting it again")
        wait_until(lambda: len(set(worker_names(database)) - {name}) == 1, "another worker to sign on")
        assert served.status() == 200
        assert served.stop() == 0
        assert set(worker_names(database)) <= {name}
    finally:
        database.dispose()
    with pytest.raises(OSError):
        served.status()

    again = Served(empty_database_url, tmp_path, served.port)
    started.append(again)
    wait_until(lambda: again.said().count("http://127.0.0.1") == 2, "the second start")
    assert again.status() == 200
    assert again.stop() == 0


def test_a_port_that_is_taken_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        served = Served(f"sqlite:///{tmp_path / 'never.db'}", tmp_path, port)
        assert served.process.wait(PATIENCE) == 1
    assert f"PORT={port + 1}" in served.said()
    assert not (tmp_path / "never.db").exists()
