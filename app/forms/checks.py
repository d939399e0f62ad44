"""Rules that hold wherever certain fields stand: from–to pairs, rosters, payment lists; it knows no form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.forms.fields import Field
from app.forms.rows import Row, filled
from app.forms.sentences import FieldError, Place
from app.forms.texts import Wrong
from app.identifiers import work_age_warning

FROM_TO = (("from", "to"), ("start", "end"), ("start_on", "end_on"), ("starts_on", "ends_on"))
ENDS = tuple(last for _, last in FROM_TO)
LARGE_MONTH = Decimal(100_000)
"""Yuan for one person and month above which the amount has to be confirmed (data dictionary 4.2)."""
PAID_FROM_FUNDS = ("case.fund.", "case.deposit.")


def order_faults(place: Place, siblings: Sequence[Field], values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield a fault when this end (…_to, end_on) lies before its beginning (…_from, start_on)."""
    asked = place.asked
    if not asked.key.endswith(ENDS):
        return
    for first, last in FROM_TO:
        if asked.key != last and not asked.key.endswith("_" + last):
            continue
        path = asked.path.removesuffix(last) + first
        begin = next((item for item in siblings if item.path == path), None)
        if begin is not None and _before(values.get(asked.path), values.get(path)):
            wrong = f"must not be before {begin.label('en')}; correct one of the two"
            yield place.error(Wrong(f"不能早于“{begin.zh}”，请改正其中一项", wrong))


def _before(end: Any, start: Any) -> bool:
    comparable = type(end) is type(start) and isinstance(end, date | str | Decimal)
    return bool(comparable and end < start)


def row_faults(asked: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    """Yield what is wrong between the rows of a roster or a payment list.

    One line a worker and month; owed = gross − deductions − paid ≥ 0 (data dictionary 4.1). One card for several
    workers is refused where money of a fund or deposit is paid out (4.2).
    """
    columns = {column.path: column for column in asked.columns}
    if "owed" in columns and columns["owed"].compute is not None:
        yield from _overpaid(asked, columns["owed"], rows)
    if {"worker", "month"} <= set(columns) and {"owed", "days"} & set(columns):
        yield from _doubles(asked, columns["month"], rows)
    if {"id_no", "entered_on"} <= set(columns):
        for row, earlier in _came_twice(rows):
            zh = f"与第 {earlier} 行的证件号码和进场日期都相同，请删去多余的一行或改正"
            en = f"is the number of row {earlier}, who came on the same day; delete one row or correct it"
            yield Place(asked, columns["id_no"], row.number).error(Wrong(zh, en))
    if "bank_card" in columns and asked.path.startswith(PAID_FROM_FUNDS):
        for row, earlier in _shared("bank_card", rows):
            zh = f"与第 {earlier} 行的劳动者是同一账户，每人须用本人账户，请核对改正"
            en = f"is the account of row {earlier}; every worker needs an account of their own"
            yield Place(asked, columns["bank_card"], row.number).error(Wrong(zh, en))


def row_warnings(asked: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    """Yield what is possible but has to be confirmed: large amounts, shared phones and cards, working age."""
    columns = {column.path: column for column in asked.columns}
    if {"worker", "month", "gross"} <= set(columns):
        yield from _large(asked, columns["gross"], rows)
    if {"id_no", "month"} <= set(columns):
        yield from _young_or_old(asked, columns["id_no"], rows)
    names = {"phone": ("电话", "phone"), "bank_card": ("银行卡", "bank card")}
    for key in [key for key in names if key in columns and "worker" in columns]:
        if key == "bank_card" and asked.path.startswith(PAID_FROM_FUNDS):
            continue
        for row, earlier in _shared(key, rows):
            zh = f"与第 {earlier} 行的劳动者是同一{names[key][0]}，请核对是否为代办人或班组长所留"
            en = f"is the same {names[key][1]} as in row {earlier}; check whether it is the foreman's"
            yield Place(asked, columns[key], row.number).error(Wrong(zh, en))


def _overpaid(asked: Field, owed: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    for row in filled(rows):
        value = row.values.get("owed")
        if isinstance(value, Decimal) and value < 0:
            zh = f"扣除和已付合计比应发多 {-value:,} 元，请核对应发、扣除和已付"
            en = f"deductions and payments exceed the gross by {-value:,} yuan; check the three amounts"
            yield Place(asked, owed, row.number).error(Wrong(zh, en))


def _doubles(asked: Field, month: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    first: dict[tuple[str, ...], int] = {}
    for row in filled(rows):
        person = row.values.get("id_no") or row.values.get("worker")
        if person is None or row.values.get("month") is None or row.number is None:
            continue
        line = (str(person), str(row.values.get("project") or ""), str(row.values["month"]))
        if line in first:
            earlier = first[line] + 1
            zh = f"与第 {earlier} 行是同一人的同一月份，请合并为一行；同名的不同劳动者请填写证件号码区分"
            en = f"repeats worker and month of row {earlier}; merge the rows, or tell namesakes apart by id number"
            yield Place(asked, month, row.number).error(Wrong(zh, en))
        first.setdefault(line, row.number)


def _large(asked: Field, gross: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    for row in filled(rows):
        value = row.values.get("gross")
        if isinstance(value, Decimal) and value > LARGE_MONTH and row.values.get("month"):
            zh, en = (
                "单人单月超过 10 万元，请确认金额无误",
                "is more than 100,000 for one person and month; confirm it",
            )
            yield Place(asked, gross, row.number).error(Wrong(zh, en))


def _young_or_old(asked: Field, id_no: Field, rows: Sequence[Row]) -> Iterator[FieldError]:
    for row in filled(rows):
        number, month = row.values.get("id_no"), row.values.get("month")
        resident = isinstance(number, str) and len(number) == 18 and number[:17].isdigit()
        if resident and isinstance(month, str):
            warning = work_age_warning(str(number), date(int(month[:4]), int(month[5:7]), 1))
            if warning is not None:
                yield Place(asked, id_no, row.number).error(Wrong(warning.zh, warning.en))


def _came_twice(rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Yield each row of a list of workers whose number came on that day already, with the former row's number."""
    first: dict[tuple[str, str], int] = {}
    for row in filled(rows):
        came = (str(row.values.get("id_no") or ""), str(row.values.get("entered_on") or ""))
        if not came[0] or row.number is None:
            continue
        if came in first:
            yield row, first[came] + 1
        first.setdefault(came, row.number)


def _shared(key: str, rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Yield each row whose value another worker has already, with the number of that worker's row (from 1)."""
    first: dict[str, tuple[str, int]] = {}
    for row in filled(rows):
        value, person = row.values.get(key), str(row.values.get("id_no") or row.values.get("worker"))
        if not isinstance(value, str) or row.number is None:
            continue
        owner, number = first.setdefault(value, (person, row.number))
        if owner != person:
            yield row, number + 1
