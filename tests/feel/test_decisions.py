"""Decision tables as the diagrams use them: hit policies, defaults, contradictions and unsafe files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pytest

from app.feel import FeelError
from app.feel.decisions import Decision, DecisionError, DecisionResult, load_decisions
from tests.feel.conftest import NOW

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Rows = list[list[str]]


def table(
    inputs: list[str],
    outputs: dict[str, str],
    rows: Rows,
    hit: str = "UNIQUE",
    aggregation: str = "",
    more: str = "",
) -> bytes:
    """Write a DMN file with the decision `t`; `outputs` maps names to further XML inside `<output>`."""
    asked = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression></input>" for text in inputs
    )
    given = "".join(f'<output name="{name}">{inner}</output>' for name, inner in outputs.items())
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[: len(inputs)])
        + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in row[len(inputs) :])
        + "</rule>"
        for row in rows
    )
    policy = f'hitPolicy="{hit}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    return (
        f'<definitions xmlns="{DMN}" id="d" name="d" namespace="urn:t">{more}'
        f'<decision id="t" name="Test"><decisionTable {policy}>{asked}{given}{rules}</decisionTable></decision>'
        "</definitions>"
    ).encode()


def default(text: str) -> str:
    return f"<defaultOutputEntry><text>{escape(text)}</text></defaultOutputEntry>"


def ranked(text: str) -> str:
    return f"<outputValues><text>{escape(text)}</text></outputValues>"


def decided(xml: bytes, **scope: Any) -> DecisionResult:
    return load_decisions(xml)["t"].evaluate(scope, now=NOW)


ROUTES = [
    ['"房建市政"', "-", '"construction_authority"'],
    ['"园林养护"', "-", '"urban_environment"'],
    ['not("房建市政", "园林养护")', '"本区"', '"labour_authority"'],
    ['not("房建市政", "园林养护")', '"外区"', '"coordination_office"'],
]


def test_a_complaint_is_routed_by_sector_and_place() -> None:
    xml = table(["sector", "place"], {"lane": ""}, ROUTES)
    result = decided(xml, sector="房建市政", place="本区")
    assert result == DecisionResult({"lane": "construction_authority"}, [1], "U")
    assert decided(xml, sector="餐饮服务", place="外区").outputs == {"lane": "coordination_office"}
    assert decided(xml, sector="餐饮服务").matched == []


OVERLAPPING = [[">= 10", '"a"', '"x"'], ["-", '"a", "b"', '"y"'], ["< 5", "-", '"z"']]
ORDER = ranked('"z", "y", "x"')
POLICIES = [
    ("FIRST", "x", [1], "F"),
    ("PRIORITY", "y", [2], "P"),
    ("RULE ORDER", ["x", "y"], [1, 2], "R"),
    ("OUTPUT ORDER", ["y", "x"], [2, 1], "O"),
    ("COLLECT", ["x", "y"], [1, 2], "C"),
]


@pytest.mark.parametrize(("hit", "output", "matched", "letter"), POLICIES)
def test_a_hit_policy_says_which_rules_count(hit: str, output: Any, matched: list[int], letter: str) -> None:
    result = decided(table(["n", "k"], {"o": ORDER}, OVERLAPPING, hit), n=Decimal(12), k="a")
    assert result == DecisionResult({"o": output}, matched, letter)


@pytest.mark.parametrize(
    ("sign", "letter", "output"), [("SUM", "C+", 6), ("MIN", "C<", 1), ("MAX", "C>", 3), ("COUNT", "C#", 3)]
)
def test_collected_numbers_are_aggregated(sign: str, letter: str, output: int) -> None:
    rows = [["> 1", "1"], ["> 2", "2"], ["> 3", "3"], ["> 99", "50"]]
    result = decided(table(["n"], {"points": ""}, rows, "COLLECT", sign), n=Decimal(5))
    assert result == DecisionResult({"points": Decimal(output)}, [1, 2, 3], letter)


def test_a_unique_table_with_two_matching_rules_is_a_contradiction_that_names_them() -> None:
    with pytest.raises(DecisionError) as refused:
        decided(table(["n", "k"], {"o": ""}, OVERLAPPING), n=Decimal(12), k="a")
    assert "第1、2行" in refused.value.message_zh
    assert "rules 1, 2" in refused.value.message_en
    assert isinstance(refused.value, FeelError)


def test_rules_of_an_any_table_may_agree_but_not_differ() -> None:
    rows = [["> 1", '"报告"', "1.0"], ["> 2", '"报告"', "1"], ["> 9", '"不报"', "1"]]
    xml = table(["n"], {"o": "", "p": ""}, rows, "ANY")
    assert decided(xml, n=Decimal(5)) == DecisionResult({"o": "报告", "p": Decimal(1)}, [1, 2], "A")
    with pytest.raises(DecisionError, match="1、2、3"):
        decided(xml, n=Decimal(10))


@pytest.mark.parametrize(
    ("hit", "output"),
    [("UNIQUE", "labour"), ("FIRST", "labour"), ("RULE ORDER", ["labour"]), ("COLLECT", ["labour"])],
)
def test_the_default_stands_when_no_rule_matches(hit: str, output: Any) -> None:
    xml = table(["n"], {"o": default('"labour"')}, [["> 99", '"x"']], hit)
    assert decided(xml, n=Decimal(1)) == DecisionResult({"o": output}, [], hit[0])


def test_without_a_default_no_match_is_null_or_an_empty_list() -> None:
    rows = [["> 99", '"x"', "1"]]
    assert decided(table(["n"], {"o": "", "p": ""}, rows), n=Decimal(1)).outputs == {"o": None, "p": None}
    assert decided(table(["n"], {"o": "", "p": ""}, rows, "COLLECT")).outputs == {"o": [], "p": []}
    assert decided(table(["n"], {"p": ""}, [["> 9", "1"]], "COLLECT", "COUNT")).outputs == {"p": Decimal(0)}


def test_several_outputs_stay_beside_each_other() -> None:
    rows = [["-", '"甲"', "amount * 0.5"], ["-", '"乙"', "-"]]
    result = decided(table(["n"], {"who": "", "share": ""}, rows, "RULE ORDER"), amount=Decimal(10))
    assert result.outputs == {"who": ["甲", "乙"], "share": [Decimal("5.0"), None]}


def test_cells_may_compare_with_settings_and_speak_of_the_input() -> None:
    rows = [
        [">= setting.crime_amount", '"移送"'],
        ["? < setting.crime_amount and headcount < 10", '"不移送"'],
    ]
    decision = load_decisions(table(["amount / headcount"], {"o": ""}, rows))["t"]
    assert decision.names == {"amount", "headcount", "setting.crime_amount"}
    scope = {"amount": Decimal(90), "headcount": Decimal(9), "setting": {"crime_amount": Decimal(20)}}
    assert decision.evaluate(scope, now=NOW).outputs == {"o": "不移送"}


REQUIRED = (
    '<decision id="per_head" name="Per head"><variable name="per head"/>'
    '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    "<literalExpression><text>amount / case.headcount</text></literalExpression></decision>"
    '<inputData id="i" name="amount"/>'
)


def test_a_required_decision_is_made_first() -> None:
    xml = table(["per head"], {"o": ""}, [["> 10", '"多"'], ["<= 10", '"少"']], more=REQUIRED)
    needs = (
        '<informationRequirement><requiredDecision href="#per_head"/></informationRequirement><decisionTable'
    )
    decisions = load_decisions(xml.replace(b"<decisionTable", needs.encode(), 1))
    assert set(decisions) == {"t", "per_head"}
    assert decisions["t"].names == {"amount", "case.headcount"}
    scope = {"amount": Decimal(90), "case": {"headcount": Decimal(3)}}
    assert decisions["t"].evaluate(scope, now=NOW).outputs == {"o": "多"}
    single: Decision = decisions["per_head"]
    assert single.evaluate(scope, now=NOW) == DecisionResult({"per head": Decimal(30)}, [], "")


def test_decisions_that_need_each_other_are_refused() -> None:
    needs = '<informationRequirement><requiredDecision href="#t"/></informationRequirement><decisionTable'
    with pytest.raises(DecisionError, match="成环"):
        load_decisions(table(["n"], {"o": ""}, []).replace(b"<decisionTable", needs.encode()))


def test_a_host_function_may_be_used_in_a_cell() -> None:
    decision = load_decisions(table(['due("X")'], {"o": ""}, [["> 3", "1"]]))["t"]
    assert decision.evaluate({}, now=NOW, functions={"due": lambda rule: Decimal(5)}).matched == [1]


UNSAFE = [
    b'<!DOCTYPE d [<!ENTITY a "x">]><definitions xmlns="%s">&a;</definitions>' % DMN.encode(),
    b'<!DOCTYPE d SYSTEM "http://localhost/d.dtd"><definitions xmlns="%s"/>' % DMN.encode(),
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>'.encode("utf-16"),
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY b%d "%s">' % (n, (b"&b%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9)
    ) + b"]><d>&b8;</d>",
]  # fmt: skip


@pytest.mark.parametrize("xml", UNSAFE, ids=["entity", "external", "utf16", "bomb"])
def test_a_file_with_a_doctype_is_refused(xml: bytes) -> None:
    with pytest.raises(DecisionError):
        load_decisions(xml)


MALFORMED = [
    (b"", "XML"), (b"<d", "XML"), (b"<definitions/>", "DMN"), (b"PK\x03\x04", "XML"), (b"<a>" * 5000, "XML"),
    (b" " * (2 * 1024 * 1024 + 1), "2 MiB"), (table(["n n"], {"o": ""}, [["1", "2"]]), "输入1"),
    (table(["n"], {"o": ""}, [["1 +", "2"]]), "第1行条件1"), (table(["n"], {"o": ""}, [["1", "2 2"]]), "第1行结果1"),
    (table(["n"], {"o": ""}, [["1"]]), "格数"), (table(["n"], {"o": ""}, [], "GUESS"), "命中策略"),
    (table(["n"], {"o": "", "p": ""}, [], "COLLECT", "SUM"), "命中策略"),
    (table(["n"], {"o": ""}, [], "FIRST", "SUM"), "命中策略"),
    (table(["n"], {}, []), "输出列"),
    (table(["n"], {"a": ""}, [["-", "1"]]).replace(b"<rule>", b"<rule/>" * 10_000 + b"<rule>"), "20000格"),
    (b'<definitions xmlns="%s"><decision id="x" name="x"/></definitions>' % DMN.encode(), "决策表或文字表达式"),
    (b'<definitions xmlns="%s"><decision id="x" name="x"><context><contextEntry/><contextEntry/></context>'
     b"</decision></definitions>" % DMN.encode(), "最后一项"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "word"), MALFORMED, ids=[f"{n}-{word}" for n, (_, word) in enumerate(MALFORMED)]
)
def test_what_is_no_proper_decision_is_refused_with_a_reason(xml: bytes, word: str) -> None:
    with pytest.raises(DecisionError) as refused:
        load_decisions(xml)
    assert word in refused.value.message_zh


def test_a_bad_cell_is_found_in_its_line_of_the_file() -> None:
    xml = table(["n"], {"o": ""}, [["1", "2"], ["3 4", "5"]]).replace(b"<rule>", b"\n<rule>")
    with pytest.raises(DecisionError) as refused:
        load_decisions(xml)
    assert refused.value.line == 3
    assert "第2行条件1「3 4」" in refused.value.message_zh


def test_a_decision_that_computes_without_end_is_stopped() -> None:
    endless = "count(for a in 1..9999, b in 1..9999 return 1)"
    with pytest.raises(FeelError):
        decided(table([endless], {"o": ""}, [["-", "1"]]))
    with pytest.raises(FeelError):
        decided(table(["n"], {"o": ""}, [["? > count(for a in 1..9999 return 1)", "1"]] * 500), n=Decimal(1))
