"""Lines of two decision tables or forms side by side, cell by cell; it knows no file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.diagrams.comparing.items import Item
from app.diagrams.comparing.words import setting_words


@dataclass(frozen=True)
class Cell:
    """One cell of a rule or one setting of a field: its name in Chinese and English, before and after."""

    zh: str
    en: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether it was changed."""
        return self.old != self.new


@dataclass(frozen=True)
class Line:
    """One rule, column or field that was added, removed or changed: a rule with all its cells, else what differs."""

    path: str
    what: str
    item: str
    kind: str
    name: str
    cells: tuple[Cell, ...]


def lines_between(path: str, old: Mapping[str, Item], new: Mapping[str, Item]) -> list[Line]:
    """Return the items of a file that differ, in the order of the new file, those that are gone last."""
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(name), new.get(name)
        item = after or before
        assert item is not None
        what = "removed" if after is None else "added" if before is None else "changed"
        cells = _cells(before, after)
        if item.kind != "rule":
            cells = tuple(cell for cell in cells if cell.differs)
        if any(cell.differs for cell in cells):
            found.append(Line(path, what, name, item.kind, item.name, cells))
    return found


def _cells(before: Item | None, after: Item | None) -> tuple[Cell, ...]:
    olds, news = (_told(before), _told(after))
    return tuple(
        Cell(*setting_words(name), olds.get(name, ""), news.get(name, "")) for name in {**news, **olds}
    )


def _told(item: Item | None) -> dict[str, str]:
    """Return the settings of an item; those of a column or field with its name, which is one of them there."""
    if item is None:
        return {}
    own = {} if item.kind == "rule" else {"name": item.name}
    return own | dict(item.settings)
