"""Differences and foresights as workbooks; texts are written as texts, so that none is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter  # type: ignore[import-untyped]

from app.views.designer_differences import WHATS, Part
from app.views.words import t

Rows = Iterable[Sequence[str]]


def workbook(parts: Sequence[Part], told: str) -> bytes:
    """Return a workbook of differences: all changes in words, then tables and forms cell by cell."""
    changes = [
        (
            part.name, part.path, t(*WHATS[each.change.what][:2]), each.kind, each.change.name or each.element,
            each.setting, each.change.old, each.change.new,
        )
        for part in parts
        for each in part.differences
    ]  # fmt: skip
    cells = [
        (part.name, part.path, t(*WHATS[line.what][:2]), line.name, t(cell.zh, cell.en), cell.old, cell.new)
        for part in parts
        for line in part.lines
        for cell in line.cells
        if cell.differs
    ]
    was, becomes = t("原", "Before"), t("新", "After")
    of_file = t("文件", "File"), t("路径", "Path"), t("变化", "Change")
    heads = *of_file, t("类型", "Kind"), t("对象", "What"), t("设置", "Setting"), was, becomes
    cell_heads = *of_file, t("行", "Line"), t("列", "Column"), was, becomes
    sheets: list[tuple[str, Sequence[str], Rows]] = [
        (t("变更清单", "Changes"), heads, changes),
        (t("决策和表单", "Tables and forms"), cell_heads, cells),
    ]
    return written(sheets, told)


def written(sheets: Iterable[tuple[str, Sequence[str], Rows]], told: str) -> bytes:
    """Return the bytes of an xlsx file with these sheets of (title, heads, rows), a sentence above each."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for title, heads, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.set_column(0, len(heads), 24)
            sheet.write_string(0, 0, told)
            for place, head in enumerate(heads):
                sheet.write_string(2, place, head, bold)
            for number, row in enumerate(rows, 3):
                for place, text in enumerate(row):
                    sheet.write_string(number, place, text[:32000], wrapped)
            sheet.freeze_panes(3, 0)
    return kept.getvalue()
