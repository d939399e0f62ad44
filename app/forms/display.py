"""Writes values as people read and type them, masked where they are protected; it knows no page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.forms.fields import GROUPS, Field, Form, Language
from app.forms.masks import mask, masks, member_of
from app.forms.reading import ROW_ID, Raw, RawRow, Texts
from app.forms.rows import row_id
from app.forms.scope import Calculator, look_up
from app.forms.texts import CHINA

YES_NO = {True: ("是", "Yes"), False: ("否", "No")}


def revealed(path: str, reveal: Collection[str]) -> bool:
    """Whether a path, or something that contains it, is in the set of what may be read in full."""
    return any(path == open_path or path.startswith(open_path + ".") for open_path in reveal)


def plain_number(number: Decimal) -> str:
    """Return a number without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def texts_of(field: Field, value: Any) -> Texts:
    """Return the texts that the inputs of a field hold for a value; reading them gives the value again."""
    if value is None or isinstance(value, Mapping):
        return ()
    if isinstance(value, list):
        return tuple(str(item) for item in value if isinstance(item, str | Decimal)) if field.many else ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, Decimal):
        return (f"{value:,.2f}" if field.kind == "money" else plain_number(value),)
    if isinstance(value, datetime):
        local = value.astimezone(CHINA) if value.tzinfo else value
        return (local.date().isoformat() if field.kind == "date" else local.strftime("%Y-%m-%dT%H:%M"),)
    if isinstance(value, date):
        return (value.isoformat()[:7] if field.kind == "month" else value.isoformat(),)
    return (str(value),)


def values_for_display(
    form: Form,
    known: Mapping[str, Any],
    draft: Raw | None,
    *,
    now: datetime,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    reveal: Collection[str] = (),
) -> Raw:
    """Return the texts that a form opens with.

    For each field: what was just submitted or drafted; else what the case file knows; else a number or date that
    the run knows; else its prefill; else its default. Decisions of an earlier round are not offered again. What is
    protected comes masked unless `reveal` holds its path; `answer` understands the masked text.
    """
    calculator = Calculator(now, functions or {})
    raw = draft or Raw()
    texts, groups, rows = dict(raw.texts), dict(raw.groups), dict(raw.rows)
    for item in form.fields:
        if raw.has(item.path) or item.compute is not None:
            continue
        stored = _to_show(item, known, calculator)
        if item.repeats:
            found = stored if isinstance(stored, list) else []
            rows[item.path] = tuple(_row(item, row, reveal) for row in found if isinstance(row, Mapping))
        elif item.kind in GROUPS:
            groups[item.path] = _row(item, stored, reveal) if isinstance(stored, Mapping) else _defaults(item)
        else:
            shown = _masked(item, item.path, texts_of(item, stored), reveal)
            texts[item.path] = shown or _default(item)
    return replace(raw, texts=texts, groups=groups, rows=rows)


def _to_show(item: Field, known: Mapping[str, Any], calculator: Calculator) -> Any:
    stored = look_up(known, item.path)
    decision = item.path.startswith("var.") and item.kind not in (
        "number",
        "money",
        "date",
        "datetime",
        "month",
    )
    if stored is not None and not decision:
        return stored
    return None if item.prefill is None else calculator.value(item.prefill, known, item.path)


def _row(item: Field, row: Mapping[str, Any], reveal: Collection[str]) -> RawRow:
    texts: RawRow = {}
    for column in item.columns:
        if column.compute is None:
            path = f"{item.path}.{column.path}"
            texts[column.path] = _masked(
                member_of(item, column), path, texts_of(column, row.get(column.path)), reveal
            )
    if item.repeats:
        texts[ROW_ID] = (row_id(row),)
    return texts


def _masked(field: Field, path: str, texts: Texts, reveal: Collection[str]) -> Texts:
    if not masks(field) or revealed(path, reveal):
        return texts
    return tuple(mask(field.key, text) for text in texts)


def _defaults(item: Field) -> RawRow:
    return {column.path: _default(column) for column in item.columns if column.default is not None}


def _default(item: Field) -> Texts:
    return () if item.default is None else (item.default,)


def readable(
    kind: str, value: Any, language: Language = "zh", labels: Mapping[str, str] | None = None
) -> str:
    """Return a value as a person reads it: 9,600.00 元, 2025年9月26日, 是; "" for nothing.

    `labels` name the values of choices; several are joined.
    """
    if value is None or value == "" or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(
            text for item in value if (text := readable(kind, item, language, labels))
        )
    if isinstance(value, bool):
        return YES_NO[value][language == "en"]
    if isinstance(value, Decimal):
        return _readable_number(kind, value, language)
    if isinstance(value, date):
        return _readable_date(value, language)
    text = str(value)
    if kind == "month" and language == "zh" and len(text) == 7:
        return f"{text[:4]}年{int(text[5:])}月" if text[5:].isdigit() else text
    return (labels or {}).get(text, text)


def _readable_number(kind: str, value: Decimal, language: Language) -> str:
    if kind == "money":
        return f"{value:,.2f} 元" if language == "zh" else f"¥{value:,.2f}"
    return plain_number(value)


def _readable_date(value: date, language: Language) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(CHINA) if value.tzinfo else value
        clock = local.strftime("%H:%M")
        return f"{_readable_date(local.date(), language)} {clock}"
    return f"{value.year}年{value.month}月{value.day}日" if language == "zh" else value.isoformat()
