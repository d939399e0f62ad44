"""Forms to try things on: small schemas in the dialect, and one moment at which everything happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from app.forms import Answered, Form, answer, load_form, read_submission

NOW = datetime(2025, 10, 9, 10, 0, tzinfo=timezone(timedelta(hours=8)))
TYPES = {
    "select": "select",
    "checklist": "checklist",
    "yesno": "radio",
    "number": "number",
    "money": "number",
    "date": "datetime",
    "datetime": "datetime",
    "table": "dynamiclist",
    "party": "group",
    "worker": "group",
    "file": "filepicker",
    "document": "filepicker",
    "officer": "select",
    "unit": "select",
    "party_ref": "select",
    "textarea": "textarea",
}


def component(path: str, kind: str = "text", label: str = "", **settings: Any) -> dict[str, Any]:
    """Return a component that keeps its answer at `path`; `options`, `columns`, `show_if` and validation by name."""
    made: dict[str, Any] = {"type": TYPES.get(kind, "textfield"), "key": path, "label": label or path}
    options: Sequence[Any] | None = settings.pop("options", None)
    if options is not None:
        made["values"] = [{"value": option, "label": option} for option in options]
    if "columns" in settings:
        made["components"] = settings.pop("columns")
    if "show_if" in settings:
        made["conditional"] = {"hide": f"=not({settings.pop('show_if')})"}
    made["validate"] = {name: settings.pop(name) for name in ("required", "min", "max") if name in settings}
    for name in ("description", "defaultValue", "decimalDigits"):
        if name in settings:
            made[name] = settings.pop(name)
    made["properties"] = {"keep": path, "kind": kind, **settings}
    return made


def form_of(*components: Mapping[str, Any], show: Sequence[str] = ()) -> Form:
    """Load a form of these components."""
    return load_form(json.dumps({"id": "try", "show": list(show), "components": components}).encode())


Ask = Callable[..., Answered]


@pytest.fixture
def ask() -> Ask:
    """Answer a form with `fields` (name -> text or texts) and what else is known."""

    def asked(
        form: Form, fields: Mapping[str, Any], known: Mapping[str, Any] | None = None, **more: Any
    ) -> Answered:
        named = {name: [told] if isinstance(told, str) else list(told) for name, told in fields.items()}
        return answer(form, read_submission(form, named), known or {}, now=NOW, **more)

    return asked
