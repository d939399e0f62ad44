"""What the pages need that set a process going by hand or note what came in: form, choices, what may be started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.form_choices import choices
from app.actions.law import law_of
from app.actions.opening import INTAKE
from app.actions.reach import may_begin
from app.actions.spots import CASE, Spot
from app.actions.supervised import SETTLED
from app.actors import Actor
from app.clock import local
from app.engine import Definition, Element
from app.forms import Form, Option
from app.house import House, house_of
from app.permissions import units_where
from app.refusals import NotFound
from app.values import Value
from app.versions import Edition
from storage.cases import units_of_case
from storage.in_force import versions_in_force
from storage.models import CaseFile, MessageWait
from storage.runs import run_of, wait_of, waits_of_case


@dataclass(frozen=True)
class StartSheet:
    """The form of a start or of a waiting place, and what may be chosen in it; no form means: just confirm."""

    edition: Edition
    element: Element
    form: Form | None
    known: Mapping[str, Value]
    options: Mapping[str, list[Option]]
    case: CaseFile | None


@dataclass(frozen=True)
class Matter:
    """A place where a run waits for something that may come in by hand."""

    wait: MessageWait
    edition: Edition
    element: Element


def startable(session: Session, district: str) -> list[Edition]:
    """Return the processes that may be set going by hand in a district: stages that also begin without a message.

    Registering a complaint has a page of its own; pieces that others call are no stages.
    """
    house = house_of(session)
    in_force = versions_in_force(session, district, local(house.now()).date())
    editions = [house.shelf.edition(session, version.id) for version in in_force]
    return [
        edition
        for edition in editions
        if edition.key != INTAKE and edition.definition.plain_start and _begins_otherwise(edition.definition)
    ]


def startable_in(session: Session, case: CaseFile, *, by: Actor) -> list[Edition]:
    """Return the processes that an officer may set going in a case."""
    return [
        each
        for each in startable(session, case.jurisdiction_key)
        if may_begin(session, case, _start_of(each), by=by)
    ]


def _start_of(edition: Edition) -> Element:
    return edition.definition.element(edition.key, edition.definition.plain_start or "")


def _begins_otherwise(definition: Definition) -> bool:
    """Tell whether a message or the calendar begins it too: a mere piece, which others call, begins by neither."""
    return bool(definition.start_messages or definition.period_starts)


def start_sheet(session: Session, process_key: str, case: CaseFile | None, *, by: Actor) -> StartSheet:
    """Return the sheet for starting a process, in a case or as a new one; raise NotFound for one that cannot be."""
    district = district_of(case, by)
    edition = next((each for each in startable(session, district) if each.key == process_key), None)
    if edition is None or edition.definition.plain_start is None:
        raise NotFound
    if case is not None and not may_begin(session, case, _start_of(edition), by=by):
        raise NotFound
    return _sheet(session, edition, edition.definition.plain_start, case, CASE, by)


def matters_of(session: Session, case: CaseFile) -> list[Matter]:
    """Return what may be noted in a case by hand; results of other procedures come by themselves."""
    found = []
    for wait in waits_of_case(session, case.id):
        run = run_of(session, wait.run_id)
        if run is None or wait.name.endswith("_result") or wait.name == SETTLED:
            continue
        edition = house_of(session).shelf.edition(session, run.version_id)
        element = edition.definition.elements.get(wait.element_id)
        if element is not None:
            found.append(Matter(wait, edition, element))
    return found


def matter_sheet(session: Session, case: CaseFile, run_id: str, token: str, *, by: Actor) -> StartSheet:
    """Return the sheet for noting what a run of the case waits for; raise NotFound when it does not wait."""
    wait, run = wait_of(session, run_id, token), run_of(session, run_id)
    if wait is None or run is None or wait.case_id != case.id:
        raise NotFound
    if not by.unit_ids & units_of_case(session, case.id):
        raise NotFound
    edition = house_of(session).shelf.edition(session, run.version_id)
    return _sheet(session, edition, wait.element_id, case, Spot(run.id), by)


def _sheet(
    session: Session, edition: Edition, element_id: str, case: CaseFile | None, spot: Spot, by: Actor
) -> StartSheet:
    house = house_of(session)
    form = edition.form(edition.key, element_id)
    district = district_of(case, by)
    folder = Folder(session, case or CaseFile(id="", jurisdiction_key=district))
    known = _known(house, folder, edition.form_names(edition.key, element_id), spot, district)
    return StartSheet(
        edition=edition,
        element=edition.definition.element(edition.key, element_id),
        form=form,
        known=known if case is not None else {"setting": known["setting"]},
        options=choices(house, folder, form) if form is not None else {},
        case=case,
    )


def district_of(case: CaseFile | None, by: Actor) -> str:
    """Return the district in which something begins: that of the case, or the officer's."""
    return case.jurisdiction_key if case is not None else min(by.jurisdictions)


def _known(
    house: House, folder: Folder, names: frozenset[str], spot: Spot, district: str
) -> dict[str, Value]:
    known: dict[str, Value] = {"setting": dict(law_of(folder.session).settings_of(district))}
    if folder.case.id:
        known["case"] = facts_of_case(folder, names, spot)
    return known


def starting_units(by: Actor, case_units: Sequence[str] | None = None) -> list[str]:
    """Return the units in whose name the officer may set a process going: all of his, or those of a case."""
    return sorted(unit for unit in units_where(by, "task.work") if case_units is None or unit in case_units)
