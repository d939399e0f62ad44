"""Reads decision tables from the drawing: their clauses, rules and hit policies; knows no evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.feel.dmn.drawing import (
    DecisionError,
    Element,
    Text,
    child,
    children,
    line_of,
    place_of,
    plain,
    text_of,
    type_of,
)
from app.feel.dmn.tables import Shape
from app.feel.dmn.types import Types
from app.feel.model import Node, node

Where = tuple[str, str]
"""Which text of a decision is meant, in Chinese and English."""
_MOST_CELLS = 20_000
_POLICIES = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}  # fmt: skip
_AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the tables of one element; `cell` and `tests` read texts and note their faults."""

    key: str
    title: str
    cell: Callable[..., Node]
    tests: Callable[[Text, Where], Node]
    types: Types

    def table(self, element: Element) -> Node:
        """Return the table as a node; raise DecisionError when its clauses or rules do not fit together."""
        inputs, outputs = children(element, "input"), children(element, "output")
        rules = children(element, "rule")
        names = self._names(element, outputs)
        policy = self._policy(element, len(outputs))
        if len(rules) * (len(inputs) + len(outputs)) > _MOST_CELLS:
            raise self._wrong(element, f"超过{_MOST_CELLS}格", f"has more than {_MOST_CELLS} cells")
        asked = [self._asked(found, at) for at, found in enumerate(inputs, 1)]
        defaults = [text_of(child(found, "defaultOutputEntry")) for found in outputs]
        given = [self.cell(text, ("默认结果", "default output")) for text in defaults]
        rows: list[Node] = []
        for number, rule in enumerate(rules, 1):
            rows += self._rule(rule, number, len(inputs), outputs)
        ranks = tuple(self._ranks(found) for found in outputs)
        shape = Shape(
            self.key,
            line_of(element),
            policy,
            len(inputs),
            names,
            tuple(bool(text and text.source) for text in defaults),
            ranks,
        )
        return node("table", place_of(element), (*asked, *given, *rows), shape)

    def _names(self, element: Element, outputs: list[Element]) -> tuple[str, ...]:
        alone = self.title if len(outputs) == 1 else ""
        names = tuple(plain(found.get("name")) or alone for found in outputs)
        if not outputs or not all(names) or len(set(names)) < len(names):
            raise self._wrong(element, "的输出列须各有不同的名称", "needs outputs with names of their own")
        return names

    def _policy(self, element: Element, outputs: int) -> str:
        written, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation", "")
        policy, sign = _POLICIES.get(written), _AGGREGATIONS.get(aggregation)
        if policy is None or sign is None or (sign and (policy != "C" or outputs > 1)):
            raise self._wrong(
                element,
                f"的命中策略 {written[:20]} {aggregation[:20]} 不成立",
                f"has no valid hit policy: {written[:20]} {aggregation[:20]}",
            )
        return policy + sign

    def _asked(self, element: Element, number: int) -> Node:
        expression = child(element, "inputExpression")
        tree = self.cell(text_of(expression), (f"输入{number}", f"input {number}"))
        check = self.types.check(type_of(expression)) if type_of(expression) else None
        return tree if check is None else node("fitted", tree, (tree,), check)

    def _rule(self, rule: Element, number: int, inputs: int, outputs: list[Element]) -> list[Node]:
        tested, given = children(rule, "inputEntry"), children(rule, "outputEntry")
        if len(tested) != inputs or len(given) != len(outputs):
            raise self._wrong(rule, f"第{number}行的格数不对", f"rule {number} has too many or too few cells")
        texts = [text_of(found) or Text("", line_of(found)) for found in tested]
        cells = [
            self.tests(text, (f"第{number}行条件{at}", f"rule {number}, condition {at}"))
            for at, text in enumerate(texts, 1)
        ]
        for at, found in enumerate(given, 1):
            text = text_of(found) or Text("", line_of(found))
            text = Text("", text.line) if text.source == "-" else text
            tree = self.cell(text, (f"第{number}行结果{at}", f"rule {number}, output {at}"))
            check = self.types.check(type_of(outputs[at - 1])) if type_of(outputs[at - 1]) else None
            cells.append(tree if check is None else node("fitted", tree, (tree,), check))
        return cells

    def _ranks(self, output: Element) -> Node:
        values = text_of(child(output, "outputValues"))
        found = self.types.find(type_of(output)) if values is None else None
        listed = values.source if values else found[1].allowed.source if found and found[1].allowed else ""
        return self.cell(
            Text(f"[{listed}]", values.line if values else line_of(output)), ("结果取值", "output values")
        )

    def _wrong(self, element: Element, zh: str, en: str) -> DecisionError:
        return DecisionError(f"决策表「{self.key}」{zh}", f"table {self.key!r} {en}", line_of(element))
