"""A form that begins something carries a key: sent twice, by impatience or after a crash, it is carried out once."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key, open_fact
from app.actors import Actor
from app.refusals import Refusal
from storage.models import CaseFile
from storage.sections import section_facts
from storage.submissions import note_submission

_KEY = re.compile(r"[0-9a-f]{32}\Z")


class SentBefore(Refusal):
    """The same form was carried out already, in the case `case_id`; nothing was done again.

    `query_code` is the one that was told, or should have been, when the form opened that case; else None.
    """

    def __init__(self, case_id: str, query_code: str | None) -> None:
        super().__init__(
            "这份表单已经提交过，没有重复办理。", "This form was sent before; nothing was done twice."
        )
        self.case_id = case_id
        self.query_code = query_code


def new_key() -> str:
    """Return a key for a form that is shown now: 32 hex digits."""
    return secrets.token_hex(16)


def once(session: Session, key: str | None, case: CaseFile, at: datetime, *, by: Actor) -> None:
    """Take note of a form's key before anything else is written; raise SentBefore for one that is known.

    A form without a key, or with one that no page of ours has made, is carried out as often as it is sent.
    """
    if by.officer_id is None or key is None or not _KEY.match(key):
        return
    earlier = note_submission(session, by.officer_id, key, case.id, at)
    if earlier == case.id:
        raise SentBefore(earlier, None)
    if earlier is not None:
        raise SentBefore(earlier, _code_of(session, session.get_one(CaseFile, earlier)))


def _code_of(session: Session, case: CaseFile) -> str | None:
    kept = section_facts(session, case.id, {"receipt"}).get("receipt", {}).get("query_code")
    return None if kept is None else str(open_fact(kept, case_key(session, case), "receipt.query_code"))
