"""Type names of FEEL as written after `instance of`: how they read; knows no values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.feel.errors import Overrun

BUILT_IN = (
    "years and months duration",
    "days and time duration",
    "date and time",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "Any",
    "Null",
    "list",
    "context",
    "range",
    "function",
)
_NAME = re.compile(
    "|".join(r"\s+".join(name.split()) for name in BUILT_IN) + r"|[^\W\d]\w*(?:\.\w+)*", re.UNICODE
)
_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"\s*([^\W\d]\w*(?:\s+\w+)*)\s*:")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type: its name, the types in its angle brackets, and for a context the names of its fields."""

    name: str
    inner: tuple[TypeName, ...] = ()
    fields: tuple[str, ...] = ()


def read_type(source: str, start: int, depth: int = 0) -> tuple[TypeName, int] | None:
    """Read a type at `start`; return it and where it ends, or None when there is no type."""
    if depth > _DEEPEST:
        raise Overrun("类型嵌套太深", "the type is nested too deeply")
    found = _NAME.match(source, _skip(source, start))
    if not found:
        return None
    name, end = " ".join(found[0].split()), found.end()
    opened = _skip(source, end)
    if name not in ("list", "context", "range", "function") or source[opened : opened + 1] != "<":
        return TypeName(name), end
    return _read_inner(source, opened + 1, name, depth)


def _read_inner(source: str, at: int, name: str, depth: int) -> tuple[TypeName, int] | None:
    inner: list[TypeName] = []
    fields: list[str] = []
    at = _skip(source, at)
    while source[at : at + 1] != ">":
        if name == "context":
            field = _FIELD.match(source, at)
            if not field:
                return None
            fields.append(" ".join(field[1].split()))
            at = field.end()
        got = read_type(source, at, depth + 1)
        if not got:
            return None
        inner.append(got[0])
        at = _skip(source, got[1])
        if source[at : at + 1] == ",":
            at = _skip(source, at + 1)
        elif source[at : at + 1] != ">":
            return None
    at += 1
    if name == "function":
        return _read_result(source, at, inner, depth)
    return TypeName(name, tuple(inner), tuple(fields)), at


def _read_result(source: str, at: int, inner: list[TypeName], depth: int) -> tuple[TypeName, int] | None:
    arrow = _skip(source, at)
    if source[arrow : arrow + 2] != "->":
        return None
    got = read_type(source, arrow + 2, depth + 1)
    return (TypeName("function", (*inner, got[0])), got[1]) if got else None


def _skip(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    return found.end() if found else at
