"""A diagram that the engine would run wrongly is refused, with every reason and where it is."""

from __future__ import annotations

import pytest

from app.engine import CannotRun, compile_process
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
    sub_process,
    task,
    timer,
)
from tests.engine.walk import compiled

LINE = chain("begin", "x", "done")


def around(*nodes: str) -> bytes:
    """A diagram of start, the given elements (one of them `x`) and end."""
    return diagram("main", [start(), *nodes, end()], LINE, messages=["m"])


def looped(inside: str, **properties: str) -> str:
    return node(
        "userTask",
        "x",
        f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>",
        **properties,
    )


def spiff(name: str) -> str:
    return (
        f'<bpmn:userTask id="x"><bpmn:extensionElements><spiffworkflow:{name}>import os</spiffworkflow:{name}>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


REFUSED: dict[str, tuple[bytes, str]] = {
    "a task of no kind": (around(node("task", "x")), "unsupported_element"),
    "a manual task": (around(node("manualTask", "x")), "unsupported_element"),
    "a transaction": (around(node("transaction", "x")), "unsupported_element"),
    "an ad-hoc sub-process": (around(node("adHocSubProcess", "x")), "unsupported_element"),
    "a pre-script": (around(spiff("preScript")), "unsupported_setting"),
    "a post-script": (around(spiff("postScript")), "unsupported_setting"),
    "a service operator": (around(spiff("serviceTaskOperator")), "unsupported_setting"),
    "a payload of SpiffWorkflow's own": (around(spiff("messagePayload")), "unsupported_setting"),
    "a loop without an end": (
        around(node("userTask", "x", "<bpmn:standardLoopCharacteristics/>")),
        "loop",
    ),
    "a loop of no times": (
        around(node("userTask", "x", '<bpmn:standardLoopCharacteristics loopMaximum="0"/>')),
        "loop",
    ),
    "a number of instances beside a list": (
        around(looped("<bpmn:loopCardinality>9</bpmn:loopCardinality>", collection="c", item="i")),
        "no_collection",
    ),
    "a result gathered under no name": (
        around(looped("", collection="c", item="i", gather="vote")),
        "no_collection",
    ),
    "an event sub-process that nothing begins": (
        around(
            task("x"),
            sub_process("y", [start("s"), task("t"), end("e")], chain("s", "t", "e")).replace(
                'id="y"', 'id="y" triggeredByEvent="true"'
            ),
        ),
        "sub_process_start",
    ),
    "a signal that is not declared": (
        around(node("intermediateCatchEvent", "x", '<bpmn:signalEventDefinition signalRef="s"/>')),
        "no_code",
    ),
    "an error without a code at an end": (
        diagram(
            "main",
            [start(), task("x"), node("endEvent", "done", "<bpmn:errorEventDefinition/>")],
            LINE,
        ),
        "no_code",
    ),
    "an error on a border that interrupts nothing": (
        around(task("x"), node("boundaryEvent", "y", "<bpmn:errorEventDefinition/>", on("x", False))),
        "event_kind",
    ),
    "a link without a target": (
        around(node("intermediateThrowEvent", "x", '<bpmn:linkEventDefinition name="l"/>')),
        "link",
    ),
    "a day that does not exist": (around(timer("x", "2025-02-30")), "no_time"),
    "years and days in one duration": (around(timer("x", "P1Y2D")), "no_time"),
    "a clock that repeats every second": (
        around(
            task("x"),
            timer("y", "R/PT1S", "boundaryEvent", on("x", False)).replace("timeDate", "timeCycle"),
        ),
        "cycle",
    ),
    "a multi-instance without collection": (around(looped("", item="i")), "no_collection"),
    "a multi-instance without item": (around(looped("", collection="c")), "no_collection"),
    "a conditional event": (
        around(
            node(
                "intermediateCatchEvent",
                "x",
                "<bpmn:conditionalEventDefinition><bpmn:condition>1</bpmn:condition></bpmn:conditionalEventDefinition>",
            )
        ),
        "unsupported_element",
    ),
    "a correlation": (
        around(task("x"), node("correlationKey", "k")),
        "unsupported_element",
    ),
    "a catch of nothing": (around(node("intermediateCatchEvent", "x")), "event_kind"),
    "a timer without a time": (around(timer("x", "")), "no_time"),
    "a repeating clock on the way": (around(timer("x", "R3/P1D").replace("timeDate", "timeCycle")), "cycle"),
    "a message without a name": (around(message("x", "unknown")), "no_message"),
    "a send task without a message": (around(node("sendTask", "x")), "no_message"),
    "an event on the border of nothing": (
        around(task("x"), timer("y", "P1D", "boundaryEvent", on("z"))),
        "loose_boundary",
    ),
    "an event on the border of a gateway": (
        around(gateway("exclusive", "x"), timer("y", "P1D", "boundaryEvent", on("x"))),
        "loose_boundary",
    ),
    "a flow to nowhere": (diagram("main", [start(), end()], [("begin", "nowhere")]), "loose_flow"),
    "no start": (diagram("main", [task("x"), end()], chain("x", "done")), "no_start"),
    "a flow into a start": (
        diagram("main", [start(), task("x"), end()], [*LINE, ("x", "begin")]),
        "flow_into_start",
    ),
    "a flow out of an end": (
        diagram("main", [start(), task("x"), end()], [("begin", "done"), ("done", "x")]),
        "flow_out_of_end",
    ),
    "an empty condition behind a gateway": (
        diagram(
            "main",
            [start(), gateway("exclusive", "x"), end(), end("e")],
            [("begin", "x"), ("x", "done", " "), ("x", "e", "a")],
        ),
        "no_condition",
    ),
    "a condition behind an event": (
        diagram("main", [start(), timer("x", "P1D"), end()], [("begin", "x"), ("x", "done", "a")]),
        "condition_here",
    ),
    "a condition behind a parallel gateway": (
        diagram("main", [start(), gateway("parallel", "x"), end()], [("begin", "x"), ("x", "done", "a")]),
        "condition_here",
    ),
    "a choice without conditions": (
        diagram("main", [start(), gateway("exclusive", "x"), end(), end("e")], [*LINE, ("x", "e")]),
        "no_condition",
    ),
    "a default that leaves elsewhere": (
        diagram("main", [start(), gateway("exclusive", "x", "zz"), end()], LINE),
        "loose_default",
    ),
    "a task behind an event gateway": (
        diagram(
            "main", [start(), gateway("eventBased", "g"), task("x"), end()], chain("begin", "g", "x", "done")
        ),
        "event_gateway",
    ),
    "the same id twice": (around(task("x"), task("x")), "duplicate_id"),
    "an id that is no name": (around(task("x"), task("a b")), "bad_id"),
    "a call of nothing": (around(node("callActivity", "x")), "calls_nothing"),
    "a call of an unknown piece": (around(call("x", "unknown")), "no_diagram"),
    "an operation without a name": (around(node("serviceTask", "x")), "no_operation"),
    "a decision that is not there": (around(node("businessRuleTask", "x", decision="d")), "no_decision"),
    "an empty script": (around(script("x")), "no_script"),
    "a script in Python": (around(script("x", "import os")), "bad_script"),
    "a script that writes case facts": (around(script("x", "case = 1")), "bad_script"),
    "an expression that is none": (around(task("x", sets="{a: }")), "bad_expression"),
    "a condition in Python": (
        diagram(
            "main",
            [start(), gateway("exclusive", "x", "done"), end(), end("e")],
            [("begin", "x"), ("x", "e", "__import__('os')"), ("x", "done")],
        ),
        "bad_expression",
    ),
    "a function nobody knows": (around(script("x", "a = exec(b)")), "unknown_function"),
    "due() outside a timer": (around(task("x", sets='{a: due("R")}')), "unknown_function"),
    "a map for the host that is no JSON": (around(task("x", rule_when="{")), "bad_map"),
    "a rule's condition that is no FEEL": (around(task("x", rule_when='{"R": "a ="}')), "bad_expression"),
    "a circle without a wait": (
        diagram(
            "main",
            [start(), gateway("exclusive", "g", "x"), script("x", "a = 1"), end()],
            [("begin", "g"), ("g", "x"), ("x", "g"), ("g", "done", "a = 2")],
        ),
        "circle",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_engine_does_not_run_is_refused(name: str) -> None:
    content, code = REFUSED[name]
    with pytest.raises(CannotRun) as refused:
        compiled(content)
    findings = refused.value.findings
    assert code in {finding.code for finding in findings}, findings
    for finding in findings:
        assert (
            finding.zh
            and finding.en
            and finding.process_key == ("unknown" if code == "no_diagram" else "main")
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_xml"),
        (b"<a>", "not_xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "doctype"),
        (b"<a/>", "no_process"),
        (b" " * 2_100_000, "too_large"),
        (around(task("x")).replace(b'isExecutable="true"', b'isExecutable="false"'), "not_executable"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(CannotRun) as refused:
        compile_process("main", {"main.bpmn": content})
    assert [finding.code for finding in refused.value.findings] == [code]


def test_all_reasons_are_told_together() -> None:
    content = around(node("task", "x"), script("y", "import os"), timer("z", ""))
    with pytest.raises(CannotRun) as refused:
        compiled(content)
    assert {finding.element_id for finding in refused.value.findings} >= {"x", "z"}


def test_pieces_that_call_each_other_are_refused() -> None:
    one = diagram("main", [start(), call("x", "other"), end()], LINE)
    other = diagram("other", [start(), call("x", "main"), end()], LINE)
    with pytest.raises(CannotRun) as refused:
        compiled(one, other)
    assert {finding.code for finding in refused.value.findings} == {"call_cycle"}


def test_a_circle_through_a_piece_that_never_waits_is_refused() -> None:
    piece = diagram("piece", [start(), script("x", "a = 1"), end()], LINE)
    main = diagram(
        "main",
        [start(), gateway("exclusive", "g", "x"), call("x", "piece"), end()],
        [("begin", "g"), ("g", "x"), ("x", "g"), ("g", "done", "a = 2")],
    )
    with pytest.raises(CannotRun) as refused:
        compiled(main, piece)
    assert [finding.code for finding in refused.value.findings] == ["circle"]


def test_a_piece_needs_one_plain_start() -> None:
    piece = diagram("piece", [message("begin", "m", "startEvent"), task("x"), end()], LINE, messages=["m"])
    with pytest.raises(CannotRun) as refused:
        compiled(around(call("x", "piece")), piece)
    assert [finding.code for finding in refused.value.findings] == ["piece_start"]


def test_notes_and_data_objects_on_the_drawing_do_no_harm() -> None:
    content = around(
        task("x"),
        node("textAnnotation", "n", "<bpmn:text>note</bpmn:text>"),
        node("dataObjectReference", "r", "", 'dataObjectRef="o"'),
        node("dataObject", "o"),
        "<!-- a comment -->",
    )
    assert set(compiled(content).elements) == {"begin", "x", "done"}
