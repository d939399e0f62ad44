"""The script engine given to SpiffWorkflow: FEEL in, values out, nothing else; it must not know diagrams or states."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from app.engine.model import EngineFailure
from app.feel import Expression, FeelError
from app.values import Value

if TYPE_CHECKING:
    from app.engine.token import Token

FACTS = ("case", "setting", "units")
Assignments = tuple[tuple[str, Expression], ...]
_ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)(.*)", re.DOTALL)
_RULE_CLOCK = "clock of rule"


@dataclass(frozen=True, slots=True)
class When:
    """What a timer's expression gave: the clock of a rule, which only the host knows, or a value."""

    rule: str | None
    value: Value


class FeelEngine:
    """Evaluates compiled FEEL in the scope of a token; Python text never gets anywhere."""

    def evaluate(
        self,
        task: Token,
        expression: Expression,
        external_context: Mapping[str, Any] | None = None,
        functions: Mapping[str, Callable[..., Value]] | None = None,
        scope: Mapping[str, Value] | None = None,
    ) -> Value:
        """Return the value of an expression where the token stands; EngineFailure names the element."""
        visible = scope_of(task) if scope is None else scope
        command = task.workflow.top_workflow.command
        lent = {**command.functions, **functions} if functions else command.functions
        try:
            return expression.evaluate(visible, now=command.at, functions=lent)
        except FeelError as error:
            raise EngineFailure(task.element_id, error.message_en, error.message_zh) from error

    def when(self, task: Token, expression: Expression) -> When:
        """Return when a timer is due; `due("RULE")` stands for the clock of that rule and cannot be reckoned with."""
        asked: list[str] = []

        def due(rule: Value) -> Value:
            if isinstance(rule, str):
                asked.append(rule)
                return {_RULE_CLOCK: rule}
            return None

        value = self.evaluate(task, expression, functions={"due": due})
        rule = value.get(_RULE_CLOCK) if isinstance(value, dict) else None
        if asked and rule not in asked:
            raise EngineFailure(
                task.element_id,
                "due() is a clock of the host; no date can be reckoned from it",
                "due() 是系统外部的期限，不能用来计算日期。",
            )
        return When(rule, None if rule else value)

    def execute(
        self, task: Token, script: Assignments, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """Run `name = FEEL` lines one after the other; each sees what the lines before it set."""
        for name, expression in script:
            task.keep({name: self.evaluate(task, expression)})
        return True

    def call_service(self, task: Token, **_: Any) -> NoReturn:
        """Refuse: operations are done by the host."""
        raise EngineFailure(task.element_id, "operations are not called from inside the engine")

    @property
    def environment(self) -> NoReturn:
        """Refuse: SpiffWorkflow's Python environment does not exist here."""
        raise EngineFailure("", "diagrams hold no Python")


ENGINE = FeelEngine()


def scope_of(task: Token) -> dict[str, Value]:
    """Return the names an expression sees at a token: data of its tree, what is local to it, the command's facts."""
    tree = task.workflow
    return {**tree.data, **tree.local, **task.data, **tree.top_workflow.facts}


def facts_scope(facts: Mapping[str, Value]) -> dict[str, Value]:
    """Return facts as nested contexts under `case`, `setting` and `units`; dotted keys are unfolded."""
    nested: dict[str, Value] = {name: {} for name in FACTS}
    for key, value in facts.items():
        *sections, last = key.split(".")
        place = nested
        for section in sections:
            below = place.get(section)
            place[section] = place = dict(below) if isinstance(below, dict) else {}
        place[last] = value
    return nested


def context_at(
    task: Token, expression: Expression | None, scope: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """Return the context an expression gives; {} without an expression or for null, EngineFailure for anything else."""
    if expression is None:
        return {}
    value = ENGINE.evaluate(task, expression, scope=scope)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EngineFailure(
            task.element_id, "a context like {name: value} is needed here", "此处需要形如 {名称: 值} 的内容。"
        )
    return value


def read_script(text: str, read: Callable[[str], Expression]) -> Assignments:
    """Return the assignments of a script; ValueError names a line that is none, FeelError a fault in an expression."""
    found = []
    for line in text.splitlines():
        if line.strip():
            match = _ASSIGNMENT.fullmatch(line)
            if match is None or match[1] in FACTS:
                raise ValueError(line.strip())
            found.append((match[1], read(match[2].strip())))
    return tuple(found)
