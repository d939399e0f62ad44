"""Runs go over to another version of their process: what stays, what is set anew, what is refused."""

from __future__ import annotations

import pytest

from app.engine import CannotMigrate, Definition, NotReady
from tests.engine.diagrams import (
    call,
    chain,
    diagram,
    each,
    end,
    gateway,
    message,
    on,
    start,
    sub_process,
    task,
    timer,
)
from tests.engine.histories import History
from tests.engine.walk import compiled


def line(
    *names: str, more: list[str] | None = None, flows: list[tuple[str, str]] | None = None
) -> Definition:
    """A diagram of steps one after the other."""
    nodes = [start(), *(task(name) for name in names), end(), *(more or [])]
    drawn = diagram("main", nodes, [*chain("begin", *names, "done"), *(flows or [])], messages=["paid"])
    return compiled(drawn)


def reminded(when: str, host: str = "a") -> Definition:
    """A step with a reminder on its border."""
    border = timer("late", when, "boundaryEvent", on(host, False))
    return line(host, "b", more=[border, end("noted")], flows=[("late", "noted")])


def refused(history: History, new: Definition, **mapping: str) -> list[tuple[str, str]]:
    """Why a run cannot go over; it is as it was."""
    before, steps = history.step.state, len(history.steps)
    with pytest.raises(CannotMigrate) as refusal:
        history.go_over(new, mapping)
    assert (history.step.state, len(history.steps)) == (before, steps)
    return [(item.element, item.code) for item in refusal.value.obstacles]


def ended(history: History, *steps: str) -> None:
    """Do these steps, after which the run has ended, and replay it."""
    for step in steps:
        history.do(step)
    assert history.step.ended and history.step.end_events == ["done"]


def test_an_open_step_keeps_its_token_when_steps_are_added_or_removed_around_it() -> None:
    history = History(line("first", "a", "b"), {})
    history.do("first")
    (token,) = history.tasks
    history.go_over(line("a", "review", "b"), {})
    assert list(history.tasks) == [token] and not history.step.closed and not history.step.opened
    ended(history, "a", "review", "b")


def test_an_open_step_that_is_called_otherwise_keeps_its_token() -> None:
    history = History(line("a", "b"), {})
    (token,) = history.tasks
    done = history.go_over(line("examine", "b"), {"a": "examine"})
    assert [(item.token, item.element_id) for item in done.renamed] == [(token, "examine")]
    assert (done.before, done.after) == (("a",), ("examine",))
    ended(history, "examine", "b")


def test_a_removed_step_needs_a_successor() -> None:
    history = History(line("a", "b"), {})
    assert refused(history, line("b")) == [("a", "removed")]
    history.go_over(line("b"), {"a": "b"})
    assert history.open == ["b"]
    ended(history, "b")


def test_a_step_that_became_a_wait_begins_anew_only_when_that_is_said() -> None:
    history = History(line("a", "b"), {})
    nodes = [start(), message("a", "paid"), task("b"), end()]
    new = compiled(diagram("main", nodes, chain("begin", "a", "b", "done"), messages=["paid"]))
    assert refused(history, new) == [("a", "kind")]
    history.go_over(new, {"a": "a"})
    assert [item.how for item in history.step.closed] == ["cancelled"] and len(history.waits) == 1
    history.receive("paid")
    ended(history, "b")


def test_a_clock_that_is_drawn_as_before_runs_on() -> None:
    history = History(reminded("P10D"), {})
    (token,) = history.timers
    history.go_over(reminded("P10D"), {})
    assert list(history.timers) == [token] and not history.step.timers_set


def test_a_clock_that_is_drawn_otherwise_is_set_anew() -> None:
    history = History(reminded("P10D"), {})
    (token,) = history.timers
    history.go_over(reminded("P5D"), {})
    assert history.step.timers_cleared == [token]
    assert [item.duration_iso for item in history.step.timers_set] == ["P5D"]


