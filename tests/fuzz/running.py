"""One run of one target in a process of its own: feeds it, holds its time and memory, and tells what it found."""

from __future__ import annotations

import importlib
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST_CPU_SECONDS = 1.0
MOST_MEBIBYTES = 768


class TooDear(Exception):
    """An input took longer than any input may."""


class Meter:
    """Counts inputs and keeps the dearest."""

    def __init__(self, attempt: Callable[[bytes], None], limit: float) -> None:
        self.attempt = attempt
        self.limit = limit
        self.runs = 0
        self.dearest = 0.0
        self.example = b""

    def __call__(self, data: bytes) -> None:
        """Try one input; raise whatever it raises, and TooDear when it took too long."""
        begun = time.process_time()
        self.attempt(data)
        spent = time.process_time() - begun
        self.runs += 1
        if spent > max(self.dearest, 0.02):  # the machine may have been busy with something else
            begun = time.process_time()
            self.attempt(data)
            spent = min(spent, time.process_time() - begun)
        if spent > self.dearest:
            self.dearest, self.example = spent, data
        if spent > self.limit:
            raise TooDear(f"{spent:.2f} s of CPU for {data[:200]!r}")

    def tell(self, how: str, seconds: float) -> None:
        """Print the figures of the run."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{how}: {self.runs:,} inputs in {seconds:.0f} s, dearest {self.dearest * 1000:.0f} ms of CPU "
            f"({self.example[:60]!r}), {memory:.0f} MiB",
            flush=True,
        )


def guided(target: str, seconds: int, finds: Path) -> None:
    """Fuzz by coverage with atheris; leaves the process when the time is over or something broke."""
    atheris: Any = importlib.import_module("atheris")  # installed by `make fuzz` alone
    with atheris.instrument_imports(include=["app.feel", "app.diagrams"]):
        module = importlib.import_module(f"tests.fuzz.{target}")
    meter = Meter(module.attempt, MOST_CPU_SECONDS * 5)  # what counts coverage is slow itself
    corpus = finds / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(module.seeds()):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    spelled = "".join(f'"{_spelled(word)}"\n' for word in module.words())
    dictionary = finds / f"{target}.dict"
    dictionary.write_text(spelled, encoding="utf-8")
    options = [
        f"-max_total_time={seconds}", "-timeout=15", f"-rss_limit_mb={MOST_MEBIBYTES}", "-max_len=8000",
        f"-dict={dictionary}", f"-artifact_prefix={finds}/{target}-", "-verbosity=0", str(corpus),
    ]  # fmt: skip
    begun = time.monotonic()

    def one(data: bytes) -> None:
        try:
            meter(data)
        finally:
            if time.monotonic() - begun >= seconds - 1 and not meter.runs % 20:
                meter.tell("atheris", time.monotonic() - begun)

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _spelled(word: str) -> str:
    return "".join(
        chr(byte) if 32 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word.encode()
    )


def generated(target: str, seconds: int, _finds: Path) -> None:
    """Fuzz with hypothesis: texts made of the target's words and changed seeds."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    module = importlib.import_module(f"tests.fuzz.{target}")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEBIBYTES << 20, MOST_MEBIBYTES << 20))
    meter = Meter(module.attempt, MOST_CPU_SECONDS)
    samples = list(module.seeds())
    pieces = st.one_of(
        st.sampled_from([*module.words()]), st.text(max_size=4), st.sampled_from(' ,()[]{}.:"\n')
    )
    made = st.lists(pieces, max_size=40).map(lambda parts: " ".join(parts).encode("utf-8", "replace"))
    cut = st.tuples(st.sampled_from(samples), st.integers(0, 9999), st.integers(0, 60), made)
    changed = cut.map(
        lambda c: c[0][: c[1] % (len(c[0]) + 1)] + c[3] + c[0][(c[1] + c[2]) % (len(c[0]) + 1) :]
    )
    kinds: Any = st.one_of(made, changed, made.map(lambda text: b"1number\n" + text), st.binary(max_size=200))
    begun = time.monotonic()
    turn = 0
    while time.monotonic() - begun < seconds:
        turn += 1

        @seed(turn)
        @settings(
            max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )  # fmt: skip
        @given(kinds)
        def any_input(data: bytes) -> None:
            meter(data)

        any_input()
    meter.tell("hypothesis", time.monotonic() - begun)


def main() -> None:
    """Run one target: name of the way, of the target, seconds, folder for what is found."""
    way, target, seconds, finds = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    {"guided": guided, "generated": generated}[way](target, seconds, finds)


if __name__ == "__main__":
    main()
