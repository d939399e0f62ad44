"""Hides personal data on the screen and knows a masked text that comes back; it decides no rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.forms.fields import Field
from app.forms.sentences import MASKED
from app.identifiers import mask_address, mask_card, mask_id, mask_name, mask_phone

TYPED = frozenset(("text", "textarea"))
LONGEST_NAME = 10


def member_of(asked: Field, column: Field) -> Field:
    """Return a column with the protection of its table or party, where it has none of its own."""
    return (
        column if column.protection or not asked.protection else replace(column, protection=asked.protection)
    )


def masks(field: Field) -> bool:
    """Whether the input of a field holds a masked text; choices and dates cannot be masked in an input."""
    return field.protected and field.kind in TYPED


def mask(key: str, text: str) -> str:
    """Return a text with its middle hidden, by what its key says it is; any text gets a * (data dictionary 4.1)."""
    if not text:
        return ""
    if key.endswith("id_no"):
        hidden = mask_id(text)
    elif key.endswith("phone"):
        hidden = mask_phone(text)
    elif key.endswith(("card", "account", "account_no")):
        hidden = mask_card(text)
    elif key.endswith("address") or len(text) > LONGEST_NAME:
        hidden = mask_address(text)
    else:
        hidden = mask_name(text)
    return hidden if "*" in hidden else "*" * len(text)


def unmask(field: Field, texts: Sequence[str], stored: Any) -> Any:
    """Return the stored text when a protected field came back masked, Wrong if unknown, else None."""
    if not masks(field) or len(texts) != 1 or "*" not in texts[0]:
        return None
    if isinstance(stored, str) and texts[0].strip() == mask(field.key, stored):
        return stored
    return MASKED if field.kind == "text" else None
