"""Whether a value is of a type named in an expression."""

from __future__ import annotations

from typing import Any

from app.feel.kinds import kind_of
from app.feel.limits import Run
from app.feel.typenames import TypeName


def is_instance(value: Any, wanted: TypeName, run: Run) -> bool:
    """Return whether a value is of that type; null is of type Null and nothing else."""
    kind = kind_of(value)
    if wanted.name == "Any":
        return value is not None
    if wanted.name == "Null":
        return value is None
    if kind != wanted.name:
        return False
    if not wanted.inner or kind == "function":
        return True
    if kind == "list":
        run.charge(len(value))
        return all(item is None or is_instance(item, wanted.inner[0], run) for item in value)
    if kind == "range":
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(is_instance(end, wanted.inner[0], run) for end in ends)
    fields = zip(wanted.fields, wanted.inner, strict=True)
    return all(
        key in value and (value[key] is None or is_instance(value[key], inner, run)) for key, inner in fields
    )
