"""Whether a text that is run reads the same to everyone, and whether its patterns are cheap; it evaluates no data."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import etree

from app.diagrams.findings import Notes
from app.diagrams.foreign_checks import near
from app.feel import FeelError, compile_expression

_PATTERN = re.compile(
    r'\b(?:matches|replace|split)\s*\([^"()]{0,200}(?:"[^"]{0,9000}"\s*)?,\s*("(?:[^"\\]|\\.){1,2000}")'
)
_LONG_TEXT = "a" * 2_000
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def check_whole(element: etree._Element, notes: Notes) -> None:
    """Report a text that is broken up by comments, instructions or elements: readers disagree on what it says."""
    if len(element):
        notes.error(
            "broken_text",
            "表达式或引用中夹有注释或标签，请删去，只留文字。",
            "An expression or reference is broken up by comments or tags; remove them and leave the text.",
            *near(element),
        )


def costly_pattern(source: str) -> FeelError | None:
    """What FEEL says against a literal pattern in an expression that may take too long; None when all are cheap."""
    for literal in _PATTERN.findall(source):
        try:
            compile_expression(f'matches("{_LONG_TEXT}", {literal})').evaluate({}, now=_ANY_TIME)
        except FeelError as error:
            return error
    return None
