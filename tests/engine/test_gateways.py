"""Gateways decide, split and join by counting tokens on each flow."""

from __future__ import annotations

import pytest

from app.engine import Definition, EngineFailure
from tests.engine.diagrams import chain, diagram, end, gateway, start, task
from tests.engine.walk import Walk, compiled


def test_without_default_and_true_condition_the_step_fails_at_the_gateway() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), task("weigh"), gateway("exclusive", "which"), end("a"), end("b")],
            [*chain("begin", "weigh", "which"), ("which", "a", "amount > 5"), ("which", "b", "amount < 5")],
        )
    )
    walk = Walk(definition)
    with pytest.raises(EngineFailure) as failed:
        walk.do("weigh")
    assert failed.value.element_id == "which"
    walk.do("weigh", amount=9)
    assert walk.step.end_events == ["a"]


def test_the_first_flow_in_the_file_wins_when_several_conditions_hold() -> None:
    definition = compiled(
        diagram(
            "main",
            [start(), gateway("exclusive", "which"), end("a"), end("b")],
            [("begin", "which"), ("which", "b", "true"), ("which", "a", "true")],
        )
    )
    assert Walk(definition).step.end_events == ["b"]


def split(kind: str = "parallel") -> Definition:
    return compiled(
        diagram(
            "main",
            [
                start(),
                gateway(kind, "fork", "c" if kind == "inclusive" else ""),
                *(task(name) for name in "abc"),
                gateway(kind, "meet"),
                task("after"),
                end(),
            ],
            [
                ("begin", "fork"),
                *(
                    ("fork", name, f'list contains(wanted, "{name}")')
                    if kind == "inclusive" and name != "c"
                    else ("fork", name)
                    for name in "abc"
                ),
                *((name, "meet") for name in "abc"),
                *chain("meet", "after", "done"),
            ],
        )
    )


def test_three_officers_work_side_by_side_and_the_join_waits_for_the_last() -> None:
    walk = Walk(split())
    assert walk.open == ["a", "b", "c"]
    walk.do("c")
    walk.do("a")
    assert walk.open == ["b"]
    walk.do("b")
    assert walk.open == ["after"]
    assert [entry for entry in walk.step.trace if entry.get("enter") == "meet"] == [{"enter": "meet"}]


@pytest.mark.parametrize(("wanted", "expected"), [(["a", "b"], ["a", "b"]), (["b"], ["b"]), ([], ["c"])])
def test_an_inclusive_gateway_opens_what_is_wanted_and_waits_for_just_that(
    wanted: list[str], expected: list[str]
) -> None:
    walk = Walk(split("inclusive"), {"wanted": wanted})
    assert walk.open == expected
    for name in reversed(expected):
        assert "after" not in walk.open
        walk.do(name)
    assert walk.open == ["after"]


def test_two_tokens_on_one_flow_join_twice_and_none_is_swallowed() -> None:
    """Both tasks on the left are done before the first on the right."""
    names = ("one", "two", "three", "four")
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                gateway("parallel", "fork"),
                *(task(name) for name in names),
                gateway("exclusive", "left"),
                gateway("exclusive", "right"),
                gateway("parallel", "meet"),
                task("after"),
                end(),
            ],
            [
                ("begin", "fork"),
                *(("fork", name) for name in names),
                *((name, "left") for name in names[:2]),
                *((name, "right") for name in names[2:]),
                ("left", "meet"),
                *chain("right", "meet", "after", "done"),
            ],
        )
    )
    walk = Walk(definition)
    walk.do("one")
    walk.do("two")
    assert walk.open == ["three", "four"]
    walk.do("four")
    assert walk.open == ["three", "after"]
    walk.do("three")
    assert walk.open == ["after", "after"]
    walk.do("after")
    walk.do("after")
    assert walk.step.ended


def test_a_join_that_can_never_be_reached_fails_the_step_instead_of_stalling_the_case() -> None:
    definition = compiled(
        diagram(
            "main",
            [
                start(),
                task("choose"),
                gateway("exclusive", "way", "b"),
                task("a"),
                task("b"),
                gateway("parallel", "meet"),
                end(),
            ],
            [
                *chain("begin", "choose", "way"),
                ("way", "a", "left"),
                ("way", "b"),
                ("a", "meet"),
                ("b", "meet"),
                ("meet", "done"),
            ],
        )
    )
    walk = Walk(definition)
    walk.do("choose", left=True)
    with pytest.raises(EngineFailure, match="can no longer come") as failed:
        walk.do("a")
    assert failed.value.element_id == "meet"
