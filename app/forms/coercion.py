"""Turns the texts of one field into one typed value; it knows the field's kind, not the other answers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.forms import texts as read
from app.forms.fields import CHOICES, NUMERIC, Field
from app.forms.sentences import ONE_ONLY, above, below
from app.forms.texts import Wrong


def is_blank(texts: Sequence[str]) -> bool:
    """Whether nothing was written or chosen."""
    return not any(text.strip() for text in texts)


def coerce(field: Field, texts: Sequence[str]) -> Any:
    """Return the value of what was written, None for nothing, or Wrong with what to do.

    Choices of several come back as a list of texts without doubles, empty for nothing; whether they are
    options is judged later.
    """
    if field.many:
        return list(dict.fromkeys(text for text in map(read.clean, texts) if text))
    if is_blank(texts):
        return None
    written = [text for text in texts if text.strip()]
    if len(written) > 1:
        return ONE_ONLY
    value = _read(field, written[0])
    if field.kind in NUMERIC and isinstance(value, Decimal):
        return _within(field, value)
    return value if value != "" else None


def _read(field: Field, text: str) -> Any:
    if field.kind == "money":
        return read.read_money(text)
    if field.kind == "number":
        return read.read_number(text, 2 if field.decimals is None else field.decimals)
    if field.kind == "date":
        return read.read_date(text)
    if field.kind == "datetime":
        return read.read_datetime(text)
    if field.kind == "month":
        return read.read_month(text)
    if field.kind == "yesno":
        return read.read_yesno(text)
    if field.kind in CHOICES:
        return read.clean(text)
    plain = read.read_text(text, field.max_length)
    # One-line inputs cannot hold a line break, so what was pasted becomes one line.
    return " ".join(plain.split("\n")) if field.kind == "text" and isinstance(plain, str) else plain


def fitting(field: Field, value: Any) -> Any:
    """Return a computed value as its field keeps it: amounts in yuan and fen, rounded half up."""
    if field.kind == "money" and isinstance(value, Decimal) and value.is_finite():
        return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return value


def _within(field: Field, value: Decimal) -> Decimal | Wrong:
    """Return the number, or what is wrong with its size; nothing is negative unless the form allows it."""
    least = Decimal(0) if field.minimum is None else field.minimum
    if value < least:
        return below(least)
    if field.maximum is not None and value > field.maximum:
        return above(field.maximum)
    return value
