"""Built-in functions on numbers, and `not`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from app.feel.arithmetic import DECIMALS, finite, negate
from app.feel.durations import DaysTime, YearsMonths
from app.feel.functions import builtin
from app.feel.kinds import number_of
from app.feel.limits import Run

_LEAST_SCALE, _MOST_SCALE = -6111, 6176


def _rounded(number: Decimal, scale: Decimal | None, mode: str) -> Decimal | None:
    scale = Decimal(0) if scale is None else scale.to_integral_value(ROUND_DOWN)
    if not _LEAST_SCALE <= scale <= _MOST_SCALE:
        return None
    exponent = Decimal(1).scaleb(-int(scale))
    if number.adjusted() + int(scale) >= DECIMALS.prec:
        return number
    wide = Context(prec=DECIMALS.prec + 2, Emax=DECIMALS.Emax, Emin=DECIMALS.Emin, traps=[])
    return finite(number.quantize(exponent, rounding=mode, context=wide))


def _register(name: str, mode: str, scale: str) -> None:
    @builtin(f"{name}(n: number, scale{scale}: number)")
    def rounding(run: Run, number: Decimal, scale: Decimal | None = None) -> Decimal | None:
        run.charge(8)
        result = _rounded(number, scale, mode)
        return result if result is None or result else abs(result)


for _name, _mode, _scale in (
    ("decimal", ROUND_HALF_EVEN, ""),
    ("floor", ROUND_FLOOR, "?"),
    ("ceiling", ROUND_CEILING, "?"),
    ("round up", ROUND_UP, ""),
    ("round down", ROUND_DOWN, ""),
    ("round half up", ROUND_HALF_UP, ""),
    ("round half down", ROUND_HALF_DOWN, ""),
):
    _register(_name, _mode, _scale)


@builtin("abs(n: any)")
def absolute(run: Run, value: Any) -> Any:
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    if isinstance(value, DaysTime):
        return DaysTime(abs(value.microseconds))
    number = number_of(value)
    return None if number is None else (negate(number) if number < 0 else number)


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    if divisor == 0:
        return None
    quotient = DECIMALS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return finite(DECIMALS.subtract(dividend, DECIMALS.multiply(divisor, quotient)))


def _function(
    name: str, price: int, operation: Callable[[Decimal], Decimal], allowed: Callable[[Decimal], bool]
) -> None:
    @builtin(f"{name}(number: number)")
    def function(run: Run, number: Decimal) -> Decimal | None:
        run.charge(price)
        return finite(operation(number)) if allowed(number) else None


_function("sqrt", 20, DECIMALS.sqrt, lambda number: number >= 0)
_function("log", 120, DECIMALS.ln, lambda number: number > 0)
_function("exp", 60, DECIMALS.exp, lambda number: abs(number) < 20_000)


@builtin("odd(number: number)")
def odd(run: Run, number: Decimal) -> bool | None:
    return _last_bit(number, 1)


@builtin("even(number: number)")
def even(run: Run, number: Decimal) -> bool | None:
    return _last_bit(number, 0)


def _last_bit(number: Decimal, wanted: int) -> bool | None:
    if number.adjusted() > 100:  # more digits than a number has, so it ends in zeros
        return wanted == 0
    return None if number != int(number) else int(number) % 2 == wanted


@builtin("not(negand: any)")
def negation(run: Run, value: Any) -> bool | None:
    return (not value) if isinstance(value, bool) else None


@builtin("is defined(value: any)")
def is_defined(run: Run, value: Any) -> bool:
    return value is not None


@builtin("get or else(value: any, default: any)")
def get_or_else(run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value
