"""Figures as a workbook: one sheet a table, with definition and links to the lists; it counts nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]

from app.views.figures_tables import Cell, Row, Table

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FIRST_ROW = 3


def workbook(tables: Iterable[Table], told: Sequence[tuple[str, str]], host: str) -> bytes:
    """Return the bytes of an xlsx file; texts are written as texts, so that none is ever a formula."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "link": book.add_format({"font_color": "#12498a", "underline": 1, "num_format": "#,##0.##"}),
            "share": book.add_format({"font_color": "#12498a", "underline": 1, "num_format": '0.0"%"'}),
            "bold": book.add_format({"bold": True}),
        }
        for table in tables:
            _sheet(book, table, told, host, formats)
    return kept.getvalue()


def _sheet(book: object, table: Table, told: Sequence[tuple[str, str]], host: str, formats: dict) -> None:  # type: ignore[type-arg]
    sheet = book.add_worksheet(_FORBIDDEN.sub(" ", table.title)[:31])  # type: ignore[attr-defined]
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(table.columns), 16)
    sheet.write_string(0, 0, table.title, formats["bold"])
    sheet.write_string(1, 0, "；".join(f"{name}：{value}" for name, value in told))
    for number, name in enumerate((table.head, *table.columns)):
        sheet.write_string(_FIRST_ROW, number, name, formats["head"])
    rows = [*table.rows, *([table.total] if table.total else [])]
    for number, row in enumerate(rows, start=_FIRST_ROW + 1):
        _row(sheet, number, row, host, formats)
    if table.note:
        sheet.write_string(_FIRST_ROW + len(rows) + 2, 0, table.note)


def _row(sheet: object, number: int, row: Row, host: str, formats: dict) -> None:  # type: ignore[type-arg]
    sheet.write_string(number, 0, row.name)  # type: ignore[attr-defined]
    for place, cell in enumerate(row.cells, start=1):
        style = formats["share" if cell.share else "link"]
        if cell.value is None:
            sheet.write_string(number, place, "—")  # type: ignore[attr-defined]
            continue
        if cell.address:
            sheet.write_url(number, place, host + cell.address, style, string=_shown(cell))  # type: ignore[attr-defined]
        sheet.write_number(number, place, float(cell.value), style)  # type: ignore[attr-defined]


def _shown(cell: Cell) -> str:
    value = cell.value
    return f"{value:.1f}%" if cell.share and isinstance(value, Decimal) else str(value)
