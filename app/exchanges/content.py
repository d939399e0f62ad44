"""Writes what a receiver gets: only the items of its format, masked as that says; it knows no case and no way."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.exchanges.registry import Format, Item
from app.forms.scope import look_up
from app.identifiers import mask_card, mask_id, mask_name, mask_phone
from app.values import Value

_MASKS = {"name": mask_name, "id": mask_id, "phone": mask_phone, "card": mask_card}


@dataclass(frozen=True)
class Parcel:
    """What is handed over: the key by which the receiver knows it again, what it is, and its bytes."""

    key: str
    receiver: str
    format: str
    file_name: str
    content: bytes
    made_at: datetime

    @property
    def digest(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def compose(
    form: Format, case_no: str, facts: Mapping[str, Value], rows: Sequence[Mapping[str, Value]] = ()
) -> tuple[str, bytes]:
    """Return the ending of the file's name and its bytes: a table as csv, single items as JSON."""
    items = {item.zh: _text(item, look_up(facts, item.path)) for item in form.items}
    if not form.rows:
        told = {"办件编号": case_no, **items}
        if form.text:
            told["短信内容"] = form.text.format_map(items)
        return "json", json.dumps(told, ensure_ascii=False, indent=1).encode()
    target = io.StringIO()
    lines: Any = csv.writer(target)
    lines.writerow(["办件编号", *items, *(column.zh for column in form.columns)])
    for row in rows:
        cells = [_text(column, row.get(column.path)) for column in form.columns]
        lines.writerow([case_no, *items.values(), *cells])
    return "csv", target.getvalue().encode("utf-8-sig")


def _text(item: Item, value: Value) -> str:
    """Return a fact as text; what would begin a formula in a spreadsheet is kept from doing so."""
    text = "、".join(_plain(each) for each in value) if isinstance(value, list) else _plain(value)
    mask = _MASKS.get(item.mask)
    text = mask(text) if mask is not None and text else text
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _plain(value: Value) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
