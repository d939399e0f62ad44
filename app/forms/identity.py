"""Judges identifiers by what a field is called: id numbers, credit codes, phones, cards, names; it keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from app.forms.fields import Field
from app.forms.texts import Wrong
from app.identifiers import (
    Checked,
    IdKind,
    check_bank_card,
    check_credit_code,
    check_id,
    check_party_name,
    check_person_name,
    check_phone,
)

ID_KINDS: tuple[IdKind, ...] = get_args(IdKind)


def identified(
    column: Field, value: str, around: Mapping[str, Any], today: date, whole: Field | None = None
) -> Checked[str] | None:
    """Return the checked identifier that a text is by its key, or None when it is none.

    `around` are the other answers of the same row or party (the kind of document decides the rule of its number),
    `whole` is the table or party that the column belongs to.
    """
    key = column.key
    if column.kind != "text":
        return None
    if key == "id_no" or key.endswith("_id_no"):
        return _id_number(value, around, today)
    if key == "uscc" or key.endswith("_uscc"):
        return check_credit_code(value)
    if key == "phone" or key.endswith("_phone"):
        return check_phone(value)
    if key == "bank_card" or key.endswith("_bank_card"):
        return check_bank_card(value)
    if key == "worker" or (key == "name" and whole is not None and whole.kind == "worker"):
        return check_person_name(value)
    if key == "name" and whole is not None and "uscc" in {member.path for member in whole.columns}:
        return check_person_name(value) if around.get("kind") == "个人" else check_party_name(value)
    return None


def _id_number(value: str, around: Mapping[str, Any], today: date) -> Checked[str]:
    """Return the number judged as its kind of document; without a kind a number with a letter first is a passport."""
    for kind in ID_KINDS:
        if around.get("id_type") == kind:
            return check_id(kind, value, today)
    foreign = value.strip()[:1].isalpha() and value.strip()[:1].isascii()
    return check_id("护照" if foreign else "居民身份证", value, today)


def faults_of(checked: Checked[str]) -> tuple[Wrong | None, list[Wrong]]:
    """Return what is wrong and what has to be confirmed, as forms say it."""
    error = None if checked.error is None else Wrong(checked.error.zh, checked.error.en)
    return error, [Wrong(warning.zh, warning.en) for warning in checked.warnings]
