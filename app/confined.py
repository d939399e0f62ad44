"""Runs one piece of work in a child process with little time and memory; must not know what the work is.

Whatever the work does to the child, the parent gets an answer: the value, or what went wrong.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
MOST_ANSWER = 32 * 1024 * 1024
MIB = 1024 * 1024

Failure = Literal["", "time", "memory", "died"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one piece of work may take: processor time, time on the clock, and memory of the whole child."""

    cpu_seconds: float = 0.9
    wall_seconds: float = 10.0
    mebibytes: int = 240


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the value when `failure` is empty; `cpu_seconds` and `mebibytes` are what the child took."""

    value: Any = None
    failure: Failure = ""
    cpu_seconds: float = 0.0
    mebibytes: float = 0.0


def run_forked(work: Callable[[], Any], limits: Limits) -> Answer:
    """Do `work` in a fork of this process, which must have a single thread; its value must be JSON."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _perform(work, limits, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        return _await(child, stream.fileno(), limits)


def run_apart(work: str, content: bytes, limits: Limits) -> Answer:
    """Do the work named `module:function` on bytes in a fresh interpreter; fit for processes with several threads."""
    command = [sys.executable, "-m", "app.confined", work, str(limits.cpu_seconds), str(limits.mebibytes)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, cwd=ROOT, timeout=limits.wall_seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Answer(failure="time")
    return _answer(done.stdout, -done.returncode if done.returncode < 0 else 0, 0.0, 0.0)


def _perform(work: Callable[[], Any], limits: Limits, writing: int) -> None:
    """Be the child: never returns, never raises."""
    try:
        gc.freeze()
        faulthandler.disable()
        _confine(limits)
        answer: dict[str, Any] = {"value": work()}
    except MemoryError:
        answer = {"failure": "memory"}
    except BaseException:
        answer = {"failure": "died"}
    try:
        data = json.dumps(answer).encode()
        while data:
            data = data[os.write(writing, data) :]
    finally:
        os._exit(0)


def _confine(limits: Limits) -> None:
    """Limit this process: its time begins now, and what it holds counts towards its memory, half of it at most.

    A process that was large before it forked must still be able to judge a file.
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    room = limits.mebibytes * MIB - min(_resident(), limits.mebibytes * MIB // 2)
    resource.setrlimit(resource.RLIMIT_AS, (_mapped() + room,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _pages(column: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[column]) * resource.getpagesize()


def _mapped() -> int:
    return _pages(0)


def _resident() -> int:
    return _pages(1)


def _await(child: int, stream: int, limits: Limits) -> Answer:
    """Collect what the child says until it is silent, or end it when its time on the clock is over."""
    deadline = time.monotonic() + limits.wall_seconds
    said = bytearray()
    late = False
    while len(said) < MOST_ANSWER:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([stream], [], [], max(left, 0))
        chunk = os.read(stream, 1 << 16) if ready else b""
        if not chunk:
            late = not ready
            break
        said += chunk
    if late or len(said) >= MOST_ANSWER:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    fatal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if late:
        fatal = signal.SIGPROF
    return _answer(bytes(said), fatal, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _answer(said: bytes, fatal: int, cpu: float, mebibytes: float) -> Answer:
    if fatal in (signal.SIGPROF, signal.SIGXCPU):
        return Answer(None, "time", cpu, mebibytes)
    try:
        told = json.loads(said)
    except ValueError:
        return Answer(None, "died", cpu, mebibytes)
    return Answer(told.get("value"), told.get("failure", ""), cpu, mebibytes)


def main(work: str, cpu_seconds: str, mebibytes: str) -> None:
    """Be the fresh interpreter: read bytes from standard input, do the work, write its answer, end."""
    module, name = work.split(":")
    function: Callable[[bytes], Any] = getattr(import_module(module), name)
    content = sys.stdin.buffer.read()
    writing = os.dup(1)
    os.dup2(2, 1)
    _perform(lambda: function(content), Limits(float(cpu_seconds), 0.0, int(mebibytes)), writing)


if __name__ == "__main__":
    main(*sys.argv[1:])
