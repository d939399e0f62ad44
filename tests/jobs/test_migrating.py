"""Many cases go over to a changed process in the background, each once, whoever dies meanwhile."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.actions.migrating_many import begin_migration
from app.actions.replaying import replay_case
from app.actors import SYSTEM
from storage.events import broken_link
from storage.migration_plans import counts_of_plan, items_of_plan
from storage.models import Event, MigrationItem, ProcessVersion, Run
from tests.engine.diagrams import chain, diagram, end, start
from tests.jobs.workers import Crew, wait_until
from tests.support.tiny import Tiny, lane, step

pytestmark = pytest.mark.slow  # each starts real workers

KEY = "tale"
CASES = int(os.environ.get("PROVE_CASES", "150"))
"""How many cases go over while workers die; `make prove` takes a thousand."""


def tale(*names: str) -> bytes:
    """Steps one after the other."""
    nodes = [start(), *map(step, names), end()]
    return diagram(KEY, nodes, chain("begin", *names, "done"), lanes=lane(*names))


def cases(office: Tiny, number: int, *versions: tuple[str, ...]) -> list[str]:
    """Begin cases of the first version, publish the others, and return the cases."""
    office.publish(KEY, tale(*versions[0]))
    found = [office.begin(KEY) for _ in range(number)]
    for names in versions[1:]:
        office.publish(KEY, tale(*names))
    return found


def plan(office: Tiny, **mapping: str) -> str:
    """Plan that all open runs go over to the newest version; return the plan."""
    with office.session() as session:
        newest = session.scalars(select(ProcessVersion).where(ProcessVersion.process_key == KEY)).all()[-1]
        runs = session.scalars(select(Run.id).where(Run.process_key == KEY, Run.status == "open")).all()
        return begin_migration(session, newest.id, runs, mapping, by=SYSTEM).id


def counts(office: Tiny, plan_id: str) -> dict[str, int]:
    with office.session() as session:
        return counts_of_plan(session, plan_id)


def settled(office: Tiny, plan_id: str) -> int:
    found = counts(office, plan_id)
    return found.get("done", 0) + found.get("refused", 0)


def test_a_worker_killed_among_many_cases_leaves_none_out_and_carries_none_twice(
    tiny: Tiny, crew: Crew
) -> None:
    number = CASES
    found = cases(tiny, number, ("a", "b"), ("first", "check", "b"))
    plan_id = plan(tiny, a="first")
    victim = crew.start()
    wait_until(lambda: settled(tiny, plan_id) >= number // 20, "the first cases to go over")
    crew.kill(victim)
    assert settled(tiny, plan_id) < number, "the worker was killed too late to prove anything"
    heirs = [crew.start(), crew.start()]
    wait_until(lambda: settled(tiny, plan_id) == number, "all cases to go over", 600)
    assert [crew.stop(each) for each in heirs] == [0, 0]
    assert counts(tiny, plan_id) == {"done": number}
    with tiny.session() as session:
        question = select(Event.chain, func.count()).where(Event.kind == "run_migrated").group_by(Event.chain)
        assert {chain: count for chain, count in session.execute(question)} == dict.fromkeys(found, 1)
        steps = session.execute(select(Run.version_id, Run.step).where(Run.process_key == KEY)).all()
        assert len(set(steps)) == 1 and steps[0][1] == 2
        for case_id in found[::100]:
            assert replay_case(session, case_id).differences == []
    for case_id in found[::100]:
        assert broken_link(tiny.rows(Event, Event.chain == case_id)) is None
        assert tiny.open_elements(case_id) == ["first"]


def test_a_case_that_cannot_go_over_stays_untouched_and_is_listed_with_its_reason(
    tiny: Tiny, crew: Crew
) -> None:
    found = cases(tiny, 4, ("a", "b"), ("b",))
    before = [(tiny.run(each).state, tiny.run(each).step, tiny.case(each).event_hash) for each in found]
    plan_id = plan(tiny)
    member = crew.start()
    wait_until(lambda: settled(tiny, plan_id) == 4, "all cases to be settled")
    assert crew.stop(member) == 0
    after = [(tiny.run(each).state, tiny.run(each).step, tiny.case(each).event_hash) for each in found]
    assert after == before
    with tiny.session() as session:
        items = items_of_plan(session, plan_id)
    assert Counter(item.state for item in items) == {"refused": 4}
    assert all(item.reason and "“a”" in item.reason for item in items)
    assert len(tiny.rows(Event, Event.kind == "migration_refused")) == 4


def test_queued_work_that_has_vanished_is_queued_anew(tiny: Tiny, crew: Crew) -> None:
    cases(tiny, 3, ("a",), ("a", "b"))
    plan_id = plan(tiny)
    with tiny.session() as session:
        for item in session.query(MigrationItem):
            item.state = "queued"
        session.commit()
    member = crew.start()
    wait_until(lambda: settled(tiny, plan_id) == 3, "all cases to go over")
    assert crew.stop(member) == 0
    with tiny.session() as session:
        assert {(item.state, item.generation) for item in items_of_plan(session, plan_id)} == {("done", 2)}
