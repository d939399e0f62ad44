"""What a stencil consists of, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.feel import Expression

Style = Literal["title", "heading", "left", "right", "body"]


@dataclass(frozen=True)
class Text:
    """One line of text: what stands there, and expressions for what is put in."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True)
class Row:
    """One row of a table; with `each` there is one for every item of a list, called `item` in the cells."""

    cells: tuple[Text, ...]
    item: str = ""
    each: Expression | None = None


@dataclass(frozen=True)
class Block:
    """A paragraph or a table of a stencil, at a line of its file; it is there when every condition is true."""

    line: int
    style: Style = "body"
    text: Text = Text(())
    rows: tuple[Row, ...] = ()
    when: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Stencil:
    """The template of one paper."""

    blocks: tuple[Block, ...] = field(default_factory=tuple)

    @property
    def names(self) -> frozenset[str]:
        """The dotted names that the stencil reads from its surroundings."""
        found: set[str] = set()
        for block in self.blocks:
            found |= {name for each in (*block.when, *_expressions(block.text)) for name in each.names}
            for row in block.rows:
                if row.each is not None:
                    found |= row.each.names
                read = {name for cell in row.cells for each in _expressions(cell) for name in each.names}
                found |= {name for name in read if not row.item or name.split(".")[0] != row.item}
        return frozenset(found)


def _expressions(text: Text) -> Iterator[Expression]:
    return (part for part in text.parts if isinstance(part, Expression))
