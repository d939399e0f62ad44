"""The demonstration: cases of both districts at every stage, an unbroken record, and the same ones every time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import LOCAL, clock_at
from app.demonstration.play import build
from storage.database import Database
from storage.events import broken_link
from storage.models import CaseFile, Deadline, Delegation, Event, Incident, Run, Task
from tests.demonstration.conftest import TODAY, Built, build_in
from tests.support.office import house

STAGES = {
    "complaint_intake",
    "transfer",
    "investigation",
    "penalty",
    "mediation",
    "arbitration",
    "blacklisting",
    "meeting",
    "joint_inspection",
    "reporting",
}


@contextmanager
def looking(built: Built) -> Iterator[Session]:
    """Lend a session that only reads."""
    with built.database.session() as session:
        yield session


def test_open_cases_stand_at_every_stage_in_both_districts(demonstration: Built) -> None:
    with looking(demonstration) as session:
        cases = session.scalars(select(CaseFile)).all()
        waiting = {task.case_id for task in session.scalars(select(Task).where(Task.closed_at.is_(None)))}
    assert demonstration.summary.added == 24
    assert len(cases) == 25, "one scenario begins with a permit that is refused, in a case of its own"
    assert {case.stage for case in cases if case.closed_at is None} >= STAGES
    assert {case.jurisdiction_key for case in cases} == {"tj_ftz", "xn_chengdong"}
    stranded = [case.case_no for case in cases if case.closed_at is None and case.id not in waiting]
    assert len(stranded) <= 2, f"open, but nobody has a task (only terms that run): {stranded}"


def test_the_eight_scenarios_are_among_them_with_their_dates(demonstration: Built) -> None:
    with looking(demonstration) as session:
        opened = {
            case.title: case.opened_at.astimezone(LOCAL).date() for case in session.scalars(select(CaseFile))
        }
    expected = {
        "示例保税物流有限公司欠薪": date(2025, 9, 26),
        "示例精密制造有限公司欠薪": date(2025, 10, 22),
        "包工头示例欠薪": date(2025, 11, 3),
        "示例九建劳务有限公司欠薪": date(2026, 1, 19),
        "示例建设集团有限公司欠薪": date(2026, 1, 20),
        "示例X项目分包劳务有限公司欠薪": date(2026, 2, 10),
        "示例装饰工程有限公司欠薪": date(2026, 3, 2),
        "示例Z项目建设有限公司欠薪": date(2026, 4, 20),
    }
    assert {name: day for name, day in expected.items() if opened.get(name) != day} == {}, sorted(opened)


def test_no_step_went_wrong_and_no_road_was_missed(demonstration: Built) -> None:
    with looking(demonstration) as session:
        incidents = [(item.element_id, item.cause) for item in session.scalars(select(Incident))]
    assert incidents == []
    assert demonstration.summary.strays == []
    assert demonstration.summary.census.incidents == 0


def test_numbers_are_unique_and_every_chain_of_events_holds(demonstration: Built) -> None:
    with looking(demonstration) as session:
        cases = session.scalars(select(CaseFile)).all()
        for case in cases:
            question = select(Event).where(Event.chain == case.id).order_by(Event.chain_seq)
            assert broken_link(session.scalars(question).all()) is None, case.case_no
    assert len({case.case_no for case in cases}) == len(cases) == len({case.receipt_no for case in cases})


def test_nothing_but_the_scenarios_happens_after_today(demonstration: Built) -> None:
    with looking(demonstration) as session:
        late = [(row.kind, row.at) for row in session.scalars(select(Event).where(Event.at > TODAY))]
    assert late == [], "on this day all scenarios lie in the past"


def test_no_task_stands_under_the_term_of_a_procedure_that_is_none_of_its_own(demonstration: Built) -> None:
    with looking(demonstration) as session:
        started = {tuple(row) for row in session.execute(select(Deadline.run_id, Deadline.rule))}
        tasks = session.execute(
            select(Task, Run.version_id).join(Run, Run.id == Task.run_id).where(Task.due_rule.is_not(None))
        ).all()
        astray, inherited = [], 0
        for task, version_id in tasks:
            edition = house().shelf.edition(session, version_id)
            element = edition.definition.element(task.process_key, task.element_id)
            timers = " ".join(each.timer or "" for each in edition.definition.elements.values())
            met = {house().rules.resolve(rule) or rule for rule in edition.meets}
            if (task.run_id, task.due_rule) in started:
                continue
            inherited += 1
            if task.due_rule not in met and f'due("{task.due_rule}")' not in timers:
                astray.append((task.process_key, element.name, task.due_rule))
    assert inherited
    assert astray == []


def test_officers_have_taken_returned_and_delegated_work(demonstration: Built) -> None:
    with looking(demonstration) as session:
        kinds = set(session.scalars(select(Event.kind).distinct()))
        delegations = session.scalars(select(Delegation)).all()
    assert {"task_claimed", "task_assigned", "work_delegated"} <= kinds
    assert {item.unit_id for item in delegations} == {"tj_ftz.labour", "xn_chengdong.labour"}


def test_progress_is_told_case_by_case(demonstration: Built) -> None:
    done = [news[0] for news in demonstration.told]
    assert done == sorted(done) and done[0] == 0 and done[-1] == 24
    assert {news[1] for news in demonstration.told} == {24}


def test_the_same_day_gives_the_same_cases(furnished: str, shelf: Any) -> None:
    other = shelf.copy("furnished", lambda _url: None)
    first, second = (build_in(url, 5, scenarios=False) for url in (furnished, other))
    assert first.summary.strays == []
    assert _told(first) == _told(second)
    first.database.dispose()
    second.database.dispose()


def _told(built: Built) -> list[tuple[Any, ...]]:
    """Return what two demonstrations must have in common: everything but ids and keys."""
    with looking(built) as session:
        cases = {case.id: case for case in session.scalars(select(CaseFile))}
        tasks = session.scalars(select(Task)).all()
        runs = session.scalars(select(Run)).all()
    found: list[tuple[Any, ...]] = [
        (each.case_no, each.title, each.state, each.stage, each.headcount) for each in cases.values()
    ]
    found += [
        (task.case_no, task.element_id, task.unit_id, task.due_at, task.closed_at, bool(task.assignee_id))
        for task in tasks
    ]
    found += [(cases[run.case_id].case_no, run.process_key, run.status, str(run.outcome)) for run in runs]
    return sorted(found, key=str)


def test_a_second_start_changes_nothing_and_more_cases_can_be_added(furnished: str) -> None:
    built = build_in(furnished, 2, scenarios=False)
    assert built.summary.accounts > 300 and built.summary.added == 2
    again = build_in(furnished, 2, scenarios=False)
    assert (again.summary.accounts, again.summary.added, again.told) == (0, 0, [])
    with clock_at(TODAY):
        more = build(built.database, 2, lambda *_: None)
    assert (more.accounts, more.added, more.census.cases) == (0, 2, 4)
    built.database.dispose()
    again.database.dispose()


def test_accounts_are_posts_of_both_districts(demonstration: Built) -> None:
    database: Database = demonstration.database
    with database.session() as session:
        assert session.info["house"] is house()
    assert demonstration.summary.accounts == 367
