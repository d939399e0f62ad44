"""From a step back to the clauses that ask for it; it counts nothing."""

from __future__ import annotations

from app.duties import Clause, clauses_of
from app.versions import Edition
from app.views.access import house
from storage.models import Task


def basis_of(edition: Edition, task: Task, district: str) -> list[Clause]:
    """Return the clauses of a district that a task serves.

    Those of its step go first, then those of the calls that led to it; where neither names any, those of its process.
    """
    definition = edition.definition
    found: dict[str, None] = {}
    process = edition.key
    steps = [(task.process_key, task.element_id)]
    for caller in filter(None, task.path.split("/")):
        steps.append((process, caller))
        element = definition.find_element(process, caller)
        process = element.properties.get("calledElement", process) if element else process
    for step in steps:
        element = definition.find_element(*step)
        if element is not None:
            found.update(dict.fromkeys(clauses_of(element.properties)))
    for key in () if found else dict.fromkeys((task.process_key, edition.key)):
        found.update(dict.fromkeys(clauses_of(definition.properties.get(key, {}))))
    known = house().clauses
    return [known[each] for each in found if each in known and known[each].district == district]
