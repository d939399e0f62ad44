"""Compares two bundles of files in a child process, because those of drafts have been judged by nobody.

The parent sends bytes and gets plain JSON; nothing of the files is parsed there.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.confined import Limits, run_apart
from app.diagrams.comparing import Cell, Change, Line, compare_versions, side_by_side

LIMITS = Limits(cpu_seconds=10.0, wall_seconds=30.0, mebibytes=500)


@dataclass(frozen=True)
class Comparison:
    """What differs between two bundles: every change, and the tables and forms that changed, line by line.

    `unreadable` names in plain words a file that cannot be read; then nothing was compared.
    """

    changes: tuple[Change, ...] = ()
    lines: tuple[Line, ...] = ()
    unreadable: str = ""


def compare_apart(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Comparison:
    """Compare two bundles of files by path in a child process within bounds."""
    asked = json.dumps({"old": _packed(old), "new": _packed(new)}).encode()
    answer = run_apart("app.diagrams.comparing.apart:compared", asked, LIMITS)
    if answer.failure:
        return Comparison(unreadable={"time": "time", "memory": "memory"}.get(answer.failure, "died"))
    told = answer.value
    if told["unreadable"]:
        return Comparison(unreadable=told["unreadable"])
    return Comparison(
        tuple(Change(**change) for change in told["changes"]),
        tuple(
            Line(**{**line, "cells": tuple(Cell(**cell) for cell in line["cells"])}) for line in told["lines"]
        ),
    )


def compared(content: bytes) -> dict[str, Any]:
    """Be the child: compare what was sent, or say which file cannot be read."""
    asked = json.loads(content)
    old, new = (
        {path: base64.b64decode(text) for path, text in asked[side].items()} for side in ("old", "new")
    )
    try:
        changes, lines = compare_versions(old, new), side_by_side(old, new)
    except ValueError as error:
        return {"unreadable": str(error)[:300]}
    return {
        "unreadable": "",
        "changes": [asdict(change) for change in changes],
        "lines": [asdict(line) for line in lines],
    }


def _packed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: base64.b64encode(content).decode() for path, content in files.items()}
