"""Reads the item definitions of a model; knows no values."""

from __future__ import annotations

from typing import Protocol

from app.feel.dmn.drawing import Element, child, children, line_of, plain, text_of, type_of
from app.feel.dmn.types import ItemDefinition
from app.feel.errors import FeelError
from app.feel.expression import UnaryTests, compile_unary_tests

_DEEPEST = 20


class Notes(Protocol):
    """Where faults are noted."""

    def fault(self, line: int, zh: str, en: str) -> None:
        """Note a fault at a line of the file."""


def types_of(root: Element, notes: Notes) -> dict[str, ItemDefinition]:
    """Return the item definitions of a model by name."""
    return {
        plain(found.get("name")): _definition(found, notes, 0)
        for found in children(root, "itemDefinition")
        if found.get("name")
    }


def _definition(element: Element, notes: Notes, depth: int) -> ItemDefinition:
    if depth > _DEEPEST:
        notes.fault(line_of(element), "类型嵌套太深", "the types are nested too deeply")
        return ItemDefinition()
    components = children(element, "itemComponent")
    fields = [(plain(found.get("name")), _definition(found, notes, depth + 1)) for found in components]
    function = child(element, "functionItem")
    return ItemDefinition(
        type_of(element),
        tuple(fields),
        element.get("isCollection", "") in ("true", "1"),
        _tests(child(element, "allowedValues"), notes),
        _tests(child(element, "typeConstraint"), notes),
        None if function is None else plain(function.get("outputTypeRef")),
    )


def _tests(element: Element | None, notes: Notes) -> UnaryTests | None:
    text = text_of(element)
    if text is None or not text.source:
        return None
    try:
        return compile_unary_tests(text.source)
    except FeelError as wrong:
        notes.fault(
            text.line + wrong.line - 1,
            f"取值范围「{text.source[:60]}」：{wrong.message_zh}",
            f"allowed values {text.source[:60]!r}: {wrong.message_en}",
        )
        return None
