"""The names that a form's expressions read: what is known, overlaid by the answers; it knows no request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.feel import Expression, FeelError

Value = Any
Scope = dict[str, Value]


def look_up(tree: Mapping[str, Value], path: str) -> Value:
    """Return the value at a dotted path ("var.kind" is the same as "kind"), or None where it ends early."""
    value: Value = tree
    for part in path.removeprefix("var.").split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def overlay(known: Mapping[str, Value], values: Mapping[str, Value]) -> Scope:
    """Return `known` with every value of `values` (by path) put in its place; `known` is not changed."""
    scope: Scope = dict(known)
    owned: set[int] = {id(scope)}
    for path, value in values.items():
        *parents, last = path.removeprefix("var.").split(".")
        level = scope
        for part in parents:
            below = level.get(part)
            if not isinstance(below, dict) or id(below) not in owned:
                below = dict(below) if isinstance(below, Mapping) else {}
                owned.add(id(below))
                level[part] = below
            level = below
        level[last] = value
    return scope


@dataclass
class Calculator:
    """Evaluates expressions at one moment; an expression that fails gives null and is noted in `failures`."""

    now: datetime
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    failures: dict[str, FeelError] = field(default_factory=dict)

    def value(self, expression: Expression, scope: Mapping[str, Value], path: str) -> Value:
        """Return the value of an expression, or None when it cannot be evaluated."""
        try:
            return expression.evaluate(scope, now=self.now, functions=self.functions)
        except FeelError as error:
            self.failures[path] = error
            return None

    def visible(self, hide: Expression | None, scope: Mapping[str, Value], path: str) -> bool:
        """Whether a field is shown: `hide` must be plainly false; what cannot be told yet stays hidden."""
        return hide is None or self.value(hide, scope, path) is False

    def holds(self, condition: Expression | None, scope: Mapping[str, Value], path: str) -> bool:
        """Whether a condition is plainly true."""
        return condition is not None and self.value(condition, scope, path) is True
