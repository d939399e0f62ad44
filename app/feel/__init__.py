"""Bounded FEEL, the only expression language of Qingxin; knows no engine, no storage, no clock and no host objects."""

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
