"""Reads the template of an official paper as items: its lines, each known by what it says."""

from __future__ import annotations

from collections import Counter

from app.diagrams.comparing.items import Item


def read_paper(content: bytes) -> dict[str, Item]:
    """Return the lines of a template in their order, without notes; raise ValueError for what is no text.

    Lines that say the same are told apart by their number among themselves.
    """
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise ValueError(f"no text: {error}") from error
    found: dict[str, Item] = {}
    seen: Counter[str] = Counter()
    for line in lines:
        if line and not line.startswith("//"):
            seen[line] += 1
            key = line if seen[line] == 1 else f"{line} ({seen[line]})"
            found[key] = Item("line", line, rank=len(found))
    return found
