"""Built-in functions on contexts."""

from __future__ import annotations

from typing import Any

from app.feel.functions import builtin
from app.feel.limits import Run

Context = dict[str, Any]


@builtin("get value(context: context, key: string)")
@builtin("get value(m: context, key: string)")
def get_value(run: Run, context: Context, key: str) -> Any:
    return context.get(key)


@builtin("get value(context: context, keys: list)")
def get_nested(run: Run, context: Context, keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        run.charge(1)
        value = value.get(key) if isinstance(value, dict) and isinstance(key, str) else None
    return value if keys else None


@builtin("get entries(context: context)")
@builtin("get entries(m: context)")
def get_entries(run: Run, context: Context) -> list[Context]:
    run.fits_list(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def context_of(run: Run, entries: list[Any]) -> Context | None:
    made: Context = {}
    run.fits_list(len(entries))
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: Context, key: str, value: Any) -> Context:
    run.fits_list(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_nested(run: Run, context: Context, keys: list[Any], value: Any) -> Context | None:
    if not keys or len(keys) > 60 or not all(isinstance(key, str) for key in keys):
        return None
    run.fits_list(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0], {})
    nested = context_put_nested(run, inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if nested is None else {**context, keys[0]: nested}


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Any]) -> Context | None:
    made: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        run.fits_list(len(made) + len(context))
        made.update(context)
    return made
