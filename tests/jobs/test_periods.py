"""The calendar begins processes: once per district and period, where the district has it on, with several workers."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from app.actions.periods import begin_period, periods_due
from app.actions.replaying import replay_case
from app.actions.retrying import retry_incident
from app.actors import SYSTEM
from app.clock import SetClock
from app.engine import CannotRun, compile_process, run_data
from app.jobs.periods import begin
from app.periods import Period, period_of, read_period
from app.refusals import NotReady
from storage.models import CaseFile, PeriodStart
from tests.actions.flows import line
from tests.engine.diagrams import diagram, end, gateway, node
from tests.jobs.workers import Crew, wait_until
from tests.support.clock import at
from tests.support.tiny import Tiny, step

HALF_YEAR = {"setting": "half_year_meeting"}
LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="labour_authority" name="人社">'
    "<bpmn:flowNodeRef>begin</bpmn:flowNodeRef><bpmn:flowNodeRef>invite</bpmn:flowNodeRef>"
    "</bpmn:lane></bpmn:laneSet>"
)


def by_calendar(cycle: str, **properties: str) -> str:
    """A start event by the calendar."""
    inside = (
        f"<bpmn:timerEventDefinition><bpmn:timeCycle>{cycle}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    )
    return node("startEvent", "begin", inside, **properties)


def plenary(cycle: str = "R/P6M", **properties: str) -> bytes:
    """A process that begins by the calendar and then has one step of inspectors, as its start event has."""
    begin_event = by_calendar(cycle, **(properties or HALF_YEAR))
    return line("plenary", step("invite"), begin=begin_event, lanes=LANES)


def scan(office: Tiny) -> int:
    """Let a worker look at the calendar."""
    with office.session() as session:
        return begin(session)


def begun(office: Tiny) -> list[tuple[str, str, str]]:
    """What the calendar has begun: district, period and the title of the case."""
    with office.session() as session:
        rows = session.query(PeriodStart).order_by(PeriodStart.period, PeriodStart.jurisdiction_key).all()
        cases = {case.id: case for case in session.query(CaseFile)}
        return [(row.jurisdiction_key, row.period, cases[row.case_id].title) for row in rows]


def test_a_process_begins_once_in_each_period_where_the_district_has_it_on(
    tiny: Tiny, clock: SetClock
) -> None:
    tiny.publish("plenary", plenary())
    assert scan(tiny) == 0, "this half-year had begun before there was such a process"
    clock.set(at(2026, 1, 1, hour=0))
    assert (scan(tiny), scan(tiny)) == (1, 0)
    clock.set(at(2026, 6, 30))
    assert scan(tiny) == 0
    clock.set(at(2027, 2, 3))  # no worker ran meanwhile: what passed by is not made up for
    assert (scan(tiny), scan(tiny)) == (1, 0)
    assert begun(tiny) == [
        ("xn_chengdong", "2026-H1", "plenary（2026年上半年）"),
        ("xn_chengdong", "2027-H1", "plenary（2027年上半年）"),
    ]
    first = next(case for case in tiny.rows(CaseFile) if "2026" in case.title)
    assert first.stage == "plenary" and tiny.open_elements(first.id) == ["invite"]
    data = run_data(tiny.run(first.id).state)
    assert (data["period_begins"], data["period_ends"]) == (date(2026, 1, 1), date(2026, 6, 30))


def test_two_who_see_the_same_period_begin_it_once(tiny: Tiny, clock: SetClock) -> None:
    tiny.publish("plenary", plenary("R/P1M"))
    clock.set(at(2025, 10, 1))
    with tiny.session() as session:
        (due,) = periods_due(session, clock.moment)
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def try_it() -> None:
        together.wait()
        with tiny.session() as session:
            try:
                outcomes.append(begin_period(session, due, by=SYSTEM).case_no)
            except NotReady:
                outcomes.append("late")

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("late") == 3
    assert len(begun(tiny)) == 1 and len(tiny.rows(CaseFile)) == 1, "who came late has left no case behind"


def test_two_workers_begin_what_is_due_once(tiny: Tiny, crew: Crew, clock: SetClock) -> None:
    tiny.publish("plenary", plenary("R/P1M"))
    tiny.publish("report", plenary("R/P1Y").replace(b'"plenary"', b'"report"'))
    for _ in range(3):
        crew.start()
    wait_until(lambda: len(begun(tiny)) == 2, "the month's and the year's case")
    wait_until(lambda: all("began" in text for text in crew.outputs()), "all three to have begun")
    assert len(begun(tiny)) == 2 and len(tiny.rows(CaseFile)) == 2


def test_what_cannot_start_stays_as_an_incident_and_is_tried_again(tiny: Tiny, clock: SetClock) -> None:
    drawn = [by_calendar("R/P1M", **HALF_YEAR), gateway("exclusive", "gate"), step("invite"), end()]
    flows = [("begin", "gate"), ("gate", "invite", "period_ends = null"), ("invite", "done")]
    broken = diagram("plenary", drawn, flows, (), LANES)
    tiny.publish("plenary", broken)
    clock.set(at(2025, 10, 1))
    assert (scan(tiny), scan(tiny)) == (1, 0)
    (incident,) = tiny.incidents()
    assert incident.resolved_at is None
    tiny.publish("plenary", plenary("R/P1M"))
    with tiny.session() as session:
        retry_incident(session, incident.id, by=SYSTEM)
    assert tiny.open_elements(incident.case_id) == ["invite"]
    assert tiny.incidents()[0].resolved_at is not None


def test_the_record_of_such_a_case_can_be_taken_again(tiny: Tiny, clock: SetClock) -> None:
    tiny.publish("plenary", plenary("R/P1M"))
    clock.set(at(2025, 10, 1))
    scan(tiny)
    (case,) = tiny.rows(CaseFile)
    with tiny.session() as session:
        replayed = replay_case(session, case.id)
    assert (replayed.runs, replayed.differences) == (1, [])


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (plenary("R/P3D"), "no_period"),
        (plenary("0 0 1 * *"), "no_period"),
        (plenary("R/P1M", note="none"), "no_setting"),
    ],
)
def test_a_start_by_the_calendar_says_how_often_and_who_switches_it_on(drawn: bytes, code: str) -> None:
    with pytest.raises(CannotRun) as refused:
        compile_process("plenary", {"plenary.bpmn": drawn})
    assert code in {finding.code for finding in refused.value.findings}


def test_periods_know_their_neighbours_and_their_names() -> None:
    assert [period_of(date(2025, 9, 24), months).key for months in (1, 3, 6, 12)] == [
        "2025-09", "2025-Q3", "2025-H2", "2025",
    ]  # fmt: skip
    for key in ("2025-12", "2025-Q4", "2025-H2", "2024"):
        period = read_period(key)
        assert period is not None and period.key == key
        assert period.after().before() == period and period.after().first == period.last + timedelta(days=1)
    assert [read_period(key) for key in ("2025-13", "2025-H3", "", "x")] == [None] * 4
    assert (Period(date(2025, 7, 1), 6).zh, Period(date(2025, 4, 1), 3).zh) == (
        "2025年下半年",
        "2025年第二季度",
    )
