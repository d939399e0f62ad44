"""Names of persons on pages: whoever works on a case reads them, whoever only oversees the record sees them masked."""

from __future__ import annotations

from app.actors import Actor
from app.identifiers.masking import mask_name
from app.permissions import sees_masked_only
from app.views.access import house
from storage.models import Party

_NAMES = ("name", "worker")


def open_names(who: Actor) -> frozenset[str]:
    """Return the paths of the names that this officer reads in full: of parties, not of whoever reported."""
    if sees_masked_only(who):
        return frozenset()
    return frozenset(
        f"{path}.{part}"
        for path, field in house().catalogue.fields.items()
        for part, column in field.columns.items()
        if part in _NAMES and column.protection == "personal"
    )


def name_for(who: Actor, party: Party) -> str:
    """Return a party's name as this officer reads it; organisations are never masked."""
    person = party.place == "worker" or party.kind in ("个人", "person", "")
    return mask_name(party.name) if person and party.name and sees_masked_only(who) else party.name
