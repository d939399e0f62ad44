"""Writes constraints.txt: the exact version of everything that requirements pull in; knows no registry.

Run it with the oldest Python that is to be served (3.11.2, Debian 12): some packages refuse even older patch
levels, and a pin that the oldest cannot install stops its set-up.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Written by `make pins`: the version of every package that the requirements pull in themselves.\n"


def named(*files: str) -> set[str]:
    """Normalised names that the requirement files give themselves."""
    found = set()
    for file in files:
        for line in (ROOT / file).read_text().splitlines():
            if match := re.match(r"([A-Za-z0-9_.-]+)", line):
                found.add(re.sub(r"[-_.]+", "-", match[1]).lower())
    return found


def main() -> None:
    """Keep what is installed and not named by a requirement file."""
    frozen = subprocess.run(
        [sys.executable, "-m", "pip", "freeze"], check=True, capture_output=True, text=True
    )
    ours = named("requirements.txt", "requirements-dev.txt")
    lines = [line for line in frozen.stdout.splitlines() if re.fullmatch(r"[\w.-]+==[\w.!+-]+", line)]
    kept = [line for line in lines if re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() not in ours]
    (ROOT / "constraints.txt").write_text(HEAD + "".join(line + "\n" for line in sorted(kept, key=str.lower)))


if __name__ == "__main__":
    main()
