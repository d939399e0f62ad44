"""What a compiled definition tells about its diagrams, once for all runs."""

from __future__ import annotations

import builtins
import threading
from typing import Any, NoReturn

import pytest
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine

from app.engine import Definition, EngineFailure, NotReady, visible_data
from app.engine.nodes import Node
from app.engine.script import ENGINE
from tests.engine import rounds
from tests.engine.diagrams import (
    call,
    chain,
    diagram,
    each,
    end,
    message,
    node,
    on,
    start,
    sub_process,
    task,
    timer,
)
from tests.engine.walk import Walk, compiled, number

LANES = (
    '<bpmn:laneSet id="l"><bpmn:lane id="labour" name="人社"><bpmn:flowNodeRef>ask</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>inner</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)


def piece(name: str, *tasks: str) -> bytes:
    return diagram(name, [start("s"), *map(task, tasks), end("e")], chain("s", *tasks, "e"))


def rich() -> Definition:
    main = diagram(
        "main",
        [
            start(),
            node("userTask", "ask", role="inspector", four_eyes_not="x", rule_when='{"R": "case.a.b = 1"}'),
            timer("late", 'due("INS-01")', "boundaryEvent", on("ask", False), rule="INS-01"),
            sub_process("inner", [start("is"), task("deep"), end("ie")], chain("is", "deep", "ie")),
            call("one", "first", in_="{a: case.c}"),
            call("two", "second"),
            message("tell", "news", "endEvent", payload="{u: units.union, s: setting.limit}"),
            end("overdue"),
        ],
        [*chain("begin", "ask", "inner", "one", "two", "tell"), ("late", "overdue")],
        messages=["news"],
        lanes=LANES,
    )
    return compiled(main, piece("first", "shared", "mine"), piece("second", "shared"))


def test_an_element_is_described_as_it_is_drawn() -> None:
    definition = rich()
    ask = definition.elements["ask"]
    assert (ask.kind, ask.lane, ask.process_key, ask.form_key) == ("userTask", "labour", "main", "main/ask")
    assert ask.properties["role"] == "inspector"
    late = definition.elements["late"]
    assert (late.attached_to, late.timer, late.interrupting) == ("ask", 'due("INS-01")', False)
    assert definition.elements["one"].properties["calledElement"] == "first"
    assert definition.elements["deep"].lane == "labour"
    assert definition.lanes["main"] == {"labour": "人社"}


def test_elements_of_pieces_are_found_by_piece_and_by_themselves_when_the_name_is_free() -> None:
    definition = rich()
    assert definition.elements["first/shared"].process_key == "first"
    assert definition.element("second", "shared").form_key == "second/shared"
    assert definition.elements["mine"].process_key == "first"
    assert "shared" not in definition.elements
    assert definition.find_element("second", "mine") is None
    with pytest.raises(KeyError):
        definition.element("main", "mine2")


def test_the_facts_read_anywhere_are_listed_with_those_the_host_evaluates() -> None:
    assert rich().facts_needed == {"case.a.b", "case.c", "units.union", "setting.limit"}


def test_the_digest_follows_what_runs_and_not_other_files() -> None:
    main, one, two = piece("main", "a"), piece("other", "b"), piece("main", "c")
    assert compiled(main).digest == compiled(main, one).digest
    assert compiled(main).digest != compiled(two).digest


def test_a_definition_serves_many_officers_at_once() -> None:
    definition = rounds.parallel()
    walks: list[Walk] = []

    def work(name: str) -> None:
        walk = Walk(definition, {"turn": 0, "limit": 30}, name=name)
        for turn in range(1, 31):
            walk.do("first", turn=turn)
            for branch in "cab":
                walk.do(branch, who=name)
        walks.append(walk)

    threads = [threading.Thread(target=work, args=(f"officer {place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(walks) == 4
    assert all(walk.step.ended and walk.step.data["who"] == walk.name for walk in walks)


def test_no_python_is_evaluated_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = [construct() for construct in rounds.CONSTRUCTS]

    def forbidden(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("Python was evaluated")

    monkeypatch.setattr(builtins, "eval", forbidden)
    monkeypatch.setattr(builtins, "exec", forbidden)
    monkeypatch.setattr(PythonScriptEngine, "__init__", forbidden)
    for definition in definitions:
        walk = Walk(definition, {"turn": 0, "limit": 1})
        walk.do("first", turn=1)
        specs = [definition.spec, *definition.pieces.values()]
        assert all(
            isinstance(one, Node)
            for spec in specs
            for one in spec.task_specs.values()
            if one is not spec.start
        )


def test_the_script_engine_refuses_whatever_is_not_feel() -> None:
    walk = Walk(compiled(piece("main", "a")))
    assert walk.open == ["a"]
    with pytest.raises(EngineFailure):
        _ = ENGINE.environment


def test_what_an_officer_sees_is_read_without_waking_the_run() -> None:
    inner = diagram(
        "piece",
        [
            start("s"),
            sub_process("inner", [start("is"), task("deep"), end("ie")], chain("is", "deep", "ie")),
            end("e"),
        ],
        chain("s", "inner", "e"),
    )
    main = diagram(
        "main",
        [
            start(),
            each("serve", "parties", "party", "callActivity", 'calledElement="piece"', in_="{to: party}"),
            end(),
        ],
        chain("begin", "serve", "done"),
    )
    walk = Walk(compiled(main, inner), {"parties": ["p", "q"], "n": 1})
    for token, opened in walk.tasks.items():
        assert visible_data(walk.step.state, token) == opened.data
    second = Walk(
        compiled(diagram("main", [start(), each("a", "list", "i"), end()], chain("begin", "a", "done"))),
        {"list": [1, 2]},
    )
    assert [visible_data(second.step.state, token)["i"] for token in second.tasks] == [number(1), number(2)]
    with pytest.raises(NotReady):
        visible_data(walk.step.state, "gone")
