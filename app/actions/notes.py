"""Notes: remarks that officers write on a case; they stay as they are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.reach import reach_case
from app.actors import Actor
from app.house import house_of
from app.refusals import Refusal
from storage.database import unit_of_work
from storage.events import record
from storage.models import Note, new_id

LONGEST = 1000


class NoteEmpty(Refusal):
    """A note needs a text of at most 1,000 characters."""

    status = 422


@unit_of_work
def write_note(session: Session, case_id: str, text: str, *, by: Actor) -> Note:
    """Write a remark on a case; return it. Raises NoteEmpty, NotFound outside the officer's reach, NotAllowed."""
    said = text.strip()
    if not 1 <= len(said) <= LONGEST:
        raise NoteEmpty("请写明备注内容（1000 字以内）。", "Write the note, in 1,000 characters at most.")
    case, seat = reach_case(session, case_id, "case.note", by=by)
    at = house_of(session).now()
    note = Note(id=new_id(), case_id=case.id, text=said, written_by=by.officer_id, written_at=at)
    session.add(note)
    record(session, "note_written", {"note": note.id}, at=at, by=by.acting(seat), case=case)
    return note
