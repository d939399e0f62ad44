"""Triggers that were dropped, switched off or exchanged, and grants that no event vouches for, are findings."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.actions.exporting import ask_export, decide_export, granted_request
from app.actions.verifying import verify_record
from app.refusals import NotReady
from storage.guards import missing_guards
from storage.models import ExportRequest
from tests.support.lived import HEAD, INSPECTOR, INSPECTOR_2, Lived

WAYS = {
    "sqlite": [
        ("DROP TRIGGER event_UPDATE_refused",),
        ("DROP TRIGGER ledger_entry_books",),
        (
            "DROP TRIGGER checkpoint_DELETE_refused",
            "CREATE TRIGGER checkpoint_DELETE_refused BEFORE DELETE ON checkpoint WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'never'); END",
        ),
    ],
    "postgresql": [
        ("DROP TRIGGER event_change_refused ON event",),
        ("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_change_refused",),
        (
            "CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$",
        ),
    ],
}
"""What somebody with the database's password does before altering the record."""


def faults(session: Session) -> set[str]:
    return {fault.kind for fault in verify_record(session).faults}


def forge(session: Session, **columns: object) -> None:
    """Write into the requests as only somebody with the database's password can."""
    session.execute(update(ExportRequest).values(**columns))
    session.commit()
    session.expunge_all()


def test_a_database_that_no_longer_refuses_changes_is_reported(lived: Lived) -> None:
    with lived.session() as session:
        assert missing_guards(session) == []
        assert faults(session) == set()
        for way in WAYS[session.get_bind().dialect.name]:
            for statement in way:
                session.execute(text(statement))
            assert missing_guards(session), way
            assert faults(session) == {"trigger"}, way
            session.rollback()
        assert missing_guards(session) == []


def test_a_grant_that_was_written_into_the_database_opens_nothing(lived: Lived) -> None:
    asker, chief, case_id = lived.actor(INSPECTOR), lived.actor(HEAD), lived.cases["open"]
    with lived.session() as session:
        made = ask_export(session, case_id, "移送法院", by=asker)
        asked = made.id
        forge(session, granted=True, decided_at=made.asked_at, decided_by=chief.officer_id)
        with pytest.raises(NotReady, match="does not stand on the record"):
            granted_request(session, case_id, asked, by=asker)
        assert faults(session) == {"export_request"}
        forge(session, granted=None, decided_at=None, decided_by=None)
        decide_export(session, asked, granted=True, by=chief)
        assert granted_request(session, case_id, asked, by=asker).id == asked
        assert faults(session) == set()
        forge(session, asked_by=lived.actor(INSPECTOR_2).officer_id)
        with pytest.raises(NotReady, match="does not stand on the record"):
            granted_request(session, case_id, asked, by=lived.actor(INSPECTOR_2))


def test_a_refusal_turned_into_a_grant_opens_nothing(lived: Lived) -> None:
    asker, case_id = lived.actor(INSPECTOR), lived.cases["open"]
    with lived.session() as session:
        asked = ask_export(session, case_id, "移送法院", by=asker).id
        decide_export(session, asked, granted=False, note="材料不需要", by=lived.actor(HEAD))
        forge(session, granted=True)
        with pytest.raises(NotReady, match="does not stand on the record"):
            granted_request(session, case_id, asked, by=asker)
        assert faults(session) == {"export_request"}
