"""Closures of what boxed expressions put around others: fitting to types, faults, conditions that must be boolean."""

from __future__ import annotations

from typing import Any

from app.feel.compiler import Code, code_of, makes
from app.feel.dmn.drawing import DecisionError
from app.feel.limits import Frame
from app.feel.model import Node
from app.feel.scopes import Layer


class _NotBoolean(Exception):
    """A condition of a boxed expression is neither true nor false; the expression is null."""


@makes("fitted")
def _fitted(tree: Node, layer: Layer) -> Code:
    code, check = code_of(tree.parts[0], layer), tree.value
    return lambda frame: check(code(frame), frame.run)


@makes("faulty")
def _faulty(tree: Node, _layer: Layer) -> Code:
    fault: DecisionError = tree.value

    def fail(_frame: Frame) -> Any:
        raise fault

    return fail


@makes("condition")
def _condition(tree: Node, layer: Layer) -> Code:
    code = code_of(tree.parts[0], layer)

    def condition(frame: Frame) -> bool:
        value = code(frame)
        if value is not True and value is not False:
            raise _NotBoolean
        return bool(value)

    return condition


@makes("conditioned")
def _conditioned(tree: Node, layer: Layer) -> Code:
    code = code_of(tree.parts[0], layer)

    def conditioned(frame: Frame) -> Any:
        try:
            return code(frame)
        except _NotBoolean:
            return None

    return conditioned
