"""One tiny diagram for each construct that is executed, hand-drawn without pictures; `load` compiles one by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.engine import Definition, compile_process

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> Definition:
    """Compile the diagram of this name; the others are there to be called."""
    found = (path for pattern in ("*.bpmn", "*.dmn") for path in FOLDER.glob(pattern))
    return compile_process(name, {path.name: path.read_bytes() for path in found})


def names() -> list[str]:
    """Names of all the diagrams."""
    return sorted(path.stem for path in FOLDER.glob("*.bpmn"))
