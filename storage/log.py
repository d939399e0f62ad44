"""The log as it stands, read fast and in its order, for proving that every event is what its digest says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage.events import canonical

AT_ONCE = 1_000
LONGEST = 65_536
"""Bytes of facts up to which an event is read in one value with others."""
LogRow = tuple[Any, ...]
"""id, digest, chain, number in it, digest of the one before, kind, and what the digest covers as one JSON text (on
SQLite its bytes); None for that of an event that is not stored as events are."""

_LEAST = -(2**63)
_BEGUN = sha256()
_PLAIN = (
    "actor_id", "actor_role", "chain", "chain_seq", "kind", "on_behalf_of", "previous", "run_id", "task_id", "unit_id",
)  # fmt: skip


@dataclass(frozen=True)
class _Dialect:
    """How a database writes a column and the moment as JSON, and many values as one.

    `rightly` says that an event is stored as events are, `typed` that its plain columns are: SQLite takes bytes where
    text belongs, and text that goes on after a zero byte, where some of its functions stop reading; PostgreSQL takes
    years before Christ, whose sign is no part of a written moment.
    """

    quoted: str
    moment: str
    rightly: str
    typed: str
    joined: str
    whole: str

    def covered(self) -> str:
        """Return what was hashed, put together by the database: it does so faster, and fewer values are fetched.

        Facts go in as the very text that is stored.
        """
        parts = {"at": self.moment, "facts": "facts", **{name: self.quoted.format(name) for name in _PLAIN}}
        told = [
            f"""'{"," if at else "{"}"{name}":', {parts[name]}""" for at, name in enumerate(sorted(parts))
        ]
        return f"concat({', '.join(told)}, '}}')"


_DIALECTS = {
    "sqlite": _Dialect(
        quoted="json_quote({})",
        moment="""'"' || substr(at, 1, 10) || 'T' || substr(at, 12) || '+00:00"'""",
        rightly="substr(at, 11, 1) = ' ' AND octet_length(at) = 26 AND typeof(facts) || typeof(digest) = 'texttext'",
        typed=" AND ".join(f"typeof({name}) <> 'blob'" for name in (*_PLAIN, "at")),
        joined="group_concat({}, '{}')",
        whole="CAST({} AS BLOB)",  # bytes need not be decoded to be hashed
    ),
    "postgresql": _Dialect(
        quoted="coalesce(to_json({})::text, 'null')",
        moment="""to_char(at AT TIME ZONE 'UTC', '\\"YYYY-MM-DD"T"HH24:MI:SS.US+00:00\\"')""",
        rightly="at >= '0001-01-02' AND at < '9999-12-31'",
        typed="true",
        joined="string_agg({}::text, '{}' ORDER BY id)",
        whole="{}",
    ),
}


def _asked(question: str) -> TextClause:
    return text(question.replace(":", "\\:").replace("@", ":"))


def _row_by_row(dialect: _Dialect) -> TextClause:
    """Return the statement for the next events, a row each."""
    covered = (
        f"CASE WHEN {dialect.rightly} AND {dialect.typed} THEN {dialect.whole.format(dialect.covered())} END"
    )
    columns = f"id, digest, chain, chain_seq, previous, kind, {covered}"
    return _asked(f"SELECT {columns} FROM event WHERE id >= @first ORDER BY id LIMIT @many")


def _in_one(dialect: _Dialect) -> TextClause:
    """Return the statement for the next events in one row, each column as one value: fetching values is dear."""
    fits = f"{dialect.rightly} AND octet_length(CAST(facts AS TEXT)) <= {LONGEST}"
    covered = f"CASE WHEN {fits} THEN {dialect.covered()} ELSE '' END AS covered"
    columns = f"id, digest, chain, chain_seq, previous, kind, {covered}"
    events = f"SELECT {columns} FROM event WHERE id >= @first ORDER BY id LIMIT @many"
    joined = [
        dialect.joined.format(f"coalesce({name}, '')", ",")
        for name in ("digest", "chain", "previous", "kind")
    ]
    numbers = [dialect.joined.format(name, ",") for name in ("id", "chain_seq")]
    whole = dialect.whole.format(dialect.joined.format("covered", "\n"))
    return _asked(f"SELECT count(*), {', '.join([*numbers, *joined])}, {whole} FROM ({events}) AS part")


_ROW_BY_ROW = {name: _row_by_row(dialect) for name, dialect in _DIALECTS.items()}
_IN_ONE = {name: _in_one(dialect) for name, dialect in _DIALECTS.items()}


@dataclass(frozen=True)
class Columns:
    """Events in a row of the log, column by column; each covered text belongs to the event at its place."""

    ids: Sequence[int]
    numbers: Sequence[int]
    digests: Sequence[str]
    chains: Sequence[str]
    befores: Sequence[str]
    kinds: Sequence[str]
    covered: Sequence[bytes]


@dataclass(frozen=True)
class Stretch:
    """Events in a row of the log: by column, None when they do not come apart into columns, and row by row."""

    columns: Columns | None
    rows: Callable[[], list[LogRow]]


def log_stretches(session: Session, after: int | None = None, at_once: int = AT_ONCE) -> Iterator[Stretch]:
    """Yield all events above an id, or all events, in the order of the log, some at a time."""
    connection = session.connection()
    first = _LEAST if after is None else after + 1
    while True:
        values = {"first": first, "many": at_once}
        fetched = partial(_fetched, connection, _ROW_BY_ROW[connection.dialect.name], values)
        columns = _columns(connection, values)
        if columns is not None:
            yield Stretch(columns, fetched)
            first = columns.ids[-1] + 1
        elif rows := fetched():
            yield Stretch(None, fetched)
            first = rows[-1][0] + 1
        else:
            return


def _columns(connection: Connection, values: dict[str, int]) -> Columns | None:
    """Return the next events by column, or None when there are none or one of them is not as events are.

    Every event adds a piece at least to each column, so a column of as many pieces as there are events has one of
    each: no value can hold what separates them.
    """
    try:
        (count, ids, numbers, *joined, covered), *_ = _rows(
            connection, _IN_ONE[connection.dialect.name], values
        )
        if not count:
            return None
        digests, chains, befores, kinds = (each.split(",") for each in joined)
        texts = (covered if isinstance(covered, bytes) else covered.encode()).split(b"\n")
        found = Columns(_whole(ids), _whole(numbers), digests, chains, befores, kinds, texts)
    except (sqlite3.OperationalError, OperationalError, ValueError):
        if connection.dialect.name != "sqlite":
            raise
        return None
    return found if all(len(each) == count for each in vars(found).values()) else None


def _whole(joined: str) -> list[int]:
    return list(map(int, joined.split(",")))


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


def digests_of(covered: Sequence[bytes]) -> list[bytes]:
    """Return the digests of texts as they are written."""
    found, another = [], _BEGUN.copy  # cheaper than to begin another
    for each in covered:
        running = another()
        running.update(each)
        found.append(running.digest())
    return found


def proven(row: LogRow) -> bytes | None:
    """Return the digest of an event that is what its digest says, as it is written or else by what that means.

    None for another.
    """
    covered = row[6]
    if covered is None:
        return None
    raw = covered if isinstance(covered, bytes) else covered.encode()
    (found,) = digests_of((raw,))
    return found if found.hex() == row[1] else _means(raw, row[1])


def facts_of(covered: bytes | str) -> dict[str, Any]:
    """Return the facts in the covered text of a proven event."""
    facts: dict[str, Any] = json.loads(covered)["facts"]
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
