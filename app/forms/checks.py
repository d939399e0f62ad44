"""Rules that hold wherever certain fields stand: identifiers, from–to pairs, rosters; it knows no form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.forms.fields import Field
from app.forms.rows import Row, filled
from app.forms.sentences import FieldError, Place
from app.forms.texts import Wrong

FROM_TO = (("from", "to"), ("start", "end"), ("start_on", "end_on"), ("starts_on", "ends_on"))


def order_faults(place: Place, siblings: Sequence[Field], values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield a fault when this end (…_to, end_on) lies before its beginning (…_from, start_on)."""
    asked = place.asked
    for first, last in FROM_TO:
        if asked.key != last and not asked.key.endswith("_" + last):
            continue
        path = asked.path.removesuffix(last) + first
        begin = next((item for item in siblings if item.path == path), None)
        start, end = values.get(path), values.get(asked.path)
        if begin is not None and _before(end, start):
            yield place.error(
                Wrong(
                    f"不能早于“{begin.zh}”，请改正其中一项",
                    f"must not be before {begin.label('en')}; correct one",
                )
            )


def _before(end: Any, start: Any) -> bool:
    comparable = type(end) is type(start) and isinstance(end, date | str | Decimal)
    return bool(comparable and end < start)


def row_faults(asked: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    """Yield what is wrong between the rows of a roster, and amounts owed that fall below nothing.

    One line a worker and month (data dictionary 4.1, roster line); owed = gross − deductions − paid ≥ 0.
    """
    columns = {column.path: column for column in asked.columns}
    if "owed" in columns and columns["owed"].compute is not None:
        yield from _overpaid(asked, columns["owed"], rows)
    if {"worker", "month", "owed"} <= set(columns):
        yield from _doubles(asked, columns["month"], rows)


def _overpaid(asked: Field, owed: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    for row in filled(rows):
        value = row.values.get("owed")
        if isinstance(value, Decimal) and value < 0:
            yield Place(asked, owed, row.number).error(
                Wrong(
                    f"扣除和已付合计比应发多 {-value:,} 元，请核对应发、扣除和已付",
                    f"deductions and payments exceed the gross by {-value:,} yuan; check the three amounts",
                )
            )


def _doubles(asked: Field, month: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    first: dict[tuple[Any, ...], int] = {}
    for row in filled(rows):
        person = row.values.get("id_no") or row.values.get("worker")
        if person is None or row.values.get("month") is None or row.number is None:
            continue
        line = (str(person), str(row.values.get("project") or ""), str(row.values["month"]))
        if line in first:
            earlier = first[line] + 1
            yield Place(asked, month, row.number).error(
                Wrong(
                    f"与第 {earlier} 行是同一人的同一月份，请合并为一行；同名的不同劳动者请在姓名后注明",
                    f"repeats worker and month of row {earlier}; merge the rows, or tell namesakes apart",
                )
            )
        first.setdefault(line, row.number)


def identifier_fault(asked: Field, value: Any, row: Mapping[str, Any], now: datetime) -> Wrong | None:
    """Return what is wrong with an id number, credit code, phone or bank card, told by the key."""
    return None
