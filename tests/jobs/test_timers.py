"""Timers fire once each, however many workers there are and whichever of them die."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions.retrying import retry_incident
from app.jobs.queue import WorkQueue
from app.jobs.timers import MOST_TRIES, NAME, work_name
from storage.events import broken_link
from storage.models import Event, Run, Task, Timer, Worker
from tests.jobs.workers import Crew, wait_until
from tests.support.tiny import Tiny

pytestmark = pytest.mark.slow  # each starts real workers

PAST = "2025-09-01T08:00:00+08:00"
FUTURE = "2095-09-01T08:00:00+08:00"


def begin_waiting(office: Tiny, number: int, until: str = PAST) -> list[str]:
    """Begin cases that wait for a moment and return their ids."""
    return [office.begin("waiting", {"var.until": [until]}) for _ in range(number)]


def states(office: Tiny) -> Counter[str]:
    """How many timers are in each state."""
    with office.session() as session:
        return Counter(dict(session.execute(select(Timer.state, func.count()).group_by(Timer.state)).all()))


def all_fired(office: Tiny, number: int) -> None:
    """Wait until so many timers have fired."""
    wait_until(lambda: states(office)["fired"] == number, f"{number} timers to fire")


def assert_fired_once(office: Tiny, cases: list[str]) -> None:
    """Each of the cases went on by one step, once, and its record is whole."""
    fired = Counter(event.chain for event in office.rows(Event, Event.kind == "timer_fired"))
    assert fired == dict.fromkeys(cases, 1)
    opened = Counter(task.case_id for task in office.rows(Task, Task.element_id == "after"))
    assert opened == dict.fromkeys(cases, 1)
    for case_id in cases:
        assert office.run(case_id).step == 2
        assert broken_link(office.rows(Event, Event.chain == case_id)) is None


def assert_each_fired_once(office: Tiny, cases: list[str]) -> None:
    """The same of very many cases, asked all at once."""
    fired = Counter(event.chain for event in office.rows(Event, Event.kind == "timer_fired"))
    assert fired == dict.fromkeys(cases, 1)
    assert Counter(task.case_id for task in office.rows(Task, Task.element_id == "after")) == fired
    assert {run.step for run in office.rows(Run)} == {2}
    chains: dict[str, list[Event]] = {}
    for event in office.rows(Event, Event.chain.in_(cases[::50])):
        chains.setdefault(event.chain, []).append(event)
    assert len(chains) == len(cases[::50])
    assert all(broken_link(chain) is None for chain in chains.values())


def test_two_workers_fire_fifty_timers_once_each_and_none_early(
    tiny: Tiny, crew: Crew, queue: WorkQueue
) -> None:
    due, early = begin_waiting(tiny, 50), begin_waiting(tiny, 5, FUTURE)
    members = [crew.start(), crew.start()]
    all_fired(tiny, 50)
    assert [crew.stop(member) for member in members] == [0, 0]
    assert_fired_once(tiny, due)
    assert states(tiny) == {"fired": 50, "waiting": 5}
    assert not tiny.rows(Event, Event.chain.in_(early), Event.kind == "timer_fired")
    assert tiny.rows(Worker) == []
    assert tiny.incidents() == []
    assert queue.forget(clock.now() - timedelta(hours=1)) == 0
    assert queue.forget(clock.now() + timedelta(hours=1)) == 50


def test_the_work_of_a_killed_worker_is_taken_over(tiny: Tiny, crew: Crew) -> None:
    cases = begin_waiting(tiny, 10)
    hanging = crew.start_hanging()
    wait_until(lambda: crew.output(hanging).count("taken") >= 4, "a worker to take work")
    crew.kill(hanging)
    assert states(tiny) == {"queued": 10}
    heir = crew.start()
    all_fired(tiny, 10)
    wait_until(lambda: len(tiny.rows(Worker)) == 1, "the dead worker to be struck off")
    assert "took over" in crew.output(heir)
    assert crew.stop(heir) == 0
    assert_fired_once(tiny, cases)


def test_four_workers_fire_two_thousand_timers_once_each_though_one_is_killed_in_the_middle(
    tiny: Tiny, crew: Crew
) -> None:
    cases = begin_waiting(tiny, 2_000)
    members = [crew.start() for _ in range(4)]
    wait_until(lambda: states(tiny)["fired"] >= 300, "the first timers to fire")
    crew.kill(members.pop())
    assert states(tiny)["fired"] < 2_000, "it was killed in the middle"
    wait_until(lambda: states(tiny)["fired"] == 2_000, "all timers to fire", patience=600)
    assert [crew.stop(member) for member in members] == [0, 0, 0]
    assert_each_fired_once(tiny, cases)
    assert tiny.incidents() == []


def test_a_queued_timer_whose_work_has_vanished_is_queued_anew(tiny: Tiny, crew: Crew) -> None:
    cases = begin_waiting(tiny, 3)
    with tiny.session() as session:
        for timer in session.query(Timer):
            timer.state = "queued"
        session.commit()
    member = crew.start()
    all_fired(tiny, 3)
    assert crew.stop(member) == 0
    assert {timer.generation for timer in tiny.timers()} == {2}
    assert_fired_once(tiny, cases)


def test_a_timer_that_ends_its_worker_again_and_again_becomes_an_incident(tiny: Tiny, crew: Crew) -> None:
    """Four workers died of it before; the fifth dies now, and the sixth does not touch it any more."""
    (deadly,) = begin_waiting(tiny, 1)
    with tiny.session() as session:
        session.query(Timer).one().generation = MOST_TRIES
        session.commit()
    victim = crew.start_hanging()
    wait_until(lambda: "taken" in crew.output(victim), "the worker to take the timer")
    crew.kill(victim)
    heir = crew.start()
    wait_until(lambda: bool(tiny.incidents()), "an incident")
    assert crew.stop(heir) == 0
    (incident,) = tiny.incidents()
    assert (incident.kind, incident.element_id, incident.case_id) == ("timer", "wait", deadly)
    assert f"{MOST_TRIES} 次意外中断" in incident.cause
    assert not tiny.rows(Event, Event.kind == "timer_fired")
    with tiny.session() as session:
        assert retry_incident(session, incident.id, by=tiny.retrier()).resolved_at is not None
    assert_fired_once(tiny, [deadly])


def test_a_timer_that_got_lost_only_sometimes_is_queued_anew_each_time(tiny: Tiny, crew: Crew) -> None:
    (case_id,) = begin_waiting(tiny, 1)
    for _ in range(2):
        victim = crew.start_hanging()
        wait_until(lambda member=victim: "taken" in crew.output(member), "the worker to take the timer")
        crew.kill(victim)
    heir = crew.start()
    all_fired(tiny, 1)
    assert crew.stop(heir) == 0
    assert [timer.generation for timer in tiny.timers()] == [3] and tiny.incidents() == []
    assert_fired_once(tiny, [case_id])


def test_work_whose_transaction_was_undone_is_never_delivered(
    tiny: Tiny, crew: Crew, queue: WorkQueue
) -> None:
    member = crew.start()
    wait_until(lambda: "began" in crew.output(member), "the worker to begin")
    undone, kept = begin_waiting(tiny, 2, FUTURE)
    (first,), (second,) = (
        [timer for timer in tiny.timers() if timer.case_id == each] for each in (undone, kept)
    )
    with tiny.session() as session:
        queue.put(session, NAME, work_name(first.id, 1), first.id)
        session.rollback()
        queue.put(session, NAME, work_name(second.id, 1), second.id)
        session.commit()
    wait_until(lambda: f"timer {second.id} needs" in crew.output(member), "the work that was kept")
    assert crew.stop(member) == 0
    assert first.id not in crew.output(member)
    assert queue.ahead([work_name(first.id, 1)]) == set()
    assert states(tiny) == {"waiting": 2}