def test_a_clock_that_was_up_is_not_set_again_and_one_that_is_gone_is_dropped() -> None:
    history = History(reminded("P10D"), {})
    history.time_is_up("late")
    history.go_over(reminded("P10D"), {})
    assert not history.timers
    history.go_over(line("a", "b"), {})
    history.go_over(reminded("P3D"), {})
    assert [item.duration_iso for item in history.timers.values()] == ["P3D"]
    history.go_over(line("a", "b"), {})
    assert not history.timers
    ended(history, "a", "b")


def test_a_run_that_waits_for_a_message_waits_for_the_one_that_is_drawn_now() -> None:
    def waiting(name: str) -> Definition:
        nodes = [start(), message("wait", name), end()]
        return compiled(diagram("main", nodes, chain("begin", "wait", "done"), messages=["paid", "told"]))

    history = History(waiting("paid"), {})
    history.go_over(waiting("told"), {})
    assert [item.message for item in history.waits.values()] == ["told"]
    history.receive("told")
    assert history.step.ended


def fork(*names: str, join: str = "meet") -> Definition:
    """Steps side by side between two parallel gateways."""
    nodes = [start(), gateway("parallel", "fork"), gateway("parallel", join), task("after"), end()]
    flows = [*chain("begin", "fork"), *chain(join, "after", "done")]
    for name in names:
        nodes.append(task(name))
        flows += chain("fork", name, join)
    return compiled(diagram("main", nodes, flows))


def test_a_branch_that_can_never_be_done_any_more_is_seen_before() -> None:
    history = History(fork("a", "b"), {})
    assert [code for _, code in refused(history, fork("a", "b", "c"))] == ["join"]
    history.do("a")
    assert [code for _, code in refused(history, fork("a", "b", "c"))] == ["join"]
    history.go_over(fork("a", "b", join="together"), {"meet": "together"})
    ended(history, "b", "after")


def test_a_run_outside_the_branches_goes_over_to_more_of_them() -> None:
    history = History(fork("a", "b"), {})
    for step in ("a", "b"):
        history.do(step)
    history.go_over(fork("a", "b", "c"), {})
    ended(history, "after")


def test_a_removed_branch_is_named_with_what_goes_on() -> None:
    history = History(fork("a", "b", "c"), {})
    history.do("a")
    assert [code for _, code in refused(history, fork("a", "b"), c="b")] == ["join"]
    history.do("c")
    assert refused(history, fork("a", "b")) == [("meet", "flow")]


def test_turns_go_over_with_what_they_have_gathered() -> None:
    def asked(name: str, until: str) -> Definition:
        more = {"gather": "answer", "gather_into": "all"}
        nodes = [start(), each(name, '["x", "y", "z"]', "item", until=until, **more), end()]
        return compiled(diagram("main", nodes, chain("begin", name, "done")))

    history = History(asked("ask", "false"), {})
    history.do("ask", loop="1", answer="yes")
    tokens = list(history.tasks)
    history.go_over(asked("request", "numberOfCompletedInstances = 2"), {"ask": "request"})
    assert list(history.tasks) == tokens and history.open == ["request", "request"]
    history.do("request", loop="0", answer="no")
    assert history.step.ended and history.step.data["all"] == ["no", "yes", None]


def test_a_run_inside_a_called_piece_goes_over_to_its_new_drawing() -> None:
    def calling(caller: str, *inner: str) -> Definition:
        piece = diagram("piece", [start("ps"), *map(task, inner), end("pe")], chain("ps", *inner, "pe"))
        nodes = [start(), call(caller, "piece"), end()]
        return compiled(diagram("main", nodes, chain("begin", caller, "done")), piece)

    history = History(calling("serve", "write", "send"), {})
    assert refused(history, calling("serve", "draft", "send")) == [("piece/write", "removed")]
    done = history.go_over(calling("deliver", "draft"), {"serve": "deliver", "piece/write": "piece/draft"})
    assert [(item.element_id, item.path) for item in done.renamed if item.process_key == "piece"] == [
        ("draft", ("deliver",))
    ]
    ended(history, "draft")


