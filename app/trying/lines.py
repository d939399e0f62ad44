"""Reads data that a designer gives as lines "name = FEEL"; it knows no trial."""

from __future__ import annotations

import re
from datetime import datetime

from app.feel import FeelError, compile_expression
from app.refusals import Refusal
from app.values import Value, to_json

MOST_LINES = 60
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


class DataUnclear(Refusal):
    """A line of data that is no `name = FEEL`, or whose expression has no value."""

    status = 422


def read_lines(text: str, now: datetime) -> dict[str, Value]:
    """Return the values that lines like `amount = 4800` or `day = date("2025-10-20")` give; empty lines are skipped."""
    found: dict[str, Value] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise DataUnclear(f"最多 {MOST_LINES} 行数据。", f"At most {MOST_LINES} lines of data.")
    for line in lines:
        name, sign, source = (part.strip() for part in line.partition("="))
        if not sign or not _NAME.match(name):
            raise DataUnclear(
                f"数据每行写成“名称 = 值”，如 amount = 4800；这一行无法识别：{line[:60]}",
                f"Write each line as “name = value”, e.g. amount = 4800; this one cannot be read: {line[:60]}",
            )
        try:
            value = compile_expression(source).evaluate(dict(found), now=now)
            to_json(value)
        except (FeelError, TypeError) as error:
            raise DataUnclear(
                f"“{name}”的值无法计算：{source[:60]}（文字请加英文双引号）。",
                f"The value of “{name}” cannot be computed: {source[:60]} (texts stand in double quotes).",
            ) from error
        found[name] = value
    return found
