"""Decision tables and their hit policies, compiled; knows no XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.feel.compiler import Code, code_of, makes
from app.feel.dmn.drawing import DecisionError
from app.feel.functions import BUILTINS
from app.feel.kinds import key_of
from app.feel.limits import DEFAULT, Frame, Run
from app.feel.membership import Test, tests_of
from app.feel.model import Node
from app.feel.scopes import GLOBAL, Layer

_AGGREGATES = {"+": "sum", "<": "min", ">": "max", "#": "count"}
_LOADING = datetime(2000, 1, 1, tzinfo=UTC)
_NO_FUNCTIONS: Mapping[str, Callable[..., Any]] = {}

Row = tuple[int, tuple[Any, ...]]
"""A rule that matched: its number from 1 and its outputs."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table node holds besides its parts.

    Its parts are the inputs, the defaults of the outputs, then for each rule its tests and its outputs. `ranks` holds
    for each output the list of its values, best first; `alone`: a single output is the value, not a context.
    """

    key: str
    line: int
    hit_policy: str
    inputs: int
    names: tuple[str, ...]
    defaults: tuple[bool, ...]
    ranks: tuple[Node, ...]


class Table:
    """A compiled decision table, with the tree it was made of."""

    def __init__(self, tree: Node, layer: Layer) -> None:
        shape: Shape = tree.value
        self.tree = tree
        self.shape = shape
        self.hit_policy = shape.hit_policy
        width = len(shape.names)
        self._inputs = [code_of(part, layer) for part in tree.parts[: shape.inputs]]
        head = shape.inputs + width
        codes = [code_of(part, layer) for part in tree.parts[shape.inputs : head]]
        self._defaults = [code if given else None for code, given in zip(codes, shape.defaults, strict=True)]
        self._ranks = [_ranks(part) for part in shape.ranks]
        self._rules: list[tuple[int, list[tuple[int, Test]], list[Code]]] = []
        for number, at in enumerate(range(head, len(tree.parts), shape.inputs + width), 1):
            tests = [
                (column, tests_of(part, layer))
                for column, part in enumerate(tree.parts[at : at + shape.inputs])
                if part.kind != "tests" or part.parts
            ]
            outputs = tree.parts[at + shape.inputs : at + shape.inputs + width]
            self._rules.append((number, tests, [code_of(part, layer) for part in outputs]))

    def decide(self, frame: Frame) -> tuple[dict[str, Any], list[int]]:
        """Return the outputs by name and the numbers of the rules that gave them; the run notes them too."""
        rows = self._matched(frame)
        many = self.hit_policy[0] in "ROC"
        outputs, numbers = self._many(rows, frame) if many else self._one(rows, frame)
        frame.run.tables.append((self.shape.key, numbers))
        return outputs, numbers

    def value_of(self, outputs: Mapping[str, Any]) -> Any:
        """Return the outputs as the one value by which expressions know this table."""
        if len(outputs) == 1:
            return next(iter(outputs.values()))
        if self.hit_policy in ("R", "O", "C"):
            rows = zip(*outputs.values(), strict=True)
            return [dict(zip(outputs, row, strict=True)) for row in rows]
        return None if all(value is None for value in outputs.values()) else dict(outputs)

    def _matched(self, frame: Frame) -> list[Row]:
        run = frame.run
        values = [code(frame) for code in self._inputs]
        frames = [Frame(frame.scope, {**frame.bound, "?": value}, run) for value in values]
        found: list[Row] = []
        for number, tests, outputs in self._rules:
            run.charge(1 + len(tests))
            for column, test in tests:
                if test(values[column], frames[column]) is not True:
                    break
            else:
                found.append((number, tuple([code(frame) for code in outputs])))
                if self.hit_policy == "F":
                    break
        return found

    def _one(self, rows: list[Row], frame: Frame) -> tuple[dict[str, Any], list[int]]:
        if not rows:
            return self._fallback(frame), []
        if self.hit_policy == "U" and len(rows) > 1:
            self._refuse(
                rows, "同时满足，而该表只允许一行命中", "all match, but only one rule of this table may"
            )
        if self.hit_policy == "A" and len({key_of(list(values), frame.run) for _, values in rows}) > 1:
            self._refuse(rows, "同时满足而结果不同", "all match, but give different answers")
        if self.hit_policy == "P":
            rows = self._ranked(rows, frame.run)[:1]
        return dict(zip(self.shape.names, rows[0][1], strict=True)), [number for number, _ in rows]

    def _many(self, rows: list[Row], frame: Frame) -> tuple[dict[str, Any], list[int]]:
        sign = self.hit_policy[1:]
        if not rows and not sign:
            found = self._fallback(frame)
            return {name: [] if value is None else [value] for name, value in found.items()}, []
        if not rows and sign != "#" and any(self._defaults):
            return self._fallback(frame), []
        if self.hit_policy == "O":
            rows = self._ranked(rows, frame.run)
        numbers = [number for number, _ in rows]
        columns = {name: [values[at] for _, values in rows] for at, name in enumerate(self.shape.names)}
        if not sign:
            return dict(columns), numbers
        aggregate = BUILTINS[_AGGREGATES[sign]]
        return {name: aggregate.feel_call(frame.run, [column]) for name, column in columns.items()}, numbers

    def _fallback(self, frame: Frame) -> dict[str, Any]:
        pairs = zip(self.shape.names, self._defaults, strict=True)
        return {name: None if code is None else code(frame) for name, code in pairs}

    def _ranked(self, rows: list[Row], run: Run) -> list[Row]:
        def rank(row: Row) -> tuple[int, ...]:
            pairs = zip(self._ranks, row[1], strict=True)
            return tuple(order.get(key_of(value, run), len(order)) for order, value in pairs)

        return sorted(rows, key=rank)

    def _refuse(self, rows: Sequence[Row], zh: str, en: str) -> None:
        numbers = [str(number) for number, _ in rows]
        raise DecisionError(
            f"决策表「{self.shape.key}」的第{'、'.join(numbers)}行{zh}",
            f"rules {', '.join(numbers)} of {self.shape.key!r} {en}",
            self.shape.line,
        )


def _ranks(values: Node) -> dict[Any, int]:
    """Return the places of the listed output values; the list reads nothing from any scope."""
    run = Run(_LOADING, _NO_FUNCTIONS, DEFAULT)
    listed = code_of(values, GLOBAL)(Frame({}, {}, run))
    return {key_of(value, run): place for place, value in enumerate(listed)}


@makes("table")
def _table(tree: Node, layer: Layer) -> Code:
    table = Table(tree, layer)
    return lambda frame: table.value_of(table.decide(frame)[0])
