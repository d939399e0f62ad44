"""Function values of FEEL: how a built-in is described and called, and functions written in an expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from app.feel.errors import Overrun
from app.feel.kinds import kind_of, number_of
from app.feel.limits import Frame, Run

MISSING = object()
"""Stands for an optional argument that a call by name leaves out."""

Check = Callable[[Any, Run], Any]
"""Fits a value to a type: returns it, perhaps converted, or null."""

_SIGNATURE = re.compile(r"([^(]+)\((.*)\)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `kind` is a FEEL type name, "any", "day" (date or date-time) or "key" (number or string)."""

    name: str
    kind: str
    optional: bool
    nullable: bool
    rest: bool


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., Any]

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        needed = sum(1 for parameter in self.parameters if not parameter.optional)
        rest = any(parameter.rest for parameter in self.parameters)
        return needed <= count and (rest or count <= len(self.parameters))

    def names(self) -> frozenset[str]:
        """The names of its parameters."""
        return frozenset(parameter.name for parameter in self.parameters)


class Builtin:
    """A built-in function: its name and the ways to call it. Wrong arguments give null."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.overloads: list[Overload] = []

    def feel_call(self, run: Run, arguments: Sequence[Any]) -> Any:
        """Call it with arguments by position, the first way that they fit."""
        run.charge(7)
        for overload in self.overloads:
            if overload.takes(len(arguments)):
                values = _fitted(overload, arguments)
                if values is not None:
                    return overload.body(run, *values)
        return None

    def named_call(self, names: Sequence[str], run: Run, arguments: Sequence[Any]) -> Any:
        """Call it with arguments by name, the first way that has these names and that they fit."""
        run.charge(7 + len(names))
        if len(set(names)) < len(names):
            return None
        given = dict(zip(names, arguments, strict=True))
        for overload in self.overloads:
            if given.keys() <= overload.names():
                ordered = [given.get(each.name, MISSING) for each in overload.parameters]
                values = _fitted(overload, ordered)
                if values is not None:
                    return overload.body(run, *values)
        return None


def _fitted(overload: Overload, arguments: Sequence[Any]) -> list[Any] | None:
    """Return the arguments as the overload wants them; None when one of them is of another kind."""
    values: list[Any] = []
    for position, parameter in enumerate(overload.parameters):
        if parameter.rest:
            return [*values, _rest(arguments[position:], parameter)]
        if position >= len(arguments):
            break
        value = arguments[position]
        if value is MISSING:
            if not parameter.optional:
                return None
            values.append(None)
            continue
        fitted = _coerce(value, parameter.kind)
        if fitted is None and not (parameter.nullable and value is None):
            return None
        values.append(fitted)
    return values


def _rest(arguments: Sequence[Any], parameter: Parameter) -> list[Any]:
    single = len(arguments) == 1 and isinstance(arguments[0], list | tuple) and parameter.kind != "list"
    return list(arguments[0]) if single else list(arguments)


def _coerce(value: Any, kind: str) -> Any:
    """Fit a value to a parameter: a list of one item stands for the item and the other way round; else None."""
    if kind == "any":
        return value
    if kind == "list":
        return value if isinstance(value, list | tuple) else None if value is None else [value]
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if kind == "number":
        return number_of(value)
    if kind == "day":
        return value if isinstance(value, date) else None
    if kind == "key":
        return value if kind_of(value) in ("number", "string") else None
    return value if kind_of(value) == kind else None


BUILTINS: dict[str, Builtin] = {}
"""All built-in functions by name."""


Body = TypeVar("Body", bound=Callable[..., Any])


def builtin(signature: str) -> Callable[[Body], Body]:
    """Register a function: `name(parameter: kind, optional?: kind, nullable: kind?, rest...: kind)`."""
    found = _SIGNATURE.fullmatch(signature)
    if not found:
        raise ValueError(signature)
    parameters = tuple(_parameter(text) for text in found[2].split(",") if text.strip())

    def register(body: Body) -> Body:
        entry = BUILTINS.setdefault(found[1], Builtin(found[1]))
        entry.overloads.append(Overload(parameters, body))
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kind = (part.strip() for part in text.partition(":"))
    nullable = kind.endswith("?") or kind == "any"
    return Parameter(
        name.rstrip("?."),
        kind.rstrip("?"),
        name.endswith("?"),
        nullable,
        name.endswith("..."),
    )


class Function:
    """A function written in FEEL, with the frame it was written in."""

    __slots__ = ("body", "checks", "depth", "frame", "names", "size")

    def __init__(
        self,
        names: tuple[str, ...],
        body: Callable[[Frame], Any],
        frame: Frame,
        size: int,
        depth: int,
        checks: Mapping[str, Check],
    ) -> None:
        self.names = names
        self.body = body
        self.frame = frame
        self.size = size
        self.depth = depth
        self.checks = checks

    def feel_call(self, run: Run, arguments: Sequence[Any]) -> Any:
        """Call it; null when arguments are too few, too many or of another type. The depth under way is bounded."""
        if len(arguments) != len(self.names):
            return None
        if self.checks:
            given, arguments = (
                arguments,
                [
                    self.checks[name](value, run) if name in self.checks else value
                    for name, value in zip(self.names, arguments, strict=True)
                ],
            )
            if any(fit is None and value is not None for fit, value in zip(arguments, given, strict=True)):
                return None
        run.charge(self.size + 2 + 3 * len(self.checks))
        run.calls += self.depth + 2
        if run.calls > run.limits.calls:
            raise Overrun("函数调用嵌套太深", "functions call each other too deeply")
        try:
            bound = run.bind(self.frame.bound)
            bound.update(zip(self.names, arguments, strict=True))
            return self.body(Frame(self.frame.scope, bound, run))
        finally:
            run.calls -= self.depth + 2
