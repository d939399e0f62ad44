"""Questions about forms that were sent: whether one has been carried out already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Submission
from storage.upserts import upsert


def note_submission(session: Session, officer_id: str, key: str, case_id: str, at: datetime) -> str | None:
    """Note that a form with this key is carried out in a case; return the case of an earlier one, if there is one.

    One statement, so that of two that come at once the second waits for the first and then learns of it.
    """
    values = {"officer_id": officer_id, "key": key, "case_id": case_id, "sent_at": at}
    noted = session.execute(
        upsert(session, Submission).values(values).on_conflict_do_nothing().returning(Submission.case_id)
    ).scalar()
    if noted is not None:
        return None
    question = select(Submission.case_id).where(Submission.officer_id == officer_id, Submission.key == key)
    return session.execute(question).scalar_one()
