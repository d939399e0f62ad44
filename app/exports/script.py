"""Puts the verifier of case files together: one text that runs with Python alone."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HEAD = '''#!/usr/bin/env python3
"""Checks a case file of Qingxin (清薪) with Python alone: nothing to install, no network.

    python3 verify.py FILE.zip [--key HEX]

`--key` names the public key that you were told by other means: without it, a file that somebody made and signed
with a key of his own looks whole. Exit code 0: whole, 1: altered, 2: no such file. Python 3.8 or newer.
"""

'''


def verifier() -> str:
    """Return the script: what it reckons with, then the checks, without their docstrings and own imports."""
    parts = [_body("primitives.py"), _body("checking.py").replace("from __future__ import annotations\n", "")]
    own = [line for line in parts[1].splitlines(keepends=True) if not line.startswith("from app.")]
    return HEAD + parts[0] + "\n\n" + "".join(own).lstrip()


def _body(name: str) -> str:
    """Return the text of a module from its first import."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return text[text.index("from __future__") :]
