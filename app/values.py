"""Typed values of runs and forms as canonical JSON and back; it knows no engine, no storage and no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Value = Any
"""None, bool, str, Decimal, date, aware datetime, list or dict of values; every number is a Decimal."""


_PLAIN = frozenset({str, bool, type(None)})
"""What JSON holds as it is; most of a tree is that, so it is told by its type before anything is called."""


def to_json(value: Value) -> Any:
    """Return a tree of plain JSON types; raise TypeError for a type that runs must not hold (floats, sets, …)."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return {"$n": str(value)}
    if isinstance(value, Decimal):
        return {"$n": str(value)}
    if isinstance(value, datetime):
        return {"$t": value.isoformat()}
    if isinstance(value, date):
        return {"$d": value.isoformat()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if hasattr(value, "feel_iso"):
        return {"$p": value.feel_iso()}
    raise TypeError(f"a run cannot hold a value of type {type(value).__name__}")


def from_json(tree: Any) -> Value:
    """Return the values that `to_json` wrote; numbers come back as Decimal."""
    kind = type(tree)
    if kind in _PLAIN:
        return tree
    if kind is list:
        return [item if type(item) in _PLAIN else from_json(item) for item in tree]
    if kind is not dict:
        return Decimal(str(tree))
    if len(tree) == 1:
        ((key, text),) = tree.items()
        if isinstance(text, str) and key in _READERS:
            return _READERS[key](text)
    return {key: item if type(item) in _PLAIN else from_json(item) for key, item in tree.items()}


def _read_duration(text: str) -> Value:
    from app.feel import read_duration

    return read_duration(text)


_READERS: dict[str, Callable[[str], Value]] = {
    "$n": Decimal,
    "$d": date.fromisoformat,
    "$t": datetime.fromisoformat,
    "$p": _read_duration,
}


def canonical(value: Value) -> bytes:
    """Return the one UTF-8 JSON text of a value: sorted keys, no spaces."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Value) -> str:
    """Return the SHA-256 of the canonical text as 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
