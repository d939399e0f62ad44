"""A designer is told, at the element and with what to do, where a process does not fit its surroundings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.operations import OPERATIONS
from app.catalogue import Catalogue
from app.confined import ROOT
from app.diagrams.bundle import bundle
from app.diagrams.checks import (
    HouseRule,
    Neighbour,
    Surroundings,
    breaking,
    deep_findings,
    may_be_published,
    models_of,
    scope_of,
    shipped_surroundings,
)
from app.diagrams.findings import Finding
from tests.diagrams.checked import (
    KINDS,
    asks,
    choosing,
    codes,
    form,
    found,
    lanes,
    with_settings,
)
from tests.engine.diagrams import (
    call,
    chain,
    diagram,
    end,
    gateway,
    message,
    node,
    on,
    script,
    start,
    task,
    timer,
)


def test_case_fields_that_do_not_exist_and_answers_nobody_reads_are_told() -> None:
    answers = form("ask", asks("case.complaint.colour"), asks("var.idle"))
    around = Surroundings(catalogue=Catalogue({}, sections={"complaint": ("投诉举报", "Complaint")}))
    findings = found([task("ask")], chain("begin", "ask", "done"), files=answers, around=around)
    assert codes(findings) == {("unknown_field", "case.complaint.colour")}
    assert {each.code for each in findings} == {"unknown_field", "answer_unread"}
    assert {each.file for each in findings} == {"forms/main/ask.form"}


@pytest.mark.parametrize(
    ("lane", "role", "told"),
    [
        ("labour_authority", "inspector", set()),
        ("moon_office", "inspector", {("lane_not_bound", "moon_office")}),
        ("labour_authority", "wizard", {("unknown_role", "ask")}),
    ],
)
def test_lanes_nobody_fills_and_roles_nobody_holds_are_told(
    lane: str, role: str, told: set[tuple[str, str]]
) -> None:
    around = replace(shipped_surroundings(ROOT), neighbours=())
    flows = chain("begin", "ask", "done")
    assert codes(found([task("ask", role=role)], flows, around=around, lanes=lanes(lane, "ask"))) == told


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"operation": "merge_cases"}, set()),
        ({"topic": "credit.check", "results": "standing"}, set()),
        ({"operation": "credit.check"}, {("unknown_operation", "do")}),
    ],
)
def test_an_operation_that_the_product_does_not_have_is_told_where_a_topic_is_meant(
    setting: dict[str, str], told: set[tuple[str, str]]
) -> None:
    findings = found(
        [node("serviceTask", "do", **setting)], chain("begin", "do", "done"), around=Surroundings()
    )
    assert codes(findings) == told


def test_the_gate_knows_the_operations_that_are_performed() -> None:
    assert set(Surroundings().operations) == set(OPERATIONS)


def test_a_lane_that_one_district_lacks_is_a_remark_with_its_reason() -> None:
    findings = found(
        [task("ask")], chain("begin", "ask", "done"), around=shipped_surroundings(ROOT),
        lanes=lanes("township", "ask"),
    )  # fmt: skip
    assert [(each.code, each.severity) for each in findings] == [("lane_skipped", "info")]


def test_terms_that_together_outlast_the_clock_around_them_are_told() -> None:
    nodes = [
        task("accept", starts="MED-01"),
        task("first", starts_on_entry="INS-07", meets="INS-07"),
        task("second", starts_on_entry="INS-10", meets="INS-10"),
        task("agree", meets="MED-01"),
    ]
    around = Surroundings(rules=shipped_surroundings(ROOT).rules)
    findings = found(nodes, chain("begin", "accept", "first", "second", "agree", "done"), around=around)
    (told,) = [each for each in findings if each.code == "terms_too_long"]
    assert (told.severity, told.element) == ("warning", "accept")
    assert "INS-07 + INS-10" in told.zh and told.path == ("accept", "first", "second", "agree")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("start_penalty", set()),
        ("start_crime_transfer", set()),
        ("start_moon_landing", {("message_to_nobody", "say")}),
        ("nobody_hears", {("message_to_nobody", "say")}),
        ("penalty_result", set()),
    ],
)
def test_messages_nobody_receives_are_told(sent: str, told: set[tuple[str, str]]) -> None:
    nodes = [message("say", sent, "intermediateThrowEvent")]
    flows = chain("begin", "say", "done")
    assert codes(found(nodes, flows, around=shipped_surroundings(ROOT), messages=(sent,))) == told


def test_a_message_nobody_sends_is_told_unless_somebody_notes_it_by_hand() -> None:
    nodes, flows = [message("hear", "moonlight")], chain("begin", "hear", "done")
    given = (Neighbour("other", {"sunlight": frozenset()}),)
    around = Surroundings(neighbours=given)
    assert ("message_from_nobody", "hear") in codes(
        found(nodes, flows, around=around, messages=("moonlight",))
    )
    by_hand = form("hear", asks("var.shade"))
    assert codes(found(nodes, flows, around=around, messages=("moonlight",), files=by_hand)) == set()


def test_a_circle_without_clock_or_count_is_a_remark() -> None:
    nodes = [task("ask"), gateway("exclusive", "again", "done")]
    flows = [("begin", "ask"), ("ask", "again"), ("again", "ask", 'kind = "投诉"'), ("again", "done")]
    answers = form("ask", asks("var.kind"))
    assert [each.code for each in found(nodes, flows, variables=KINDS, files=answers)] == [
        "loop_without_limit"
    ]
    timed = [*nodes, timer("late", "P9D", "boundaryEvent", on("ask"))]
    findings = found(timed, [*flows, ("late", "done")], variables=KINDS, files=answers)
    assert findings == []


def test_an_exception_with_its_reason_makes_a_remark_and_one_without_use_is_told() -> None:
    nodes = [gateway("parallel", "fork"), task("one"), task("two"),
             task("after", check_exception="done_twice: 两份文书各自签收。\ndeadlock: 不会发生。")]  # fmt: skip
    flows = [("begin", "fork"), ("fork", "one"), ("fork", "two"), ("one", "after"), ("two", "after"),
             ("after", "done")]  # fmt: skip
    findings = {each.code: each for each in found(nodes, flows)}
    assert findings["done_twice"].severity == "info" and "两份文书各自签收" in findings["done_twice"].zh
    assert codes(list(findings.values())) == {("idle_exception", "after")}


def test_a_piece_knows_its_variables_from_whoever_calls_it() -> None:
    piece = diagram("piece", [start("s"), end("e"), script("use", "x = given + 1")], chain("s", "use", "e"))
    piece = with_settings(piece.replace(b'"piece"', b'"main"'), variables="{}").replace(b'"main"', b'"piece"')
    files = {"processes/piece/piece.bpmn": piece}
    for given, told in (("{given: 1}", set()), ("{other: 1}", {("never_written", "use")})):
        nodes = [call("do", "piece", in_=given)]
        assert codes(found(nodes, chain("begin", "do", "done"), files=files)) == told


def test_only_errors_stand_in_the_way_of_publication() -> None:
    warning = Finding("done_twice", "warning", "x", None, "…", "…")
    assert may_be_published([warning])
    refused = may_be_published([warning, replace(warning, severity="error")])
    assert not refused and len(refused.obstacles) == 1 and "1" in refused.zh


def test_a_shipped_process_that_is_spoiled_is_found_out() -> None:
    files = bundle("transfer", Path(ROOT))
    name = "processes/transfer/transfer.bpmn"
    spoiled = files[name].replace('signing = "提出异议"'.encode(), 'signing = "提出意见"'.encode())
    assert spoiled != files[name]
    findings = deep_findings(files | {name: spoiled}, shipped_surroundings(ROOT))
    assert {each.code for each in findings if each.file == name} >= {"unknown_choice", "never_true"}


def test_a_signal_that_nothing_raises_is_told_and_one_that_is_raised_is_not() -> None:
    inside = '<bpmn:signalEventDefinition signalRef="s"/>'
    nodes = [task("ask"), node("boundaryEvent", "heard", inside, on("ask")), task("say")]
    flows = [("begin", "ask"), ("ask", "say"), ("say", "done"), ("heard", "done")]

    def told(*more: str) -> set[tuple[str, str | None]]:
        drawn = diagram("main", [start(), end(), *nodes, *more], flows)  # type: ignore[arg-type]
        drawn = drawn.replace(b"<bpmn:process", b'<bpmn:signal id="s" name="s"/><bpmn:process', 1)
        return codes(deep_findings({"processes/main/main.bpmn": drawn}, Surroundings()))

    assert told() == {("raised_by_nobody", "heard")}
    flows += [("ask", "call_out"), ("call_out", "done")]
    assert told(node("intermediateThrowEvent", "call_out", inside)) == set()


def test_an_exception_beside_a_gateway_holds_for_the_flows_that_leave_it() -> None:
    nodes, flows = choosing('kind = "信访"')
    nodes[1] = nodes[1].replace(
        "></bpmn:exclusiveGateway>", ">" + excepting("never_true: 预留。\nunknown_choice: 预留。")
    )
    answers = form("ask", asks("var.kind"))
    findings = found(nodes, flows, variables=KINDS, files=answers)
    assert codes(findings) == set() and {each.code for each in findings} == {"never_true", "unknown_choice"}


def excepting(reasons: str) -> str:
    """Return the inside and end of a gateway with exceptions."""
    drawn = node("exclusiveGateway", "x", check_exception=reasons)
    return drawn.split(">", 1)[1]


def test_rules_of_the_house_are_judged_and_excepted_like_any_check() -> None:
    rule = HouseRule(
        "purposes", "请写明目的。", "Say what for.", "warning", "every t in tasks satisfies t.purpose != null"
    )
    plain, excepted = task("one"), task("two", check_exception="house:purposes：显而易见。")
    drawn = diagram("main", [start(), end(), plain, excepted], chain("begin", "one", "two", "done"))
    findings = deep_findings({"processes/main/main.bpmn": drawn}, Surroundings(), [rule])
    assert {(each.code, each.element, each.severity) for each in findings} == {
        ("house:purposes", "one", "warning"),
        ("house:purposes", "two", "info"),
    }


@pytest.mark.parametrize(
    ("feel", "broken"),
    [
        ("count(tasks) > 0", []),
        ("count(tasks) > 9", [""]),
        ('tasks[id = "two"]', ["two"]),
        ('events[kind = "endEvent"].id', ["done"]),
        ("every f in flows satisfies f.from != f.to", []),
        ("every t in tasks satisfies t.incoming = 1 and t.outgoing = 0", ["one", "two"]),
    ],
)
def test_a_rule_names_what_breaks_it(feel: str, broken: list[str]) -> None:
    drawn = diagram("main", [start(), end(), task("one"), task("two")], chain("begin", "one", "two", "done"))
    (model,) = models_of({"processes/main/main.bpmn": drawn}, Surroundings())
    assert list(breaking(feel, scope_of(model))) == broken
