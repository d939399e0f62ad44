"""Prepares what a task displays read-only: case facts as labels, texts and small tables; it writes no HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.forms.choices import Options
from app.forms.display import readable, revealed
from app.forms.fields import Language, input_id
from app.forms.masks import mask
from app.forms.scope import look_up

Catalogue = Mapping[str, Mapping[str, Any]]
"""The field catalogue, flat: "case.complaint.channel" to type, zh, en, protection, and columns or parts (lists)."""


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

    Personal data is masked unless `reveal` holds its path or a path above it. `options` name the values of choices
    (officers, units, documents), by path or by kind.
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
        value = look_up(known, path)
        below = [name for name in self.catalogue if name.startswith(path + ".")]
        if path not in self.catalogue and below:
            for name in below:
                inner = look_up(known, name)
                if inner not in (None, "", []):
                    yield self.fact(name, inner)
        else:
            yield self.fact(path, value)

    def fact(self, path: str, value: Any) -> ShownView:
        """Return one fact."""
        entry = self.catalogue.get(path, {})
        made = ShownView(path, input_id(path).replace("f-", "s-", 1), self.label(path, entry))
        inner = self.parts(path, entry)
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            return self.table(made, inner, [item for item in value if isinstance(item, Mapping)])
        if isinstance(value, Mapping):
            texts = [
                (
                    self.label(part["key"], part),
                    *self.text(f"{path}.{part['key']}", part, value.get(part["key"])),
                )
                for part in inner or _named(value)
            ]
            parts = tuple((label, text) for label, text, _ in texts if text)
            return _with(made, parts=parts, masked=any(hidden for *_, hidden in texts))
        text, hidden = self.text(path, entry, value)
        return _with(made, text=text, masked=hidden)

    def table(
        self, made: ShownView, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
    ) -> ShownView:
        """Return a table of the columns that hold something, with sums of money below."""
        used = [
            column
            for column in columns or _named(rows[0])
            if any(row.get(column["key"]) not in (None, "", []) for row in rows)
        ]
        heads, body, hidden = [], [], False
        for column in used:
            heads.append(
                CellView(self.label(column["key"], column), column.get("type") in ("number", "money"))
            )
        for row in rows:
            cells = []
            for column, head in zip(used, heads, strict=True):
                text, masked = self.text(f"{made.path}.{column['key']}", column, row.get(column["key"]))
                cells.append(CellView(text.removesuffix(" 元"), head.number))
                hidden = hidden or masked
            body.append(tuple(cells))
        return _with(made, columns=tuple(heads), rows=tuple(body), totals=_sums(used, rows), masked=hidden)

    def parts(self, path: str, entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the columns or parts of a path, with the protection of the whole where they have none."""
        inner = entry.get("columns") or entry.get("parts") or []
        above = entry.get("protection")
        return [
            {"protection": above, **part} for part in inner if isinstance(part, Mapping) and part.get("key")
        ]

    def label(self, name: str, entry: Mapping[str, Any]) -> str:
        zh = str(entry.get("zh") or name.rpartition(".")[2])
        return str(entry.get("en") or zh) if self.language == "en" else zh

    def text(self, path: str, entry: Mapping[str, Any], value: Any) -> tuple[str, bool]:
        """Return the readable text and whether it had to be masked."""
        kind = str(entry.get("type") or "text")
        offered = self.options.get(path) or self.options.get(kind) or ()
        labels = {option.value: option.label(self.language) for option in offered} | self.named(entry)
        text = readable(kind, value, self.language, labels)
        if entry.get("protection") and text and not revealed(path, self.reveal):
            return mask(path.rpartition(".")[2], text), True
        return text, False

    def named(self, entry: Mapping[str, Any]) -> dict[str, str]:
        """Return the labels of the options that the catalogue itself names."""
        told = [option for option in entry.get("options") or [] if isinstance(option, Mapping)]
        side = "en" if self.language == "en" else "zh"
        return {
            str(option["value"]): str(option.get(side) or option.get("zh") or option["value"])
            for option in told
        }


def _named(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{"key": key, "zh": key} for key in row if key != "id"]


def _with(made: ShownView, **changes: Any) -> ShownView:
    return replace(made, **changes)


def _sums(columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    if not any(column.get("type") == "money" for column in columns):
        return ()
    sums = []
    for column in columns:
        amounts = [row.get(column["key"]) for row in rows]
        total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
        sums.append(f"{total:,.2f}" if column.get("type") == "money" else "")
    return tuple(sums)
