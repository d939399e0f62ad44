"""Scripts, conditions and decisions of a run count working days by the calendar that comes with the command."""

from __future__ import annotations

from datetime import date

import pytest

from app.deadlines import WorkCalendar, working_day_functions
from app.engine import Command, EngineFailure, start
from tests.engine.diagrams import chain, diagram, end, node, script, task
from tests.engine.diagrams import start as begin
from tests.engine.walk import MORNING, compiled

CALENDAR = WorkCalendar({date(2025, 10, day): "holiday" for day in range(1, 9)}, {2025: "official"})
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:t">'
    b'<decision id="last" name="last"><variable name="last_day"/><literalExpression>'
    b"<text>add working days(from, 3)</text></literalExpression></decision></definitions>"
)
DRAWN = compiled(
    diagram(
        "main",
        [
            begin(),
            script("reckon", "from = add working days(today(), 3)"),
            node("businessRuleTask", "weigh", decision="last"),
            task("act"),
            end(),
        ],
        chain("begin", "reckon", "weigh", "act", "done"),
    ),
    decisions={"last.dmn": DECISION},
)


def test_a_run_reckons_across_the_holidays_of_its_district() -> None:
    step = start(DRAWN, Command(MORNING, {}, "s", working_day_functions(lambda: CALENDAR)), {})
    assert (step.data["from"], step.data["last_day"]) == (date(2025, 10, 9), date(2025, 10, 14))


def test_a_run_without_a_calendar_stops_instead_of_guessing() -> None:
    with pytest.raises(EngineFailure, match="no working calendar"):
        start(DRAWN, Command(MORNING, {}, "s"), {})
