"""Whatever a piece of work does to its child process, the parent gets an answer and goes on."""

from __future__ import annotations

import os
import signal
import time

import pytest

from app.confined import Limits, run_apart, run_forked

LITTLE = Limits(cpu_seconds=0.2, wall_seconds=2.0, mebibytes=150)


def test_the_value_comes_back() -> None:
    answer = run_forked(lambda: {"found": [1, "二"]}, LITTLE)
    assert answer.value == {"found": [1, "二"]}
    assert answer.failure == ""


def test_endless_work_is_ended() -> None:
    def spin() -> None:
        while True:
            pass

    assert run_forked(spin, LITTLE).failure == "time"


def test_waiting_for_ever_is_ended() -> None:
    assert run_forked(lambda: time.sleep(3600), Limits(0.2, 0.3, 150)).failure == "time"


def test_greedy_work_runs_out_of_memory() -> None:
    assert run_forked(lambda: len(bytearray(2 << 30)), LITTLE).failure == "memory"


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_child_that_dies_is_noticed(number: int) -> None:
    assert run_forked(lambda: os.kill(os.getpid(), number), LITTLE).failure == "died"


def test_work_that_fails_is_noticed() -> None:
    assert run_forked(lambda: 1 // 0, LITTLE).failure == "died"


def test_it_cannot_write_files(tmp_path: object) -> None:
    def write() -> int:
        return open(f"{tmp_path}/note", "wb", buffering=0).write(b"x") or 0

    signal_of_size = run_forked(write, LITTLE)
    assert signal_of_size.failure == "died"


def test_work_in_a_fresh_interpreter_answers_too() -> None:
    assert run_apart("json:loads", b'{"a": [1]}', Limits(2.0, 20.0, 150)).value == {"a": [1]}
    assert run_apart("json:loads", b"not json", Limits(2.0, 20.0, 150)).failure == "died"
    assert run_apart("time:sleep", b"x", Limits(2.0, 20.0, 150)).failure == "died"
