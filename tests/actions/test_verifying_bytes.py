"""What SQLite stores and no other database would is found as well: bytes that are no text, facts that are no JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.actions.verifying import verify_log
from app.checkpoints import Signed
from tests.actions.test_verifying import rows_of
from tests.actions.test_verifying import sealed as sealed


def past_the_types(session: Session, column: str, value: object) -> dict[str, Any]:
    """Write what SQLite stores and no other database would into a column of the tenth event; return the event."""
    row = rows_of(session)[9]
    session.connection().exec_driver_sql(f"UPDATE event SET {column} = ? WHERE id = ?", (value, row["id"]))
    return row


ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL takes no value of another type


@ON_SQLITE
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", b"\xff\xfe"),
        ("chain", b"\xff\xfe"),
        ("digest", b"\xc3\x28"),
        ("facts", b"\xff"),
        ("facts", "no json"),
        ("at", "2026-01-01T10:00:00.000000"),
        ("at", ""),
    ],
)
def test_bytes_that_no_program_of_ours_wrote_are_named_at_their_event(
    sealed: tuple[Session, list[Signed]], column: str, value: object
) -> None:
    session, _ = sealed
    row = past_the_types(session, column, value)
    if isinstance(value, bytes):  # as text, which a blob is not
        session.connection().exec_driver_sql(
            f"UPDATE event SET {column} = CAST({column} AS TEXT) WHERE id = ?", (row["id"],)
        )
    fault = verify_log(session).faults[0]
    assert fault.event == row["id"]


@ON_SQLITE
def test_facts_that_speak_for_another_column_do_not_cover_its_change(
    sealed: tuple[Session, list[Signed]],
) -> None:
    session, _ = sealed
    row = past_the_types(session, "actor_role", "somebody_else")
    facts = json.dumps(row["facts"]) + f',"actor_role":{json.dumps(row["actor_role"])}'
    past_the_types(session, "facts", facts)
    fault = verify_log(session).faults[0]
    assert (fault.kind, fault.event) == ("altered", row["id"])
