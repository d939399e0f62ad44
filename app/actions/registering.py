"""What the registration page needs to know: the form of the first step, its choices, and the officer's draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.drafts import Draft, read_registration
from app.actions.folder import Folder
from app.actions.form_choices import choices
from app.actions.law import law_of
from app.actions.opening import INTAKE, CannotOpen
from app.actors import Actor, Seat
from app.clock import local
from app.engine import Element
from app.forms import Form, Option
from app.house import house_of
from app.permissions import units_where
from app.refusals import NotAllowed
from app.values import Value
from app.versions import Edition
from storage.models import CaseFile

FIRST_STEP = "register_complaint"


@dataclass(frozen=True)
class RegistrationSheet:
    """The registration form as one unit fills it in. `known` holds the settings of the unit's district."""

    seat: Seat
    edition: Edition
    element: Element
    form: Form
    known: Mapping[str, Value]
    options: Mapping[str, list[Option]]
    draft: Draft | None


def receiving_seats(by: Actor) -> list[Seat]:
    """Return one seat for each unit in whose name the officer may register complaints."""
    units = units_where(by, "case.open")
    return list({seat.unit_id: seat for seat in reversed(by.seats) if seat.unit_id in units}.values())[::-1]


def registration_sheet(session: Session, unit_id: str | None, *, by: Actor) -> RegistrationSheet:
    """Return the sheet for a unit of the officer, his first one if none is named. Nothing is written.

    Raises NotAllowed for a unit in which he may not register, CannotOpen while intake is not published.
    """
    seats = receiving_seats(by)
    seat = next((seat for seat in seats if unit_id in (None, "", seat.unit_id)), None)
    if seat is None:
        raise NotAllowed("您不是该单位的工作人员，不能以其名义登记。", "You hold no role in this unit.")
    house = house_of(session)
    edition = house.shelf.current(session, INTAKE, seat.jurisdiction, local(house.now()).date())
    form = edition.form(INTAKE, FIRST_STEP) if edition is not None else None
    if edition is None or form is None:
        raise CannotOpen("受理流程没有发布，暂不能登记。", "The intake process is not published.")
    nothing = CaseFile(id="", jurisdiction_key=seat.jurisdiction)
    return RegistrationSheet(
        seat=seat,
        edition=edition,
        element=edition.definition.element(INTAKE, FIRST_STEP),
        form=form,
        known={"setting": dict(law_of(session).settings_of(seat.jurisdiction))},
        options=choices(house, Folder(session, nothing), form),
        draft=read_registration(session, by=by),
    )
