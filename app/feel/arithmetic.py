"""The five operations of FEEL on numbers, strings, dates and durations; null wherever they do not apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from app.feel.durations import DaysTime, YearsMonths, microseconds_of, months_of
from app.feel.kinds import number_of
from app.feel.limits import Run
from app.feel.temporal import distance, shift
from app.feel.zones import NamedZone

DECIMALS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=[])
"""IEEE 754 decimal128, the arithmetic of the DMN standard; overflow and division by zero give null."""

_MOMENTS = (date, time)
_DURATIONS = (YearsMonths, DaysTime)


def finite(number: Decimal) -> Decimal | None:
    """Return the number, or None when an operation left the range of decimal128."""
    return number if number.is_finite() else None


def add(left: Any, right: Any, run: Run) -> Any:
    """left + right: numbers, strings, durations of one kind, a date or time and a duration in either order."""
    if type(left) is Decimal and type(right) is Decimal:
        return finite(DECIMALS.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        run.fits_text(len(left) + len(right))
        return left + right
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return months_of(left.months + right.months)
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return microseconds_of(left.microseconds + right.microseconds)
    if isinstance(left, _DURATIONS) and isinstance(right, _MOMENTS):
        left, right = right, left
    if isinstance(left, _MOMENTS) and isinstance(right, _DURATIONS):
        run.charge(20 if _in_named_zone(left) else 2)
        return shift(left, right)
    return _numbers(DECIMALS.add, left, right)


def _in_named_zone(value: date | time) -> bool:
    return isinstance(value, datetime | time) and isinstance(value.tzinfo, NamedZone)


def subtract(left: Any, right: Any, run: Run) -> Any:
    """left - right: numbers, durations of one kind, two dates or times, a date or time and a duration."""
    if type(left) is Decimal and type(right) is Decimal:
        return finite(DECIMALS.subtract(left, right))
    if isinstance(left, _MOMENTS):
        if isinstance(right, _MOMENTS):
            run.charge(2)
            return distance(left, right)
        return add(left, _negated(right), run) if isinstance(right, _DURATIONS) else None
    if isinstance(left, YearsMonths | DaysTime):
        return add(left, negate(right), run) if type(left) is type(right) else None
    return _numbers(DECIMALS.subtract, left, right)


def multiply(left: Any, right: Any, run: Run) -> Any:
    """left * right: numbers, a duration and a number in either order."""
    if isinstance(right, YearsMonths | DaysTime):
        left, right = right, left
    if isinstance(left, YearsMonths | DaysTime):
        return _scaled(left, number_of(right), DECIMALS.multiply)
    return _numbers(DECIMALS.multiply, left, right)


def divide(left: Any, right: Any, run: Run) -> Any:
    """left / right: numbers, a duration by a number, two durations of one kind (gives a number)."""
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _numbers(DECIMALS.divide, left.months, right.months)
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return _numbers(DECIMALS.divide, left.microseconds, right.microseconds)
    if isinstance(left, YearsMonths | DaysTime):
        return _scaled(left, number_of(right), DECIMALS.divide)
    run.charge(1)
    return _numbers(DECIMALS.divide, left, right)


def power(left: Any, right: Any, run: Run) -> Any:
    """left ** right of two numbers."""
    exponent = number_of(right)
    whole = exponent is not None and abs(exponent) < 1000 and exponent == exponent.to_integral_value()
    run.charge(20 if whole else 250)
    return _numbers(DECIMALS.power, left, right)


def negate(value: Any) -> Any:
    """Return the opposite of a number or duration, None for anything else."""
    if isinstance(value, YearsMonths | DaysTime):
        return _negated(value)
    number = number_of(value)
    return None if number is None else DECIMALS.minus(number)


def _negated(value: Any) -> Any:
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else DaysTime(-value.microseconds)


def _numbers(operation: Callable[[Decimal, Decimal], Decimal], left: Any, right: Any) -> Decimal | None:
    first, second = number_of(left), number_of(right)
    return None if first is None or second is None else finite(operation(first, second))


def _scaled(
    value: YearsMonths | DaysTime, factor: Decimal | None, operation: Callable[[Decimal, Decimal], Decimal]
) -> Any:
    if factor is None:
        return None
    months = isinstance(value, YearsMonths)
    amount = finite(
        operation(Decimal(value.months if isinstance(value, YearsMonths) else value.microseconds), factor)
    )
    if amount is None or abs(amount) > 10**21:
        return None
    return months_of(amount) if months else microseconds_of(amount)


OPERATIONS: dict[str, Callable[[Any, Any, Run], Any]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "**": power,
}  # fmt: skip


def is_date(value: Any) -> bool:
    """Whether a value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)
