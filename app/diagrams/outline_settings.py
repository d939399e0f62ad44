"""Turns what an outline says of one element into the settings a diagram carries; it writes no XML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.diagrams.outline_reading import THROWERS, Entry, Outline, context, expression

LISTS = (
    "requirements",
    "documents",
    "starts",
    "starts_on_entry",
    "meets",
    "extends",
    "pauses",
    "rules_checked",
    "four_eyes_not",
    "requires",
)
TEXTS = (
    "law",
    "role",
    "purpose",
    "purpose_en",
    "binding",
    "each",
    "operation",
    "topic",
    "results",
    "four_eyes_by",
    "check_exception",
    "from_outside",
    "any_asker",
    "setting",
)
CONDITIONS = ("meets_when", "extends_when", "extends_by", "extends_to", "collection", "state", "title")
RULE_MAPS = ("start_from", "due_from", "rule_when")
OWN_TO_THE_HOST = frozenset({"case_no", "reply_to"})
"""Every message belongs to a case and to the run that asked: the host knows both, no payload repeats them."""


def process_settings(outline: Outline) -> dict[str, str]:
    """Return the settings of the process: code, names, purpose, lane bindings, variables, end states."""
    settings = {"code": outline.code, "name_en": outline.en, "purpose": outline.purpose}
    settings["requirements"] = ",".join(outline.requirements)
    for lane in outline.lanes:
        for name in ("binding", "fills", "by", "en"):
            if lane.get(name):
                told = lane[name]
                settings[f"lane.{lane['id']}.{name}"] = (
                    ",".join(told) if isinstance(told, list) else str(told)
                )
    settings["variables"] = json.dumps(outline.variables, ensure_ascii=False)
    settings["ends"] = json.dumps(outline.ends, ensure_ascii=False)
    return {name: text for name, text in settings.items() if text}


def element_settings(outline: Outline, element: Entry) -> dict[str, str]:
    """Return the settings of one element, name to text, in a fixed order; empty ones are left out."""
    settings: dict[str, str] = {"name_en": str(element.get("en") or "")}
    for name in TEXTS:
        settings[name] = str(element.get(name) or "")
    for name in LISTS:
        settings[name] = ",".join(str(entry) for entry in element.get(name) or [])
    for name in RULE_MAPS:
        settings[name] = _feel_map(element.get(name))
    for name in CONDITIONS:
        settings[name] = expression(element[name]) if element.get(name) is not None else ""
    settings["item"] = str(element.get("item") or "")
    settings["by"] = expression(element["by"]) if element.get("by") else ""
    settings["decision"] = str(element.get("decision") or "")
    settings |= _data_settings(outline, element)
    notes = [str(element[name]).strip() for name in ("note", "timer_note") if element.get(name)]
    settings["note"] = " ".join(notes)
    if rule := timer_rule(element):
        settings["rule"] = rule
    return {name: text for name, text in settings.items() if text}


def timer_rule(element: Entry) -> str:
    """Return the id of the deadline rule that a timer follows, or an empty text."""
    timer = str(element.get("timer") or "")
    return timer.removeprefix("rule ").strip() if timer.startswith("rule ") else ""


def payload(outline: Outline, element: Entry) -> dict[str, Any]:
    """Return name to FEEL of what a message carries: variables, constants and expressions of `with`."""
    written: Mapping[str, Any] = element.get("with") or {}
    told: dict[str, Any] = {}
    for name in outline.carried.get(str(element.get("message")), []):
        if name in written:
            told[name] = written[name]
        elif name in outline.variables and name not in OWN_TO_THE_HOST:
            told[name] = name
    return told | dict(written)


def left_out(outline: Outline) -> Iterable[str]:
    """Return one sentence for each carried name that no variable and no constant gives."""
    for element in outline.elements:
        if element["type"] not in THROWERS:
            continue
        given = payload(outline, element)
        for name in outline.carried.get(str(element.get("message")), []):
            if name not in given and name not in OWN_TO_THE_HOST:
                yield f"{element['id']}: 报文未带 {name} · nothing gives {name}, the message goes without it"


def _data_settings(outline: Outline, element: Entry) -> dict[str, str]:
    kind = element["type"]
    settings: dict[str, str] = {}
    if kind in THROWERS:
        settings["payload"] = context(payload(outline, element))
        sets = {**(element.get("out") or {}), **(element.get("sets") or {})}
        settings["sets"] = context(sets) if sets else ""
        return settings
    if kind == "callActivity":
        settings["in"] = context(element.get("in") or {})
    for name in ("out", "sets"):
        settings[name] = context(element[name]) if element.get(name) else ""
    return settings


def _feel_map(entries: object) -> str:
    if not isinstance(entries, dict) or not entries:
        return ""
    return json.dumps({str(rule): expression(text) for rule, text in entries.items()}, ensure_ascii=False)
