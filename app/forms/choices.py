"""Says what may be chosen in a field; it knows options by path, by kind and from lists of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.forms.fields import Field, Option
from app.forms.scope import look_up

Options = Mapping[str, Sequence[Option]]
"""Options by full path ("case.roster.worker" for a column) or by kind ("officer", "file"); the path wins."""


def options_of(field: Field, path: str, scope: Mapping[str, Any], given: Options) -> tuple[Option, ...]:
    """Return the options given for the path, written in the form, read from the case or given by kind."""
    if path in given:
        return tuple(given[path])
    if field.options:
        return field.options
    if field.options_from:
        items = look_up(scope, field.options_from)
        return (
            tuple(_from_case(item) for item in items if item is not None) if isinstance(items, list) else ()
        )
    return tuple(given.get(field.kind, ()))


def _from_case(item: Any) -> Option:
    """Return the option for an item: its `ref`, else its first text, is the value, its name the label."""
    if not isinstance(item, Mapping):
        return Option(_text(item), _text(item))
    texts = [
        _text(value) for key, value in item.items() if key != "id" and not isinstance(value, list | Mapping)
    ]
    first = next((text for text in texts if text), "")
    name = _text(item.get("name")) or first
    return Option(_text(item.get("ref")) or first, name)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | Decimal | date) else ""
