"""Whether the events of a diagram are ones the engine runs; it must not know SpiffWorkflow or expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from app.engine.iso import is_right, iso_source, read_cycle, read_period
from app.engine.reading import children, flag, interrupts, properties_of, raised_in, tag, text_of

Add = Callable[[str, etree._Element, str, str], None]

_OUTER = ("timerEventDefinition", "messageEventDefinition")
_INNER = ("signalEventDefinition", "escalationEventDefinition", "errorEventDefinition")
DEFINITIONS: dict[str, tuple[str, ...]] = {
    "startEvent": _OUTER,
    "intermediateCatchEvent": (*_OUTER, "signalEventDefinition", "linkEventDefinition"),
    "boundaryEvent": (*_OUTER, *_INNER),
    "intermediateThrowEvent": (
        "messageEventDefinition",
        "signalEventDefinition",
        "escalationEventDefinition",
        "linkEventDefinition",
    ),
    "sendTask": ("messageEventDefinition",),
    "receiveTask": ("messageEventDefinition",),
    "endEvent": ("messageEventDefinition", "terminateEventDefinition", *_INNER),
}
_CATCHING = ("startEvent", "boundaryEvent", "intermediateCatchEvent")


def definitions(node: etree._Element) -> list[etree._Element]:
    """Return what is drawn inside an event, of whatever kind."""
    return [child for child in node if tag(child).endswith("ventDefinition")]


def definitions_allowed(node: etree._Element) -> tuple[str, ...]:
    """Return the kinds of definitions that an event may have where it stands."""
    if _begins_handler(node):
        return (*_OUTER, *_INNER)
    return DEFINITIONS.get(tag(node), ())


def check_event(
    node: etree._Element, messages: Mapping[str, str], codes: Mapping[str, str], add: Add
) -> None:
    """Report what is wrong with one event or message task."""
    kind, found = tag(node), definitions(node)
    if kind in ("intermediateCatchEvent", "boundaryEvent") and len(found) != 1:
        add(
            "event_kind",
            node,
            "须有且只有一个事件定义。",
            "The event must wait for one thing, drawn inside it.",
        )
    elif len(found) > 1:
        add("event_kind", node, "只能有一个事件定义。", "The event has more than one definition.")
    told = kind in ("sendTask", "receiveTask") or any(tag(item) == "messageEventDefinition" for item in found)
    if told and not messages.get(message_ref(node) or ""):
        add("no_message", node, "没有指定消息，或消息没有名称。", "No message is named, or it has no name.")
    for item in found:
        if tag(item) == "timerEventDefinition" and kind == "startEvent" and not _begins_handler(node):
            _check_period(node, item, add)
        elif tag(item) == "timerEventDefinition":
            _check_timer(node, item, add)
        _check_code(node, codes, add)
    if any(flag(node, name) for name in ("instantiate", "parallelMultiple")):
        add(
            "unsupported_element",
            node,
            "不支持由此元素启动流程，也不支持并行多重事件；请用消息开始事件。",
            "Beginning a process here, or several events at once, is not supported; use a message start event.",
        )
    if not interrupts(node) and any(tag(item) == "errorEventDefinition" for item in found):
        add("event_kind", node, "错误事件必须中断。", "An event that catches an error always interrupts.")


def _begins_handler(node: etree._Element) -> bool:
    return tag(node) == "startEvent" and flag(node.getparent(), "triggeredByEvent")


def _check_code(node: etree._Element, codes: Mapping[str, str], add: Add) -> None:
    raised = raised_in(node, codes)
    if raised is None or raised[1]:
        return
    kind, code = raised
    if code is None and kind != "signal" and kind != "link" and tag(node) in _CATCHING:
        return  # it catches any
    add(
        "no_code",
        node,
        "没有指定错误、升级、信号或链接，或其没有代码、名称。",
        "No error, escalation, signal or link is named, or it has no code or name.",
    )


def _check_timer(node: etree._Element, definition: etree._Element, add: Add) -> None:
    parts = list(children(definition, "timeDate", "timeDuration", "timeCycle"))
    text = text_of(parts[0]) if parts else ""
    if len(parts) != 1 or not text:
        add("no_time", node, "计时事件没有时间。", "The timer event has no time.")
    elif tag(parts[0]) == "timeCycle":
        _check_cycle(node, text, add)
    elif iso_source(text) is not None and not is_right(text):
        add("no_time", node, f"“{text[:40]}”不是有效的日期或时长。", f"“{text[:40]}” is no date or duration.")


def _check_period(node: etree._Element, definition: etree._Element, add: Add) -> None:
    """A process begins by the calendar once a month, quarter, half-year or year, where a district has it on."""
    text = text_of(next(children(definition, "timeCycle"), None))
    if read_period(text) is None:
        add(
            "no_period",
            node,
            "由日历启动的流程须写明周期：R/P1M（每月）、R/P3M（每季）、R/P6M（每半年）或 R/P1Y（每年）。",
            "A process that begins by the calendar says how often: R/P1M (month), R/P3M (quarter), "
            "R/P6M (half-year) or R/P1Y (year).",
        )
    if not properties_of(node).get("setting"):
        add(
            "no_setting",
            node,
            "由日历启动须用设置 setting 指明辖区的开关。",
            "Beginning by the calendar needs the setting “setting”: the switch of the district.",
        )


def _check_cycle(node: etree._Element, text: str, add: Add) -> None:
    if interrupts(node) or tag(node) == "intermediateCatchEvent":
        add(
            "cycle",
            node,
            "循环计时只能用于不中断的边界事件或事件子流程。",
            "A repeating clock is possible on a border event or event sub-process that does not interrupt.",
        )
    elif read_cycle(text) is None:
        add(
            "cycle",
            node,
            "循环计时须写成 R次数/时长，如 R3/PT1H，时长不少于一分钟。",
            "A repeating clock is written R<times>/<duration>, like R3/PT1H, of a minute or more.",
        )


def message_ref(node: etree._Element) -> str | None:
    """Return the id of the message an event or task refers to."""
    definition = next(children(node, "messageEventDefinition"), None)
    return node.get("messageRef") if definition is None else definition.get("messageRef")
