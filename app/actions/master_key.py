"""Whether the master key of the installation is the one that sealed its cases; it opens nothing of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.refusals import Refusal
from storage.casebook import newest_case
from storage.crypto import CannotDecrypt


class ForeignKey(Refusal):
    """The master key did not seal what is in the database."""

    status = 503


def check_master_key(session: Session) -> None:
    """Raise ForeignKey when the newest case does not open with this master key."""
    case = newest_case(session)
    if case is None:
        return
    try:
        case_key(session, case)
    except CannotDecrypt:
        raise ForeignKey(
            "主密钥与数据库不符，案件资料打不开：请把原来的主密钥文件放回 MASTER_KEY_FILE 所指的位置，再启动。",
            "The master key does not fit the database, and no case data opens: put the former key file back where "
            "MASTER_KEY_FILE points, and start again.",
        ) from None
