"""What kind a value is, when two are equal and which comes first, with three-valued answers; knows no expressions."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from app.feel.durations import DaysTime, YearsMonths
from app.feel.limits import Run
from app.feel.ranges import Range
from app.feel.temporal import moment_of, seconds_of

Value = Any

_KINDS: dict[type, str] = {
    type(None): "null", bool: "boolean", Decimal: "number", int: "number", float: "number", str: "string",
    datetime: "date and time", date: "date", time: "time", YearsMonths: "years and months duration",
    DaysTime: "days and time duration", list: "list", tuple: "list", dict: "context", Range: "range",
}  # fmt: skip
_ORDERED = frozenset(
    (
        "number",
        "string",
        "date",
        "date and time",
        "time",
        "years and months duration",
        "days and time duration",
    )
)


def kind_of(value: Value) -> str:
    """Return the FEEL type name of a value; "unknown" for an object that FEEL must not touch."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if hasattr(type(value), "feel_call"):
        return "function"
    return next((kind for base, kind in _KINDS.items() if isinstance(value, base)), "unknown")


def number_of(value: Value) -> Decimal | None:
    """Return a number as a finite Decimal, None for everything else."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    return None


def key_of(value: Value, run: Run, depth: int = 0) -> Any:
    """Return a hashable key that is equal for equal values and differs for values of different kinds."""
    run.charge(3)
    kind = kind_of(value)
    if depth > 60:
        return ("deep", id(value))
    if kind == "number":
        return (kind, number_of(value))
    if kind == "date and time":
        return (kind, moment_of(value))
    if kind == "time":
        return (kind, seconds_of(value))
    if kind == "list":
        return (kind, tuple([key_of(item, run, depth + 1) for item in value]))
    if kind == "context":
        return (kind, frozenset([(name, key_of(item, run, depth + 1)) for name, item in value.items()]))
    if kind == "range":
        ends = (key_of(value.start, run, depth + 1), key_of(value.end, run, depth + 1))
        return (kind, ends, value.start_included, value.end_included)
    return (kind, id(value)) if kind in ("function", "unknown") else (kind, value)


def equals(left: Value, right: Value, run: Run) -> bool | None:
    """Return whether two values are equal; None when their kinds cannot be compared."""
    if left is None or right is None:
        return left is right
    kind, other = kind_of(left), kind_of(right)
    if kind != other:
        return None
    if kind == "string" and len(left) > 4096:
        run.charge(len(left) >> 9)
    if kind in ("string", "boolean", "date"):
        return bool(left == right)
    if kind in ("function", "unknown"):
        return None
    return bool(key_of(left, run) == key_of(right, run))


def compare(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 for the order of two values; None when they have none.

    A date and a date-time compare as moments, the date as its local midnight: a deadline may be either.
    """
    if type(left) is Decimal and type(right) is Decimal:
        first, second = left, right
    else:
        kind, other = kind_of(left), kind_of(right)
        if kind != other and {kind, other} != {"date", "date and time"}:
            return None
        if kind not in _ORDERED:
            return None
        first, second = _sortable(kind, left, kind != other), _sortable(other, right, kind != other)
        if first is None or second is None:
            return None
    try:
        return 0 if first == second else -1 if first < second else 1
    except InvalidOperation:  # a NaN that the host let in
        return None


def _sortable(kind: str, value: Value, mixed: bool) -> Any:
    if kind == "number":
        return number_of(value)
    if kind == "time":
        return seconds_of(value)
    return moment_of(value) if mixed or kind == "date and time" else value


def in_range(value: Value, span: Range) -> bool | None:
    """Return whether a value lies in a range; None when it cannot be compared with its ends."""
    answers: list[bool | None] = []
    if span.start is not None:
        order = compare(span.start, value)
        answers.append(None if order is None else order < 0 or (order == 0 and span.start_included))
    if span.end is not None:
        order = compare(value, span.end)
        answers.append(None if order is None else order < 0 or (order == 0 and span.end_included))
    if not answers or None in answers:
        return None
    return all(answers)
