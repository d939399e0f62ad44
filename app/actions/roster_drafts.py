"""Rosters on their way into a form: brought by an officer, corrected by him, not handed in yet; he alone sees them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound
from app.rosters.contents import Contents, unpack_contents
from storage.database import housekeeping
from storage.models import RosterDraft, new_id
from storage.rosters import roster_draft


@dataclass(frozen=True)
class Origin:
    """The form from which a roster is brought: a unit's registration, a task, or the start of a process."""

    kind: str
    place: str
    path: str
    case_id: str | None = None


@housekeeping
def stage_roster(
    session: Session, origin: Origin, name: str, content: bytes, contents: Contents, *, by: Actor
) -> RosterDraft:
    """Keep what a file holds for the table of a form, until it is settled or given up."""
    draft = RosterDraft(
        id=new_id(),
        officer_id=by.officer_id,
        kind=origin.kind,
        place=origin.place,
        case_id=origin.case_id,
        path=origin.path,
        file_name=name[:300],
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=house_of(session).now(),
        settled_at=None,
    )
    draft.cipher = _sealed(session, draft, contents)
    session.add(draft)
    return draft


@housekeeping
def keep_roster(session: Session, draft_id: str, contents: Contents, *, by: Actor) -> RosterDraft:
    """Keep a roster as it has been corrected; raise NotFound for one of others or one that is settled."""
    draft = roster_draft(session, draft_id, by.officer_id or "")
    if draft is None or draft.settled_at is not None:
        raise NotFound()
    draft.cipher = _sealed(session, draft, contents)
    return draft


def read_roster(session: Session, draft_id: str, *, by: Actor) -> tuple[RosterDraft, Contents]:
    """Return a roster that this officer brought; raise NotFound for any other."""
    draft = roster_draft(session, draft_id, by.officer_id or "")
    if draft is None:
        raise NotFound()
    opened = house_of(session).keyring.open_own(draft.cipher, f"roster.{draft.id}")
    return draft, unpack_contents(opened)


def origin_of(draft: RosterDraft) -> Origin:
    """Return from which form a roster was brought."""
    return Origin(draft.kind, draft.place, draft.path, draft.case_id)


def without_roster(fields: Mapping[str, list[str]], path: str) -> dict[str, list[str]]:
    """Return the fields of a form without the rows of a table."""
    return {name: texts for name, texts in fields.items() if not name.startswith(f"{path}.")}


def _sealed(session: Session, draft: RosterDraft, contents: Contents) -> bytes:
    return house_of(session).keyring.seal_own(contents.pack(), f"roster.{draft.id}")
