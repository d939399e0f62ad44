"""Registers as workbooks: the rows that were asked for, and the empty template of an import; it reads no file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.registers import Column, Register
from app.views.registers_query import Result, Row
from app.views.registers_words import label, said, title

_HEAD = 3
_NUMBERS = ("money", "number")


def workbook(register: Register, found: Result, told: Sequence[tuple[str, str]]) -> bytes:
    """Return the rows as an xlsx file, all columns, sums as numbers; texts are never formulas."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(title(register)[:31])
        sheet.set_column(0, len(register.columns), 18)
        sheet.write_string(0, 0, title(register), bold)
        sheet.write_string(1, 0, "；".join(f"{name}：{value}" for name, value in told))
        columns = shown_columns(register)
        for place, column in enumerate(columns):
            sheet.write_string(_HEAD, place, label(column), head)
        for number, row in enumerate(found.rows, _HEAD + 1):
            _row(sheet, number, row, columns, money)
        _totals(sheet, _HEAD + 1 + len(found.rows), found, columns, money)
        sheet.autofilter(_HEAD, 0, _HEAD + len(found.rows), len(columns) - 1)
        sheet.freeze_panes(_HEAD + 1, 1)
    return kept.getvalue()


def shown_columns(register: Register) -> list[Column]:
    """Return the columns that say something of a row; those of a form that books money do not."""
    booked = register.key in ("fund", "deposits")
    return [each for each in register.columns if not (booked and each.own and not each.listed)]


def _row(sheet: Any, number: int, row: Row, columns: Sequence[Column], money: Any) -> None:
    for place, column in enumerate(columns):
        value = row.cells.get(column.key)
        if column.kind in _NUMBERS and value not in (None, ""):
            sheet.write_number(
                number, place, float(Decimal(str(value))), money if column.kind == "money" else None
            )
        else:
            sheet.write_string(number, place, said(column, value))


def _totals(sheet: Any, number: int, found: Result, columns: Sequence[Column], money: Any) -> None:
    for place, column in enumerate(columns):
        if column.key in found.totals:
            style = money if column.kind == "money" else None
            sheet.write_number(number, place, float(found.totals[column.key]), style)


def template(register: Register) -> bytes:
    """Return the empty file of an import: the columns, needed ones with a star, and what each takes."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        head, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title(register)[:31])
        for place, column in enumerate(register.own):
            sheet.set_column(place, place, 20, text)
            sheet.write_string(0, place, label(column) + ("*" if column.required else ""), head)
            if column.choices:
                source = [zh for zh, _ in column.choices]
                sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": source})
        sheet.freeze_panes(1, 0)
    return kept.getvalue()
