"""Why a roster cannot be read, in words for the one who brought it; must not know how that is found out."""

from __future__ import annotations

from app.uploads.words import REASONS

_OWN: dict[str, tuple[str, str]] = {
    "old_excel": (
        "是旧版Excel（.xls）文件，请另存为 .xlsx 后再导入。",
        "is an old Excel file (.xls); save it as .xlsx and import that.",
    ),
    "locked": (
        "有密码保护，请去掉密码另存后再导入。",
        "is protected by a password; save it without one and import that.",
    ),
    "not_a_table": (
        "不是表格：只收 .xlsx 和 .csv（UTF-8 或 GB 18030）。",
        "is no table: only .xlsx and .csv (UTF-8 or GB 18030) are taken.",
    ),
    "wide_commas": (
        "用全角逗号分隔，请改用半角逗号，或另存为 .xlsx。",
        "is separated by full-width commas; use plain commas or save it as .xlsx.",
    ),
    "broken_csv": (
        "第 {where} 行的引号不成对，请改正后再导入。",
        "has unpaired quotes in line {where}; correct them and import it again.",
    ),
    "formula": (
        "的单元格 {where} 含有公式：请全选复制，“选择性粘贴”为数值后另存，再导入。",
        "holds a formula in cell {where}: copy all, paste as values, save and import it again.",
    ),
    "too_many_rows": (
        "超过 {where} 行，请分成几个文件导入。",
        "has more than {where} rows; split it into several files.",
    ),
    "no_headings": (
        "前十五行内没有找到表头：请让表头含有“姓名”等列名，或使用模板。",
        "has no row of headings among its first 15: name a column 姓名 (name), or use the template.",
    ),
    "no_numbers": (
        "前十五行内没有“线索编号”列：请用平台导出的原文件。",
        "has no column 线索编号 (number of the clue): use the file as the platform gave it out.",
    ),
    "no_results": (
        "前十五行内没有“交换编号”、“办件编号”或“线索编号”列：请用平台导出的结果文件。",
        "has no column 交换编号, 办件编号 or 线索编号: use the file of results as the platform gave it out.",
    ),
    "missing_columns": (
        "缺少必填的列：{where}。请补上这些列，或使用模板。",
        "lacks columns that must be filled: {where}. Add them, or use the template.",
    ),
    "no_rows": ("表头下面没有数据，请填写后再导入。", "has no rows below its headings; fill it in first."),
    "died": ("无法读取，请用原来的软件另存后再导入。", "cannot be read; save it again in its program."),
}


def reason(code: str, where: str = "") -> tuple[str, str]:
    """Return the two halves of a sentence, to stand after the name of the file."""
    zh, en = _OWN.get(code) or REASONS.get(code) or _OWN["died"]
    return zh.format(where=where), en.format(where=where)
