"""Brings the rows of a run along when it goes over to another version: steps, timers, waits, clocks, incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from app.actions import clock_dates
from app.actions.assigning import places
from app.actions.desk import Desk
from app.actions.external_steps import refresh_externals
from app.engine import Element, Migration, Opened, TimerSet, visible_data
from app.versions import Edition
from storage.changes import change, write_changes
from storage.migrating import (
    open_incidents_of_run,
    open_places,
    rename_place,
    rename_steps,
    running_timers,
)
from storage.models import Run, Task
from storage.tasks import open_tasks_of_run

_PLACE = ("role", "binding", "by", "item")


def standing(desk: Desk, run: Run, edition: Edition) -> dict[str, Element | None]:
    """Return by token the elements at which a run has open tasks."""
    places = open_places(desk.session, run.id)
    return {token: edition.definition.find_element(process, element) for token, process, element in places}


def rename(
    desk: Desk, run: Run, old: Edition, new: Edition, mapping: Mapping[str, str], done: Migration
) -> None:
    """Let everything that names a step of the run name it as the new version does, also what is done already.

    A step that gave way to one which the old version had as well was not renamed: what was done in it stays its own.
    """
    pairs = {_named(run, before): _named(run, after) for before, after in mapping.items()}
    names = {
        before: after
        for before, after in pairs.items()
        if old.definition.find_element(*after) is None and new.definition.find_element(*before) is None
    }
    rename_steps(desk.session, run.id, names)
    for place in done.renamed:
        path = "/".join(place.path)
        rename_place(desk.session, run.id, place.token, place.process_key, place.element_id, path)
    at = {place.token: place for place in done.renamed}
    for incident in open_incidents_of_run(desk.session, run.id):
        found = at.get(str(incident.command.get("token", "")))
        if found is not None:
            moved = {"element": found.element_id, "process": found.process_key}
            incident.element_id, incident.command = found.element_id, {**incident.command, **moved}


def _named(run: Run, address: str) -> tuple[str, str]:
    piece, _, element = address.rpartition("/")
    return piece or run.process_key, element


def refresh(desk: Desk, run: Run, edition: Edition, former: Mapping[str, Element | None]) -> None:
    """Let the tasks that stayed open be called, assigned and due as the new version says."""
    write_changes(desk.session)
    refresh_externals(desk, run, edition)
    for task in open_tasks_of_run(desk.session, run.id):
        element = edition.definition.find_element(task.process_key, task.element_id)
        if element is None or task.token not in former:
            continue
        title_en = element.properties.get("name_en") or element.id.replace("_", " ").capitalize()
        change(desk.session, task, title=element.name, title_en=title_en)
        before = former[task.token]
        if before is not None and _placing(before) != _placing(element):
            _place_anew(desk, run, edition, task, element)
        _due_anew(desk, run, edition, task, element)


def _placing(element: Element) -> tuple[str | None, ...]:
    return element.lane, *(element.properties.get(name) for name in _PLACE)


def _place_anew(desk: Desk, run: Run, edition: Edition, task: Task, element: Element) -> None:
    """Give a task to the unit whose lane it stands in now; it stays where it is when nobody does it any more."""
    data = visible_data(run.state, task.token)
    path = task.path.split("/") if task.path else []
    opened = Opened(task.token, element.id, "user", data, path, task.loop_key, element.process_key)
    found = places(desk, run, edition, opened, element)
    if isinstance(found, str) or not found:
        return
    place = found[0]
    change(desk.session, task, lane=place.lane, role=place.role, external=place.external)
    if place.unit_id != task.unit_id:
        change(desk.session, task, unit_id=place.unit_id, assignee_id=None, claimed_at=None)
        desk.fresh_units.add(place.unit_id)


def _due_anew(desk: Desk, run: Run, edition: Edition, task: Task, element: Element) -> None:
    border = _border(edition, element)
    timers = [
        (TimerSet(row.token, row.element_id, row.rule, None, None), row.due_at - timedelta(seconds=1))
        for row in running_timers(desk.session, run.id, border)
    ]
    due = clock_dates.task_due(desk, run, edition, element, timers)
    change(
        desk.session,
        task,
        due_at=due.at,
        due_rule=due.rule,
        due_provisional=due.provisional,
        sort_due=due.sort,
    )


def _border(edition: Edition, element: Element) -> Iterable[str]:
    return [
        each.id
        for each in edition.definition.elements.values()
        if each.attached_to == element.id and each.process_key == element.process_key
    ]
