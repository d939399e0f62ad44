"""What a child process says of a stencil that nobody has judged: its paragraphs with what is put in, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.feel import Expression
from app.stencils.reading import StencilError, load_stencil
from app.stencils.stencil import Block, Text


def outline(content: bytes) -> dict[str, Any]:
    """Return the paragraphs of a stencil, or its faults as [line, Chinese, English].

    A paragraph has a `line`, a `style`, the conditions under which it stands (`when`) and either `parts` or `rows` of
    cells with `parts`; a part is [text, is an expression]. A row that is repeated has `each`.
    """
    try:
        stencil = load_stencil(content)
    except StencilError as error:
        return {"faults": [list(fault) for fault in error.faults]}
    return {"paragraphs": [_told(block) for block in stencil.blocks]}


def _told(block: Block) -> dict[str, Any]:
    rows = [
        {
            "each": f"{row.item} in {row.each.source}" if row.each is not None else "",
            "cells": [_parts(cell) for cell in row.cells],
        }
        for row in block.rows
    ]
    when = _sources(block.when)
    return {"line": block.line, "style": block.style, "when": when, "parts": _parts(block.text), "rows": rows}


def _parts(text: Text) -> list[list[Any]]:
    return [[part, False] if isinstance(part, str) else [part.source, True] for part in text.parts]


def _sources(expressions: Iterable[Expression]) -> list[str]:
    return [each.source for each in expressions]
