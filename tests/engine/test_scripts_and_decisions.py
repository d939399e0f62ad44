"""FEEL computes, decision tables decide, and what they see is data, local items and the facts of the command."""

from __future__ import annotations

from datetime import date

import pytest

from app.engine import Definition, EngineFailure
from tests.engine.diagrams import chain, diagram, end, gateway, node, script, start, task
from tests.engine.walk import TODAY, Walk, compiled, number


def table(hit_policy: str = "FIRST", last: str = "-") -> bytes:
    """Ten workers and more are urgent, a runaway employer is major."""
    rules = [(">= 10", "-", '"urgent"'), ("-", '"runaway"', '"major"'), (last, last, '"normal"')]
    rows = "".join(
        f'<rule id="r{place}"><inputEntry id="a{place}"><text>{one.replace(">", "&gt;")}</text></inputEntry>'
        f'<inputEntry id="b{place}"><text>{two}</text></inputEntry>'
        f'<outputEntry id="c{place}"><text>{out}</text></outputEntry></rule>'
        for place, (one, two, out) in enumerate(rules)
    )
    return (
        '<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" '
        f'namespace="urn:t"><decision id="urgency" name="u"><decisionTable id="t" hitPolicy="{hit_policy}">'
        '<input id="i"><inputExpression id="ie" typeRef="number"><text>headcount</text></inputExpression></input>'
        '<input id="j"><inputExpression id="je" typeRef="string"><text>case.employer.whereabouts</text>'
        '</inputExpression></input><output id="o" name="urgency" typeRef="string"/>'
        f"{rows}</decisionTable></decision></definitions>"
    ).encode()


def weighing(**how: str) -> Definition:
    return compiled(
        diagram(
            "main",
            [start(), node("businessRuleTask", "weigh", decision="urgency"), task("act"), end()],
            chain("begin", "weigh", "act", "done"),
        ),
        decisions={"urgency.dmn": table(**how)},
    )


def test_a_decision_table_sets_its_outputs_and_the_trace_says_which_rule_matched() -> None:
    walk = Walk(weighing(), {"headcount": 12})
    assert walk.step.data["urgency"] == "urgent"
    assert {"decision": "weigh", "matched": [1], "outputs": {"urgency": "urgent"}} in walk.step.trace


def test_a_decision_reads_case_facts_that_the_run_does_not_keep() -> None:
    definition = weighing()
    assert definition.facts_needed == {"case.employer.whereabouts"}
    walk = Walk(definition, {"headcount": 2}, facts={"case": {"employer": {"whereabouts": "runaway"}}})
    assert walk.step.data == {"headcount": number(2), "urgency": "major"}
    assert "runaway" not in str(walk.kept)


def test_a_table_that_contradicts_its_hit_policy_fails_the_step() -> None:
    with pytest.raises(EngineFailure) as failed:
        Walk(weighing(hit_policy="UNIQUE"), {"headcount": 12})
    assert failed.value.element_id == "weigh"


def test_each_line_of_a_script_sees_the_lines_before_it() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                script(
                    "sum",
                    "unpaid = due - paid",
                    "",
                    "half = unpaid / 2",
                    'late = today() > date("2025-09-01")',
                ),
                task("check"),
                end(),
            ],
            chain("begin", "sum", "check", "done"),
        )
    )
    walk = Walk(definition, {"due": number("9600.50"), "paid": number("600")})
    assert walk.step.data["unpaid"] == number("9000.50") and walk.step.data["half"] == number("4500.25")
    assert walk.step.data["late"] is True


def test_values_keep_their_types_over_saving_and_loading() -> None:
    definition = compiled(
        diagram("main", [start(), task("a"), task("b"), end()], chain("begin", "a", "b", "done"))
    )
    data = {
        "amount": number("9600.00"),
        "on": TODAY,
        "list": [number("0.10"), date(2024, 2, 29), {"deep": None}],
        "flag": True,
        "text": "欠薪",
    }
    walk = Walk(definition, data)
    walk.do("a")
    assert walk.step.data == data
    assert str(walk.step.data["amount"]) == "9600.00"


def test_facts_are_seen_by_conditions_and_settings_and_are_gone_afterwards() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), task("a"), gateway("exclusive", "way", "no"), end("yes"), end("no")],
            [
                *chain("begin", "a", "way"),
                ("way", "yes", "case.roster.owed > setting.limit and units.union != null"),
                ("way", "no"),
            ],
        )
    )
    assert definition.facts_needed == {"case.roster.owed", "setting.limit", "units.union"}
    walk = Walk(definition)
    walk.facts = {"case.roster.owed": number(10), "setting": {"limit": number(9)}, "units.union": "工会"}
    walk.do("a")
    assert walk.step.end_events == ["yes"] and walk.step.data == {}


def test_a_run_variable_cannot_pose_as_a_fact() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("exclusive", "way", "no"), end("yes"), end("no")],
            [("begin", "way"), ("way", "yes", "case.paid = true"), ("way", "no")],
        )
    )
    assert Walk(definition, {"case": {"paid": True}}).step.end_events == ["no"]


def test_today_is_the_day_of_the_command_in_beijing() -> None:
    definition = compiled(
        diagram("main", [start(), script("stamp", "on = today()"), end()], chain("begin", "stamp", "done"))
    )
    assert Walk(definition).step.data["on"] == TODAY


def test_what_an_end_sets_is_there_when_the_run_is_over() -> None:
    definition = compiled(
        diagram("main", [start(), end(sets='{progress: "settled"}')], chain("begin", "done"))
    )
    assert Walk(definition).step.data == {"progress": "settled"}
