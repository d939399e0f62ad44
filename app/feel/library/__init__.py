"""The built-in functions of FEEL, registered by importing their modules; knows no expressions."""

from app.feel.library import (
    contexts,
    lists,
    moments,
    numbers,
    ranges,
    rangetext,
    sorting,
    strings,
    working_days,
)

__all__ = [
    "contexts",
    "lists",
    "moments",
    "numbers",
    "ranges",
    "rangetext",
    "sorting",
    "strings",
    "working_days",
]
