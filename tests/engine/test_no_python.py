"""No Python from a diagram is ever evaluated: whatever could evaluate it raises, in every test (tests/support)."""

from __future__ import annotations

import sys

import pytest
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer.migration import version_1_2
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

from tests.engine.diagrams import chain, diagram, end, gateway, script, start, timer
from tests.engine.walk import Walk, compiled
from tests.support.no_python import BUILTINS, PythonEvaluated, modules, refuse


def test_the_script_engines_of_the_library_refuse() -> None:
    with pytest.raises(PythonEvaluated):
        PythonScriptEngine().evaluate(None, "1 + 1")
    with pytest.raises(PythonEvaluated):
        PythonScriptEngine().execute(None, "x = 1")
    with pytest.raises(PythonEvaluated):
        TaskDataEnvironment().evaluate("1 + 1", {})
    with pytest.raises(PythonEvaluated):
        TaskDataEnvironment().execute("x = 1", {})


def test_its_decision_engine_and_its_reader_of_old_states_refuse() -> None:
    with pytest.raises(PythonEvaluated):
        DMNEngine(None).evaluate("1", "> 0", None)
    with pytest.raises(PythonEvaluated):
        version_1_2.eval("timedelta(1)")


def test_no_module_of_the_library_has_python_left() -> None:
    assert len(modules()) > 100
    for module in modules():
        assert [vars(module)[name] for name in BUILTINS] == [refuse] * len(BUILTINS), module.__name__


def test_a_diagram_run_by_the_bare_library_would_be_caught() -> None:
    """The guard bites: the same diagram, run without our adapter, asks for Python at its script."""
    content = diagram("main", [start(), script("x", "y = 1"), end()], chain("begin", "x", "done"))
    parser = BpmnParser()
    parser.add_bpmn_str(content)
    with pytest.raises(PythonEvaluated):
        BpmnWorkflow(parser.get_spec("main")).do_engine_steps()


def test_python_in_each_place_of_a_diagram_comes_to_nothing_or_is_refused() -> None:
    """What reads as FEEL is FEEL: a call of Python's is an unknown function, a name of Python's is null."""
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                script("x", "found = os"),
                gateway("exclusive", "g", "done"),
                timer("wait", "os"),
                end(),
            ],
            [*chain("begin", "x", "g"), ("g", "wait", 'os = "posix"'), ("g", "done"), ("wait", "done")],
        )
    )
    walk = Walk(definition)
    assert walk.step.ended and walk.step.data == {"found": None}
    assert "os" in sys.modules  # the name exists for Python, and for no diagram
