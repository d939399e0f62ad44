"""Histories as a release wrote them, kept as files: every later release must take each step of them again.

A file holds made-up cases: the diagrams, decisions and forms they ran on, and of each run the steps as recorded, with
what stood sealed in them. `python -m tests.golden NAME` adds the file of a new release; files are never changed.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    """Return the names of the histories that are kept."""
    return sorted(path.name.removesuffix(".json.xz") for path in FOLDER.glob("*.json.xz"))


def history(name: str) -> Any:
    """Return a kept history."""
    return json.loads(lzma.decompress((FOLDER / f"{name}.json.xz").read_bytes()))


def keep(name: str, told: Any) -> Path:
    """Keep a history; refuse to change one that is there."""
    place = FOLDER / f"{name}.json.xz"
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with place.open("xb") as file:
        file.write(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return place
