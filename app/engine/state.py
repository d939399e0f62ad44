"""A run's state as bytes and back: live tokens and data, no definition; it must not know what elements do."""

from __future__ import annotations

import functools
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from app.engine.model import Command, EngineFailure, UnreadableState
from app.engine.token import Token
from app.engine.tree import Run, TokenTree
from app.values import from_json, to_json

if TYPE_CHECKING:
    from app.engine.definition import Definition

FORMAT = "qingxin-run-1"
MOST_BYTES = 4 * 1024 * 1024
"""Size of a state before compression; a run's data holds references and amounts, never texts or files."""


def save(run: Run, definition: Definition) -> tuple[bytes, str]:
    """Return the state as compressed JSON and the SHA-256 of the JSON."""
    try:
        tree = {
            "format": FORMAT,
            "process": definition.key,
            "ended": run.completed,
            "data": to_json(run.data),
            "tokens": [_row(token) for token in run.live()],
            "pieces": [_piece(piece) for piece in run.subprocesses.values()],
        }
    except TypeError as error:
        raise EngineFailure("", str(error)) from error
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if len(text) > MOST_BYTES:
        raise EngineFailure(
            "", f"the run's data has grown to {len(text)} bytes; at most {MOST_BYTES} are kept"
        )
    return zlib.compress(text, 3), hashlib.sha256(text).hexdigest()


def load(state: bytes, definition: Definition, command: Command) -> Run:
    """Return the run a state describes, ready for one command; UnreadableState when it cannot be."""
    tree = open_state(state)
    if tree.get("process") != definition.key:
        raise UnreadableState(f"it belongs to {tree.get('process')!r}", "流程状态属于另一个流程。")
    try:
        run = Run(definition.spec, definition.pieces, command)
        run.data.update(from_json(tree["data"]))
        run.completed = tree["ended"]
        placed = _fill(run, tree["tokens"])
        for kept in tree["pieces"]:
            caller = placed[kept["caller"]]
            piece = run.create_subprocess(caller, caller.task_spec.spec)
            if "data" in kept:
                piece.data.clear()
                piece.data.update(from_json(kept["data"]))
            placed.update(_fill(piece, kept["tokens"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableState(
            f"it does not fit the definition: {error!r}", "流程状态与流程定义不符。"
        ) from error
    return run


@functools.lru_cache(maxsize=64)
def open_state(state: bytes) -> dict[str, Any]:
    """Return the tree that a stored state holds; UnreadableState when it is cut off, no JSON or of another format.

    A page shows a state, an action looks into it and then steps it: the tree is kept meanwhile, and never changed.
    """
    try:
        opener = zlib.decompressobj()
        text = opener.decompress(state, MOST_BYTES + 1)
        if len(text) > MOST_BYTES or not opener.eof:
            raise UnreadableState("it is cut off or too large", "流程状态不完整或过大。")
        tree = json.loads(text)
    except (zlib.error, ValueError) as error:
        raise UnreadableState("it is no compressed JSON", "流程状态无法读取。") from error
    if not isinstance(tree, dict):
        raise UnreadableState("it is no state of a run", "流程状态无法读取。")
    if tree.get("format") != FORMAT:
        raise UnreadableState(f"format {tree.get('format')!r} is not {FORMAT!r}", "流程状态的格式不受支持。")
    return tree


def _piece(piece: Any) -> dict[str, Any]:
    kept: dict[str, Any] = {"caller": piece.caller.id, "tokens": [_row(token) for token in piece.live()]}
    if piece.owns_data:
        kept["data"] = to_json(piece.data)
    return kept


def _row(token: Token) -> dict[str, Any]:
    row: dict[str, Any] = {"id": token.id, "at": token.task_spec.name, "state": token.state}
    if not token.on_root:
        row["part_of"] = token._parent
    if token.data:
        row["data"] = to_json(token.data)
    if token.internal_data:
        row["marks"] = token.internal_data
    return row


def _fill(tree: TokenTree, rows: list[dict[str, Any]]) -> dict[str, Token]:
    """Set the stored tokens where they rested; ValueError when an element has become one of another kind."""
    placed: dict[str, Token] = {}
    for row in rows:
        parent = tree.tasks[row["part_of"]] if "part_of" in row else tree.task_tree
        node = tree.spec.task_specs[row["at"]]
        if row["state"] != node.rest:
            raise ValueError(f"no token rests at {row['at']} in state {row['state']}")
        token = placed[row["id"]] = Token(tree, node, parent, row["state"], row["id"])
        if "data" in row:
            token.data = from_json(row["data"])
        if "marks" in row:
            token.internal_data = dict(row["marks"])
    return placed
