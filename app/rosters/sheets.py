"""Reads xlsx and csv files into rows of text; meant for a confined child, it knows no roster."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from app.uploads.packages import BROKEN, KINDS, examine

XLSX = KINDS["xl/"]
MOST_LINES = 20_000
MOST_COLUMNS = 80
MOST_LETTERS = 300
EXACT = 10**15
"""Figures from here on lose their last digits when a spreadsheet keeps them as numbers."""
LOST = "\x00"
"""Stands before the text of a figure that has lost digits."""
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:>|/>)")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Stands in the container in which spreadsheets with a password are kept."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")


class UnfitSheet(Exception):
    """The file cannot be read as a table; the argument is the code of the reason, with where it is."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its name ("" in csv) and the texts of its cells."""

    name: str
    rows: list[list[str]]


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the tables of a file; raise UnfitSheet for what is none, is dangerous, or is too large."""
    if content[:4] == b"PK\x03\x04":
        return _from_package(content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnfitSheet("locked" if _LOCKED in content else "old_excel")
    return [Sheet("", _from_text(content))]


def _from_package(content: bytes) -> list[Sheet]:
    found = examine(content)
    if found["fault"]:
        raise UnfitSheet(found["fault"])
    if found["type"] != XLSX:
        raise UnfitSheet("not_a_table")
    _refuse_formulas(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [each for each in book.sheets_metadata if str(each.visible).endswith("Visible")]
        return [Sheet(each.name, _cells(book.get_sheet_by_name(each.name).iter_rows())) for each in shown]
    except (CalamineError, *BROKEN) as trouble:
        raise UnfitSheet("broken_package") from trouble


def _refuse_formulas(content: bytes) -> None:
    """What a formula shows may be old or come from elsewhere: figures have to stand there as figures."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/externalLinks/"):
                raise UnfitSheet("loads_from_outside")
            if _SHEET.match(name) and (formula := _FORMULA.search(sheet := package.read(name))):
                place = re.findall(rb"\br=\"([A-Z]{1,3}[0-9]{1,7})\"", sheet[: formula.start()])
                raise UnfitSheet("formula", place[-1].decode() if place else "")


def _cells(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in rows:
        if len(found) > MOST_LINES:
            raise UnfitSheet("too_many_rows", str(MOST_LINES))
        found.append([_text(cell) for cell in row[:MOST_COLUMNS]])
    return found


def _text(cell: Any) -> str:
    """Return a cell as a person reads it: whole numbers without a point, days as days."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if abs(cell) >= EXACT:
            return f"{LOST}{cell:.0f}"
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, int):
        return f"{LOST}{cell}" if abs(cell) >= EXACT else str(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()[:MOST_LETTERS] if cell is not None else ""


def _from_text(content: bytes) -> list[list[str]]:
    if b"\x00" in content:
        raise UnfitSheet("not_a_table")
    text = _decoded(content)
    head = text[:4000]
    delimiter = max(",;\t，", key=head.count)
    if head.count(delimiter) == 0:
        raise UnfitSheet("not_a_table")
    if delimiter == "，":
        raise UnfitSheet("wide_commas")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _cells(reader)
    except csv.Error as trouble:
        raise UnfitSheet("broken_csv", str(reader.line_num)) from trouble


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnfitSheet("not_a_table")
