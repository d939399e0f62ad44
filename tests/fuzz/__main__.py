"""`make fuzz`: feeds FEEL, decisions and the gate with what machines think of; SECONDS=600 is shared by all targets.

Exits 1 when an input broke something, took too long or too much memory; the input then stands in tests/out/fuzz.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FINDS = ROOT / "tests" / "out" / "fuzz"
TARGETS = ("feel", "dmn", "gate")
"""Modules of this folder with `words()`, `seeds()` and `attempt(data)`."""


def main() -> int:
    """Run every target with atheris, where it is installed, and with hypothesis."""
    asked = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    asked.add_argument("--seconds", type=int, default=600, help="for all together")
    asked.add_argument("--target", choices=TARGETS, action="append", help="only these")
    given = asked.parse_args()
    ways = ["guided", "generated"] if importlib.util.find_spec("atheris") else ["generated"]
    if len(ways) == 1:
        print(
            "没有 atheris，只用 hypothesis / atheris is not installed here: hypothesis fuzzes alone",
            flush=True,
        )
    targets = given.target or TARGETS
    each = max(given.seconds // (len(targets) * len(ways)), 5)
    FINDS.mkdir(parents=True, exist_ok=True)
    broken = [f"{target} ({way})" for target in targets for way in ways if not _sound(way, target, each)]
    print(f"找到问题 / broken: {', '.join(broken)}" if broken else "没有发现问题 / nothing broke")
    return 1 if broken else 0


def _sound(way: str, target: str, seconds: int) -> bool:
    """Run one target in one way for some seconds; tell what went wrong."""
    print(f"— {target}, {seconds} s", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.running", way, target, str(seconds), str(FINDS)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=seconds * 2 + 120, check=False
        )
    except subprocess.TimeoutExpired:
        print("没有结束 / it did not end", flush=True)
        return False
    told = [line for line in done.stdout.splitlines() if line.startswith(("atheris:", "hypothesis:"))]
    print("\n".join(told[-1:]), flush=True)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-40:]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
