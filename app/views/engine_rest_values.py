"""Values of runs as engine-rest writes them, `{value, type, valueInfo}`, and back; it knows no storage."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.actions.external_tasks import BadAnswer
from app.values import Value, to_json

_MOMENT = "%Y-%m-%dT%H:%M:%S.%f"
_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")
_NUMBERS = frozenset({"integer", "long", "short", "double", "number"})
_TEXTS = frozenset({"json", "object"})


def moment_text(at: datetime) -> str:
    """Return a moment as the interface writes it: 2025-09-26T09:00:00.000+0800."""
    return at.strftime(_MOMENT)[:-3] + at.strftime("%z")


def variables_told(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """Return variables as the interface writes them."""
    return {name: {**_told(value), "valueInfo": {}} for name, value in values.items()}


def _told(value: Value) -> dict[str, Any]:
    if value is None or isinstance(value, bool | str):
        kinds = {bool: "Boolean", str: "String"}
        return {"value": value, "type": kinds.get(type(value), "Null")}
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < 2**53
        return {"value": int(value), "type": "Long"} if whole else {"value": float(value), "type": "Double"}
    if isinstance(value, datetime):
        return {"value": moment_text(value), "type": "Date"}
    if isinstance(value, date):
        return {"value": value.isoformat(), "type": "String"}
    if isinstance(value, list | dict):
        return {"value": json.dumps(_plain(value), ensure_ascii=False), "type": "Json"}
    return {"value": str(to_json(value).get("$p", value)), "type": "String"}


def _plain(value: Value) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return _told(value)["value"]


def variables_read(given: Any) -> dict[str, Value]:
    """Return the values of variables; raise BadAnswer, naming the variable, for one that cannot be read."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise BadAnswer("variables 须为 JSON 对象。", "variables must be a JSON object.")
    return {str(name): _read(str(name), told) for name, told in given.items()}


def _read(name: str, told: Any) -> Value:
    if not isinstance(told, Mapping):
        raise BadAnswer(
            f"变量“{name[:60]}”须写作 {{value, type}}。", f"The variable {name[:60]} needs {{value, type}}."
        )
    value, kind = told.get("value"), str(told.get("type") or "").lower()
    try:
        return _typed(value, kind)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise BadAnswer(
            f"变量“{name[:60]}”的值不能按类型“{kind[:20] or '（未写）'}”读取。",
            f"The value of {name[:60]} cannot be read as {kind[:20] or 'a value'}.",
        ) from error


def _typed(value: Any, kind: str) -> Value:
    if kind in ("file", "bytes"):
        raise ValueError("files are not taken")
    if value is None or kind == "null":
        return None
    if kind == "boolean" or (not kind and isinstance(value, bool)):
        return _yes_or_no(value)
    if kind in _NUMBERS:
        return _number(value)
    if kind == "date":
        return _moment(str(value))
    if kind in _TEXTS and isinstance(value, str):
        return _values(json.loads(value, parse_float=Decimal, parse_int=Decimal))
    return str(value) if kind == "string" else _values(value)


def _yes_or_no(value: Any) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text == "true"


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError("no number")
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError("no number")
    return found


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text))
    if found.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return found


def _values(value: Any) -> Value:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, list):
        return [_values(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _values(item) for name, item in value.items()}
    raise ValueError("no value")
