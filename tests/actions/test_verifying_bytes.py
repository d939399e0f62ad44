"""What SQLite stores and no other database would is found as well: bytes that are no text, facts that are no JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
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
@pytest.mark.parametrize(
    "change",
    [
        "facts = facts || char(0) || 'and more'",
        "at = at || char(0) || 'and more'",
        "at = at || '0'",
        "kind = kind || char(0)",
        "facts = CAST(facts AS BLOB)",
        "kind = CAST(kind AS BLOB)",
        "chain = CAST(chain AS BLOB)",
        "digest = CAST(digest AS BLOB)",
        "previous = CAST(previous AS BLOB)",
        "facts = '{\"a\":' || char(10) || '1}'",
        "kind = kind || ',' || kind",
    ],
)
def test_what_half_of_the_database_does_not_see_is_named_at_its_event(
    sealed: tuple[Session, list[Signed]], change: str
) -> None:
    session, witness = sealed
    row = rows_of(session)[9]
    session.connection().exec_driver_sql(f"UPDATE event SET {change} WHERE id = ?", (row["id"],))
    for witnesses in ([], [witness]):
        fault = verify_log(session, *witnesses).faults[0]
        assert fault.event == row["id"] and json.dumps(asdict(fault))


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_the_same_day_of_a_year_before_christ_is_another_day(sealed: tuple[Session, list[Signed]]) -> None:
    session, _ = sealed
    row = rows_of(session)[9]
    before = f"{row['at']:%Y-%m-%d %H:%M:%S.%f}+00 BC"
    session.connection().exec_driver_sql("UPDATE event SET at = %s WHERE id = %s", (before, row["id"]))
    assert verify_log(session).faults[0].event == row["id"]


@ON_SQLITE
def test_facts_written_with_other_blanks_are_the_same_facts(sealed: tuple[Session, list[Signed]]) -> None:
    session, witness = sealed
    row = rows_of(session)[9]
    past_the_types(session, "facts", json.dumps(row["facts"], indent=1))
    assert verify_log(session, witness).faults == []


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
