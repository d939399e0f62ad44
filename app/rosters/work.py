"""The work of a confined child: a file becomes lines of a form's table, lines are judged by the form's own rules.

Whatever a form would refuse when its table is typed is found here too, for `app.forms` judges both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.diagrams.packed import unpack
from app.forms import Field, Form, load_form
from app.forms.answering import answer
from app.forms.reading import Raw, RawRow
from app.forms.rows import Row
from app.forms.sentences import FieldError
from app.forms.texts import Wrong, read_money
from app.rosters.headers import Headings, find_headings, missing
from app.rosters.sheets import LOST, Sheet, UnfitSheet, read_sheets

Line = tuple[int, dict[str, str]]
"""The number of a row in its file, and its texts by column."""
_SUMS = re.compile(r"(合\s*计|总\s*计|小\s*计|total|sum)[:：]?\Z", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d{2})-\d{2}\Z")
_CUT = re.compile(r"\d(\.\d+)?[eE]\+\d+\Z")
LONG = ("id_no", "bank_card", "phone", "uscc")


def read(packed: bytes) -> dict[str, Any]:
    """Return the lines of a file and all that is wrong with them, or why it cannot be read.

    `packed` holds the file and the form; its words name the table of the form and the present moment.
    """
    files, about = unpack(packed)
    table = _table(files["form"], about["path"])
    try:
        sheet, found = _headed(read_sheets(files["file"]), table)
    except UnfitSheet as unfit:
        return {"fault": unfit.code, "where": unfit.where}
    lacking = missing(found, table)
    if lacking:
        return {"fault": "missing_columns", "where": "、".join(each.zh for each in lacking)}
    lines, sums = _lines(sheet, found)
    if not lines:
        return {"fault": "no_rows", "where": sheet.name}
    heads = sheet.rows[found.row]
    return {
        "fault": "",
        "sheet": sheet.name,
        "columns": [[key, heads[place]] for key, place in found.places.items()],
        "unknown": list(found.unknown),
        "owed_as_gross": found.owed_as_gross,
        "sums": sums,
        "lines": lines,
        **_judged(table, lines, datetime.fromisoformat(about["now"])),
    }


def judge(packed: bytes) -> dict[str, Any]:
    """Return what is wrong with lines that were read before and corrected since."""
    files, about = unpack(packed)
    lines = [(int(number), dict(texts)) for number, texts in json.loads(files["lines"])]
    return _judged(_table(files["form"], about["path"]), lines, datetime.fromisoformat(about["now"]))


def _table(schema: bytes, path: str) -> Field:
    """Return the table alone: whether the form needs it is not asked here."""
    field = load_form(schema).field(path)
    if field is None:
        raise ValueError(path)
    return replace(field, required=False, required_when=None, hide=None, check=None)


def _headed(sheets: Sequence[Sheet], table: Field) -> tuple[Sheet, Headings]:
    """Return the first sheet that has headings, with where its columns stand."""
    for sheet in sheets:
        found = find_headings(sheet.rows, table)
        if found is not None:
            return sheet, found
    raise UnfitSheet("no_headings")


def _lines(sheet: Sheet, found: Headings) -> tuple[list[Line], list[int]]:
    """Return the filled rows below the headings, and the numbers of rows that only add up."""
    lines: list[Line] = []
    sums = []
    for number, row in enumerate(sheet.rows[found.row + 1 :], start=found.row + 2):
        texts = {key: row[place] if place < len(row) else "" for key, place in found.places.items()}
        if any(_SUMS.match(text) for text in row[:3]) and not texts.get("id_no"):
            sums.append(number)
            continue
        if not any(texts.values()):
            continue
        if match := _DAY.match(texts.get("month", "")):
            texts["month"] = match[1]
        lines.append((number, texts))
    return lines, sums


def _judged(table: Field, lines: Sequence[Line], now: datetime) -> dict[str, Any]:
    """Return findings as (row of the file, column, Chinese, English, whether it only has to be confirmed)."""
    asked = {column.path for column in table.columns if column.compute is None}
    raws: list[RawRow] = [
        {key: (text.removeprefix(LOST),) for key, text in texts.items() if key in asked} for _, texts in lines
    ]
    form = Form("", "", (table,))
    raw = Raw(rows={table.path: tuple(raws)}, seen=frozenset((table.path,)))
    judged = answer(form, raw, {}, now=now)
    told = {id(each): each for each in (*judged.errors, *judged.warnings)}.values()
    findings = [_told(table, lines, each) for each in told]
    rows = judged.rows[table.path]
    findings += [finding for line, row in zip(lines, rows, strict=True) for finding in _own(table, line, row)]
    return {"findings": _once(findings), "totals": _totals(table, rows)}


def _told(table: Field, lines: Sequence[Line], error: FieldError) -> list[Any]:
    key = error.path.rpartition(".")[2] if error.row is not None else ""
    number = lines[error.row][0] if error.row is not None else 0
    zh, en = error.brief_zh, error.brief_en
    for pattern in (r"第 (\d+) 行", r"row (\d+)"):  # rows are named as the file counts them
        zh, en = (_renumbered(pattern, text, lines) for text in (zh, en))
    return [number, key, zh, en, error.warning]


def _renumbered(pattern: str, text: str, lines: Sequence[Line]) -> str:
    def as_in_file(match: re.Match[str]) -> str:
        return match[0].replace(match[1], str(lines[int(match[1]) - 1][0]))

    return re.sub(pattern, as_in_file, text)


def _own(table: Field, line: Line, row: Row) -> Iterator[list[Any]]:
    """Yield what only a file can have wrong: figures that a spreadsheet has cut, and sums that contradict."""
    number, texts = line
    for key in LONG:
        text = texts.get(key, "")
        if text.startswith(LOST) or _CUT.match(text):
            yield [
                number,
                key,
                "表格软件把号码当成数字存放，末几位已丢失：请把该列设为“文本”，按证件重新填写。",
                "The spreadsheet kept the number as a figure and lost its last digits: format the column as text.",
                False,
            ]
    written = texts.get("owed", "").strip()
    owed = row.values.get("owed")
    if not written or not isinstance(owed, Decimal) or owed < 0 or "gross" not in texts:
        return
    read_owed = read_money(written)
    if isinstance(read_owed, Wrong) or read_owed != owed:
        yield [
            number,
            "owed",
            f"欠发“{written}”与应发减扣款、已发后的 {owed:,.2f} 不符：请改正金额，或清空欠发一栏由系统计算。",
            f"Owed “{written}” is not gross less deductions and payments ({owed:,.2f}): correct it or leave it empty.",
            False,
        ]


def _once(findings: list[list[Any]]) -> list[list[Any]]:
    """Return the findings in the order of the file; a cut number is told as such and not as a wrong one."""
    cut = {(each[0], each[1]) for each in findings if "末几位已丢失" in each[2]}
    kept = [each for each in findings if (each[0], each[1]) not in cut or "末几位已丢失" in each[2]]
    return sorted(kept, key=lambda each: (each[0], each[4]))


def _totals(table: Field, rows: Sequence[Row]) -> dict[str, str]:
    """Return the sum of each column of money."""
    found = {}
    for column in table.columns:
        if column.kind == "money":
            amounts = [row.values.get(column.path) for row in rows]
            found[column.path] = str(sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0)))
    return found
