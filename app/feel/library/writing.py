"""Any value as FEEL text, as `string()` gives it."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from app.feel.durations import DaysTime, YearsMonths
from app.feel.kinds import kind_of, number_of
from app.feel.limits import Run
from app.feel.ranges import Range
from app.feel.temporal import write_temporal

_PLAIN_KEY = re.compile(r"[^\W\d][\w ]*")


def text_of(value: Any, run: Run) -> str:
    """Return the text of a value; a string is itself, strings inside lists and contexts are quoted."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    _write(value, run, parts, 0)
    run.fits_text(sum(map(len, parts)))
    return "".join(parts)


def number_text(number: Decimal) -> str:
    """Return a number without exponent."""
    return format(number, "f")


def _write(value: Any, run: Run, parts: list[str], depth: int) -> None:
    run.charge(1)
    run.fits_text(len(parts))
    kind = kind_of(value)
    if depth > 60:
        parts.append("…")
    elif kind == "list":
        _many(parts, "[]", [(None, item) for item in value], run, depth)
    elif kind == "context":
        _many(parts, "{}", list(value.items()), run, depth)
    elif isinstance(value, Range):
        _range(value, run, parts, depth)
    else:
        text = _simple(value, kind)
        run.charge(len(text) >> 6)
        parts.append(text)


def _many(parts: list[str], brackets: str, items: list[tuple[Any, Any]], run: Run, depth: int) -> None:
    parts.append(brackets[0])
    for at, (key, item) in enumerate(items):
        parts.append(", " if at else "")
        if key is not None:
            parts.append(f"{key if _PLAIN_KEY.fullmatch(str(key)) else _quoted(str(key))}: ")
        _write(item, run, parts, depth + 1)
    parts.append(brackets[1])


def _range(value: Range, run: Run, parts: list[str], depth: int) -> None:
    if value.start is None or value.end is None:
        sign = (
            ("<=" if value.end_included else "<")
            if value.start is None
            else (">=" if value.start_included else ">")
        )
        parts.append(f"({sign} ")
        _write(value.end if value.start is None else value.start, run, parts, depth + 1)
        parts.append(")")
        return
    parts.append("[" if value.start_included else "(")
    _write(value.start, run, parts, depth + 1)
    parts.append("..")
    _write(value.end, run, parts, depth + 1)
    parts.append("]" if value.end_included else ")")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _simple(value: Any, kind: str) -> str:
    number = number_of(value)
    if number is not None:
        return number_text(number)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date | time):
        return write_temporal(value)
    return value.feel_iso() if isinstance(value, YearsMonths | DaysTime) else kind
