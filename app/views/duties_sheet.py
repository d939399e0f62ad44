"""The duty matrix as a workbook: one row a clause; it counts nothing."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.views.duties_matrix import Served
from app.views.words import t

_WIDTHS = (9, 22, 46, 14, 48, 40, 9, 9, 9, 9, 9, 9)


def duties_workbook(found: Mapping[str, Any], host: str) -> bytes:
    """Return the bytes of an xlsx file of what the page shows; texts are written as texts, never as formulas."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(t("职责矩阵", "Duty matrix"))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        period = found["period"]
        sheet.write_string(0, 0, f"{found['document'].title} · {t(period.zh, period.en)}", head)
        for column, name in enumerate(_heads()):
            sheet.write_string(2, column, name, head)
        rows = [row for group in found["groups"].values() for row in group]
        for number, row in enumerate(rows, start=3):
            _write(sheet, number, row, found, host, wrap)
        sheet.freeze_panes(3, 2)
        sheet.autofilter(2, 0, 2 + len(rows), len(_WIDTHS) - 1)
    return kept.getvalue()


def _heads() -> list[str]:
    return [
        t("条款", "Clause"),
        t("单位", "Unit"),
        t("原文", "Quote"),
        t("要求", "Asks for"),
        t("流程与环节", "Process and step"),
        t("设置与页面", "Settings and pages"),
        t("已办", "Done"),
        t("按期", "In time"),
        t("逾期办结", "Done late"),
        t("在办", "Open"),
        t("逾期未办", "Overdue"),
        t("流程发起", "Processes begun"),
    ]


def _write(sheet: Any, number: int, row: Served, found: Mapping[str, Any], host: str, wrap: object) -> None:
    clause = row.clause
    places = [found["place_line"](place) for place in row.places]
    others = [found["reference_line"](each) for each in row.references if each.known]
    sheet.write_url(number, 0, f"{host}{found['query'].of_clause(clause.id)}", string=clause.id)
    texts = (
        clause.unit,
        clause.quote,
        found["kinds"](clause),
        "\n".join(f"{place.process} · {place.name}" for place in places),
        "\n".join(f"{other.kind} · {other.name} {other.says}".strip() for other in others),
    )
    for column, text in enumerate(texts, start=1):
        sheet.write_string(number, column, text, wrap)
    figures = (row.done, row.on_time, row.late, row.open, row.overdue, row.begun)
    for column, figure in enumerate(figures, start=len(texts) + 1):
        sheet.write_number(number, column, figure)
