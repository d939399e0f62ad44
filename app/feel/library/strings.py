"""Built-in functions on strings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.feel.functions import builtin
from app.feel.library.writing import text_of
from app.feel.limits import Run
from app.feel.patterns import compiled, replacement


@builtin("substring(string: string, start position: number, length?: number)")
def substring(run: Run, text: str, position: Decimal, length: Decimal | None = None) -> str | None:
    run.charge(len(text) >> 6)
    if position == 0 or abs(position) > len(text) or position != int(position):
        return None
    if length is not None and length < 1:
        return None
    start = int(position) - 1 if position > 0 else len(text) + int(position)
    return text[start:] if length is None else text[start : start + min(int(length), len(text))]


@builtin("string length(string: string)")
def string_length(run: Run, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(run: Run, text: str) -> str:
    run.fits_text(len(text))
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(run: Run, text: str) -> str:
    run.fits_text(len(text))
    return text.lower()


@builtin("trim(string: string)")
def trim(run: Run, text: str) -> str:
    run.charge(len(text) >> 6)
    return text.strip()


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, text: str, match: str) -> str:
    run.charge(len(text) >> 6)
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, text: str, match: str) -> str:
    run.charge(len(text) >> 6)
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(run: Run, text: str, match: str) -> bool:
    run.charge(len(text) >> 6)
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string?)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool | None:
    expression = compiled(run, pattern, flags or "", len(text))
    return None if expression is None else expression.search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(run: Run, text: str, pattern: str, new: str, flags: str | None = None) -> str | None:
    run.charge(6)
    expression = compiled(run, pattern, flags or "", len(text))
    insert = None if expression is None else replacement(new, expression.groups, "q" in (flags or ""))
    if expression is None or insert is None:
        return None
    parts: list[str] = []
    end = length = 0
    for found in expression.finditer(text):
        parts += [text[end : found.start()], insert(found)]
        length += len(parts[-1]) + len(parts[-2])
        run.fits_text(length)
        end = found.end()
    return "".join([*parts, text[end:]])


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    expression = compiled(run, delimiter, "", len(text))
    if expression is None:
        return None
    parts: list[str] = []
    end = 0
    for found in expression.finditer(text):
        run.charge(1)
        if found.end() > found.start():
            parts.append(text[end : found.start()])
            end = found.end()
    run.fits_list(len(parts) + 1)
    return [*parts, text[end:]]


@builtin("extract(string: string, pattern: string)")
def extract(run: Run, text: str, pattern: str) -> list[str] | None:
    expression = compiled(run, pattern, "", len(text))
    if expression is None:
        return None
    found = [match[0] for match in expression.finditer(text)]
    run.fits_list(len(found))
    return found


@builtin("string join(list: list, delimiter?: string?)")
def string_join(run: Run, items: list[Any], delimiter: str | None = None) -> str | None:
    parts = [item for item in items if item is not None]
    run.charge(len(items))
    if not all(isinstance(part, str) for part in parts):
        return None
    run.fits_text(sum(map(len, parts)) + len(delimiter or "") * len(parts))
    return (delimiter or "").join(parts)


@builtin("string(from: any)")
def string(run: Run, value: Any) -> str | None:
    return None if value is None else text_of(value, run)


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


@builtin("number(from: string, grouping separator?: string?, decimal separator?: string?)")
def number(run: Run, text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal | None:
    if (
        grouping not in (None, " ", ",", ".")
        or decimal not in (None, ",", ".")
        or (grouping and grouping == decimal)
    ):
        return None
    if len(text) > 400:
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal else plain
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


@builtin("number(from: number)")
def number_of_number(run: Run, value: Decimal) -> Decimal:
    return value
