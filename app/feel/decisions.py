"""Decisions of DMN files: loading, their order of evaluation, and their results; knows no engine and no files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.feel.decision_xml import DecisionError, DecisionTexts, Text, read_model
from app.feel.errors import Overrun
from app.feel.expression import Expression, Scope, released
from app.feel.limits import DEFAULT, Run
from app.feel.tables import Table, compile_cell, compile_table

__all__ = ["Decision", "DecisionError", "DecisionResult", "load_decisions"]

_NO_FUNCTIONS: Mapping[str, Callable[..., Any]] = {}
_FILE_RUN = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision gave.

    `outputs`: value by output name (for the policies R, O and C a list each, with an aggregation one value);
    `matched`: numbers of the rules that gave it, from 1, in order; `hit_policy`: U A P F R O C, C+ C< C> C#, or ""
    for a literal expression.
    """

    outputs: dict[str, Any]
    matched: list[int]
    hit_policy: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A compiled decision. `names`: dotted paths that it and the decisions it requires read from the scope."""

    id: str
    name: str
    variable: str
    logic: Table | Expression
    requires: tuple[Decision, ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def hit_policy(self) -> str:
        """U A P F R O C, C+ C< C> C#, or "" for a literal expression."""
        return self.logic.hit_policy if isinstance(self.logic, Table) else ""

    def evaluate(
        self, scope: Scope, *, now: datetime, functions: Mapping[str, Callable[..., Any]] = _NO_FUNCTIONS
    ) -> DecisionResult:
        """Decide in a scope at a moment, the required decisions first.

        Raises DecisionError naming the rules when they contradict the hit policy, FeelError on an overrun; both are
        FeelErrors.
        """
        run = Run(now, functions, DEFAULT)
        try:
            outputs, matched = self._decide(scope, run, {})
            return DecisionResult(
                {key: released(value, run) for key, value in outputs.items()}, matched, self.hit_policy
            )
        except Overrun as overrun:
            raise DecisionError(
                f"决策「{self.id}」：{overrun.message_zh}", f"decision {self.id!r}: {overrun.message_en}"
            ) from None
        except RecursionError:
            raise DecisionError("数据嵌套太深", "the data is nested too deeply") from None

    def _decide(self, scope: Scope, run: Run, done: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        visible = dict(scope) if self.requires else scope
        for required in self.requires:
            if required.id not in done:
                done[required.id] = required.value_of(required._decide(scope, run, done)[0])
            visible = {**visible, required.variable: done[required.id]}
        if isinstance(self.logic, Table):
            return self.logic.decide(visible, run)
        return {self.variable: self.logic.value_in(visible, run)}, []

    def value_of(self, outputs: Mapping[str, Any]) -> Any:
        """Return the outputs as the one value by which other decisions know this one."""
        if not isinstance(self.logic, Table) or len(outputs) == 1:
            return next(iter(outputs.values()))
        if self.hit_policy in ("R", "O", "C"):
            rows = zip(*outputs.values(), strict=True)
            return [dict(zip(outputs, row, strict=True)) for row in rows]
        return dict(outputs)


def load_decisions(xml: bytes) -> dict[str, Decision]:
    """Return the decisions of a DMN file (1.1 to 1.5) by id, every expression compiled.

    Raises DecisionError (a FeelError) with the line of the file for what is unsafe, malformed or not supported.
    """
    model = read_model(xml)
    texts = {decision.id: decision for decision in model.decisions}
    names = model.inputs | {decision.variable for decision in model.decisions}
    loaded: dict[str, Decision] = {}
    for key in texts:
        _load(key, texts, names, loaded, ())
    return loaded


def _load(
    key: str,
    texts: Mapping[str, DecisionTexts],
    names: frozenset[str],
    loaded: dict[str, Decision],
    above: tuple[str, ...],
) -> Decision:
    if key in loaded:
        return loaded[key]
    if key not in texts or key in above or len(above) > 50:
        raise DecisionError(
            f"决策「{'」→「'.join((*above, key))}」缺失、成环或过深",
            f"decisions {' -> '.join((*above, key))} are missing, form a circle or go too deep",
        )
    found = texts[key]
    required = tuple(_load(other, texts, names, loaded, (*above, key)) for other in found.requires)
    loaded[key] = _compiled(found, required, names)
    return loaded[key]


def _compiled(found: DecisionTexts, required: tuple[Decision, ...], names: frozenset[str]) -> Decision:
    logic: Table | Expression
    if isinstance(found.logic, Text):
        logic = compile_cell(found.id, "表达式", found.logic, names)
        reads = logic.names
    else:
        run = Run(_FILE_RUN, _NO_FUNCTIONS, DEFAULT)
        logic = compile_table(found.id, found.logic, names, run)
        reads = logic.reads()
    given = {decision.variable for decision in required}
    own = {name for name in reads if name.split(".")[0] not in given}
    below = frozenset().union(*(decision.names for decision in required))
    return Decision(found.id, found.name, found.variable, logic, required, frozenset(own) | below)
