"""Closures of function calls: built-ins, functions written in FEEL and functions that the caller lends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.feel.compiler import Code, code_of, makes
from app.feel.errors import FeelError, Overrun
from app.feel.functions import BUILTINS, Builtin, Function
from app.feel.limits import Frame, Run
from app.feel.model import Node
from app.feel.scopes import Layer

Caller = Callable[[Frame, list[Any]], Any]


@makes("call")
def _call(tree: Node, layer: Layer) -> Code:
    callee, *arguments = tree.parts
    codes = tuple(code_of(argument, layer) for argument in arguments)
    caller = _caller(tree, callee, layer)

    def call(frame: Frame) -> Any:
        values = [code(frame) for code in codes]
        try:
            return caller(frame, values)
        except Overrun as overrun:
            raise overrun.at(tree.line, tree.column) from None

    return call


def _caller(tree: Node, callee: Node, layer: Layer) -> Caller:
    if callee.kind != "name" or layer.resolve(callee.value)[1]:
        return _caller_of_value(tree, code_of(callee, layer))
    known = BUILTINS.get(callee.value)
    if known is None:
        return _caller_of_host(tree, callee.value)
    names = tree.value
    if names is None:
        return lambda frame, values: known.feel_call(frame.run, values)
    return lambda frame, values: known.named_call(names, frame.run, values)


def _caller_of_value(tree: Node, code: Code) -> Caller:
    name = tree.parts[0].value if tree.parts[0].kind == "name" else None
    lent = _caller_of_host(tree, name) if isinstance(name, str) else None

    def call(frame: Frame, values: list[Any]) -> Any:
        function = code(frame)
        if function is None and lent is not None:
            return lent(frame, values)
        return invoke(function, values, tree.value, frame.run)

    return call


def invoke(function: Any, values: list[Any], names: Sequence[str] | None, run: Run) -> Any:
    """Call a function value, by position or by name; null when it is no function or the names do not fit."""
    if isinstance(function, Builtin):
        if names is None:
            return function.feel_call(run, values)
        return function.named_call(names, run, values)
    if not isinstance(function, Function):
        return None
    if names is not None:
        if set(names) != set(function.names) or len(names) != len(function.names):
            return None
        values = [values[names.index(name)] for name in function.names]
    return function.feel_call(run, values)


def _caller_of_host(tree: Node, name: str) -> Caller:
    """A name that is no built-in: a function in the scope, or one that the caller of the evaluation lends."""

    def call(frame: Frame, values: list[Any]) -> Any:
        own = frame.scope.get(name)
        if isinstance(own, Function | Builtin):
            return invoke(own, values, tree.value, frame.run)
        lent = frame.run.functions.get(name)
        if lent is None or tree.value is not None:
            raise FeelError(
                tree.line, tree.column, f"没有名为「{name}」的函数", f"there is no function {name!r} here"
            )
        frame.run.charge(10)
        try:
            return lent(*values)
        except TypeError as wrong:
            raise FeelError(
                tree.line, tree.column, f"函数「{name}」的参数不对", f"wrong arguments for {name!r}"
            ) from wrong

    return call
