"""Drafts: what an officer has filled in so far, sealed; they survive a closed browser and end with the task."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actors import Actor
from app.house import house_of
from app.refusals import NotFound
from storage.database import housekeeping
from storage.models import CaseFile, RegistrationDraft, TaskDraft
from storage.runs import task_for_update

Draft = dict[str, list[str]]


@housekeeping
def save_draft(
    session: Session, task_id: str, fields: Mapping[str, Sequence[str]], *, by: Actor
) -> TaskDraft:
    """Keep what has been filled in for a task; raise NotFound for a closed task or one of other units."""
    found = task_for_update(session, task_id)
    if found is None or found[0].unit_id not in by.unit_ids or found[0].closed_at is not None:
        raise NotFound()
    _task, _run, case = found
    draft = session.get(TaskDraft, (task_id, by.officer_id)) or TaskDraft(
        task_id=task_id, officer_id=by.officer_id
    )
    draft.cipher = case_key(session, case).seal(_pack(fields), f"draft.{task_id}.{by.officer_id}")
    draft.saved_at = house_of(session).now()
    session.add(draft)
    return draft


def read_draft(session: Session, case: CaseFile, task_id: str, *, by: Actor) -> Draft | None:
    """Return what this officer has kept for a task, or None."""
    draft = session.get(TaskDraft, (task_id, by.officer_id))
    if draft is None:
        return None
    return _unpack(case_key(session, case).open(draft.cipher, f"draft.{task_id}.{by.officer_id}"))


@housekeeping
def save_registration(
    session: Session, fields: Mapping[str, Sequence[str]], *, by: Actor
) -> RegistrationDraft:
    """Keep a complaint that is being registered; each officer has one such draft."""
    draft = session.get(RegistrationDraft, by.officer_id) or RegistrationDraft(officer_id=by.officer_id)
    draft.cipher = house_of(session).keyring.seal_own(_pack(fields), f"registration.{by.officer_id}")
    draft.saved_at = house_of(session).now()
    session.add(draft)
    return draft


def read_registration(session: Session, *, by: Actor) -> Draft | None:
    """Return the complaint that this officer has begun to register, or None."""
    draft = session.get(RegistrationDraft, by.officer_id)
    if draft is None:
        return None
    return _unpack(house_of(session).keyring.open_own(draft.cipher, f"registration.{by.officer_id}"))


def forget_registration(session: Session, by: Actor) -> None:
    """Remove an officer's begun registration: the case exists now."""
    session.execute(delete(RegistrationDraft).where(RegistrationDraft.officer_id == by.officer_id))


def _pack(fields: Mapping[str, Sequence[str]]) -> bytes:
    return json.dumps({name: list(texts) for name, texts in fields.items()}, ensure_ascii=False).encode()


def _unpack(packed: bytes) -> Draft:
    draft: Draft = json.loads(packed)
    return draft
