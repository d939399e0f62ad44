"""The tables into which lists of a project go, and who may bring and read them; it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.actions.register_rows import PROJECTS
from app.actions.roster_drafts import Origin
from app.actors import Actor
from app.forms import Field, load_form
from app.house import house_of
from app.refusals import NotAllowed, NotFound
from app.registers import REGISTERS, keeping
from app.rosters.projects import kind_of
from storage.models import RegisterEntry
from storage.registers import entry_by_id

PROJECT = "project"
"""The kind of origin of a file that is a list of a project."""


@dataclass(frozen=True)
class RosterTable:
    """The table of a form into which a roster goes, and the form's file."""

    field: Field
    schema: bytes


def list_table(session: Session, origin: Origin, *, by: Actor) -> RosterTable:
    """Return the table of a project's list; raise NotFound for none, NotAllowed for who keeps no projects there."""
    acting_for(session, project_entry(session, origin.place), "register.keep", by=by)
    schema = house_of(session).project_lists
    field = load_form(schema).field(origin.path)
    if field is None or not kind_of(origin.path):
        raise NotFound()
    return RosterTable(field, schema)


def project_entry(session: Session, entry_id: str) -> RegisterEntry:
    """Return a project of the register; raise NotFound for any other row."""
    entry = entry_by_id(session, entry_id)
    if entry is None or entry.register != PROJECTS:
        raise NotFound()
    return entry


def acting_for(session: Session, entry: RegisterEntry, permission: str, *, by: Actor) -> tuple[str, Actor]:
    """Return the unit for which the officer looks after a project's lists, and him acting for it.

    The units are those that keep the register of projects: 管委会 clauses of real-name duties name the construction
    authority and 城市环境管理局 (TJ-30, TJ-58), the labour authority supervises (支付条例 §28). Raises NotFound for
    a project of another district, NotAllowed for other units.
    """
    if entry.jurisdiction_key not in by.jurisdictions:
        raise NotFound()
    unit = _unit_for(session, entry, permission, by)
    if unit is None:
        raise NotAllowed(
            "实名制名册由登记工程项目的单位导入和查阅，您的单位不在其中。",
            "Lists of real-name platforms are for the units that keep the register of projects.",
        )
    return unit, by.acting(next(seat for seat in by.seats if seat.unit_id == unit))


def may_act_for(session: Session, entry: RegisterEntry, permission: str, *, by: Actor) -> bool:
    """Tell whether the officer looks after a project's lists."""
    return _unit_for(session, entry, permission, by) is not None


def _unit_for(session: Session, entry: RegisterEntry, permission: str, by: Actor) -> str | None:
    return keeping(by, REGISTERS[PROJECTS], law_of(session).districts, permission).get(entry.jurisdiction_key)
