"""Clocks warn at half, three working days before, on the day and once over; a scan reads only what is to be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from app.clock import SetClock
from app.jobs.clocks import warn
from storage.clocks import clocks_to_warn
from storage.models import Deadline
from storage.models.base import table_of
from tests.actions.flows import Desk, line
from tests.actions.test_hot_path import plan_of
from tests.bench.measuring import listening
from tests.support.clock import at
from tests.support.tiny import Tiny, step

FAR = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def scan(desk: Desk) -> int:
    """Let a worker look for what is to be told."""
    with desk.office.session() as session:
        return warn(session)


def told(desk: Desk, case_id: str) -> list[str]:
    """What was said of the clocks of a case."""
    events = desk.events(case_id, "deadline_warned")
    return [str(event.facts["level"]) for event in sorted(events, key=lambda event: event.chain_seq)]


def test_a_clock_warns_at_each_level_once(desk: Desk, clock: SetClock) -> None:
    desk.publish("one", line("one", step("file", starts="INS-07"), step("close", meets="INS-07")))
    case_id = desk.begin("one")
    desk.complete(case_id, "file")
    assert scan(desk) == 0
    # 60 working days from 24 September end on 23 December; half of the time is over on 8 November
    for moment in (at(2025, 11, 8), at(2025, 12, 18), at(2025, 12, 23), at(2025, 12, 24), at(2025, 12, 29)):
        clock.set(moment)
        scan(desk)
        assert scan(desk) == 0, "each is told once"
    assert told(desk, case_id) == ["已过半", "三个工作日内", "今日到期", "已逾期"]


def test_a_right_of_a_party_only_lapses(desk: Desk, clock: SetClock) -> None:
    desk.publish("one", line("one", step("serve", starts="ARB-15a"), step("watch", meets="ARB-15a")))
    case_id = desk.begin("one")
    desk.complete(case_id, "serve")
    clock.set(at(2025, 10, 8))
    assert scan(desk) == 0
    clock.set(at(2025, 11, 10))
    assert (scan(desk), scan(desk)) == (1, 0)
    assert told(desk, case_id) == ["已届满"]


def test_a_clock_that_was_met_warns_no_more(desk: Desk, clock: SetClock) -> None:
    desk.publish("one", line("one", step("file", starts="INS-01"), step("close", meets="INS-01"), step("x")))
    case_id = desk.begin("one")
    desk.complete(case_id, "file")
    desk.complete(case_id, "close")
    clock.set(at(2026, 1, 5))
    assert scan(desk) == 0 and told(desk, case_id) == []


def test_the_scan_walks_the_index_and_asks_the_same_of_many_clocks(desk: Desk, clock: SetClock) -> None:
    desk.publish("one", line("one", step("file", starts="INS-01"), step("close", meets="INS-01")))
    case_id = desk.begin("one")
    desk.complete(case_id, "file")
    (row,) = desk.office.rows(Deadline)
    rows = [
        {
            "id": f"far{number:023d}", "case_id": case_id, "run_id": row.run_id, "rule": "INS-07",
            "started_by": "file", "started_on": row.started_on, "due_at": FAR, "provisional": False,
            "warn_at": FAR + timedelta(seconds=number),
        }
        for number in range(20_000)
    ]  # fmt: skip
    with desk.office.session() as session:
        session.execute(insert(table_of(Deadline)), rows)
        session.execute(update(Deadline).where(Deadline.id == row.id).values(warn_at=at(2025, 9, 24, hour=0)))
        session.commit()
        engine = session.get_bind().engine
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    with desk.office.session() as session, listening(engine) as heard:
        found = clocks_to_warn(session, at(2025, 9, 24))
    assert found == [(row.id, case_id)]
    assert len(heard.statements) == 1
    sqlite = engine.dialect.name == "sqlite"
    now = at(2025, 9, 24)
    given = (now.replace(tzinfo=None).isoformat(" "), 200, 0) if sqlite else {"now": now, "most": 200}
    plan = plan_of(engine, heard.statements[0], given)
    assert "ix_deadline_warning" in plan, plan
