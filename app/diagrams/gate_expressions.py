"""Every expression of a diagram is compiled, every timer bounded; it must not evaluate anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.gate_texts import check_whole, costly_pattern
from app.diagrams.rewriting_words import advice
from app.diagrams.safe_xml import BPMN, SPIFF, bpmn, bpmn_children, local_name
from app.feel import DaysTime, FeelError, YearsMonths, compile_expression, read_duration

MAX_YEARS = 30
MAX_INSTANCES = 1000
CONDITIONS = ("conditionExpression", "completionCondition", "loopCondition", "condition")
ENGINE_SETTINGS = ("sets", "payload", "out", "in", "collection", "gather")
HOST_SETTINGS = ("meets_when", "extends_when", "extends_by", "extends_to", "by", "state", "title")
HOST_MAPS = ("start_from", "due_from", "rule_when")
TIMES = ("timeDate", "timeDuration", "timeCycle")
RUN_TEXTS = (*CONDITIONS, *TIMES, "script", "loopCardinality", "flowNodeRef")

_ASSIGNMENT = re.compile(r"\s*[^\W\d]\w*\s*=(?!=)(.*)", re.DOTALL)
_ISO_DURATION = re.compile(r"-?P(?=[0-9T])[0-9YMWDTHS.,]+")
_QUOTED_DURATION = re.compile(r'duration\(\s*"([^"]{1,60})"')
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].{1,40})?")
_CYCLE = re.compile(r"R(\d{0,9})/(.{1,80})", re.DOTALL)
_CRON = re.compile(r"([\dA-Z*?/,\-#]{1,40}\s+){4,6}[\dA-Z*?/,\-#]{1,40}")
_FOREIGN = re.compile(r"\s*[$#]\{")

NO_FUNCTIONS: frozenset[str] = frozenset()
CLOCKS = frozenset({"due"})


class Expressions:
    """Compiles what one process says in FEEL and reports what does not compile."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def check(self, process: etree._Element) -> None:
        """Report every faulty expression, script, timer and duration of a process."""
        for element in process.iter(*map(bpmn, RUN_TEXTS)):
            check_whole(element, self.notes)
        for condition in process.iter(*map(bpmn, CONDITIONS)):
            self._condition(condition)
        for number in process.iter(bpmn("loopCardinality")):
            self._cardinality(number)
        for script in process.iter(bpmn("scriptTask")):
            self._script(script)
        for timer in process.iter(bpmn("timerEventDefinition")):
            self._timer(timer)
        for item in process.iter(f"{{{SPIFF}}}property"):
            self._setting(item)

    def _condition(self, condition: etree._Element) -> None:
        language = (condition.get("language") or "").lower()
        text = (condition.text or "").strip()
        if language and "feel" not in language:
            self._note_language(condition, language)
        elif not text:
            self.notes.error(
                "empty_condition",
                "条件是空的，请写 FEEL 表达式或删去条件。",
                "The condition is empty; write a FEEL expression or remove it.",
                *_where(condition),
            )
        else:
            self._compile(condition, text.removeprefix("="))

    def check_messages(self, root: etree._Element) -> None:
        """Report faulty expressions by which other engines match messages; here the case number does."""
        for path in root.iter(bpmn("messagePath")):
            self._compile(path, (path.text or "").strip().removeprefix("="), None)

    def _cardinality(self, element: etree._Element) -> None:
        text = (element.text or "").strip().removeprefix("=")
        self._compile(element, text)
        numbers = [int(number) for number in re.findall(r"\d{1,30}", text)]
        if any(number > MAX_INSTANCES for number in numbers) or "**" in text:
            self.notes.error(
                "unbounded_cardinality",
                f"多实例次数过大：{text[:40]}，最多 {MAX_INSTANCES} 个。",
                f"Too many instances: {text[:40]}; at most {MAX_INSTANCES}.",
                *_where(element),
            )

    def _note_language(self, element: etree._Element, language: str) -> None:
        self.notes.error(
            "not_feel",
            f"表达式语言“{language[:40]}”不受支持，请改写为 FEEL。",
            f"The expression language “{language[:40]}” is not supported; write the expression in FEEL.",
            *_where(element),
        )

    def _script(self, task: etree._Element) -> None:
        language = (task.get("scriptFormat") or "").lower()
        if language and "feel" not in language:
            self._note_language(task, language)
            return
        text = task.findtext(f"{{{BPMN}}}script") or ""
        for line in text.splitlines():
            found = _ASSIGNMENT.fullmatch(line)
            if line.strip() and found is None:
                self.notes.error(
                    "bad_script",
                    f"脚本只能逐行写“名称 = FEEL 表达式”，这一行不是：{line.strip()[:60]}",
                    f"A script holds lines “name = FEEL expression” only; this one is not: {line.strip()[:60]}",
                    *_where(task),
                )
            elif found is not None:
                self._compile(task, found.group(1).strip())

    def _timer(self, timer: etree._Element) -> None:
        for name, element in bpmn_children(timer):
            if name in TIMES:
                self._time(name, element, (element.text or "").strip())

    def _time(self, name: str, element: etree._Element, text: str) -> None:
        """A duration, a date, a repetition of one of them, or FEEL that gives one."""
        cycle = _CYCLE.fullmatch(text)
        if name == "timeCycle" and cycle is not None:
            if cycle.group(1) and int(cycle.group(1)) > 1000:
                self._note_duration(element, text)
            text = cycle.group(2)
        if _ISO_DURATION.fullmatch(text):
            self._bounded(element, text)
        elif name == "timeCycle" and _CRON.fullmatch(text):
            return
        elif text and not _ISO_DATE.fullmatch(text):
            self._compile(element, text, CLOCKS)

    def _setting(self, item: etree._Element) -> None:
        name, text = item.get("name") or "", item.get("value") or ""
        if not text.strip():
            return
        if name in ENGINE_SETTINGS:
            self._compile(item, text)
        elif name in HOST_SETTINGS:
            self._compile(item, text, None)
        elif name in HOST_MAPS:
            for source in self._map(item, name, text):
                self._compile(item, source, None)

    def _map(self, item: etree._Element, name: str, text: str) -> Iterator[str]:
        try:
            table = json.loads(text)
        except (ValueError, RecursionError):
            table = None
        if isinstance(table, dict):
            yield from (str(source) for source in table.values())
            return
        self.notes.error(
            "bad_map",
            f"设置 {name} 须为 JSON 对象：期限规则编号对 FEEL 表达式。",
            f"The setting {name} must be a JSON object: rule id to FEEL expression.",
            *_where(item),
        )

    def _compile(
        self, element: etree._Element, source: str, lent: frozenset[str] | None = NO_FUNCTIONS
    ) -> None:
        """Compile one expression; `lent` names functions beside FEEL's own, None when the host brings its own."""
        for duration in _QUOTED_DURATION.findall(source):
            self._bounded(element, duration)
        shown = " ".join(source.split())[:60]
        try:
            expression = compile_expression(source.strip())
        except FeelError as error:
            zh, en = (error.message_zh, error.message_en)
            if _FOREIGN.match(source):
                zh, en = f"{zh}；{advice(source)[0]}", f"{en}; {advice(source)[1]}"
            self.notes.error(
                "bad_expression",
                f"表达式“{shown}”第 {error.line} 行第 {error.column} 列：{zh}",
                f"Expression “{shown}”, line {error.line}, column {error.column}: {en}",
                *_where(element),
            )
            return
        self._note_costly(element, source)
        unknown = expression.calls - lent if lent is not None else NO_FUNCTIONS
        if unknown:
            names = ", ".join(sorted(unknown))
            self.notes.error(
                "unknown_function",
                f"表达式“{shown}”使用了此处没有的函数 {names}，请改用 FEEL 内置函数。",
                f"Expression “{shown}” calls {names}, unknown here; use the functions of FEEL.",
                *_where(element),
            )

    def _note_costly(self, element: etree._Element, source: str) -> None:
        costly = costly_pattern(source)
        if costly is not None:
            self.notes.error(
                "costly_pattern",
                f"{costly.message_zh}，请简化正则表达式。",
                f"{costly.message_en}; make the regular expression simpler.",
                *_where(element),
            )

    def _bounded(self, element: etree._Element, text: str) -> None:
        try:
            duration = read_duration(text)
        except ValueError:
            self.notes.error(
                "bad_duration",
                f"“{text[:40]}”不是 ISO 8601 时长，例如十天写作 P10D。",
                f"“{text[:40]}” is no ISO 8601 duration; ten days are P10D.",
                *_where(element),
            )
            return
        years = {
            YearsMonths: lambda: getattr(duration, "months", 0) / 12,
            DaysTime: lambda: getattr(duration, "microseconds", 0) / 86_400_000_000 / 365,
        }
        length: Callable[[], float] = years[type(duration)]
        if not -MAX_YEARS <= length() <= MAX_YEARS:
            self._note_duration(element, text)

    def _note_duration(self, element: etree._Element, text: str) -> None:
        self.notes.error(
            "unbounded_duration",
            f"时长或重复次数过大：{text[:40]}，最长 {MAX_YEARS} 年、重复 1000 次。",
            f"The duration or repetition is too large: {text[:40]}; at most {MAX_YEARS} years and 1000 times.",
            *_where(element),
        )


def _where(element: etree._Element) -> tuple[str | None, int | None]:
    """Id of the nearest element that has one, and the line."""
    holder: etree._Element | None = element
    while holder is not None and holder.get("id") is None:
        holder = holder.getparent()
    if holder is not None and local_name(holder).endswith("EventDefinition"):
        parent = holder.getparent()
        holder = parent if parent is not None else holder
    return (holder.get("id") if holder is not None else None, element.sourceline)
