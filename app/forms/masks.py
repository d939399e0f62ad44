"""Hides personal data on the screen and knows a masked text that comes back; it decides no rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.forms.fields import Field
from app.forms.sentences import MASKED


def member_of(asked: Field, column: Field) -> Field:
    """Return a column with the protection of its table or party, where it has none of its own."""
    return (
        column if column.protection or not asked.protection else replace(column, protection=asked.protection)
    )


def mask(key: str, text: str) -> str:
    """Return a text with its middle hidden, by what its key says it is; any text gets a *.

    Id numbers keep 3 and 4 signs, phones 3 and 4, cards and accounts the last 4, names the first character
    (data dictionary 4.1).
    """
    if not text:
        return ""
    if key.endswith("id_no") and len(text) > 7:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    if key.endswith("phone") and len(text) > 7:
        return text[:3] + "****" + text[-4:]
    if key.endswith(("card", "account", "account_no", "bank_card")) and len(text) > 4:
        return "**** **** " + text[-4:]
    if len(text) <= 4:
        return text[0] + "*" * max(1, len(text) - 1)
    return text[:2] + "****"


def unmask(field: Field, texts: Sequence[str], stored: Any) -> Any:
    """Return the stored text when a protected field came back masked, Wrong if unknown, else None."""
    if not field.protected or len(texts) != 1 or "*" not in texts[0]:
        return None
    if isinstance(stored, str) and texts[0].strip() == mask(field.key, stored):
        return stored
    return MASKED
