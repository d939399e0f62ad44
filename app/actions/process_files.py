"""Files of processes are stored once under their digest; it decides nothing about them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from storage.models import ProcessFile
from storage.upserts import upsert
from storage.versions import content_digest, stored_digests


def store_contents(session: Session, contents: Iterable[bytes]) -> None:
    """Store these contents as far as they are not stored yet."""
    wanted = {content_digest(content): content for content in contents}
    missing = wanted.keys() - stored_digests(session, sorted(wanted))
    if missing:
        rows = [{"digest": digest, "content": wanted[digest]} for digest in sorted(missing)]
        session.execute(upsert(session, ProcessFile).on_conflict_do_nothing(), rows)
