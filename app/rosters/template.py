"""The file to fill in: the headings of a form's table and what each column takes; it knows no rows."""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from app.forms import Field

WIDTHS = {"id_no": 24, "bank_card": 24, "phone": 16, "worker": 14}
TAKES = {
    "worker": "与证件一致的姓名",
    "id_no": "18 位证件号码；护照按原样填写",
    "phone": "11 位手机号码，或带区号的固定电话",
    "bank_card": "劳动者本人的卡号",
    "money": "金额（元），最多两位小数，如 9600.00",
    "month": "年-月，如 2025-07；一人一月一行",
    "date": "年-月-日，如 2025-07-31",
    "number": "数字",
    "yesno": "是 或 否",
    "text": "文字",
}


def template_of(table: Field) -> bytes:
    """Return an xlsx file with the columns that people fill in, and a sheet that says what each of them takes."""
    asked = [column for column in table.columns if column.compute is None]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, notes = book.add_worksheet(table.zh[:31]), book.add_worksheet("填写说明")
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        for place, column in enumerate(asked):
            sheet.set_column(place, place, WIDTHS.get(column.path, 13), text)
            sheet.write_string(0, place, f"{column.zh}*" if column.required else column.zh, head)
            taken = TAKES.get(column.path) or TAKES.get(column.kind, "")
            notes.write_row(place + 1, 0, [column.zh, "必填" if column.required else "", taken])
        sheet.freeze_panes(1, 0)
        notes.write_row(0, 0, ["列名", "是否必填", "填写要求"], head)
        notes.set_column(0, 2, 30)
    return target.getvalue()
