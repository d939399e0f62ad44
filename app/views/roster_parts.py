"""What the page of a roster shows: rows with faults, what is to be confirmed, sums; it reads no request."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.forms import Field
from app.rosters.apart import Finding
from app.rosters.contents import REASONS, Contents, shown
from app.rosters.words import reason
from app.views.access import language
from app.views.words import t
from storage.models import RosterDraft

MOST_SHOWN = 500
"""Rows with faults that one page shows; the others follow when these are put right."""


@dataclass(frozen=True)
class CellShown:
    """One cell of a row that is to be put right."""

    name: str
    key: str
    label: str
    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class RowShown:
    """One row that is to be put right or left out."""

    number: int
    cells: tuple[CellShown, ...]


def roster_contents(draft: RosterDraft, contents: Contents, table: Field, back: str) -> dict[str, Any]:
    """Return everything that the template of the page asks for."""
    looked, labels = contents.looked, {column.path: column.label(language()) for column in table.columns}
    faulty = {each.row for each in contents.faults}
    return {
        "draft": draft,
        "contents": contents,
        "table": t(table.zh, table.en),
        "back": back,
        "refused": t(*reason(looked.fault, looked.where)) if looked.fault else "",
        "heads": [labels.get(key, key) for key, _ in looked.columns],
        "rows": _rows(contents, labels),
        "faulty": len(faulty),
        "most": MOST_SHOWN,
        "doubts": [(each.row, labels.get(each.column, ""), t(each.zh, each.en)) for each in contents.doubts],
        "left_out": [(row, t(*REASONS[code])) for row, code in sorted(contents.dropped.items())],
        "reasons": [(code, t(*words)) for code, words in REASONS.items()],
        "sums": [(labels[key], f"{Decimal(amount):,.2f}") for key, amount in looked.totals.items()],
        "columns": [(labels.get(key, key), head) for key, head in looked.columns],
    }


def _rows(contents: Contents, labels: dict[str, str]) -> list[RowShown]:
    found: dict[int, list[Finding]] = {}
    for each in contents.faults:
        found.setdefault(each.row, []).append(each)
    lines = dict(contents.looked.lines)
    return [
        _row(number, lines[number], labels, found[number])
        for number in sorted(found)[:MOST_SHOWN]
        if number in lines
    ]


def _row(number: int, texts: dict[str, str], labels: dict[str, str], faults: list[Finding]) -> RowShown:
    cells = []
    for key, text in texts.items():
        told = tuple(t(each.zh, each.en) for each in faults if each.column == key)
        cells.append(CellShown(f"cell.{number}.{key}", key, labels.get(key, key), shown(text), told))
    elsewhere = tuple(t(each.zh, each.en) for each in faults if each.column not in texts)
    if elsewhere:
        first = cells[0]
        cells[0] = CellShown(first.name, first.key, first.label, first.text, first.faults + elsewhere)
    return RowShown(number, tuple(cells))
