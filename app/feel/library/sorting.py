"""Built-in functions that take another function: sort and list replace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from functools import cmp_to_key
from typing import Any

from app.feel.functions import builtin
from app.feel.kinds import compare
from app.feel.limits import Run


class _Unordered(Exception):
    """Two items of a list have no order."""


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: list[Any], precedes: Any = None) -> list[Any] | None:
    order = _by_function(run, precedes) if precedes is not None else _natural(run)
    try:
        return sorted(items, key=cmp_to_key(order))
    except _Unordered:
        return None


def _natural(run: Run) -> Callable[[Any, Any], int]:
    def order(left: Any, right: Any) -> int:
        run.charge(1)
        answer = compare(left, right)
        if answer is None:
            raise _Unordered
        return answer

    return order


def _by_function(run: Run, precedes: Any) -> Callable[[Any, Any], int]:
    def order(left: Any, right: Any) -> int:
        run.charge(1)
        if precedes.feel_call(run, (left, right)) is True:
            return -1
        return 1 if precedes.feel_call(run, (right, left)) is True else 0

    return order


@builtin("list replace(list: list, position: number, newItem: any)")
def replace_at(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    run.charge(len(items))
    position = position.to_integral_value(ROUND_DOWN)
    if position == 0 or abs(position) > len(items):
        return None
    made = list(items)
    made[int(position) - 1 if position > 0 else int(position)] = item
    return made


@builtin("list replace(list: list, match: function, newItem: any)")
def replace_matching(run: Run, items: list[Any], match: Any, item: Any) -> list[Any] | None:
    made: list[Any] = []
    for old in items:
        run.charge(1)
        answer = match.feel_call(run, (old, item))
        if answer is not True and answer is not False:
            return None
        made.append(item if answer else old)
    return made
