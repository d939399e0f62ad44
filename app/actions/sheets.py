"""What a task page needs to know: the task with its form, what is known, what may be chosen, and the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions import clock_dates
from app.actions.desk import Desk
from app.actions.drafts import Draft, read_draft
from app.actions.form_choices import options_for
from app.actions.paper_drafts import papers_to_draft
from app.actions.spots import Spot
from app.actors import Actor
from app.clock import local
from app.engine import Element, visible_data
from app.forms import Form, Option
from app.house import house_of
from app.papers import Paper
from app.refusals import NotFound
from app.values import Value
from app.versions import Edition
from storage.models import CaseFile, Run, Task
from storage.tasks import task_with_case


@dataclass(frozen=True)
class TaskSheet:
    """One open task as its page shows it. `known` holds run variables and the trees `case`, `setting`, `units`."""

    task: Task
    run: Run
    case: CaseFile
    edition: Edition
    element: Element
    form: Form | None
    known: Mapping[str, Value]
    options: Mapping[str, list[Option]]
    functions: Mapping[str, Callable[..., Any]]
    draft: Draft | None
    papers: Sequence[Paper] = ()


def sheet_of(session: Session, task_id: str, *, by: Actor) -> TaskSheet:
    """Return the sheet of a task; raise NotFound for a closed one or one of other units. Nothing is written."""
    found = task_with_case(session, task_id)
    if found is None or found[0].unit_id not in by.unit_ids or found[0].closed_at is not None:
        raise NotFound()
    task, run, case = found
    desk = Desk(session, case, by, house_of(session).now(), runs={run.id: run})
    desk.entered = local(task.opened_at).date()
    edition = desk.edition(run)
    form = edition.form(task.process_key, task.element_id)
    data = visible_data(run.state, task.token)
    names = edition.form_names(task.process_key, task.element_id)
    return TaskSheet(
        task=task,
        run=run,
        case=case,
        edition=edition,
        element=edition.definition.element(task.process_key, task.element_id),
        form=form,
        known={**data, **desk.form_facts(names, Spot.of(task), data)},
        options=options_for(desk, form, shown=True) if form is not None else {},
        functions=clock_dates.functions_of(desk),
        draft=read_draft(session, case, task_id, by=by),
        papers=papers_to_draft(desk.house, edition, task, data),
    )
