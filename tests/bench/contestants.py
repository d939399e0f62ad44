"""Other engines in processes of their own, which measure a few completions whenever they are told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.measuring import Samples

ROOT = Path(__file__).resolve().parent.parent.parent


class Contestant:
    """One other engine: its module counts statements and commits first, then times completions on demand."""

    def __init__(self, module: str, database: Path) -> None:
        self.samples = Samples()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "BENCH_DATABASE": str(database)},
            text=True,
        )
        counted = self._read()
        self.samples.statements, self.samples.commits = counted["statements"], counted["commits"]

    def complete(self, number: int) -> None:
        """Let it complete so many tasks and take the times."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()
        timed = self._read()
        self.samples.cpu += timed["cpu"]
        self.samples.wall += timed["wall"]

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()

    def _read(self) -> dict[str, list[float]]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the other engine ended: {self._process.args}")
        found: dict[str, list[float]] = json.loads(line)
        return found


def answer(samples: Samples) -> None:
    """Tell the process that asked what was measured."""
    told = {name: getattr(samples, name) for name in ("statements", "commits", "cpu", "wall")}
    print(json.dumps(told), flush=True)
