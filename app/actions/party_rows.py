"""Parties between form values and rows: names plain, numbers sealed with a blind index, the rest sealed as one tree.

Of a party that is kept secret, as whoever reported is, the name is sealed too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from app.catalogue import CaseField
from app.values import Value, from_json, to_json
from storage.crypto import CaseKey, Keyring
from storage.models import Party, new_id

OWN_COLUMN = frozenset({"id", "ref", "name", "kind", "uscc", "id_no", "phone"})


def fill_party(
    party: Party, values: Mapping[str, Value], personal: Collection[str], key: CaseKey, keyring: Keyring
) -> Party:
    """Write form values (name, kind, uscc, id_no, phone, address, …) into a row; absent parts stay as they are.

    `personal` names the parts that are sealed; the others are kept readable.
    """
    if not party.sealed:
        party.name = str(values.get("name") or party.name or "")
    party.kind = str(values.get("kind") or party.kind or "")
    if "uscc" in values:
        party.uscc = values["uscc"] or None
    for part in ("id_no", "phone"):
        if part in values:
            text = str(values[part]) if values[part] else None
            setattr(party, f"{part}_cipher", key.seal_text(text, f"party.{part}.{party.id}"))
            setattr(party, f"{part}_index", keyring.blind_index(part, text) if text else None)
    rest = {part: value for part, value in values.items() if part not in OWN_COLUMN}
    plain = {part: to_json(value) for part, value in rest.items() if part not in personal}
    party.details = {**(party.details or {}), **plain}
    hidden = {part: value for part, value in rest.items() if part in personal}
    if party.sealed and values.get("name"):
        hidden["name"] = str(values["name"])
    if any(value is not None for value in hidden.values()):
        sealed = json.dumps(to_json({**personal_parts(party, key), **hidden}), ensure_ascii=False).encode()
        party.personal_cipher = key.seal(sealed, f"party.personal.{party.id}")
    return party


def new_party(case_id: str, place: str, kind: str, *, sealed: bool = False) -> Party:
    """Return an empty party row of a case."""
    return Party(id=new_id(), case_id=case_id, place=place, kind=kind, name="", sealed=sealed, details={})


def personal_columns(field: CaseField) -> frozenset[str]:
    """Return the parts of a party field that are sealed."""
    return frozenset(name for name, column in field.columns.items() if column.personal)


def personal_parts(party: Party, key: CaseKey) -> dict[str, Value]:
    """Return the sealed tree of a party: address, account and the rest."""
    if party.personal_cipher is None:
        return {}
    parts: dict[str, Value] = from_json(
        json.loads(key.open(party.personal_cipher, f"party.personal.{party.id}"))
    )
    return parts


def code_of(party_id: str, personal_cipher: bytes, key: CaseKey) -> str:
    """Return the code among the sealed parts of a party, "" without one."""
    parts = json.loads(key.open(personal_cipher, f"party.personal.{party_id}"))
    return str(from_json(parts.get("code")) or "")


def party_values(party: Party, key: CaseKey) -> dict[str, Any]:
    """Return a party as form values, personal parts in clear: pages mask them unless they were asked to be shown."""
    return {
        "id": party.id,
        "ref": party.id,
        "name": party.name,
        "kind": party.kind,
        "uscc": party.uscc,
        "id_no": key.open_text(party.id_no_cipher, f"party.id_no.{party.id}"),
        "phone": key.open_text(party.phone_cipher, f"party.phone.{party.id}"),
        **{part: from_json(value) for part, value in (party.details or {}).items()},
        **personal_parts(party, key),
    }
