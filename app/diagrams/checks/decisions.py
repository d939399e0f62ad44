"""Cases that a decision table leaves open or answers twice, with an example each; it must not know flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any

from app.diagrams.checks.contexts import dotted, nodes_of
from app.diagrams.checks.model import Model
from app.diagrams.checks.truths import plain_values, printed, samples, worded
from app.diagrams.checks.variables import Domain
from app.diagrams.findings import Finding, Notes
from app.feel.dmn.tables import Shape, Table
from app.feel.limits import DEFAULT, Frame, Run
from app.feel.membership import tests_of
from app.feel.model import Node
from app.feel.scopes import GLOBAL

MOST_BOXES = 200_000
MOST_TOLD = 5
_AT = datetime(2000, 1, 1, tzinfo=UTC)


def check_decisions(model: Model, notes: Notes) -> None:
    """Report what is wrong with the decision tables that a diagram asks, at the element that asks them."""
    for node in model.nodes():
        decision = node.settings.decision
        if decision is not None and decision.table is not None:
            _Judged(model, node.name, decision.table, notes).check()


@dataclass(frozen=True, slots=True)
class _Column:
    """What one input tells apart: one value of each kind, and the rules that it passes, as bits. `minds_null`: its
    cells speak of null; `hidden`: it stands for a test that is only known to pass or not."""

    name: str
    values: list[Any]
    passed: list[int]
    minds_null: bool = False
    hidden: bool = False


class _Judged:
    """One table under judgement."""

    def __init__(self, model: Model, element: str, table: Table, notes: Notes) -> None:
        self.model = model
        self.element = element
        self.notes = notes
        self.shape: Shape = table.shape
        parts, width = table.tree.parts, len(table.shape.names)
        head = self.shape.inputs + width
        self.inputs = parts[: self.shape.inputs]
        step = self.shape.inputs + width
        rows = [parts[at : at + step] for at in range(head, len(parts), step)]
        self.tests = [row[: self.shape.inputs] for row in rows]
        self.outputs = [row[self.shape.inputs :] for row in rows]
        self.every = (1 << len(rows)) - 1
        self.gaps: list[tuple[str, bool]] = []
        self.twice: dict[tuple[int, int], tuple[str, bool]] = {}
        self.used: set[int] = set()

    def check(self) -> None:
        """Report gaps, overlaps and rules that never answer, as far as the cells can be understood."""
        columns = [
            column for place in range(self.shape.inputs) for column in self._columns(place)
        ]  # fmt: skip
        total = 1
        for column in columns:
            total *= len(column.values)
        if total > MOST_BOXES or not self.tests:
            self._tell_unseen()
            return
        for places in product(*(range(len(column.values)) for column in columns)):
            self._look(columns, places)
        self._tell_all()

    def _columns(self, place: int) -> list[_Column]:
        """Return an input, and beside it each of its tests that compares with more than plain values."""
        tree = self.inputs[place]
        while tree.kind == "fitted":
            tree = tree.parts[0]
        cells = [row[place] for row in self.tests]
        plain = [_plain(cell) for cell in cells]
        compared = {value for values in plain for value in values or ()}
        domain = self.model.domain(dotted(tree) or "") if dotted(tree) else Domain()
        known = compared - {None}
        values = [*(samples(known, domain) if known or domain.choices else ()), None]
        run = Run(_AT, {}, DEFAULT)
        tests = [
            None if seen is None else tests_of(cell, GLOBAL) for cell, seen in zip(cells, plain, strict=True)
        ]
        classes: dict[int, Any] = {}
        for value in values[:-1]:
            classes.setdefault(self._bits(tests, value, run), value)
        masks, shown = [*classes, self._bits(tests, None, run)], [*classes.values(), None]
        column = _Column(dotted(tree) or f"#{place + 1}", shown, masks, None in compared)
        return [column, *self._hidden(cells, plain)]

    def _bits(self, tests: list[Any], value: Any, run: Run) -> int:
        frame = Frame({}, {"?": value}, run)
        return sum(
            1 << rule for rule, test in enumerate(tests) if test is None or test(value, frame) is True
        )  # fmt: skip

    def _hidden(self, cells: list[Node], plain: list[list[Any] | None]) -> list[_Column]:
        using: dict[str, int] = {}
        for rule, (cell, seen) in enumerate(zip(cells, plain, strict=True)):
            if seen is None:
                text = printed(cell)
                using[text] = using.get(text, 0) | 1 << rule
        return [
            _Column(text, [True, False], [self.every, self.every & ~rules], hidden=True)
            for text, rules in using.items()
        ]

    def _look(self, columns: list[_Column], places: tuple[int, ...]) -> None:
        """Take note of what the rules say to one case."""
        policy, rules = self.shape.hit_policy, self.every
        for column, place in zip(columns, places, strict=True):
            rules &= column.passed[place]
        matched = [number for number in range(len(self.tests)) if rules >> number & 1]
        self.used.update(matched[:1] if policy == "F" else matched)
        pairs = list(zip(columns, places, strict=True))
        if any(
            column.values[place] is None and not column.minds_null
            for column, place in pairs
            if len(column.values) > 1
        ):
            return
        sure = not any(column.hidden for column in columns)
        if not matched and len(self.gaps) <= MOST_TOLD:
            self.gaps.append((_example(pairs), sure))
        if len(matched) > 1 and policy in ("U", "A"):
            for pair in combinations(matched, 2):
                if pair not in self.twice and (policy == "U" or self._differ(*pair)):
                    self.twice[pair] = (_example(pairs), sure)

    def _tell_all(self) -> None:
        if self.shape.hit_policy[0] not in "ROC" and not any(self.shape.defaults):
            self._tell_gaps()
        for pair, (example, sure) in list(self.twice.items())[:MOST_TOLD]:
            self._tell_overlap(pair, example, sure)
        for number in sorted(set(range(len(self.tests))) - self.used):
            self._tell_idle(number)

    def _differ(self, one: int, other: int) -> bool:
        def shown(number: int) -> list[tuple[str, str]]:
            return [(each.kind, repr(each.value)) for part in self.outputs[number] for each in nodes_of(part)]

        return shown(one) != shown(other)

    def _tell_gaps(self) -> None:
        if self.gaps:
            example, sure = min(self.gaps, key=lambda gap: not gap[1])
            more = "等" if len(self.gaps) > 1 else ""
            others = " and others" if len(self.gaps) > 1 else ""
            self._tell(
                "decision_gap",
                "warning" if sure else "info",
                f"决策表“{self.shape.key}”没有一行适用于 {example}{more}，结果为空。请补一行，或设默认输出。",
                f"No rule of the decision table “{self.shape.key}” fits {example}{others}, so the result is empty. "
                "Add a rule or a default output.",
            )

    def _tell_overlap(self, pair: tuple[int, int], example: str, sure: bool) -> None:
        one, other = pair[0] + 1, pair[1] + 1
        self._tell(
            "decision_overlap",
            "error" if sure else "info",
            f"决策表“{self.shape.key}”的第 {one} 行和第 {other} 行同时适用于 {example}，办理到这里会失败。"
            "请改为互不重叠，或改用“首个”命中策略。",
            f"Rules {one} and {other} of the decision table “{self.shape.key}” both fit {example}, and the step would "
            "fail. Let them exclude each other, or use the hit policy FIRST.",
        )

    def _tell_idle(self, number: int) -> None:
        self._tell(
            "rule_never_used",
            "warning",
            f"决策表“{self.shape.key}”的第 {number + 1} 行永远用不到，前面的行已包括它。请删去或改正。",
            f"Rule {number + 1} of the decision table “{self.shape.key}” is never used, the rules before it cover it. "
            "Remove or correct it.",
        )

    def _tell_unseen(self) -> None:
        self._tell(
            "decision_not_seen",
            "info",
            f"决策表“{self.shape.key}”的条件过于复杂，没有检查缺口和重叠。",
            f"The decision table “{self.shape.key}” is too intricate to be looked through for gaps and overlaps.",
        )

    def _tell(self, code: str, severity: Any, zh: str, en: str) -> None:
        self.notes.add(Finding(code, severity, self.element, None, zh, en, self.model.file))


def _plain(cell: Node) -> list[Any] | None:
    """Return the values that a cell tells apart; None when there is more than plain values in it."""
    if cell.kind != "tests":
        return plain_values(cell)
    found: list[Any] = []
    for part in _alternatives(cell):
        values = plain_values(part)
        if values is None:
            return None
        found += values
    return found


def _alternatives(cell: Node) -> Iterator[Node]:
    for part in cell.parts:
        if part.kind == "list":
            yield from part.parts
        else:
            yield part


def _example(pairs: list[tuple[_Column, int]]) -> str:
    shown = [(column, column.values[place]) for column, place in pairs if not column.hidden]
    return worded({column.name: value for column, value in shown if column.values != [None]})
