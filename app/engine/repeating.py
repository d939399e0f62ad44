"""The repetition drawn on an activity, compiled; it must not know tokens or SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from app.engine.drawn import Repetition
from app.engine.reading import children, flag, text_of
from app.feel import Expression

NUMBER = "loopCounter"
"""What the number of a turn is called where nothing else is named."""

Compile = Callable[[str | None], Expression | None]


def repetition_of(
    node: etree._Element, properties: Mapping[str, str], compile_text: Compile
) -> Repetition | None:
    """Return how often an activity is done, None for once."""
    loop = next(children(node, "standardLoopCharacteristics"), None)
    if loop is not None:
        most = loop.get("loopMaximum")
        return Repetition(
            sequential=True,
            item=properties.get("item") or NUMBER,
            loop=True,
            again=compile_text(_text(loop, "loopCondition")),
            test_before=flag(loop, "testBefore"),
            most=None if most is None else int(most),
        )
    many = next(children(node, "multiInstanceLoopCharacteristics"), None)
    if many is None:
        return None
    collection, item, gather, into = names_of(many, properties)
    return Repetition(
        sequential=flag(many, "isSequential"),
        item=item or NUMBER,
        collection=compile_text(collection),
        cardinality=compile_text(_text(many, "loopCardinality")),
        until=compile_text(_text(many, "completionCondition")),
        gather=compile_text(gather),
        into=into if gather else "",
    )


def names_of(many: etree._Element, properties: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return the list, the name of an item, what is gathered and under which name, as settings or as BPMN draws it."""
    return (
        properties.get("collection") or _text(many, "loopDataInputRef"),
        properties.get("item") or _name(many, "inputDataItem"),
        properties.get("gather") or _name(many, "outputDataItem"),
        properties.get("gather_into") or _text(many, "loopDataOutputRef"),
    )


def _text(node: etree._Element, name: str) -> str:
    return text_of(next(children(node, name), None))


def _name(node: etree._Element, name: str) -> str:
    found = next(children(node, name), None)
    return "" if found is None else found.get("name") or found.get("id") or ""
