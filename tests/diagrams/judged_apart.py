"""Judges the hostile files one after the other in a process as small as that of the command; prints JSON."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from app.confined import Answer, run_forked
from app.diagrams.gate import check_files
from app.diagrams.judging import LIMITS, judge_confined
from tests.diagrams.bulky import FILES as BULKY

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).parent / "hostile"
with (FOLDER / "expected.csv").open(encoding="utf-8") as listed:
    EXPECTED = {row["file"]: row["code"] for row in csv.DictReader(listed)}


@cache
def judged_apart() -> dict[str, dict[str, Any]]:
    """Return, by the name of each hostile file, how judging it ended, what it took and for what it is refused."""
    command = [sys.executable, "-m", "tests.diagrams.judged_apart"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def _told(answer: Answer, codes: list[str]) -> dict[str, Any]:
    return {"failure": answer.failure, "mebibytes": answer.mebibytes, "codes": codes}


def _refusing(data: bytes) -> list[str]:
    return sorted({each.code for each in check_files({"matter.bpmn": data}) if each.severity == "error"})


def main() -> None:
    """Judge every file and everything bulky, each in a child of its own."""
    found = {}
    for name in EXPECTED:
        findings, answer = judge_confined(FOLDER / name)
        found[name] = _told(answer, [each.code for each in findings if each.severity == "error"])
    for name, (_, make) in BULKY.items():
        data = make()
        answer = run_forked(lambda: _refusing(data), LIMITS)  # noqa: B023
        found[name] = _told(answer, answer.value or [])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
