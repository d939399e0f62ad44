"""Reads a form as items: the form and each field with every setting, however deep it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.diagrams.comparing.items import Item

_INSIDE = "components"
_NO_SETTING = frozenset({_INSIDE, "id", "layout"})


def read_form(content: bytes) -> dict[str, Item]:
    """Return the form and its fields by key; raise ValueError for what is no JSON object."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    if not isinstance(tree, dict):
        raise ValueError("no JSON object")
    own = {name: value for name, value in tree.items() if name not in (_INSIDE, "schemaVersion", "exporter")}
    found = {"": Item("form", str(tree.get("id", "")), dict(_flat(own, "")))}
    for rank, (key, field) in enumerate(_fields(tree.get(_INSIDE), "")):
        named = "label" if field.get("label") else "text"
        own = {name: value for name, value in field.items() if name not in {*_NO_SETTING, named}}
        found[key] = Item("field", str(field.get(named) or key), dict(_flat(own, "")), rank=rank)
    return found


def _fields(components: Any, around: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, field in enumerate(components if isinstance(components, list) else []):
        if isinstance(field, dict):
            key = f"{around}{field.get('key') or field.get('path') or field.get('id') or place}"
            yield key, field
            yield from _fields(field.get(_INSIDE), f"{key}/")


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield settings inside settings by dotted names; lists as one text, because their order is what they say."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif value is not None and value != "":
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
