"""What a trial's page lists beside its form: steps, waits, timers, clocks and data in words; no page itself."""

from __future__ import annotations

import json
from typing import Any

from app.permissions import role_name
from app.trying.replying import names_of
from app.trying.scene import Scene
from app.values import to_json
from app.versions import Edition
from app.views.access import language
from app.views.designer_trial_parts import message_words, moment_words, name_of
from app.views.naming import rule_name, unit_name
from app.views.words import t

MOST_SHOWN = 400
"""Letters of one value."""


def steps_told(scene: Scene) -> list[dict[str, Any]]:
    """Return the open steps: what, with whom, in which capacity, until when."""
    return [
        {
            "key": step.key,
            "title": t(step.task.title, step.task.title_en) or step.element.id,
            "unit": unit_name(step.task.unit_id, short_form=True),
            "role": role_name(step.task.role, language()),
            "external": step.task.external,
            "due": moment_words(step.task.due_at) if step.task.due_at else "",
            "rule": rule_name(step.task.due_rule),
            "late": step.task.due_at is not None and step.task.due_at < scene.now,
        }
        for step in scene.steps
    ]


def waits_told(edition: Edition, scene: Scene) -> list[dict[str, Any]]:
    """Return the messages that are awaited, and whether noting them takes a form."""
    found = []
    for wait in scene.waits:
        element = edition.definition.elements.get(wait.element_id)
        found.append(
            {
                "element": wait.element_id,
                "name": message_words(wait.name),
                "message": wait.name,
                "where": name_of(element) if element is not None else wait.element_id,
                "data": 'outcome = "已办结"' if wait.name.endswith("_result") else "",
                "has_form": edition.form(edition.key, wait.element_id) is not None,
            }
        )
    return found


def externals_told(edition: Edition, scene: Scene) -> list[dict[str, str]]:
    """Return the external tasks that wait, with lines to fill in for the results that the diagram declares."""
    found = []
    for task in scene.externals:
        element = edition.definition.find_element(task.process_key, task.element_id)
        lines = [f"{name} = null" for name in names_of(edition, task)]
        found.append(
            {
                "id": task.id,
                "name": name_of(element) if element is not None else task.element_id,
                "topic": task.topic,
                "data": "\n".join(lines),
            }
        )
    return found


def timers_told(edition: Edition, scene: Scene) -> list[dict[str, str]]:
    """Return the timers that run, the earliest first."""
    found = []
    for timer in scene.timers:
        element = edition.definition.find_element(timer.process_key, timer.element_id)
        found.append(
            {
                "element": timer.element_id,
                "name": name_of(element) if element is not None else timer.element_id,
                "rule": rule_name(timer.rule),
                "at": moment_words(timer.due_at),
            }
        )
    return found


def clocks_told(scene: Scene) -> list[dict[str, Any]]:
    """Return the legal clocks that run, the earliest first."""
    return [
        {
            "rule": row.rule,
            "name": rule_name(row.rule),
            "from": row.started_on.isoformat(),
            "due": moment_words(row.due_at),
            "late": row.due_at < scene.now,
            "halted": row.halted_on is not None,
        }
        for row in scene.clocks
    ]


def data_told(scene: Scene) -> list[tuple[str, str]]:
    """Return the variables of the run by name, as text."""
    return [(name, _text(value)) for name, value in sorted(scene.data.items())]


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(to_json(value), ensure_ascii=False)[:MOST_SHOWN]
    return str(value)[:MOST_SHOWN]