def inside(*names: str) -> Definition:
    """Steps in a sub-process, with a step after it."""
    part = sub_process("part", [start("s"), *map(task, names), end("e")], chain("s", *names, "e"))
    return compiled(
        diagram("main", [start(), part, task("after"), end()], chain("begin", "part", "after", "done"))
    )


def test_a_sub_process_that_is_gone_is_left_with_what_is_open_in_it() -> None:
    history = History(inside("a", "b"), {})
    assert refused(history, line("after")) == [("part", "removed")]
    history.go_over(line("after"), {"part": "after"})
    assert history.open == ["after"] and [item.element_id for item in history.step.closed] == ["a"]
    ended(history, "after")


def test_a_case_is_moved_by_hand_out_of_a_sub_process_and_into_one() -> None:
    history = History(inside("a", "b"), {})
    history.be_moved(list(history.tasks), "after")
    assert history.open == ["after"]
    history.be_moved(list(history.tasks), "b")
    assert history.open == ["b"]
    history.be_moved(list(history.tasks), "a")
    ended(history, "a", "b", "after")
    assert [step.digest for step in history.replayed()] == [step.digest for step in history.steps]


def test_one_of_two_branches_is_not_moved_alone_past_their_join() -> None:
    history = History(fork("a", "b"), {})
    first, second = history.tasks
    before = history.step.state
    with pytest.raises(CannotMigrate):
        history.be_moved([first], "after")
    assert history.step.state == before
    history.be_moved([first, second], "after")
    ended(history, "after")


def test_nothing_is_moved_to_where_nothing_can_stand_or_from_where_nothing_is() -> None:
    history = History(reminded("P1D"), {})
    (token,) = history.tasks
    for tokens, to in (
        ([], "b"),
        (["nobody"], "b"),
        ([token], "begin"),
        ([token], "late"),
        ([token], "unknown"),
    ):
        with pytest.raises(CannotMigrate):
            history.be_moved(tokens, to)
    with pytest.raises(CannotMigrate):
        history.be_moved(list(history.timers), "b")


def test_a_run_that_has_ended_does_not_go_over() -> None:
    history = History(line("a"), {})
    history.do("a")
    with pytest.raises(NotReady):
        history.go_over(line("a", "b"), {})


def test_a_called_piece_learns_how_the_steps_around_it_are_called_now() -> None:
    def approved(draft: str, caller: str) -> Definition:
        check = task("check", four_eyes_by="drafted_by")
        piece = diagram("piece", [start("ps"), check, end("pe")], chain("ps", "check", "pe"))
        asks = call(caller, "piece", in_=f'{{drafted_by: "{draft}"}}')
        nodes = [start(), task(draft), asks, end()]
        return compiled(diagram("main", nodes, chain("begin", draft, caller, "done")), piece)

    history = History(approved("draft", "approve"), {})
    history.do("draft")
    history.go_over(approved("write", "decide"), {"draft": "write", "approve": "decide"})
    assert history.step.pieces["decide"] == {
        "drafted_by": "write", "caller_element": "decide", "caller_lane": None
    }  # fmt: skip
    ended(history, "check")


def test_tokens_of_several_levels_are_moved_together_to_what_lies_around_all_of_them() -> None:
    part = sub_process("part", [start("s"), task("a"), end("e")], chain("s", "a", "e"))
    nodes = [
        start(),
        gateway("parallel", "fork"),
        part,
        task("b"),
        gateway("parallel", "meet"),
        task("c"),
        end(),
    ]
    flows = [*chain("begin", "fork", "part", "meet", "c", "done"), *chain("fork", "b", "meet")]
    history = History(compiled(diagram("main", nodes, flows)), {})
    tokens = list(history.tasks)
    with pytest.raises(CannotMigrate):
        history.be_moved(tokens, "a")
    inside_out = sorted(tokens, key=lambda token: history.tasks[token].element_id)
    for wanted in (inside_out, inside_out[::-1]):
        again = History(history.definition, {})
        again.be_moved(wanted, "c")
        ended(again, "c")
