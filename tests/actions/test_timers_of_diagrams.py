"""When the timers of a diagram fire: hours to the minute, days at their end, repeating ones without drift."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.actions.timers import fire_timer
from app.clock import LOCAL, SetClock, now
from app.refusals import NotReady
from storage.models import Timer
from tests.actions.flows import Desk
from tests.engine.diagrams import chain, diagram, end, on, start, timer
from tests.support.tiny import Tiny, lane, step

PUNCTUAL = timedelta(seconds=2)


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def reminding(key: str, when: str) -> bytes:
    """A task with a timer on its border that interrupts nothing; a time with an R repeats."""
    event = timer("remind", when, "boundaryEvent", on("answer", False))
    if when.startswith("R"):
        event = event.replace("timeDate", "timeCycle")
    nodes = [start(), step("answer"), event, step("look"), end(), end("looked")]
    flows = [*chain("begin", "answer", "done"), *chain("remind", "look", "looked")]
    return diagram(key, nodes, flows, lanes=lane("answer", "look"))


def waiting(desk: Desk) -> Timer:
    """The only timer that still waits."""
    (found,) = desk.office.rows(Timer, Timer.state == "waiting")
    assert isinstance(found, Timer)
    return found


@pytest.mark.parametrize(
    ("written", "hours"), [("PT2H", 2), ("PT48H", 48), ("PT90M", 1.5), ("P1DT2H", 26), ('"PT2H"', 2)]
)
def test_a_timer_given_in_hours_fires_after_so_many_hours(
    desk: Desk, clock: SetClock, written: str, hours: float
) -> None:
    began = now()
    desk.publish("one", reminding("one", written))
    case_id = desk.begin("one")
    lasts = waiting(desk).due_at - began
    assert timedelta(hours=hours) <= lasts <= timedelta(hours=hours) + PUNCTUAL
    clock.advance(timedelta(hours=hours) - timedelta(minutes=1))
    with desk.office.session() as session, pytest.raises(NotReady):
        fire_timer(session, waiting(desk).id)
    clock.advance(timedelta(minutes=1) + PUNCTUAL)
    with desk.office.session() as session:
        assert fire_timer(session, waiting(desk).id).state == "fired"
    assert desk.office.open_elements(case_id) == ["answer", "look"]


@pytest.mark.parametrize(("written", "last"), [("P10D", (2025, 10, 4)), ("P1M", (2025, 10, 24))])
def test_a_timer_given_in_days_or_months_lasts_until_its_last_day_is_over(
    desk: Desk, written: str, last: tuple[int, int, int]
) -> None:
    desk.publish("one", reminding("one", written))
    desk.begin("one")
    assert waiting(desk).due_at.astimezone(LOCAL) == datetime(*last, tzinfo=LOCAL) + timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "apart"), [("R3/PT6H", timedelta(hours=6)), ("R3/P1D", timedelta(days=1))]
)
def test_a_timer_that_repeats_does_not_drift_when_workers_are_late(
    desk: Desk, clock: SetClock, written: str, apart: timedelta
) -> None:
    desk.publish("one", reminding("one", written))
    case_id = desk.begin("one")
    first = waiting(desk).due_at
    for turn in range(3):
        timer_row = waiting(desk)
        assert timer_row.due_at == first + turn * apart
        clock.advance(timer_row.due_at - now() + timedelta(hours=2))
        with desk.office.session() as session:
            fire_timer(session, timer_row.id)
    assert not desk.office.rows(Timer, Timer.state == "waiting")
    assert desk.office.open_elements(case_id) == ["answer", "look", "look", "look"]


def test_of_two_windows_on_a_step_only_the_one_that_the_law_gives_is_waited_for(desk: Desk) -> None:
    """A party with the right to a hearing has another window than one without, and only that one runs out."""
    events = [
        timer(
            name,
            f'due("{rule}")',
            "boundaryEvent",
            on("answer"),
            rule=rule,
            rule_when=f'{{"{rule}": "hearing = {right}"}}',
        )
        for name, rule, right in (("heard", "PEN-02", "true"), ("stated", "INS-14", "false"))
    ]
    nodes = [start(), step("answer"), *events, end(), end("over"), end("gone")]
    flows = [*chain("begin", "answer", "done"), ("heard", "over"), ("stated", "gone")]
    for right in ("true", "false"):
        drawn = diagram(f"asked_{right}", nodes, flows, lanes=lane("answer"))
        desk.publish(f"asked_{right}", drawn.replace(b"hearing =", b"%s =" % right.encode()))
        desk.begin(f"asked_{right}")
    found = [row.element_id for row in desk.office.rows(Timer, Timer.state == "waiting")]
    assert found == ["heard", "stated"]
