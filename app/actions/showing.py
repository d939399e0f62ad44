"""Showing one masked value of a case in clear: with a purpose, and on the record."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.personal import PersonalValue, personal_values
from app.actions.reach import reach_case
from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound, Refusal
from storage.database import unit_of_work
from storage.events import record

LONGEST_PURPOSE = 100


class PurposeNeeded(Refusal):
    """Personal data is shown only for a purpose that is named."""

    status = 422


@unit_of_work
def show_personal(session: Session, case_id: str, key: str, purpose: str, *, by: Actor) -> PersonalValue:
    """Return one personal value of a case in clear; who asked for which field, and why, becomes an event.

    `key` is that of `personal_values`. Raises PurposeNeeded without a purpose of at most 100 characters, NotFound
    for a case or a value that is not open to the officer, NotAllowed without the permission. The event names the
    field and the purpose, never the value.
    """
    why = " ".join(purpose.split())
    if not 2 <= len(why) <= LONGEST_PURPOSE:
        raise PurposeNeeded(
            "请写明查看用途（2 至 100 字）。", "Say what you need it for, in 2 to 100 characters."
        )
    case, seat = reach_case(session, case_id, "personal.show", by=by)
    value = next((each for each in personal_values(session, case, by=by) if each.key == key), None)
    if value is None:
        raise NotFound
    facts = {"field": value.field, "ref": value.ref, "purpose": why}
    record(session, "personal_data_shown", facts, at=house_of(session).now(), by=by.acting(seat), case=case)
    return value
