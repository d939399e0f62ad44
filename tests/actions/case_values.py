"""Plausible values for every field of the catalogue, and what of them must never stand in a row in clear."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.catalogue import CaseField
from app.clock import LOCAL

ID_NO = "110101190001010014"
PHONE = "16400000001"
ADDRESS = "示例路六十六号三单元"
REPORTER = "示例举报人"
SECRETS = (ID_NO, PHONE, ADDRESS, "密存内容", "6222020000000000000", REPORTER)
"""Texts of personal parts; names stand in clear (they are searched), these and who reported never."""

_PERSONAL = {"id_no": ID_NO, "phone": PHONE, "address": ADDRESS, "bank_card": SECRETS[4]}
_OWN: dict[str, Any] = {
    "uscc": "91350100M000100Y43",
    "kind": "公司",
    "month": "2025-07",
    "place": "包工头",
    "id_type": "居民身份证",
    "deductions": Decimal("100"),
    "paid": Decimal("500.50"),
}
_OF_TYPE: dict[str, Any] = {
    "date": date(2025, 9, 26),
    "datetime": datetime(2025, 9, 26, 10, 20, tzinfo=LOCAL),
    "month": "2025-07",
    "yesno": True,
    "number": Decimal("3"),
    "money": Decimal("9600.50"),
    "checklist": ["甲", "乙"],
    "unit": "labour",
    "officer": "01a200000000000000000000ff",
    "file": ["01a200000000000000000000aa", "01a200000000000000000000ab"],
    "document": ["01a200000000000000000000ac"],
}


def value_for(field: CaseField) -> Any:
    """Return a plausible answer to a field, by its type."""
    if field.type == "table":
        return [_row(field)]
    if field.type in ("party", "worker"):
        return _row(field)
    return _single(field.path.rpartition(".")[2], field)


def _row(field: CaseField) -> dict[str, Any]:
    row = {name: _single(name, column) for name, column in field.columns.items() if not column.derived}
    return row | {"name": REPORTER} if field.kept == "party.reporter" else row


def _single(name: str, field: CaseField) -> Any:
    if name in _PERSONAL and field.personal:
        return _PERSONAL[name]
    if name in ("name", "worker"):
        return "示例甲"
    if field.protection and field.type in ("text", "textarea", "select"):
        return SECRETS[3]
    return _OWN.get(name) or _OF_TYPE.get(field.type, f"{field.zh}的内容")


def at_path(tree: Any, path: str) -> Any:
    """Return what a tree under `case` holds at a path of the catalogue, or None."""
    for part in path.split(".")[1:]:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def holds(found: Any, expected: Any) -> bool:
    """Whether what was read is what was written; rows may know more of themselves (ids, sums)."""
    if isinstance(expected, list) and expected and isinstance(expected[0], dict):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(holds(row, asked) for row, asked in zip(found, expected, strict=True))
        )
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(found.get(part) == value for part, value in expected.items())
    return bool(found == expected)
