"""Built-in functions that compare points and ranges (Allen's relations), and `range`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from app.feel.functions import builtin
from app.feel.kinds import compare, equals
from app.feel.limits import Run
from app.feel.ranges import Range
from app.feel.zones import name_of


def _span(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _ends_before(left: Range, right: Range) -> bool | None:
    order = compare(left.end, right.start)
    return (
        None
        if order is None
        else order < 0 or (order == 0 and not (left.end_included and right.start_included))
    )


def _order(left: Any, right: Any) -> int | None:
    return compare(left, right)


def _relation(signature: str) -> Callable[[Callable[[Range, Range], bool | None]], None]:
    def register(test: Callable[[Range, Range], bool | None]) -> None:
        @builtin(signature)
        def relation(run: Run, left: Any, right: Any) -> bool | None:
            first, second = _span(left), _span(right)
            if _order(first.start, second.start) is None or _order(first.end, second.end) is None:
                return None
            return test(first, second)

    return register


@_relation("before(point1: any, point2: any)")
def _before(left: Range, right: Range) -> bool | None:
    return _ends_before(left, right)


@_relation("after(point1: any, point2: any)")
def _after(left: Range, right: Range) -> bool | None:
    return _ends_before(right, left)


@_relation("meets(range1: range, range2: range)")
def _meets(left: Range, right: Range) -> bool | None:
    return _order(left.end, right.start) == 0 and left.end_included and right.start_included


@_relation("met by(range1: range, range2: range)")
def _met_by(left: Range, right: Range) -> bool | None:
    return _order(left.start, right.end) == 0 and left.start_included and right.end_included


@_relation("overlaps(range1: range, range2: range)")
def _overlaps(left: Range, right: Range) -> bool | None:
    return not _ends_before(left, right) and not _ends_before(right, left)


def _starts_first(left: Range, right: Range) -> bool:
    order = _order(left.start, right.start) or 0
    return order < 0 or (order == 0 and left.start_included and not right.start_included)


def _ends_first(left: Range, right: Range) -> bool:
    order = _order(left.end, right.end) or 0
    return order < 0 or (order == 0 and right.end_included and not left.end_included)


@_relation("overlaps before(range1: range, range2: range)")
def _overlaps_before(left: Range, right: Range) -> bool | None:
    return _starts_first(left, right) and not _ends_before(left, right) and not _ends_first(right, left)


@_relation("overlaps after(range1: range, range2: range)")
def _overlaps_after(left: Range, right: Range) -> bool | None:
    return _starts_first(right, left) and not _ends_before(right, left) and not _ends_first(left, right)


def _same_end(left: Range, right: Range) -> bool:
    return _order(left.end, right.end) == 0 and left.end_included == right.end_included


def _same_start(left: Range, right: Range) -> bool:
    return _order(left.start, right.start) == 0 and left.start_included == right.start_included


@_relation("finishes(point: any, range: any)")
def _finishes(left: Range, right: Range) -> bool | None:
    return _same_end(left, right) and not _starts_first(left, right)


@_relation("finished by(range: any, point: any)")
def _finished_by(left: Range, right: Range) -> bool | None:
    return _same_end(left, right) and not _starts_first(right, left)


@_relation("starts(point: any, range: any)")
def _starts(left: Range, right: Range) -> bool | None:
    return _same_start(left, right) and not _ends_first(right, left)


@_relation("started by(range: any, point: any)")
def _started_by(left: Range, right: Range) -> bool | None:
    return _same_start(left, right) and not _ends_first(left, right)


@_relation("includes(range: any, point: any)")
def _includes(left: Range, right: Range) -> bool | None:
    return not _starts_first(right, left) and not _ends_first(left, right)


@_relation("during(point: any, range: any)")
def _during(left: Range, right: Range) -> bool | None:
    return not _starts_first(left, right) and not _ends_first(right, left)


@_relation("coincides(point1: any, point2: any)")
def _coincides(left: Range, right: Range) -> bool | None:
    return _same_start(left, right) and _same_end(left, right)


@builtin("is(value1?: any, value2?: any)")
def same(run: Run, left: Any = None, right: Any = None) -> bool:
    if type(left) is not type(right) or (
        isinstance(left, datetime | time)
        and (left.utcoffset(), name_of(left)) != (right.utcoffset(), name_of(right))
    ):
        return False
    return left is None or bool(equals(left, right, run))
