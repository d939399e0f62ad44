"""Prepares what a task displays read-only: case facts as labels, texts and small tables; it writes no HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.catalogue import CaseField, Catalogue
from app.forms.choices import Options
from app.forms.display import readable, revealed
from app.forms.fields import Language, input_id
from app.forms.masks import mask
from app.forms.scope import look_up


@dataclass(frozen=True)
class CellView:
    """One text of a small table; `number` texts stand to the right."""

    text: str
    number: bool


@dataclass(frozen=True)
class ShownView:
    """One displayed fact: a text, the parts of a party as (label, text), or a table; `masked` if some is hidden."""

    path: str
    id: str
    label: str
    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    columns: tuple[CellView, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    totals: tuple[str, ...] = ()
    masked: bool = False

    @property
    def empty(self) -> bool:
        """Whether the case holds nothing there yet."""
        return not (self.text or self.parts or self.rows)


def show_facts(
    paths: Sequence[str],
    known: Mapping[str, Any],
    catalogue: Catalogue,
    *,
    options: Options | None = None,
    reveal: Collection[str] = (),
    language: Language = "zh",
) -> tuple[ShownView, ...]:
    """Return the facts at `paths` in order; a path that is a whole section shows its fields that hold something.

    Personal data is masked unless `reveal` holds its path or a path above it. `options` name the values of
    choices (officers, units, documents), by path or by kind. Variables of the run have the path "var.<name>".
    What neither the catalogue nor `known` has is left out; a fact that the catalogue knows and the case does not
    have yet is shown as not given.
    """
    writer = _Writer(catalogue, options or {}, reveal, language)
    return tuple(view for path in paths for view in writer.facts(path, known))


@dataclass
class _Writer:
    catalogue: Catalogue
    options: Options
    reveal: Collection[str]
    language: Language

    def facts(self, path: str, known: Mapping[str, Any]) -> Iterator[ShownView]:
        """Yield the fact at a path, or those of the section below it."""
        if path in self.catalogue:
            yield self.fact(self.catalogue[path], look_up(known, path))
            return
        for name in self.catalogue:
            value = look_up(known, name) if name.startswith(path + ".") else None
            if value not in (None, "", []):
                yield self.fact(self.catalogue[name], value)

    def fact(self, entry: CaseField, value: Any) -> ShownView:
        """Return one fact."""
        made = ShownView(entry.path, input_id(entry.path).replace("f-", "s-", 1), self.label(entry))
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            return self.table(made, entry, [item for item in value if isinstance(item, Mapping)])
        if isinstance(value, Mapping):
            texts = [
                (self.label(part), *self.text(part, entry, value.get(key)))
                for key, part in entry.columns.items()
            ]
            parts = tuple((label, text) for label, text, _ in texts if text)
            return replace(made, parts=parts, masked=any(hidden for *_, hidden in texts))
        text, hidden = self.text(entry, entry, value)
        return replace(made, text=text, masked=hidden)

    def table(self, made: ShownView, entry: CaseField, rows: Sequence[Mapping[str, Any]]) -> ShownView:
        """Return a table of the columns that hold something, with sums of money below."""
        used = {
            key: column
            for key, column in entry.columns.items()
            if not (column.derived and column.type.endswith("_ref"))  # it stands beside the name it refers to
            and any(row.get(key) not in (None, "", []) for row in rows)
        }
        hidden = False
        body = []
        for row in rows:
            cells = []
            for key, column in used.items():
                text, masked = self.text(column, entry, row.get(key))
                cells.append(CellView(text.removesuffix(" 元"), _is_number(column)))
                hidden = hidden or masked
            body.append(tuple(cells))
        heads = tuple(CellView(self.label(column), _is_number(column)) for column in used.values())
        return replace(made, columns=heads, rows=tuple(body), totals=_sums(used, rows), masked=hidden)

    def label(self, entry: CaseField) -> str:
        return entry.en if self.language == "en" else entry.zh

    def text(self, entry: CaseField, whole: CaseField, value: Any) -> tuple[str, bool]:
        """Return the readable text and whether it had to be masked; a part is as protected as the whole."""
        offered = self.options.get(entry.path) or self.options.get(entry.type) or ()
        labels = {option.value: option.label(self.language) for option in offered}
        text = readable(entry.type, value, self.language, labels)
        if text and (entry.protection or whole.protection) and not revealed(entry.path, self.reveal):
            return mask(entry.path.rpartition(".")[2], text), True
        return text, False


def _is_number(column: CaseField) -> bool:
    return column.type in ("number", "money")


def _sums(columns: Mapping[str, CaseField], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the sum below each money column, "" below others, () when there is no money."""
    if not any(column.type == "money" for column in columns.values()):
        return ()
    sums = []
    for key, column in columns.items():
        total = sum((row[key] for row in rows if isinstance(row.get(key), Decimal)), Decimal(0))
        sums.append(f"{total:,.2f}" if column.type == "money" else "")
    return tuple(sums)
