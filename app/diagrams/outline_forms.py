"""Writes the form-js schemas of an outline; it knows the field catalogue only as a mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.diagrams.outline_reading import Entry, Outline, expression

Fields = Mapping[str, Mapping[str, Any]]
"""The field catalogue, flat: "case.complaint.channel" to its type, labels, protection and columns."""

FORM_JS = {
    "select": "select",
    "checklist": "checklist",
    "yesno": "radio",
    "number": "number",
    "money": "number",
    "date": "datetime",
    "datetime": "datetime",
    "month": "textfield",
    "text": "textfield",
    "textarea": "textarea",
    "table": "dynamiclist",
    "party": "group",
    "worker": "group",
    "party_ref": "select",
    "worker_ref": "select",
    "officer": "select",
    "unit": "select",
    "lane": "select",
    "document": "filepicker",
    "file": "filepicker",
}
REFERENCES = {
    "officer": "officers",
    "unit": "units",
    "lane": "lanes",
    "party_ref": "parties",
    "worker_ref": "workers",
}
"""Kinds whose choices the application knows; form-js names the list that will hold them."""
COMPOSITE = frozenset({"table", "party", "worker"})
YES_NO = [
    {"label": "是", "value": True, "label_en": "Yes"},
    {"label": "否", "value": False, "label_en": "No"},
]
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
FEEL_SETTINGS = ("check", "compute")
TEXT_SETTINGS = ("check_zh", "check_en", "options_from", "note", "hint_en")


def write_forms(outline: Outline, fields: Fields) -> dict[str, bytes]:
    """Return element id to form schema (UTF-8 JSON) of all user tasks and of start events with a form."""
    written: dict[str, bytes] = {}
    for element in outline.elements:
        form = element.get("form")
        if form is None and element["type"] != "userTask":
            continue
        schema = _schema(str(element["id"]), form or {}, fields)
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        written[str(element["id"])] = (text + "\n").encode()
    return written


def _schema(key: str, form: Entry, fields: Fields) -> dict[str, Any]:
    asked = form.get("fields") or []
    return {
        "type": "default",
        "id": key,
        "schemaVersion": 18,
        "exporter": {"name": "Qingxin", "version": "1"},
        "show": [str(name) for name in form.get("show") or []],
        "components": [_component(f"{key}_{number}", entry, fields) for number, entry in enumerate(asked, 1)],
    }


def _component(ident: str, asked: Entry, fields: Fields) -> dict[str, Any]:
    """Return one component; what the field's outline leaves open is taken from the catalogue."""
    keep = str(asked["name"])
    known = fields.get(keep, {})
    kind = str(asked.get("type") or known.get("type") or "text")
    label = str(asked.get("zh") or known.get("zh") or keep)
    path = keep.removeprefix("var.") if keep.startswith("var.") else keep
    component: dict[str, Any] = {"id": ident, "type": _form_js(kind, asked), "key": path, "label": label}
    _choices(component, kind, asked, known)
    _shape(component, kind, asked)
    if asked.get("hint") or asked.get("zh_hint"):
        component["description"] = str(asked.get("hint") or asked.get("zh_hint"))
    if validate := _validation(kind, asked):
        component["validate"] = validate
    if asked.get("show_if"):
        component["conditional"] = {"hide": f"=not({expression(asked['show_if'])})"}
    if kind in COMPOSITE:
        component["path"] = path
        component["components"] = _columns(ident, asked, known)
    component["properties"] = {"keep": keep, "kind": kind, **_settings(path, asked, known)}
    return component


def _form_js(kind: str, asked: Entry) -> str:
    if asked.get("multiple") and kind in REFERENCES:
        return "checklist"
    return FORM_JS.get(kind, "textfield")


def _choices(component: dict[str, Any], kind: str, asked: Entry, known: Mapping[str, Any]) -> None:
    if kind == "yesno":
        component["values"] = [dict(value) for value in YES_NO]
    elif kind in REFERENCES:
        component["valuesKey"] = REFERENCES[kind]
    elif asked.get("options_from"):
        component["valuesKey"] = str(asked["options_from"])
    elif kind in ("select", "checklist"):
        component["values"] = [
            _choice(option) for option in asked.get("options") or known.get("options") or []
        ]


def _choice(option: object) -> dict[str, Any]:
    if isinstance(option, Mapping):
        told = {"label": str(option.get("zh", option["value"])), "value": option["value"]}
        return told | ({"label_en": str(option["en"])} if option.get("en") else {})
    return {"label": str(option), "value": str(option)}


def _shape(component: dict[str, Any], kind: str, asked: Entry) -> None:
    if kind == "money":
        component["decimalDigits"] = 2
    elif kind == "date":
        component |= {"subtype": "date", "dateLabel": component["label"]}
    elif kind == "datetime":
        component |= {"subtype": "datetime", "dateLabel": component["label"], "timeLabel": "时间"}
    elif kind in ("table",):
        component |= {"defaultRepetitions": 1, "allowAddRemove": True, "showOutline": True}
    elif kind in ("file", "document") and asked.get("multiple"):
        component["multiple"] = True


def _validation(kind: str, asked: Entry) -> dict[str, Any]:
    validate: dict[str, Any] = {}
    if asked.get("required") is True:
        validate["required"] = True
    for name in ("min", "max"):
        if asked.get(name) is not None:
            validate[name] = asked[name]
    if kind == "month":
        validate["pattern"] = MONTH
    return validate


def _columns(ident: str, asked: Entry, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the components of a table's columns or a party's parts; the catalogue knows bare names."""
    parts: Mapping[str, Mapping[str, Any]] = known.get("columns") or {}
    named = asked.get("columns") or list(parts)
    columns = []
    for number, column in enumerate(named, 1):
        told = dict(column) if isinstance(column, Mapping) else {"key": str(column)}
        columns.append(_column(f"{ident}_{number}", {**parts.get(str(told["key"]), {}), **told}))
    return columns


def _column(ident: str, told: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(told.get("type") or "text")
    label = str(told.get("zh") or told["key"])
    column: dict[str, Any] = {
        "id": ident,
        "type": _form_js(kind, told),
        "key": str(told["key"]),
        "label": label,
    }
    _choices(column, kind, told, told)
    _shape(column, kind, told)
    if validate := _validation(kind, told):
        column["validate"] = validate
    column["properties"] = {"kind": kind, **_settings(str(told["key"]), told, told)}
    return column


def _settings(path: str, asked: Entry, known: Mapping[str, Any]) -> dict[str, str]:
    """Return the properties of a component: its English label and what FEEL says of it."""
    settings = {"label_en": str(asked.get("en") or known.get("en") or "")}
    settings["protection"] = str(asked.get("protection") or known.get("protection") or "")
    settings["multiple"] = "true" if asked.get("multiple") or known.get("multiple") else ""
    for name in TEXT_SETTINGS:
        settings[name] = str(asked.get(name) or "")
    for name in FEEL_SETTINGS:
        settings[name] = _about(path, asked[name]) if asked.get(name) is not None else ""
    if "prefill" in asked or "default" in asked:
        settings["prefill"] = expression(asked.get("prefill", asked.get("default")))
    wanted = asked.get("required_when") or (
        asked.get("required") if asked.get("required") is not True else None
    )
    settings["required_when"] = expression(wanted) if wanted else ""
    return {name: text for name, text in settings.items() if text}


def _about(path: str, text: object) -> str:
    """Return FEEL of a check: one that begins with an operator is about the field itself."""
    told = expression(text)
    return f"{path} {told}" if told[:1] in "<>=!" else told
