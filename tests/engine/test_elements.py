"""Every element of BPMN 2.0 is executed, has no effect, or is refused by name; never does a case stall on one.

elements.csv lists them after the schema (OMG, BPMN 2.0.2, Semantic.xsd): executed ones occur in constructs/ and are
tested there; parts only occur inside another; abstract ones are never drawn.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lxml import etree

from app.engine import CannotRun, Finding, compile_process
from app.engine.reading import tag
from tests.engine.constructs import FOLDER, names
from tests.engine.diagrams import chain, diagram, end, gateway, node, on, start, sub_process, task, timer
from tests.engine.walk import Walk, compiled

with (Path(__file__).parent / "elements.csv").open(encoding="utf-8") as listed:
    ROWS = list(csv.DictReader(listed))
LINE = chain("begin", "x", "done")


def listed_as(how: str) -> list[tuple[str, str]]:
    """Return (element, where) of the rows of one kind."""
    return [(row["element"], row["where"]) for row in ROWS if row["how"] == how]


def drawn(element: str, where: str) -> bytes:
    """A diagram that is right but for this element."""
    one = f"<bpmn:{element} />"
    inside = {
        "node": [f'<bpmn:{element} id="x"/>'],
        "event": [node("intermediateCatchEvent", "x", one)],
        "task": [node("userTask", "x", one)],
        "level": [task("x"), one],
        "root": [task("x")],
        "repetition": [
            node(
                "userTask",
                "x",
                f"<bpmn:multiInstanceLoopCharacteristics>{one}</bpmn:multiInstanceLoopCharacteristics>",
                collection="c",
                item="i",
            )
        ],
    }
    content = diagram("main", [start(), *inside[where], end()], LINE)
    return content.replace(b"<bpmn:process", one.encode() + b"<bpmn:process") if where == "root" else content


def findings(content: bytes) -> list[Finding]:
    """Why a diagram is refused; nothing for one that is not."""
    try:
        compile_process("main", {"main.bpmn": content})
    except CannotRun as refusal:
        return refusal.findings
    return []


def test_the_list_names_each_element_once_and_every_part_belongs_to_one() -> None:
    elements = [row["element"] for row in ROWS]
    assert len(elements) == len(set(elements)) and len(elements) > 150
    assert {row["how"] for row in ROWS} == {"executed", "no effect", "refused", "part", "abstract"}
    assert {where for _, where in listed_as("part")} <= set(elements)


def test_every_executed_element_has_its_construct() -> None:
    present = {
        tag(element) for path in FOLDER.glob("*.bpmn") for element in etree.parse(path).getroot().iter()
    }
    assert {element for element, _ in listed_as("executed")} <= present
    known = {row["element"] for row in ROWS}
    assert present - {""} <= known


def test_every_construct_is_run_by_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("test_constructs_*.py"))
    called = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.bpmn"))
    idle = [
        name for name in names() if f'load("{name}")' not in tests and f'calledElement="{name}"' not in called
    ]
    assert not idle, f"Write a test that loads: {', '.join(idle)}"


def test_the_page_on_execution_names_every_executed_and_refused_element_and_every_construct() -> None:
    page = (FOLDER.parents[2] / "docs" / "execution.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`]+)`", page))
    expected = {element for element, _ in [*listed_as("executed"), *listed_as("refused")]}
    pieces = {name for name in names() if name.endswith("_piece")}
    assert not (expected | set(names())) - named - pieces
    tried = {
        word for line in page.splitlines() if line.count("|") == 5 for word in _words(line.split("|")[4])
    }
    assert tried <= set(names())


def _words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize(("element", "where"), listed_as("refused"))
def test_what_is_not_executed_is_refused_at_its_element_by_name(element: str, where: str) -> None:
    found = [item for item in findings(drawn(element, where)) if item.code == "unsupported_element"]
    assert found and all(element in item.zh and element in item.en for item in found)
    if where != "level":
        assert found[0].element_id == "x"


@pytest.mark.parametrize(("element", "where"), listed_as("no effect"))
def test_what_has_no_effect_does_no_harm(element: str, where: str) -> None:
    walk = Walk(compiled(drawn(element, where)))
    walk.do("x")
    assert walk.step.ended


EVENTS = {
    "startEvent": {"timer", "message"},
    "intermediateCatchEvent": {"timer", "message", "signal", "link"},
    "intermediateThrowEvent": {"message", "signal", "escalation", "link"},
    "boundaryEvent": {"timer", "message", "signal", "escalation", "error"},
    "endEvent": {"message", "signal", "escalation", "error", "terminate"},
}
KINDS = sorted({"cancel", "compensate", "conditional"}.union(*EVENTS.values()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_of_a_kind_that_is_not_executed_in_this_place_is_refused(event: str, kind: str) -> None:
    inside = f"<bpmn:{kind}EventDefinition/>"
    attributes = on("x") if event == "boundaryEvent" else ""
    name = {"startEvent": "begin", "endEvent": "done"}.get(event, "y")
    others = [start(), task("x"), end()]
    nodes = [item for item in others if f'id="{name}"' not in item]
    drawn_so = diagram("main", [*nodes, node(event, name, inside, attributes)], LINE)
    refused = "unsupported_element" in {item.code for item in findings(drawn_so)}
    assert refused == (kind not in EVENTS[event])


ATTRIBUTES = {
    "a receive task that begins a process": (
        node("receiveTask", "x", "", 'messageRef="m_m" instantiate="true"'),
        "unsupported_element",
    ),
    "a gateway that begins a process": (
        node("eventBasedGateway", "x", "", 'instantiate="true"'),
        "unsupported_element",
    ),
    "all of several events": (
        timer("x", "P1D").replace('id="x"', 'id="x" parallelMultiple="true"'),
        "unsupported_element",
    ),
    "two events in one": (
        timer("x", "P1D").replace("</bpmn:inter", "<bpmn:messageEventDefinition/></bpmn:inter"),
        "event_kind",
    ),
    "an activity that undoes another": (
        node("userTask", "x", "", 'isForCompensation="true"'),
        "unsupported_element",
    ),
    "a task that needs two tokens": (node("userTask", "x", "", 'startQuantity="2"'), "token_quantity"),
    "a task that gives two tokens": (node("userTask", "x", "", 'completionQuantity="2"'), "token_quantity"),
    "instances that go on after the first": (
        node(
            "userTask",
            "x",
            '<bpmn:multiInstanceLoopCharacteristics behavior="One"/>',
            collection="c",
            item="i",
        ),
        "unsupported_element",
    ),
    "an event sub-process in the flow": (
        sub_process("x", [start("s"), end("e")], chain("s", "e")).replace(
            'id="x"', 'id="x" triggeredByEvent="true"'
        ),
        "loose_flow",
    ),
    "a billion instances": (
        node(
            "userTask",
            "x",
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000000</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>",
        ),
        "too_many_instances",
    ),
    "an exclusive gateway with nothing behind it": (gateway("exclusive", "x", "zz"), "loose_default"),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_that_would_change_what_is_executed_is_refused(name: str) -> None:
    element, code = ATTRIBUTES[name]
    found = findings(diagram("main", [start(), element, end()], LINE, messages=["m"]))
    assert code in {item.code for item in found}
