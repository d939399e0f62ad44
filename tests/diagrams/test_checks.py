"""A designer is told, at the element and with what to do, what the gate cannot see."""

from __future__ import annotations

import pytest

from tests.diagrams.checked import (
    KINDS,
    NAME,
    asks,
    choosing,
    codes,
    form,
    found,
    table,
)
from tests.engine.diagrams import (
    chain,
    each,
    gateway,
    node,
    script,
    task,
)


def test_a_join_that_waits_for_ever_is_told_with_the_way_to_it() -> None:
    nodes = [gateway("exclusive", "which", "left"), task("left"), task("right"), gateway("parallel", "meet")]
    flows = [("begin", "which"), ("which", "left"), ("which", "right", "pick = 1"), ("left", "meet"),
             ("right", "meet"), ("meet", "done")]  # fmt: skip
    deadlock = next(
        each for each in found(nodes, flows, variables={"pick": "number"}) if each.code == "deadlock"
    )
    assert (deadlock.severity, deadlock.element, deadlock.file) == ("error", "meet", NAME)
    assert deadlock.path[0] == "begin" and deadlock.path[-1] == "meet" and "f_which_left" in deadlock.path


def test_elements_no_flow_leads_to_are_told() -> None:
    assert ("unreachable", "island") in codes(
        found([task("ask"), task("island")], chain("begin", "ask", "done"))
    )


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        (['kind = "投诉"', 'kind = "投诉" and kind = "举报"'], {("never_true", "f_which_way1")}),
        (["count < 5 and count > 7"], {("never_true", "f_which_way0")}),
        (["count < 5 or count >= 5"], {("always_true", "f_which_way0")}),
        (["count > 5", "count > 7"], {("overlapping", "f_which_way1")}),
        (['kind = "信访"'], {("unknown_choice", "f_which_way0"), ("never_true", "f_which_way0")}),
        (["not(urgent) and urgent"], {("never_true", "f_which_way0")}),
        (["count in [1..5]", "count in (6..9]"], set()),
        (['kind = "投诉" and length of it(kind) > 2'.replace("length of it", "string length")], set()),
    ],
)
def test_conditions_that_never_or_always_hold_or_overlap_are_told(
    conditions: list[str], told: set[tuple[str, str]]
) -> None:
    nodes, flows = choosing(*conditions)
    answers = form("ask", asks("var.kind"), asks("var.urgent", "yesno"), asks("var.count", "number"))
    assert codes(found(nodes, flows, variables=KINDS, files=answers)) == told


def test_a_gateway_without_default_is_told_only_when_a_case_is_left_open() -> None:
    answers = form("ask", asks("var.kind"))
    nodes, flows = choosing('kind = "投诉"', 'kind = "举报"', default=False)
    assert codes(found(nodes, flows, variables=KINDS, files=answers)) == set()
    nodes, flows = choosing('kind = "投诉"', "kind = null", default=False)
    (finding,) = [
        each for each in found(nodes, flows, variables=KINDS, files=answers) if each.code == "no_default"
    ]
    assert finding.element == "which" and "举报" in finding.zh


def test_a_variable_that_nothing_writes_and_one_read_too_early_are_told_with_the_way() -> None:
    nodes = [script("sum", "total = paid + due", "more = nothing + 1"), task("ask")]
    answers = form("ask", asks("var.paid", "number"), asks("var.due", "number"))
    findings = found(nodes, chain("begin", "sum", "ask", "done"), variables=KINDS, files=answers)
    assert codes(findings) == {("read_too_early", "sum"), ("never_written", "sum")}
    early = next(each for each in findings if each.code == "read_too_early")
    assert early.path == ("begin", "f_begin_sum", "sum")


def test_a_list_that_one_way_leaves_empty_is_told_and_behind_a_join_it_is_not() -> None:
    answers = form("name", asks("var.sites")) | form("visit", asks("var.seen"))
    loop = each("visit", "sites", "site")
    nodes = [gateway("exclusive", "which", "visit"), task("name"), loop]
    flows = [("begin", "which"), ("which", "name", "case.x = 1"), ("which", "visit"), ("name", "visit"),
             ("visit", "done")]  # fmt: skip
    assert codes(found(nodes, flows, variables=KINDS, files=answers)) == {("may_be_missing", "visit")}
    nodes = [gateway("parallel", "fork"), task("name"), task("other"), gateway("parallel", "meet"), loop]
    flows = [("begin", "fork"), ("fork", "name"), ("fork", "other"), ("name", "meet"), ("other", "meet"),
             ("meet", "visit"), ("visit", "done")]  # fmt: skip
    assert codes(found(nodes, flows, variables=KINDS, files=answers)) == set()


@pytest.mark.parametrize(
    ("policy", "rows", "told", "example"),
    [
        (
            "UNIQUE",
            [("< 10", "-", '"a"'), (">= 10", "true", '"b"')],
            "decision_gap",
            "count = 10、urgent = false",
        ),
        ("UNIQUE", [("<= 10", "-", '"a"'), (">= 10", "-", '"b"')], "decision_overlap", "count = 10"),
        ("ANY", [("<= 10", "-", '"a"'), (">= 10", "-", '"b"')], "decision_overlap", "count = 10"),
        ("ANY", [("<= 10", "-", '"a"'), (">= 10", "-", '"a"')], "", ""),
        ("FIRST", [("<= 10", "-", '"a"'), ("[2..7]", "-", '"b"'), ("-", "-", '"c"')], "rule_never_used", "2"),
        ("FIRST", [("<= 10", "true", '"a"'), (">= setting.most", "-", '"b"'), ("-", "-", '"c"')], "", ""),
        ("COLLECT", [("< 10", "true", '"a"')], "", ""),
    ],
)
def test_gaps_and_overlaps_of_a_decision_table_are_told_with_an_example(
    policy: str, rows: list[tuple[str, ...]], told: str, example: str
) -> None:
    answers = form("ask", asks("var.count", "number"), asks("var.urgent", "yesno"))
    nodes = [task("ask"), node("businessRuleTask", "rate", decision="level"), script("use", "x = level")]
    flows = chain("begin", "ask", "rate", "use", "done")
    findings = found(nodes, flows, variables=KINDS, files=table(policy, *rows) | answers)
    assert codes(findings) == ({(told, "rate")} if told else set())
    assert example in "".join(each.zh for each in findings)
