"""The log as it stands, read fast and in its order, for proving that every event is what its digest says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage.events import canonical

AT_ONCE = 2_000
LogRow = tuple[Any, ...]
"""id, digest, chain, number in it, digest of the one before, kind, and what the digest covers as one JSON text (on
SQLite its bytes); None for that of an event whose moment is not written as moments are."""

_LEAST = -(2**63)
_BEGUN = sha256()
_PLAIN = (
    "actor_id", "actor_role", "chain", "chain_seq", "kind", "on_behalf_of", "previous", "run_id", "task_id", "unit_id",
)  # fmt: skip


def _question(quoted: str, moment: str, covered: str) -> TextClause:
    """Return the statement for the next events.

    The database puts together what was hashed: it does so faster, and fewer values are fetched. `quoted` writes a
    column as JSON, `moment` that of the event, or nothing when it is not written as moments are; `covered` is the
    type of the whole. Facts go in as the very text that is stored.
    """
    parts = {"at": moment, "facts": "facts", **{name: quoted.format(name) for name in _PLAIN}}
    names = sorted(parts)
    frame = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    whole = f"format('{frame}', {', '.join(parts[name] for name in names)})"
    columns = f"id, digest, chain, chain_seq, previous, kind, CASE WHEN {moment} > '' THEN {covered.format(whole)} END"
    asked = f"SELECT {columns} FROM event WHERE id >= @first ORDER BY id LIMIT @many".replace(":", "\\:")
    return text(asked.replace("@", ":"))


_QUESTIONS = {
    "sqlite": _question(
        "json_quote({})",
        "CASE substr(at, 11, 1) WHEN ' ' THEN format('\"%sT%s+00:00\"', substr(at, 1, 10), substr(at, 12)) END",
        "CAST({} AS BLOB)",  # bytes need not be decoded to be hashed
    ),
    "postgresql": _question(
        "coalesce(to_json({})::text, 'null')",
        """to_char(at AT TIME ZONE 'UTC', '\\"YYYY-MM-DD"T"HH24:MI:SS.US+00:00\\"')""",
        "{}",
    ),
}


def log_rows(session: Session, after: int | None = None, at_once: int = AT_ONCE) -> Iterator[LogRow]:
    """Yield every event above an id, or every event, in the order of the log."""
    connection = session.connection()
    question = _QUESTIONS[connection.dialect.name]
    first = _LEAST if after is None else after + 1
    while rows := _fetched(connection, question, {"first": first, "many": at_once}):
        yield from rows
        first = rows[-1][0] + 1


def _fetched(connection: Connection, question: TextClause, values: dict[str, int]) -> list[LogRow]:
    """Return the next rows.

    SQLite also stores what is no text where text belongs, and its driver breaks off there: such rows are read again
    with signs in place of those bytes, so that the proof can name the event.
    """
    try:
        return _rows(connection, question, values)
    except (sqlite3.OperationalError, OperationalError):
        if connection.dialect.name != "sqlite":
            raise
    driver: Any = connection.connection.driver_connection
    driver.text_factory = _legible
    try:
        return _rows(connection, question, values)
    finally:
        driver.text_factory = str


def _rows(connection: Connection, question: TextClause, values: dict[str, int]) -> list[LogRow]:
    """Return rows as the driver gives them: nothing needs converting, and a row object a row is dear."""
    with connection.execute(question, values) as answer:
        return [] if answer.cursor is None else list(answer.cursor.fetchall())


def _legible(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def proven(row: LogRow) -> bytes | None:
    """Return the digest of an event that is what its digest says, as it is written or else by what that means.

    None for another.
    """
    covered = row[6]
    if covered is None:
        return None
    raw = covered if isinstance(covered, bytes) else covered.encode()
    running = _BEGUN.copy()  # cheaper than to begin another
    running.update(raw)
    found = running.digest()
    return found if found.hex() == row[1] else _means(raw, row[1])


def facts_of(row: LogRow) -> dict[str, Any]:
    """Return the facts of a proven event."""
    facts: dict[str, Any] = json.loads(row[6])["facts"]
    return facts


def _means(covered: bytes, digest: object) -> bytes | None:
    """Return the digest of an event by what its text says, if it is this one.

    None for a text that cannot be read, or in two ways.
    """
    try:
        found = sha256(canonical(json.loads(covered, object_pairs_hook=_once)).encode())
    except (ValueError, RecursionError):
        return None
    return found.digest() if found.hexdigest() == digest else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object all of whose names differ: facts that say more than facts would speak for other columns."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
