"""Reads the rows of a table and the members of a party into values; it knows one field, never the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.forms.coercion import coerce, fitting, is_blank
from app.forms.fields import Field
from app.forms.identity import faults_of, identified
from app.forms.masks import masks, member_of, unmask
from app.forms.reading import ROW_ID, RawRow
from app.forms.scope import Calculator, Scope
from app.forms.sentences import MASKED
from app.forms.texts import Wrong
from app.values import digest


@dataclass
class Row:
    """One row as answered: `number` from 0 as shown (None for a single party), and what was not understood.

    `read` are the values as read, `values` those with computed columns and without what is hidden.
    """

    number: int | None
    read: dict[str, Any]
    blank: bool
    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Wrong] = field(default_factory=dict)
    warnings: list[tuple[str, Wrong]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def disown(self) -> None:
        """Forget which stored entry the row came from; its answers stay."""
        for values in (self.read, self.values):
            values.pop("id", None)
            values.pop("ref", None)


def read_rows(asked: Field, raw_rows: Sequence[RawRow], known: Any, today: date) -> list[Row]:
    """Return every row with its number; a row that nobody wrote in is blank and will not be kept."""
    stored = [row for row in known if isinstance(row, Mapping)] if isinstance(known, list) else []
    return [
        read_row(asked, number, raw, _stored_row(raw, stored), today) for number, raw in enumerate(raw_rows)
    ]


def read_row(
    asked: Field, number: int | None, raw: RawRow, stored: Mapping[str, Any] | None, today: date
) -> Row:
    """Return one row or party; columns that the form does not ask keep their stored value."""
    values: dict[str, Any] = dict(stored or {})
    row = Row(number, values, blank=True)
    for column in asked.columns:
        if column.compute is not None:
            values[column.path] = None
            continue
        texts = raw.get(column.path, ())
        if not is_blank(texts) and list(texts) != [column.default]:
            row.blank = False
        value = unmask(member_of(asked, column), texts, (stored or {}).get(column.path))
        if value is None:
            value = coerce(column, texts)
        if isinstance(value, Wrong):
            row.wrong[column.path] = value
            value = None
        values[column.path] = value
    if not is_blank(raw.get(ROW_ID, ())) and stored is None:
        _refuse_masks(asked, raw, row)
    _identify(asked, row, today)
    row.values = dict(row.read)
    return row


def _identify(asked: Field, row: Row, today: date) -> None:
    """Bring the identifiers of a row into their stored form, or note what is wrong with them."""
    for column in asked.columns:
        value = row.read.get(column.path)
        if not isinstance(value, str) or column.path in row.wrong:
            continue
        checked = identified(column, value, row.read, today, asked)
        if checked is None:
            continue
        error, warnings = faults_of(checked)
        if error is not None:
            row.wrong[column.path] = error
        row.read[column.path] = checked.value
        row.warnings.extend((column.path, warning) for warning in warnings)


def _refuse_masks(asked: Field, raw: RawRow, row: Row) -> None:
    """A row whose stored row is gone cannot mean its masked texts."""
    for column in asked.columns:
        if masks(member_of(asked, column)) and any("*" in text for text in raw.get(column.path, ())):
            row.wrong[column.path] = MASKED
            row.read[column.path] = None


def _stored_row(raw: RawRow, stored: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the stored row that a submitted row continues: the one with its id."""
    wanted = next((text for text in raw.get(ROW_ID, ()) if text.strip()), "")
    return next((row for row in stored if wanted and row_id(row) == wanted), None)


def row_id(row: Mapping[str, Any]) -> str:
    """Return what tells a stored row from the others: its `id`, or else a digest of its content."""
    return str(row["id"]) if row.get("id") else digest(dict(row))[:16]


def finish_rows(asked: Field, rows: Sequence[Row], scope: Scope, calculator: Calculator) -> None:
    """Compute the computed columns of each row and drop what its own conditions hide.

    Starts from what was read, so that it may be done again with other names in `scope`.
    """
    conditional = [
        column for column in asked.columns if column.hide is not None or column.compute is not None
    ]
    for row in rows:
        if row.blank or not conditional:
            continue
        row.values, row.hidden = dict(row.read), set()
        for column in conditional:
            names = {**scope, **row.values}
            if not calculator.visible(column.hide, names, asked.path):
                row.hidden.add(column.path)
                row.values[column.path] = None
            elif column.compute is not None:
                value = calculator.value(column.compute, names, asked.path)
                row.values[column.path] = fitting(column, value)


def kept(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the values of the rows that somebody wrote in."""
    return [row.values for row in rows if not row.blank]


def filled(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows that somebody wrote in."""
    return (row for row in rows if not row.blank)
