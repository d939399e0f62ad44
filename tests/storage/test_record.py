"""The record is final and chained: nothing in it can be changed, removed or re-ordered unnoticed."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.database import Database, NoEventRecorded, unit_of_work
from storage.events import broken_link, count_events, leaf, record
from storage.models import Event, SavedFilter

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with database.session() as lent:
        yield lent
    database.dispose()


@unit_of_work
def note_things(session: Session, count: int, *, by: None = None) -> int:
    for number in range(count):
        record(session, "district_loaded", {"number": number}, at=AT + timedelta(minutes=number), by=by)
    return count


@unit_of_work
def forget_the_event(session: Session, *, by: None = None) -> None:
    session.execute(text("INSERT INTO counter (key, last) VALUES ('unheard', 1)"))


@unit_of_work
def stumble(session: Session, *, by: None = None) -> None:
    record(session, "district_loaded", {}, at=AT, by=by)
    session.execute(text("INSERT INTO counter (key, last) VALUES ('stumbled', 1)"))
    raise RuntimeError("the officer's screen went dark")


def test_events_of_one_action_are_chained_in_their_order(session: Session) -> None:
    note_things(session, 3)
    note_things(session, 2)
    events = session.scalars(select(Event).order_by(Event.id)).all()
    assert [event.chain_seq for event in events] == [1, 2, 3, 4, 5]
    assert all(later.previous == earlier.digest for earlier, later in itertools.pairwise(events))
    assert broken_link(events) is None


def test_an_action_that_records_nothing_writes_nothing(session: Session) -> None:
    with pytest.raises(NoEventRecorded):
        forget_the_event(session)
    assert session.scalar(text("SELECT count(*) FROM counter")) == 0


def test_an_action_that_fails_half_way_leaves_the_database_as_it_was(session: Session) -> None:
    with pytest.raises(RuntimeError):
        stumble(session)
    assert count_events(session) == 0
    assert session.scalar(text("SELECT count(*) FROM counter")) == 0


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'case_closed'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_alter_the_record(session: Session, statement: str) -> None:
    note_things(session, 1)
    session.rollback()
    with pytest.raises(DBAPIError, match="the record is final"):
        session.execute(text(statement))
    session.rollback()
    assert count_events(session) == 1


def test_an_unknown_kind_of_event_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="unknown event kind"):
        record(session, "coffee_made", {}, at=AT, by=None)


def test_rows_that_refer_to_nothing_are_refused(session: Session) -> None:
    @unit_of_work
    def refer_to_nobody(session: Session, *, by: None = None) -> None:
        record(session, "filter_saved", {}, at=AT, by=by)
        session.add(SavedFilter(officer_id="nobody", name="x", query={}, created_at=AT))

    with pytest.raises(DBAPIError):
        refer_to_nobody(session)
    assert count_events(session) == 0


def chained(facts: list[dict[str, Any]]) -> list[Any]:
    """Events as a database would give them back, chained in memory."""
    events, previous = [], ""
    for number, fact in enumerate(facts, start=1):
        row = {column.name: None for column in Event.__table__.columns}
        row |= {"chain": "c", "chain_seq": number, "kind": "note_written", "at": AT, "facts": fact}
        row |= {"previous": previous, "id": number}
        row["digest"] = previous = leaf(row)
        events.append(SimpleNamespace(**row))
    return events


FACTS = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=8), max_size=3),
    min_size=2,
    max_size=8,
)


@settings(deadline=None)
@given(FACTS, st.data())
def test_whatever_is_altered_moved_or_left_out_is_noticed(
    facts: list[dict[str, Any]], data: st.DataObject
) -> None:
    events = chained(facts)
    assert broken_link(events) is None
    place = data.draw(st.integers(0, len(events) - 1))
    altered = copy.deepcopy(events)
    altered[place].facts = {**altered[place].facts, "added": 1}
    assert broken_link(altered) is altered[place]
    if place < len(events) - 1:
        assert broken_link(events[:place] + events[place + 1 :]) is events[place + 1]
        swapped = [*events[:place], events[place + 1], events[place], *events[place + 2 :]]
        assert broken_link(swapped) is events[place + 1]
