"""Whether a value is of a type named in an expression, and how it is fitted to one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.feel.functions import Check
from app.feel.kinds import kind_of
from app.feel.limits import Run
from app.feel.typenames import BUILT_IN, TypeName


def is_instance(value: Any, wanted: TypeName, run: Run) -> bool:
    """Return whether a value is of that type; null is of type Null and nothing else."""
    kind = kind_of(value)
    if wanted.name == "Any":
        return value is not None
    if wanted.name == "Null":
        return value is None
    if wanted.name not in BUILT_IN:
        return run.holds is not None and run.holds(wanted.name, value, run)
    if kind != wanted.name:
        return False
    if not wanted.inner or kind == "function":
        return True
    if kind == "list":
        run.charge(2 * len(value))
        return all(item is None or is_instance(item, wanted.inner[0], run) for item in value)
    if kind == "range":
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(is_instance(end, wanted.inner[0], run) for end in ends)
    run.charge(2 * len(wanted.fields))
    fields = zip(wanted.fields, wanted.inner, strict=True)
    return all(
        key in value and (value[key] is None or is_instance(value[key], inner, run)) for key, inner in fields
    )


def fitted(value: Any, wanted: TypeName, run: Run) -> Any:
    """Return a value as one of that type: itself, the only item of a list, a date as its midnight; else null."""
    if value is None or wanted.name == "Any" or is_instance(value, wanted, run):
        return value
    if isinstance(value, list | tuple) and len(value) == 1:
        return value[0] if is_instance(value[0], wanted, run) else None
    if wanted.name == "list":
        alone = [value]
        return alone if is_instance(alone, wanted, run) else None
    if wanted.name == "date and time" and isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def check_of(wanted: TypeName) -> Check:
    """Return what fits a value to a type."""
    return lambda value, run: fitted(value, wanted, run)
