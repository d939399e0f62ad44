"""Judges the rows of a file against the columns of a register: every fault with row, column and remedy; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.registers.catalogue import Register
from app.registers.columns import Unfit, read_cell

MOST_ROWS = 5000


Line = tuple[int, Sequence[str]]
"""A row of a file with its number in the spreadsheet."""


@dataclass(frozen=True)
class Fault:
    """What is wrong where: the row as the spreadsheet counts it (0: the file), the column, and the two sentences."""

    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True)
class Judged:
    """The rows of a file as facts, and everything that is wrong with it; rows with faults are left out."""

    rows: tuple[dict[str, Any], ...]
    faults: tuple[Fault, ...]


def read_row(
    register: Register, typed: Mapping[str, str], units: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, Unfit]]]:
    """Return the facts of one row by column, and what does not fit, by column."""
    facts: dict[str, Any] = {}
    faults: list[tuple[str, Unfit]] = []
    for column in register.own:
        try:
            value = read_cell(column, typed.get(column.key, ""), units)
        except Unfit as unfit:
            faults.append((column.key, unfit))
            continue
        if value is not None:
            facts[column.key] = value
    return facts, faults


def judge_table(register: Register, table: Sequence[Sequence[str]], units: Mapping[str, str]) -> Judged:
    """Return what a table says; its first row holds the names of the columns, in Chinese or English."""
    lines = [(number, row) for number, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
    if not lines:
        return Judged((), (_of_file("文件里没有内容", "The file is empty"),))
    lines = _as_exported(register, lines)
    keys, faults = _head(register, lines[0][1])
    if len(lines) == 1 and not faults:
        faults.append(_of_file("文件里只有表头，没有数据行", "The file has a header and no rows"))
    if len(lines) - 1 > MOST_ROWS:
        faults.append(
            _of_file(f"一次最多 {MOST_ROWS} 行，请分开导入", f"{MOST_ROWS} rows at most, split the file")
        )
    if faults:
        return Judged((), tuple(faults))
    return _judged_rows(register, lines, keys, units)


def _as_exported(register: Register, lines: list[Line]) -> list[Line]:
    """Leave out what an exported workbook has above its head, and its line of totals."""
    names = {
        name for each in register.own if each.key == register.number for name in (each.zh, each.en.lower())
    }
    labels = [[cell.strip().removesuffix("*").strip().lower() for cell in row] for _, row in lines[:5]]
    head = next((number for number, row in enumerate(labels) if names & set(row)), 0)
    if not head:
        return lines
    place = next(place for place, cell in enumerate(labels[head]) if cell in names)
    last = lines[-1][1]
    totals = len(lines) > head + 1 and not (place < len(last) and last[place].strip())
    return lines[head : -1 if totals else None]


def _judged_rows(
    register: Register,
    lines: Sequence[Line],
    keys: Sequence[str],
    units: Mapping[str, str],
) -> Judged:
    labels = {column.key: column.zh for column in register.own}
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, cells in lines[1:]:
        typed = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key}
        facts, wrong = read_row(register, typed, units)
        faults += [Fault(number, labels[key], unfit.zh, unfit.en) for key, unfit in wrong]
        name = str(facts.get(register.number) or "")
        if name and name in seen and register.key != "deposits":
            zh, en = f"与第 {seen[name]} 行重复，请只留一行", f"the same as row {seen[name]}, keep one"
            faults.append(Fault(number, labels[register.number], zh, en))
        seen.setdefault(name, number)
        if not wrong:
            rows.append(facts)
    return Judged(tuple(rows), tuple(faults))


def _head(register: Register, cells: Sequence[str]) -> tuple[list[str], list[Fault]]:
    by_label = {label: column.key for column in register.own for label in (column.zh, column.en.lower())}
    computed = {
        label for column in register.columns for label in (column.zh, column.en.lower()) if not column.own
    }
    keys: list[str] = []
    faults: list[Fault] = []
    for cell in cells:
        label = cell.strip().removesuffix("*").strip()
        key = by_label.get(label) or by_label.get(label.lower()) or ""
        if key and key in keys:
            faults.append(_of_head(label, "这一列出现了两次", "this column stands twice"))
        elif not key and label and label not in computed and label.lower() not in computed:
            faults.append(
                _of_head(label, "没有这一列，请用模板里的列名", "no such column, use those of the template")
            )
        keys.append(key)
    for column in register.own:
        if column.required and column.key not in keys:
            faults.append(_of_head(column.zh, "缺少这一列", f"the column {column.en} is missing"))
    return keys, faults


def _of_head(column: str, zh: str, en: str) -> Fault:
    return Fault(1, column, zh, en)


def _of_file(zh: str, en: str) -> Fault:
    return Fault(0, "", zh, en)
