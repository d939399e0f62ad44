"""What a worker does besides firing timers: patience with the database, heartbeats, mending and tidying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import clock
from app.actions.completing import complete_task
from app.actions.documents import Upload
from app.clock import SetClock
from app.jobs import timers, worker
from app.jobs.patience import PAUSES, patiently
from app.jobs.pulse import Pulse, sign_off
from storage.database import EventInChore, housekeeping
from storage.events import record
from storage.models import Event, Incident, SignInThrottle, Timer, Worker
from storage.upkeep import overtaken_incidents
from tests.actions import curable
from tests.support.tiny import Tiny

TROUBLE = OperationalError("SELECT 1", {}, Exception("the server is restarting"))
PAPER = b"%PDF-1.4\n% a paper\n%%EOF\n"


class Steady:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def due_timer(office: Tiny) -> Timer:
    """Begin a case whose timer is due and return the timer."""
    office.begin("waiting", {"var.until": ["2025-09-01T08:00:00+08:00"]})
    return office.timers()[-1]


def test_work_waits_for_a_database_in_trouble_and_then_goes_on() -> None:
    waited: list[float] = []
    troubles = [TROUBLE, TROUBLE]

    def act() -> str:
        if troubles:
            raise troubles.pop()
        return "done"

    assert patiently(act, wait=waited.append) == "done"
    assert waited == list(PAUSES[:2])


def test_patience_ends_with_the_trouble_itself() -> None:
    def act() -> None:
        raise TROUBLE

    waited: list[float] = []
    with pytest.raises(OperationalError):
        patiently(act, wait=waited.append)
    assert waited == list(PAUSES)


def test_an_error_nobody_foresaw_becomes_an_incident_that_tells_no_data(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = due_timer(tiny)

    def broken(*_: object) -> Timer:
        raise KeyError("13812345678")

    monkeypatch.setattr(timers, "fire_timer", broken)
    timers.fire(tiny.housed(), timer.id)
    (incident,) = tiny.incidents()
    assert (incident.kind, incident.element_id, incident.command) == ("timer", "wait", {"timer": timer.id})
    assert "KeyError" in incident.cause and "138" not in incident.cause
    assert tiny.timers()[0].state == "fired"


def test_a_timer_that_was_fired_before_is_done(tiny: Tiny) -> None:
    timer = due_timer(tiny)
    timers.fire(tiny.housed(), timer.id)
    before = tiny.events()
    timers.fire(tiny.housed(), timer.id)
    timers.fire(tiny.housed(), "no such timer")
    assert tiny.events() == before


def test_a_queued_timer_that_was_put_off_waits_again_in_another_generation(tiny: Tiny) -> None:
    timer = due_timer(tiny)
    with tiny.session() as session:
        session.get_one(Timer, timer.id).state = "queued"
        session.commit()
        assert timers.wait_again(session, {timer.id: 7}) == 0
        assert timers.wait_again(session, {timer.id: 1}) == 1
        assert timers.wait_again(session, {timer.id: 1}) == 0
    assert (tiny.timers()[0].state, tiny.timers()[0].generation) == ("waiting", 2)


def test_a_worker_whose_heart_stands_still_is_dead_whatever_the_clock_says(
    tiny: Tiny, clock: SetClock
) -> None:
    steady = Steady()
    watcher = Pulse("watcher", 30, steady)
    with tiny.session() as session:
        watcher.beat(session)
        for name in ("alive", "dead"):
            Pulse(name, 30).beat(session)
        clock.advance(timedelta(days=400))
        assert watcher.living(session) == {"watcher", "alive", "dead"}
        steady.now = 20
        Pulse("alive", 30).beat(session)
        assert watcher.living(session) == {"watcher", "alive", "dead"}
        steady.now = 40
        assert watcher.living(session) == {"watcher", "alive"}
    assert {row.id for row in tiny.rows(Worker)} == {"watcher", "alive"}


def test_a_worker_held_for_dead_comes_back_with_its_next_beat(tiny: Tiny) -> None:
    pulse = Pulse("slow", 30)
    with tiny.session() as session:
        pulse.beat(session)
        pulse.beat(session)
        sign_off(session, "slow")
        assert tiny.rows(Worker) == []
        pulse.beat(session)
    assert [row.beats for row in tiny.rows(Worker)] == [1]


def test_a_chore_that_records_a_fact_is_refused(tiny: Tiny) -> None:
    timer, before = due_timer(tiny), tiny.events()

    @housekeeping
    def forbidden(session: Session) -> None:
        session.get_one(Timer, timer.id).state = "cleared"
        record(session, "filter_saved", {}, at=clock.now(), by=None)

    with tiny.session() as session, pytest.raises(EventInChore):
        forbidden(session)
    assert tiny.timers()[0].state == "waiting"
    assert tiny.events() == before


def test_what_has_lapsed_is_forgotten(tiny: Tiny) -> None:
    now = clock.now()
    with tiny.session() as session:
        for hours in (1, 30):
            began = now - timedelta(hours=hours)
            session.add(SignInThrottle(address=f"192.0.2.{hours}", failures=3, window_started_at=began))
        session.commit()
        worker.forget_lapsed(session, now - worker.LAPSED_AFTER)
        assert [row.address for row in session.query(SignInThrottle)] == ["192.0.2.1"]


def test_an_incident_whose_task_was_closed_since_is_found(tiny: Tiny) -> None:
    tiny.publish("curable_task", curable.task_then_gate(), {"sign": curable.SIGN, "prepare": curable.PREPARE})
    case_id = tiny.begin("curable_task")
    _complete(tiny, case_id, "sign", opinion="同意")
    with tiny.session() as session:
        assert overtaken_incidents(session) == []
    _complete(tiny, case_id, "prepare", ready="yes")
    _complete(tiny, case_id, "sign", opinion="同意")
    with tiny.session() as session:
        (found,) = overtaken_incidents(session)
        worker.drop_incident(session, found, by=worker.SYSTEM)
        assert overtaken_incidents(session) == []
    (incident,) = tiny.rows(Incident)
    assert incident.resolved_at is not None and incident.resolved_by is None
    assert tiny.rows(Event, Event.kind == "incident_resolved")[0].facts["how"] == "overtaken"


def _complete(office: Tiny, case_id: str, element: str, **answers: str) -> None:
    uploads = [Upload("var.paper", "paper.pdf", PAPER)] if element == "sign" else []
    fields = {f"var.{name}": [text] for name, text in answers.items()}
    with office.session() as session:
        task = office.open_task(case_id, element)
        complete_task(session, task.id, fields, uploads, by=office.actor("inspector"))
