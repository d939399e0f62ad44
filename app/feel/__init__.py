"""Bounded FEEL, the only expression language of Qingxin; knows no engine, no storage, no clock and no host objects.

Where it departs from DMN 1.5 on purpose: times without an offset mean UTC+08:00 and so compare with those that have
one; a date and a date-time have an order (the date as its midnight), though they are never equal; a function that
nobody defined is a FeelError, not null; names with spaces must be bound, declared (`names=`) or called. Not there:
years beyond 1 to 9999, fractions below a microsecond, references back and Unicode classes inside regular expressions,
functions of Java and PMML. docs/feel.md tells designers the same.
"""

from app.feel.durations import DaysTime, Duration, YearsMonths, read_duration
from app.feel.errors import FeelError
from app.feel.expression import Expression, Scope, UnaryTests, compile_expression, compile_unary_tests
from app.feel.limits import Limits
from app.feel.ranges import Range
from app.feel.temporal import add_duration

__all__ = [
    "DaysTime",
    "Duration",
    "Expression",
    "FeelError",
    "Limits",
    "Range",
    "Scope",
    "UnaryTests",
    "YearsMonths",
    "add_duration",
    "compile_expression",
    "compile_unary_tests",
    "read_duration",
]
