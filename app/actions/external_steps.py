"""External tasks in the steps of a run: they open, are cancelled and go over with it; it answers none."""

from __future__ import annotations

import json
from collections.abc import Iterable

from app.actions.assigning import places
from app.actions.desk import Desk
from app.engine import Element, Opened
from app.values import Value, from_json, to_json
from app.versions import Edition
from storage.external import externals_at, externals_of_run
from storage.models import ExternalTask, Run, new_id


def open_external(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> None:
    """Keep a service task with a topic until a worker takes it; it is the business of the unit of its lane."""
    task = ExternalTask(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id,
        process_key=element.process_key,
        element_id=element.id,
        path="/".join(opened.path),
        token=opened.token,
        loop_key=opened.loop_key,
        topic=element.properties["topic"].strip(),
        title=element.name or element.id,
        title_en=_english(element),
        case_no=desk.case.case_no,
        unit_id=_unit(desk, run, edition, opened, element),
        message="",
        opened_at=desk.at,
    )
    task.handed = desk.key.seal(json.dumps(to_json(opened.data), ensure_ascii=False).encode(), _place(task))
    desk.session.add(task)
    facts = {"element": element.id, "topic": task.topic, "external": task.id, "names": sorted(opened.data)}
    desk.record("external_task_opened", facts | {"unit": task.unit_id}, run=run)


def handed_over(desk: Desk, task: ExternalTask) -> dict[str, Value]:
    """Return the variables that the diagram hands over to whoever does this task."""
    found: dict[str, Value] = from_json(json.loads(desk.key.open(task.handed, _place(task))))
    return found


def cancel_externals(desk: Desk, run: Run, tokens: Iterable[str]) -> None:
    """Close the external tasks at these tokens, because their branch has ended."""
    for task in externals_at(desk.session, run.id, tokens):
        if task.closed_at is None:
            task.closed_at, task.closed_how = desk.at, "cancelled"
            desk.record("task_cancelled", {"element": task.element_id, "external": task.id}, run=run)


def refresh_externals(desk: Desk, run: Run, edition: Edition) -> None:
    """Let the external tasks that stayed open be called as the new version says; who holds a lock keeps it, unless
    the topic is another one."""
    for task in externals_of_run(desk.session, run.id):
        element = edition.definition.find_element(task.process_key, task.element_id)
        if element is None:
            continue
        task.title, task.title_en = element.name or element.id, _english(element)
        topic = element.properties.get("topic", "").strip()
        if topic and topic != task.topic:
            task.topic = topic
            task.worker_id = task.lock_by = task.locked_until = None


def _unit(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> str:
    if element.lane is None:
        return run.home_unit_id
    found = places(desk, run, edition, opened, element)
    return run.home_unit_id if isinstance(found, str) or not found else found[0].unit_id


def _english(element: Element) -> str:
    return element.properties.get("name_en") or element.id.replace("_", " ").capitalize()


def _place(task: ExternalTask) -> str:
    return f"external.{task.id}"
