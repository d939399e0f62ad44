"""Completing a task costs the same statements and one commit, however old the case and large the diagram."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.clock import SetClock
from storage.database import Database
from storage.models import CaseFile, Officer, Run, Task
from tests.bench.filling_inbox import Filler
from tests.bench.flows import AGAIN, ANSWERS, ENOUGH, line_of_tasks
from tests.bench.measuring import Heard, listening
from tests.bench.workplace import Browser, Fields, Workplace, furnish
from tests.support.office import Office

MOST_STATEMENTS = 12


@pytest.fixture
def workplace(prepared: Callable[[str, Callable[[str], None]], str], clock: SetClock) -> Iterator[Workplace]:
    """The measured processes, published, on SQLite, then on PostgreSQL."""
    office = Office(Database(prepared("hot_path", lambda url: furnish(url).close())))
    with office.session() as session:
        office.officers.update(
            {name: key for name, key in session.execute(select(Officer.sign_in_name, Officer.id))}
        )
    found = Workplace(office)
    yield found
    found.close()


def told_by(browser: Browser, task_id: str, fields: Fields) -> Heard:
    """What the database is told while an officer submits a form."""
    with listening(browser.engine) as heard:
        browser.complete(task_id, fields)
    return heard


def do(workplace: Workplace, case_id: str, times: int, fields: Fields = AGAIN) -> None:
    """Complete the open task of a case so many times, in process."""
    for _ in range(times):
        workplace.complete(workplace.open_task(case_id), fields)


def run_of(workplace: Workplace, case_id: str) -> Run:
    """The only run of a case."""
    with workplace.office.session() as session:
        return session.scalars(select(Run).where(Run.case_id == case_id)).one()


def test_completing_a_task_takes_twelve_statements_at_most_and_one_commit(workplace: Workplace) -> None:
    browser = Browser(workplace)
    case_id = workplace.begin("bench_12")
    do(workplace, case_id, 4, ANSWERS)
    browser.complete(workplace.open_task(case_id), ANSWERS)
    heard = told_by(browser, workplace.open_task(case_id), ANSWERS)
    assert heard.commits == 1
    assert len(heard.statements) <= MOST_STATEMENTS, "\n".join(heard.statements)
    with workplace.office.session() as session:
        steps = session.scalars(select(Task).where(Task.case_id == case_id).order_by(Task.element_id)).all()
        closed = [(task.closed_how, task.closed_by) for task in steps]
        assert closed == [("completed", workplace.officer.officer_id)] * 6 + [(None, None)]
        assert session.get_one(CaseFile, case_id).event_seq == 15  # opened, started, 6 done, 7 opened


def test_the_hundredth_completion_of_a_case_asks_what_the_tenth_asked(workplace: Workplace) -> None:
    browser = Browser(workplace)
    case_id = workplace.begin("bench_loop")
    do(workplace, case_id, 9)
    tenth = told_by(browser, workplace.open_task(case_id), AGAIN)
    do(workplace, case_id, 89)
    hundredth = told_by(browser, workplace.open_task(case_id), AGAIN)
    assert hundredth.statements == tenth.statements
    assert (hundredth.commits, hundredth.begins) == (tenth.commits, tenth.begins)


def test_a_large_diagram_asks_what_a_small_one_asks(workplace: Workplace) -> None:
    browser = Browser(workplace)
    heard = []
    for key in ("bench_12", "bench_200"):
        case_id = workplace.begin(key)
        do(workplace, case_id, 3, ANSWERS)
        heard.append(told_by(browser, workplace.open_task(case_id), ANSWERS))
    small, large = heard
    assert large.statements == small.statements
    assert large.commits == small.commits == 1


def test_a_loop_of_three_tasks_keeps_its_state_as_small_as_it_was(workplace: Workplace) -> None:
    case_id = workplace.begin("bench_loop")
    do(workplace, case_id, 3)
    young = len(run_of(workplace, case_id).state)
    do(workplace, case_id, 3 * 299 - 1)
    old = run_of(workplace, case_id)
    assert len(old.state) <= young + 8  # the numbers in it grow, nothing else
    assert old.step == 3 * 300
    with workplace.office.session() as session:
        last = session.scalars(
            select(Task).where(Task.case_id == case_id).order_by(Task.id.desc()).limit(1)
        ).one()
        assert (last.element_id, last.turn, last.closed_at) == ("decide", 300, None)
    do(workplace, case_id, 1, ENOUGH)
    assert run_of(workplace, case_id).status == "ended"


def test_a_chain_of_sixty_tasks_completes(workplace: Workplace) -> None:
    files = line_of_tasks("chain_60", 60)
    workplace.publish("chain_60", files)
    case_id = workplace.begin("chain_60")
    do(workplace, case_id, 60, ANSWERS)
    assert run_of(workplace, case_id).status == "ended"
    with workplace.office.session() as session:
        assert session.get_one(CaseFile, case_id).closed_at is not None


def plan_of(engine: Engine, statement: str, parameters: Any) -> str:
    """How the database means to answer a question."""
    ask = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(ask + statement, parameters))


def test_the_first_page_of_an_inbox_walks_the_index_of_open_tasks(office: Office, clock: SetClock) -> None:
    filler = Filler(office)
    client = office.client("inspector")
    engine = client.application.extensions["database"].engine
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *heard: asked.append((heard[2], heard[3])))
    client.get("/inbox")
    with_one = [statement for statement, _ in asked]
    filler.fill_up_to(20_000)
    asked.clear()
    assert client.get("/inbox").status_code == 200
    assert [statement for statement, _ in asked] == with_one
    pages = [
        (statement, given) for statement, given in asked if "LIMIT" in statement and "case_file" in statement
    ]
    assert len(pages) == 1
    plan = plan_of(engine, *pages[0])
    assert "ix_task_inbox" in plan, plan
    assert "SCAN task" not in plan and "Seq Scan on task" not in plan, plan
