"""Built-in functions on lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.feel.arithmetic import DECIMALS, add, finite
from app.feel.functions import builtin
from app.feel.kinds import compare, equals, key_of, number_of
from app.feel.limits import Run

List = list[Any]


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: List, element: Any) -> bool:
    for item in items:
        run.charge(1)
        if equals(item, element, run):
            return True
    return False


@builtin("count(list: list)")
def count(run: Run, items: List) -> Decimal:
    return Decimal(len(items))


def _extreme(run: Run, items: List, wanted: int) -> Any:
    run.charge(len(items))
    best = items[0] if items else None
    for item in items:
        order = compare(item, best)
        if order is None:
            return None
        best = item if order == wanted else best
    return best


@builtin("min(list...: any)")
def minimum(run: Run, items: List) -> Any:
    return _extreme(run, items, -1)


@builtin("max(list...: any)")
def maximum(run: Run, items: List) -> Any:
    return _extreme(run, items, 1)


def _numbers(run: Run, items: List) -> list[Decimal] | None:
    run.charge(len(items))
    found = [number for number in map(number_of, items) if number is not None]
    return found if found and len(found) == len(items) else None


@builtin("sum(list...: any)")
def total(run: Run, items: List) -> Any:
    run.charge(len(items))
    result = items[0] if items else None
    for item in items[1:]:
        result = None if isinstance(item, str) else add(result, item, run)
        if result is None:
            return None
    return None if isinstance(result, str | bool | list | dict) else result


@builtin("mean(list...: any)")
def mean(run: Run, items: List) -> Decimal | None:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    summed = Decimal(0)
    for number in numbers:
        summed = DECIMALS.add(summed, number)
    return finite(DECIMALS.divide(summed, Decimal(len(numbers))))


@builtin("median(list...: any)")
def median(run: Run, items: List) -> Decimal | None:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    numbers.sort()
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return finite(DECIMALS.divide(DECIMALS.add(numbers[half - 1], numbers[half]), Decimal(2)))


@builtin("stddev(list...: any)")
def deviation(run: Run, items: List) -> Decimal | None:
    numbers, middle = _numbers(run, items), mean(run, items)
    if not numbers or len(numbers) < 2 or middle is None:
        return None
    squares = Decimal(0)
    for number in numbers:
        away = DECIMALS.subtract(number, middle)
        squares = DECIMALS.add(squares, DECIMALS.multiply(away, away))
    return finite(DECIMALS.sqrt(DECIMALS.divide(squares, Decimal(len(numbers) - 1))))


@builtin("mode(list...: any)")
def mode(run: Run, items: List) -> list[Decimal] | None:
    if not items:
        return []
    numbers = _numbers(run, items)
    if not numbers:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return sorted(number for number, times in counts.items() if times == most)


@builtin("product(list...: any)")
def product(run: Run, items: List) -> Decimal | None:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    result = Decimal(1)
    for number in numbers:
        result = DECIMALS.multiply(result, number)
    return finite(result)


def _truths(run: Run, items: List, decisive: bool) -> bool | None:
    run.charge(len(items))
    answer: bool | None = not decisive
    for item in items:
        if item is decisive:
            return bool(decisive)
        if item is not True and item is not False:
            answer = None
    return answer


@builtin("all(list...: any)")
def every(run: Run, items: List) -> bool | None:
    return _truths(run, items, False)


@builtin("any(list...: any)")
def some(run: Run, items: List) -> bool | None:
    return _truths(run, items, True)


@builtin("append(list: list?, item...: list)")
def append(run: Run, items: List | None, more: List) -> List:
    made = [*(items if items is not None else [None]), *more]
    run.fits_list(len(made))
    return made


@builtin("concatenate(list...: list)")
def concatenate(run: Run, lists: List) -> List:
    made: List = []
    for part in lists:
        part = part if isinstance(part, list | tuple) else [part]
        run.fits_list(len(made) + len(part))
        made.extend(part)
    return made


@builtin("union(list...: list)")
def union(run: Run, lists: List) -> List:
    return distinct(run, concatenate(run, lists))


@builtin("distinct values(list: list)")
def distinct(run: Run, items: List) -> List:
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault(key_of(item, run), item)
    return list(seen.values())


@builtin("duplicate values(list: list)")
def duplicates(run: Run, items: List) -> List:
    seen: dict[Any, List] = {}
    for item in items:
        seen.setdefault(key_of(item, run), []).append(item)
    return [group[0] for group in seen.values() if len(group) > 1]


@builtin("flatten(list: list)")
def flatten(run: Run, items: List) -> List:
    made: List = []
    waiting = [iter(items)]
    while waiting:
        run.charge(1)
        item = next(waiting[-1], waiting)
        if item is waiting:
            waiting.pop()
        elif isinstance(item, list | tuple):
            waiting.append(iter(item))
        else:
            made.append(item)
    run.fits_list(len(made))
    return made


@builtin("reverse(list: list)")
def reverse(run: Run, items: List) -> List:
    run.charge(len(items))
    return list(reversed(items))


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: List, match: Any) -> list[Decimal]:
    run.charge(len(items))
    return [Decimal(at) for at, item in enumerate(items, 1) if equals(item, match, run)]


def _position(items: List, position: Decimal) -> int | None:
    """Return the index from 0 of a position counted from 1 or backwards from -1; None outside."""
    if position == 0 or abs(position) > len(items) or position != int(position):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: List, position: Decimal, length: Decimal | None = None) -> List | None:
    start = _position(items, position)
    run.charge(len(items))
    if start is None:
        return None
    if length is None:
        return list(items[start:])
    if length < 0 or start + length > len(items):
        return None
    return list(items[start : start + int(length)])


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: List, position: Decimal, item: Any) -> List | None:
    at = _position(items, position)
    run.fits_list(len(items) + 1)
    return None if at is None else [*items[:at], item, *items[at:]]


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: List, position: Decimal) -> List | None:
    at = _position(items, position)
    run.charge(len(items))
    return None if at is None else [*items[:at], *items[at + 1 :]]


@builtin("partition(list: list, size: number)")
def partition(run: Run, items: List, size: Decimal) -> List | None:
    run.charge(len(items))
    if size < 1 or size != int(size):
        return None
    step = min(int(size), len(items) or 1)
    return [list(items[at : at + step]) for at in range(0, len(items), step)]
