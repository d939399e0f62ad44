"""The log as it stands, read fast and in its order, for proving that every event is what its digest says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import String, Text, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from storage.events import leaf
from storage.models import Event
from storage.models.base import table_of

AT_ONCE = 2_000
_EVENT = table_of(Event).c
# Moments and facts as texts: nothing is taken apart that `fits` would put together again. SQLite stores moments in UTC
# as this very text; PostgreSQL, which stores no text, is asked for it.
_MOMENTS = {
    "sqlite": type_coerce(_EVENT.at, String),
    "postgresql": func.to_char(func.timezone("UTC", _EVENT.at), "YYYY-MM-DD HH24:MI:SS.US"),
}
_LOG = {
    dialect: select(
        _EVENT.id, _EVENT.digest, _EVENT.chain, _EVENT.chain_seq, _EVENT.previous, _EVENT.kind, moment,
        cast(_EVENT.facts, Text), _EVENT.actor_id, _EVENT.actor_role, _EVENT.on_behalf_of, _EVENT.run_id,
        _EVENT.task_id, _EVENT.unit_id,
    ).order_by(_EVENT.id)
    for dialect, moment in _MOMENTS.items()
}  # fmt: skip

LogRow = tuple[Any, ...]
"""id, digest, chain, number in it, digest of the one before, kind, then what the digest covers besides."""


def log_rows(session: Session, after: int = 0, at_once: int = AT_ONCE) -> Iterator[LogRow]:
    """Yield every event above an id, in the order of the log; 0 stands for the beginning."""
    connection = session.connection()
    question = _LOG[connection.dialect.name].limit(at_once)
    first = after == 0
    while True:
        answer = connection.execute(question if first else question.where(_EVENT.id > after))
        # As the driver gives them: nothing here needs converting, and a row object a row is dear.
        rows = answer.cursor.fetchall() if answer.cursor is not None else []
        answer.close()
        if not rows:
            return
        yield from rows
        first, after = False, rows[-1][0]


def fits(row: LogRow) -> bool:
    """Tell whether an event is what its digest says.

    First with its facts as the very text that is stored, which is the one that was hashed; failing that, from what
    the text says, put together as it was when the event was recorded.
    """
    _, digest, chain, number, previous, kind, at, facts, actor, role, behalf, run, task, unit = row
    try:
        body = orjson.dumps(
            {
                "actor_id": actor, "actor_role": role, "at": _moment(at), "chain": chain, "chain_seq": number,
                "facts": orjson.Fragment(facts), "kind": kind, "on_behalf_of": behalf, "previous": previous,
                "run_id": run, "task_id": task, "unit_id": unit,
            }
        )  # fmt: skip
    except (ValueError, TypeError):
        body = b""
    return bool(sha256(body).hexdigest() == digest or _says(row) == digest)


def _moment(at: str) -> str:
    """Return a moment, as a text in UTC, the way digests have it; "" for what is no such text."""
    return f"{at[:10]}T{at[11:]}+00:00" if at[10:11] == " " else ""


def _says(row: LogRow) -> str | None:
    """Return the digest of an event by what it says; None for a row that cannot be read."""
    _, _, chain, number, previous, kind, at, facts, actor, role, behalf, run, task, unit = row
    try:
        return leaf(
            {
                "chain": chain, "chain_seq": number, "previous": previous, "kind": kind,
                "at": datetime.fromisoformat(_moment(at)), "facts": json.loads(facts), "actor_id": actor,
                "actor_role": role, "on_behalf_of": behalf, "run_id": run, "task_id": task, "unit_id": unit,
            }
        )  # fmt: skip
    except (ValueError, TypeError):
        return None
