"""Districts: the units of the shipped district files become rows, so that work can belong to them."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.actors import SYSTEM, Actor
from app.districts import District
from app.house import house_of
from app.refusals import Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.models import Jurisdiction, Unit


class NothingChanged(Refusal):
    """The district files are those that were loaded before."""


@unit_of_work
def load_districts(session: Session, profiles: dict[str, str], *, by: Actor = SYSTEM) -> list[str]:
    """Take over districts from the texts of their files by key; return the keys that changed.

    A unit that was merged or has left stays, inactive, because the record refers to it. Raises NothingChanged
    when all are as they were.
    """
    house, changed = house_of(session), []
    for key, profile in profiles.items():
        digest = hashlib.sha256(profile.encode()).hexdigest()
        row = session.get(Jurisdiction, key)
        if row is not None and row.profile_digest == digest:
            continue
        district = law_of(session).districts[key]
        _write(session, district, row, profile, digest)
        record(session, "district_loaded", {"key": key, "digest": digest}, at=house.now(), by=by)
        changed.append(key)
    if not changed:
        raise NothingChanged("各区配置没有变化。", "The districts are as they were.")
    return changed


def _write(session: Session, district: District, row: Jurisdiction | None, profile: str, digest: str) -> None:
    if row is None:
        row = Jurisdiction(key=district.key)
        session.add(row)
    row.name_zh, row.name_en, row.profile, row.profile_digest = district.zh, district.en, profile, digest
    row.loaded_at = house_of(session).now()
    session.flush()
    for unit in district.units.values():
        unit_id = f"{district.key}.{unit.id}"
        known = session.get(Unit, unit_id) or Unit(id=unit_id, jurisdiction_key=district.key, short=unit.id)
        known.short, known.name_zh, known.name_en, known.active = (
            unit.id,
            unit.zh,
            unit.en,
            unit.successor is None,
        )
        session.add(known)
