"""Compiled decision tables and their hit policies; knows no XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.feel.decision_xml import DecisionError, RuleTexts, TableTexts, Text
from app.feel.errors import FeelError
from app.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from app.feel.functions import BUILTINS
from app.feel.kinds import key_of
from app.feel.limits import Run

_POLICIES = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}  # fmt: skip
_AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
_AGGREGATES = {"+": "sum", "<": "min", ">": "max", "#": "count"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A row, counted from 1: the tests of its inputs and the expressions of its outputs."""

    number: int
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled decision table. `ranks` holds, for each output, the values in order of priority (best first)."""

    key: str
    hit_policy: str
    inputs: tuple[Expression, ...]
    names: tuple[str, ...]
    defaults: tuple[Expression | None, ...]
    ranks: tuple[tuple[Any, ...], ...]
    rules: tuple[Rule, ...]

    def reads(self) -> frozenset[str]:
        """The dotted paths that its cells and inputs read from the scope."""
        found: set[str] = set()
        for expression in (*self.inputs, *(default for default in self.defaults if default is not None)):
            found |= expression.names
        for rule in self.rules:
            found.update(*(test.names for test in rule.tests), *(cell.names for cell in rule.outputs))
        return frozenset(found)

    def decide(self, scope: Mapping[str, Any], run: Run) -> tuple[dict[str, Any], list[int]]:
        """Return the outputs by name and the numbers of the rules that gave them."""
        values = [expression.value_in(scope, run) for expression in self.inputs]
        matched = self._matched(values, scope, run)
        rows = [(rule, tuple(cell.value_in(scope, run) for cell in rule.outputs)) for rule in matched]
        if self.hit_policy in ("R", "O") or self.hit_policy[0] == "C":
            return self._many(rows, scope, run)
        return self._one(rows, scope, run)

    def _matched(self, values: Sequence[Any], scope: Mapping[str, Any], run: Run) -> list[Rule]:
        found: list[Rule] = []
        for rule in self.rules:
            run.charge(1)
            for test, value in zip(rule.tests, values, strict=True):
                if test.answer_in(value, scope, run) is not True:
                    break
            else:
                found.append(rule)
                if self.hit_policy == "F":
                    break
        return found

    def _one(
        self, rows: list[tuple[Rule, tuple[Any, ...]]], scope: Mapping[str, Any], run: Run
    ) -> tuple[dict[str, Any], list[int]]:
        if not rows:
            return self._fallback(scope, run, lambda value: value), []
        if self.hit_policy == "U" and len(rows) > 1:
            self._refuse(
                rows, "同时满足，而该表只允许一行命中", "all match, but only one rule of this table may"
            )
        if self.hit_policy == "A" and len({key_of(list(values), run) for _, values in rows}) > 1:
            self._refuse(rows, "同时满足而结果不同", "all match, but give different answers")
        if self.hit_policy == "P":
            rows = self._ranked(rows, run)[:1]
        outputs = dict(zip(self.names, rows[0][1], strict=True))
        return outputs, [rule.number for rule, _ in rows]

    def _many(
        self, rows: list[tuple[Rule, tuple[Any, ...]]], scope: Mapping[str, Any], run: Run
    ) -> tuple[dict[str, Any], list[int]]:
        numbers = [rule.number for rule, _ in rows]
        sign = self.hit_policy[1:]
        if not rows and not sign:
            return self._fallback(scope, run, lambda value: [] if value is None else [value]), []
        if not rows and sign != "#" and any(self.defaults):
            return self._fallback(scope, run, lambda value: value), []
        if self.hit_policy == "O":
            rows = self._ranked(rows, run)
            numbers = [rule.number for rule, _ in rows]
        columns = {name: [values[at] for _, values in rows] for at, name in enumerate(self.names)}
        if not sign:
            return dict(columns), numbers
        aggregate = BUILTINS[_AGGREGATES[sign]]
        return {name: aggregate.feel_call(run, [column]) for name, column in columns.items()}, numbers

    def _fallback(self, scope: Mapping[str, Any], run: Run, wrap: Callable[[Any], Any]) -> dict[str, Any]:
        pairs = zip(self.names, self.defaults, strict=True)
        return {name: wrap(None if cell is None else cell.value_in(scope, run)) for name, cell in pairs}

    def _ranked(
        self, rows: list[tuple[Rule, tuple[Any, ...]]], run: Run
    ) -> list[tuple[Rule, tuple[Any, ...]]]:
        orders = [{key: place for place, key in enumerate(ranks)} for ranks in self.ranks]

        def rank(row: tuple[Rule, tuple[Any, ...]]) -> tuple[int, ...]:
            pairs = zip(orders, row[1], strict=True)
            return tuple(order.get(key_of(value, run), len(order)) for order, value in pairs)

        return sorted(rows, key=rank)

    def _refuse(self, rows: list[tuple[Rule, tuple[Any, ...]]], zh: str, en: str) -> None:
        numbers = [str(rule.number) for rule, _ in rows]
        raise DecisionError(
            f"决策表「{self.key}」的第{'、'.join(numbers)}行{zh}",
            f"rules {', '.join(numbers)} of {self.key!r} {en}",
        )


def compile_cell(key: str, what: str, text: Text, names: frozenset[str]) -> Expression:
    """Compile an expression of a decision; the DecisionError of a bad one says where it stands."""
    try:
        return compile_expression(text.source or "null", names)
    except FeelError as wrong:
        raise _misplaced(key, what, text, wrong) from wrong


def _compile_tests(key: str, what: str, text: Text, names: frozenset[str]) -> UnaryTests:
    try:
        return compile_unary_tests(text.source, names)
    except FeelError as wrong:
        raise _misplaced(key, what, text, wrong) from wrong


def _misplaced(key: str, what: str, text: Text, wrong: FeelError) -> DecisionError:
    shown = text.source[:60]
    return DecisionError(
        f"决策「{key}」{what}「{shown}」：{wrong.message_zh}",
        f"decision {key!r}, {what} {shown!r}: {wrong.message_en}",
        text.line + wrong.line - 1,
        wrong.column,
    )


def compile_table(key: str, texts: TableTexts, names: frozenset[str], run: Run) -> Table:
    """Compile every cell of a table; `run` evaluates the constant lists of output values."""
    clauses = texts.outputs
    return Table(
        key,
        _policy(key, texts),
        tuple(compile_cell(key, f"输入{at}", text, names) for at, text in enumerate(texts.inputs, 1)),
        tuple(clause.name for clause in clauses),
        tuple(
            compile_cell(key, "默认结果", clause.default, names) if clause.default else None
            for clause in clauses
        ),
        tuple(_ranks(key, clause.values, run) for clause in clauses),
        tuple(_compile_rule(key, number, rule, names) for number, rule in enumerate(texts.rules, 1)),
    )


def _policy(key: str, texts: TableTexts) -> str:
    policy, sign = _POLICIES.get(texts.hit_policy), _AGGREGATIONS.get(texts.aggregation)
    if policy is None or sign is None or (sign and policy != "C") or (sign and len(texts.outputs) > 1):
        raise DecisionError(
            f"决策表「{key}」的命中策略 {texts.hit_policy} {texts.aggregation} 不成立",
            f"{key!r} has no valid hit policy: {texts.hit_policy} {texts.aggregation}",
        )
    return policy + sign


def _compile_rule(key: str, number: int, rule: RuleTexts, names: frozenset[str]) -> Rule:
    tests = enumerate(rule.inputs, 1)
    outputs = enumerate(rule.outputs, 1)
    return Rule(
        number,
        tuple(_compile_tests(key, f"第{number}行条件{at}", text, names) for at, text in tests),
        tuple(compile_cell(key, f"第{number}行结果{at}", _given(text), names) for at, text in outputs),
        rule.note,
    )


def _given(text: Text) -> Text:
    """A dash or nothing in an output cell means null."""
    return Text("null", text.line) if text.source in ("", "-") else text


def _ranks(key: str, values: Text | None, run: Run) -> tuple[Any, ...]:
    if values is None or not values.source:
        return ()
    listed = compile_cell(key, "结果取值", Text(f"[{values.source}]", values.line), frozenset()).value_in(
        {}, run
    )
    return tuple(key_of(value, run) for value in listed)
