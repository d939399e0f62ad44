"""The settings drawn on one element, with every expression compiled or reported; it must not know SpiffWorkflow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.engine.drawn import Raised, Settings, Timer
from app.engine.event_checks import message_ref
from app.engine.external_checks import external_faults
from app.engine.iso import iso_source, read_cycle, written_duration
from app.engine.reading import BPMN, Report, children, properties_of, raised_in, tag, text_of
from app.engine.repeating import repetition_of
from app.engine.script import FACTS, Assignments, read_script
from app.feel import Expression, FeelError, compile_expression
from app.feel.decisions import Decision

_FACT = re.compile(rf"({'|'.join(FACTS)})(\..+)?")
_FOR_HOST = ("meets_when", "state", "title", "extends_when", "extends_by", "extends_to")
_MAPS_FOR_HOST = ("start_from", "rule_when", "due_from")


class Compiler:
    """Compiles the expressions of one process and remembers which facts they read."""

    def __init__(
        self,
        report: Report,
        messages: Mapping[str, str],
        codes: Mapping[str, str],
        decisions: Mapping[str, Decision],
    ) -> None:
        self.report = report
        self.messages = messages
        self.codes = codes
        self.decisions = decisions
        self.facts: set[str] = set()

    def settings(self, node: etree._Element) -> Settings:
        """Return the compiled settings of an element; faults go to the report."""
        element = node.get("id", "")
        properties = properties_of(node)
        compiled = {
            field: self.expression(element, properties.get(name))
            for field, name in (("sets", "sets"), ("payload", "payload"), ("out", "out"), ("into", "in"))
        }
        return Settings(
            properties=properties,
            **compiled,
            repetition=repetition_of(node, properties, lambda text: self.expression(element, text)),
            message=self.messages.get(message_ref(node) or ""),
            timer=self._timer(node, properties),
            raised=self._raised(node),
            script=self._script(node),
            decision=self._decision(node, properties),
        )

    def expression(
        self, element: str, source: str | None, lent: frozenset[str] | None = frozenset()
    ) -> Expression | None:
        """Compile one expression; None for an absent or faulty one.

        `lent` names the functions it may call beside those of FEEL, None when the host evaluates it with its own.
        """
        if source is None or not source.strip():
            return None
        try:
            expression = compile_expression(source.strip())
        except FeelError as error:
            self._fault(element, source, error)
            return None
        if lent is not None and expression.calls - lent:
            self._unknown(element, expression)
        self._remember(expression.names)
        return expression

    def read_for_host(self, node: etree._Element) -> None:
        """Compile the expressions that the host evaluates, so that their facts are known and their faults found."""
        element, properties = node.get("id", ""), properties_of(node)
        for name in _FOR_HOST:
            self.expression(element, properties.get(name), None)
        for name in _MAPS_FOR_HOST:
            if name not in properties:
                continue
            try:
                table = json.loads(properties[name])
                sources = [str(source) for source in table.values()]
            except (ValueError, AttributeError):
                self.report.add(
                    "bad_map", element, f"{name} 须为 JSON 对象。", f"{name} must be a JSON object."
                )
                continue
            for source in sources:
                self.expression(element, source, None)

    def _unknown(self, element: str, expression: Expression) -> None:
        names = "、".join(sorted(expression.calls))
        self.report.add(
            "unknown_function",
            element,
            f"此处不能使用函数 {names}；due() 只能用于计时。",
            f"The function {names} is not known here; due() is for timers only.",
        )

    def _fault(self, element: str, source: str, error: FeelError) -> None:
        shown = source.strip()[:80]
        self.report.add(
            "bad_expression",
            element,
            f"表达式“{shown}”第 {error.line} 行第 {error.column} 列：{error.message_zh}",
            f"Expression “{shown}”, line {error.line}, column {error.column}: {error.message_en}",
        )

    def _remember(self, names: Any) -> None:
        self.facts.update(name for name in names if _FACT.fullmatch(name))

    def _timer(self, node: etree._Element, properties: Mapping[str, str]) -> Timer | None:
        definition = next(children(node, "timerEventDefinition"), None)
        if definition is None:
            return None
        source, turns = timer_text(node) or "", None
        if next(children(definition, "timeCycle"), None) is not None:
            turns, source = read_cycle(source) or (0, "")
        when = self.expression(node.get("id", ""), iso_source(source) or source, frozenset({"due"}))
        if when is None:
            return None
        return Timer(when, properties.get("rule"), written_duration(source), turns)

    def _raised(self, node: etree._Element) -> Raised | None:
        found = raised_in(node, self.codes)
        return None if found is None else Raised(*found)

    def _script(self, node: etree._Element) -> Assignments:
        if tag(node) != "scriptTask":
            return ()
        element = node.get("id", "")
        text = text_of(next(children(node, "script"), None))
        if not text:
            self.report.add("no_script", element, "脚本任务没有内容。", "The script task is empty.")
        try:
            script = read_script(text, compile_expression)
        except FeelError as error:
            self._fault(element, text, error)
            return ()
        except ValueError as error:
            self.report.add(
                "bad_script",
                element,
                f"脚本每行须为“名称 = 表达式”：{error}",
                f"Each line of a script must be “name = expression”: {error}",
            )
            return ()
        for _, expression in script:
            if expression.calls:
                self._unknown(element, expression)
            self._remember(expression.names)
        return script

    def _decision(self, node: etree._Element, properties: Mapping[str, str]) -> Decision | None:
        element = node.get("id", "")
        if tag(node) == "serviceTask":
            for finding in external_faults(properties):
                self.report.add(finding[0], element, *finding[1:])
        if tag(node) != "businessRuleTask":
            return None
        name = properties.get("decision", "")
        decision = self.decisions.get(name)
        if decision is None:
            self.report.add(
                "no_decision",
                element,
                f"找不到决策“{name}”。",
                f"The decision “{name}” is missing.",
            )
        else:
            self._remember(getattr(decision, "names", ()))
        return decision


def timer_text(node: etree._Element) -> str | None:
    """Return the source text of an element's timer."""
    found = node.find(f"{BPMN}timerEventDefinition")
    return (
        None
        if found is None
        else text_of(next(children(found, "timeDate", "timeDuration", "timeCycle"), None))
    )
