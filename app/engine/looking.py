"""What a token sees, read from a stored state without waking the run; it must not know what elements do."""

from __future__ import annotations

from typing import Any

from app.engine.model import NotReady
from app.engine.state import open_state
from app.values import Value, from_json


def visible_data(state: bytes, token: str) -> dict[str, Value]:
    """Return the data visible to a live token: that of its run or called piece, and its own item on top.

    NotReady when the run holds no such token any more; UnreadableState for bytes that are no state.
    """
    tree = open_state(state)
    data = tree["data"]
    found = _row(tree["tokens"], token)
    for piece in tree["pieces"]:
        if found is not None:
            break
        found = _row(piece["tokens"], token)
        if found is not None:
            data = _data_of(tree, piece)
    if found is None:
        raise NotReady(
            "这项任务已经办结、已取消，或尚未开始。", "This task is done, cancelled or not yet open."
        )
    visible: dict[str, Value] = from_json({**data, **found.get("data", {})})
    return visible


def run_data(state: bytes) -> dict[str, Value]:
    """Return the data of a run, running or ended; UnreadableState for bytes that are no state."""
    data: dict[str, Value] = from_json(open_state(state)["data"])
    return data


def _row(rows: list[dict[str, Any]], token: str) -> dict[str, Any] | None:
    return next((row for row in rows if row["id"] == token), None)


def _data_of(tree: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
    """Return what a piece works on: its own data, or, of an embedded sub-process, what the tree around it sees.

    Beside that it sees the item of the multi-instance whose turn it is.
    """
    if "data" in piece:
        own: dict[str, Any] = piece["data"]
        return own
    for outer in tree["pieces"]:
        caller = _row(outer["tokens"], piece["caller"])
        if caller is not None:
            return {**_data_of(tree, outer), **caller.get("data", {})}
    caller = _row(tree["tokens"], piece["caller"])
    return {**tree["data"], **(caller or {}).get("data", {})}
