"""Whether the repetitions of a diagram are ones the engine runs; it must not know SpiffWorkflow or expressions."""

from __future__ import annotations

from lxml import etree

from app.engine.event_checks import Add
from app.engine.reading import children, flag, properties_of, tag, text_of
from app.engine.repeating import names_of

REPETITIONS = frozenset(("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"))
_PARTS = frozenset(
    (
        *("extensionElements", "documentation", "completionCondition", "loopCardinality", "loopCondition"),
        *("loopDataInputRef", "inputDataItem", "loopDataOutputRef", "outputDataItem"),
    )
)
_ALL = ("", "All")
MOST_INSTANCES = 1_000


def check_repetition(node: etree._Element, add: Add) -> None:
    """Report what is wrong with the repetition of one activity."""
    found = list(children(node, *REPETITIONS))
    if len(found) > 1:
        add("unsupported_element", node, "只能有一种循环标记。", "Only one loop marker is possible.")
    for repetition in found:
        for part in repetition:
            if tag(part) and tag(part) not in _PARTS:
                add(
                    "unsupported_element",
                    node,
                    f"此处不支持 {tag(part)}。",
                    f"{tag(part)} is not supported here.",
                )
        if tag(repetition) == "standardLoopCharacteristics":
            _check_loop(node, repetition, add)
        else:
            _check_instances(node, repetition, add)
    if found and tag(node) == "subProcess" and flag(node, "triggeredByEvent"):
        add(
            "unsupported_element",
            node,
            "事件子流程不能带循环标记。",
            "An event sub-process cannot be repeated.",
        )


def _check_loop(node: etree._Element, loop: etree._Element, add: Add) -> None:
    most = loop.get("loopMaximum")
    if most is not None and not (most.isascii() and most.isdigit() and 0 < int(most) <= 10_000):
        add(
            "loop",
            node,
            "循环的最多次数须为 1 至 10000 的整数。",
            "A loop's maximum is a number from 1 to 10000.",
        )
    if most is None and not text_of(next(children(loop, "loopCondition"), None)):
        add("loop", node, "循环没有条件，也没有最多次数。", "The loop has neither a condition nor a maximum.")
    _check_item(node, properties_of(node).get("item", ""), add)


def _check_instances(node: etree._Element, many: etree._Element, add: Add) -> None:
    collection, item, gather, into = names_of(many, properties_of(node))
    number = text_of(next(children(many, "loopCardinality"), None))
    counted = bool(number)
    if number.isascii() and number.isdigit() and int(number[:9]) > MOST_INSTANCES:
        add(
            "too_many_instances",
            node,
            f"多实例最多 {MOST_INSTANCES} 项。",
            f"At most {MOST_INSTANCES} instances are possible.",
        )
    if counted == bool(collection) or (collection and not item):
        add(
            "no_collection",
            node,
            "多实例须设置 collection（FEEL 列表）和 item（变量名），或者只写明次数。",
            "A multi-instance needs collection (a FEEL list) and item (a variable's name), or a number only.",
        )
    _check_item(node, item, add)
    if bool(gather) != bool(into) or (into and not into.isidentifier()):
        add(
            "no_collection",
            node,
            "汇总结果须同时设置 gather（FEEL）和 gather_into（变量名）。",
            "To gather results, set both gather (FEEL) and gather_into (a variable's name).",
        )
    if many.get("behavior", "All") not in _ALL:
        add(
            "unsupported_element",
            node,
            "多实例不支持 behavior 设置，只在全部完成后继续。",
            "The behavior of a multi-instance is not supported; it goes on when all are done.",
        )


def _check_item(node: etree._Element, item: str, add: Add) -> None:
    if item and not item.isidentifier():
        add("no_collection", node, f"“{item[:40]}”不能作变量名。", f"“{item[:40]}” cannot name a variable.")
