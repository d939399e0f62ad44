"""Runs the checks one after the other and tells of all that failed; knows nothing of what they check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
TYPED = [name for name in ("app", "storage") if (ROOT / name).is_dir()]
CHECKS = {
    "lint": ["ruff", "check", "."],
    "formatting": ["ruff", "format", "--check", "."],
    "types": ["mypy", "--strict", *TYPED],
    "direction of imports": ["lint-imports"],
}


def main() -> int:
    """Exit code 1 when any check failed; `make fix` corrects the first two."""
    failed = []
    for name, (tool, *arguments) in CHECKS.items():
        print(f"— {name}", flush=True)
        if subprocess.run([str(TOOLS / tool), *arguments], cwd=ROOT).returncode != 0:
            failed.append(name)
    print("Failed: " + ", ".join(failed) if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
