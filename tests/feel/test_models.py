"""Whole decision models as other tools draw them: graphs, boxed expressions, knowledge, services, types, imports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pytest

from app.feel import FeelError
from app.feel.decisions import DecisionError, faults_of, load_decisions, open_model
from tests.feel.conftest import NOW

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/", DMN,
]  # fmt: skip


def model(body: str, namespace: str = "urn:wages", xmlns: str = DMN) -> bytes:
    return (
        f'<definitions xmlns="{xmlns}" id="m" name="m" namespace="{namespace}">{body}</definitions>'.encode()
    )


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def decision(name: str, logic: str, *requires: str, type_ref: str = "") -> str:
    """Draw a decision; `requires` holds ids, those of knowledge begin with `k:`."""
    drawn = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each[2:]}"/></knowledgeRequirement>'
        if each.startswith("k:")
        else f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>'
        for each in requires
    )
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{typed}/>{drawn}{logic}</decision>'


def knowledge(name: str, parameters: str, logic: str) -> str:
    drawn = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><encapsulatedLogic>{drawn}{logic}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )


def entry(name: str, logic: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{logic}</contextEntry>'


def decided(xml: bytes, name: str = "d", **scope: Any) -> Any:
    return load_decisions(xml)[name].evaluate(scope, now=NOW).value


def either(condition: str) -> str:
    branches = f"<then>{literal('1')}</then><else>{literal('2')}</else>"
    return f"<conditional><if>{literal(condition)}</if>{branches}</conditional>"


def result(text: str) -> str:
    return f"<contextEntry>{literal(text)}</contextEntry>"


def each(kind: str, items: str, inner: str, text: str) -> str:
    return (
        f'<{kind} iteratorVariable="x"><in>{literal(items)}</in><{inner}>{literal(text)}</{inner}></{kind}>'
    )


TWICE = f'<functionDefinition><formalParameter name="n"/>{literal("n * 2")}</functionDefinition>'
ROW = '<relation><column name="worker"/><column name="owed"/><row>' + literal('"W1"') + literal("amount")
BOXED = [
    ("<context>" + entry("owed days", literal("22")) + entry("pay", literal("owed days * 300")) + "</context>",
     {"owed days": Decimal(22), "pay": Decimal(6600)}),
    ("<context>" + entry("half", literal("amount / 2")) + result("half + 1") + "</context>", Decimal(51)),
    (f"<list>{literal('amount')}{literal('2')}</list>", [Decimal(100), Decimal(2)]),
    (ROW + "</row></relation>", [{"worker": "W1", "owed": Decimal(100)}]),
    (either("amount > 50"), Decimal(1)),
    (either("amount > 500"), Decimal(2)),
    (either("amount"), None),
    (f"<filter><in>{literal('[1, 200, 300]')}</in><match>{literal('item > amount')}</match></filter>",
     [Decimal(200), Decimal(300)]),
    (f"<filter><in>{literal('[1, 200]')}</in><match>{literal('null')}</match></filter>", None),
    (each("for", "[1..3]", "return", "x * 2"), [Decimal(2), Decimal(4), Decimal(6)]),
    (each("some", "[1, 2]", "satisfies", "x = 2"), True),
    (each("every", "[1, 2]", "satisfies", "x = 2"), False),
    (each("every", "[1, 2]", "satisfies", "x"), None),
    ("<context>" + entry("twice", TWICE) + result("twice(amount)") + "</context>", Decimal(200)),
]  # fmt: skip


@pytest.mark.parametrize(("logic", "expected"), BOXED)
def test_a_boxed_expression_says_what_the_standard_says(logic: str, expected: Any) -> None:
    assert decided(model(decision("d", logic)), amount=Decimal(100)) == expected


@pytest.mark.parametrize("xmlns", NAMESPACES)
def test_a_file_of_any_edition_is_read(xmlns: str) -> None:
    assert decided(model(decision("d", literal("1 + 1")), xmlns=xmlns)) == 2


def test_knowledge_is_called_by_position_by_name_and_in_a_box() -> None:
    pay = knowledge("overtime pay", "hours rate", literal("hours * rate * 1.5"))
    box = (
        f"<invocation>{literal('overtime pay')}"
        f'<binding><parameter name="rate"/>{literal("20")}</binding>'
        f'<binding><parameter name="hours"/>{literal("2")}</binding></invocation>'
    )
    for logic in (literal("overtime pay(2, 20)"), literal("overtime pay(rate: 20, hours: 2)"), box):
        assert decided(model(pay + decision("d", logic, "k:overtime pay"))) == 60


def test_knowledge_may_call_itself_but_not_for_ever() -> None:
    sums = knowledge("sums", "n", literal("if n <= 0 then 0 else n + sums(n - 1)"))
    xml = model(sums + decision("d", literal("sums(n)"), "k:sums"))
    assert decided(xml, n=Decimal(4)) == 10
    with pytest.raises(FeelError):
        decided(xml, n=Decimal(10_000))


def test_each_required_decision_is_made_once_and_every_table_is_told() -> None:
    rule = "<rule><inputEntry><text>&gt; 10</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>"
    asked = "<input><inputExpression><text>workers</text></inputExpression></input><output/>"
    large = decision("large", f"<decisionTable>{asked}{rule}</decisionTable>")
    xml = model(large + decision("left", literal("large"), "large") + decision("right", literal("large"), "large")
                + decision("d", literal("left and right"), "left", "right"))  # fmt: skip
    decisions = load_decisions(xml)
    assert decisions["d"].names == {"workers"}
    found = decisions["d"].evaluate({"workers": Decimal(30)}, now=NOW)
    assert (found.value, found.matched, found.tables) == (True, [], (("large", [1]),))


SERVICE = (
    decision("basis", literal("1")) + decision("doubled", literal("basis * 2"), "basis")
    + '<decisionService id="s" name="doubling"><outputDecision href="#doubled"/><inputDecision href="#basis"/>'
    "</decisionService>"
)  # fmt: skip


def test_a_service_takes_its_input_decisions_from_whoever_calls() -> None:
    assert open_model(model(SERVICE)).serve("doubling", {"basis": Decimal(21)}, now=NOW) == {
        "doubled": Decimal(42)
    }
    called = model(SERVICE + decision("d", literal("doubling(4) + doubled"), "k:s", "doubled"))
    assert decided(called) == 10
    with pytest.raises(DecisionError, match="没有名为"):
        open_model(model(SERVICE)).serve("tripling", {}, now=NOW)


TYPES = (
    '<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="months owed"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"high", "low"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tNames" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
)
FITTED = [
    ("number", '"text"', None), ("number", "[7]", Decimal(7)), ("tLevel", '"high"', "high"),
    ("tLevel", '"middle"', None), ("tNames", '["a", "b"]', ["a", "b"]), ("tNames", '["a", 1]', None),
    ("tPerson", '{name: "W1"}', None), ("tPerson", '{name: "W1", months owed: "3"}', None),
    ("tPerson", '{name: "W1", months owed: 3}', {"name": "W1", "months owed": Decimal(3)}), ("tSomethingElse", "1", 1),
]  # fmt: skip


@pytest.mark.parametrize(("type_ref", "text", "expected"), FITTED)
def test_a_result_that_is_not_of_its_type_is_null(type_ref: str, text: str, expected: Any) -> None:
    assert decided(model(TYPES + decision("d", literal(text), type_ref=type_ref))) == expected


def test_instance_of_knows_the_types_of_the_model() -> None:
    asked = literal(
        '[{name: "W1", months owed: 3} instance of tPerson, 1 instance of tPerson, "x" instance of tLevel]'
    )
    assert decided(model(TYPES + decision("d", asked))) == [True, False, True]


def test_an_imported_model_is_found_among_the_files() -> None:
    other = model(decision("limit", literal("100")) + TYPES, namespace="urn:law")
    needs = '<informationRequirement><requiredDecision href="urn:law#limit"/></informationRequirement>'
    logic = literal('law.limit + (if "high" instance of law.tLevel then 1 else 2)')
    xml = model(
        '<import namespace="urn:law" name="law" importType="x"/>'
        + decision("d", logic).replace("<literal", needs + "<literal")
    )
    assert load_decisions(xml, [other])["d"].evaluate({}, now=NOW).value == 101
    assert "导入的模型「urn:law」" in str(faults_of(xml)[0])


def test_all_faults_of_a_file_are_told_at_once_with_their_lines() -> None:
    java = '<functionDefinition kind="Java"><context/></functionDefinition>'
    parts = [
        decision("a", literal("1 +")),
        decision("b", java),
        decision("c", literal("1"), "missing"),
        decision("e", ""),
    ]
    faults = faults_of(model("\n" + "\n".join(parts)))
    assert [fault.line for fault in faults] == [2, 3, 4, 5]
    said = " ".join(fault.message_zh for fault in faults)
    assert all(word in said for word in ("却已到结尾", "Java 不支持", "「missing」不存在", "须有决策表"))
    assert faults_of(model(decision("d", literal("1")))) == []
    assert [fault.message_zh for fault in faults_of(b"<x/>")] == ["不是 DMN 文件"]


REFUSED = [
    ('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>', "javascript"),
    ("<context>" + result("1") + entry("a", literal("1")) + "</context>", "最后一项"),
    ("<context>" + entry("a", literal("1")) * 2 + "</context>", "重复"),
    ('<relation><column name="a"/><row/></relation>', "列名不对"), ("<invocation/>", "没有函数"),
    ("<for><in/></for>", "没有变量名"), ("<list>" * 40 + "</list>" * 40, "嵌套太深"),
    (literal('function(n) external {java: {class: "java.lang.Runtime"}}'), "外部函数"),
    ("<functionDefinition>" + '<formalParameter name="n"/>' * 2 + "</functionDefinition>", "参数"),
]  # fmt: skip


@pytest.mark.parametrize(("logic", "word"), REFUSED, ids=[word for _, word in REFUSED])
def test_what_cannot_be_decided_is_said_before_it_runs(logic: str, word: str) -> None:
    faults = faults_of(model(decision("d", logic)))
    assert len(faults) == 1
    assert word in faults[0].message_zh
    with pytest.raises(DecisionError):
        load_decisions(model(decision("d", logic)))
    with pytest.raises(DecisionError):
        open_model(model(decision("d", logic))).decisions["d"].evaluate({}, now=NOW)
