"""From traces to the state of a diagram: what is done, where the run stands, how often it came by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diagrams.progress import Progress, progress_of

START = [{"enter": "begin"}, {"leave": "begin"}, {"flow": "f1"}, {"enter": "task"}]
DONE = [{"leave": "task"}, {"flow": "f2"}, {"enter": "end"}, {"leave": "end"}]


def test_a_fresh_run_stands_at_its_first_task() -> None:
    progress = progress_of([START])
    assert list(map(set, (progress.current, progress.done, progress.flows))) == [{"task"}, {"begin"}, {"f1"}]


def test_a_finished_run_stands_nowhere() -> None:
    progress = progress_of([START, DONE])
    assert not progress.current and progress.done == {"begin", "task", "end"}
    assert [(stay.place, stay.entered, stay.left) for stay in progress.passages] == [
        ("begin", 1, 1), ("task", 1, 2), ("end", 2, 2),
    ]  # fmt: skip


def test_a_step_reached_again_is_current_and_counted() -> None:
    progress = progress_of([START, [{"leave": "task"}, {"flow": "back"}, {"enter": "task"}]])
    assert progress.current == {"task"} and "task" not in progress.done and progress.visits["task"] == 2


def test_a_cancelled_step_is_neither_done_nor_current() -> None:
    progress = progress_of([START, [{"cancel": "task"}, {"enter": "late"}]])
    assert progress.cancelled == {"task"} and progress.current == {"late"}
    assert progress_of([START, [{"cancel": "task"}], START, DONE]).cancelled == frozenset()


def test_several_tokens_at_one_place_leave_one_by_one() -> None:
    twice = [{"enter": "each"}, {"enter": "each"}]
    assert progress_of([twice, [{"leave": "each"}]]).current == {"each"}
    assert progress_of([twice, [{"leave": "each"}], [{"leave": "each"}]]).current == frozenset()


def test_a_called_piece_has_progress_of_its_own() -> None:
    trace = [
        {"enter": "serve"},
        {"enter": "serve/choose"},
        {"leave": "serve/choose"},
        {"flow": "serve/f"},
        {"enter": "serve/post"},
    ]
    inside = progress_of([trace]).inside("serve")
    assert list(map(set, (inside.current, inside.done, inside.flows))) == [{"post"}, {"choose"}, {"f"}]
    assert [stay.place for stay in inside.passages] == ["choose", "post"]
    assert progress_of([trace]).inside("other") == Progress(
        frozenset(), frozenset(), frozenset(), frozenset(), {}, ()
    )


@pytest.mark.parametrize("traces", [[], [[]], [[{"decision": "d", "matched": [1], "outputs": {}}]]])
def test_nothing_happened_yet(traces: list[list[dict[str, str]]]) -> None:
    assert progress_of(traces).passages == ()


ENTRIES = st.builds(
    lambda kind, place: {kind: place},
    st.sampled_from(["enter", "leave", "cancel", "flow"]),
    st.sampled_from(["a", "b", "c", "a/x", "a/y"]),
)
TRACES = st.lists(st.lists(ENTRIES, max_size=6), max_size=8)


@given(TRACES)
def test_a_place_is_in_one_state_only_and_every_place_that_was_touched_is_in_one(
    traces: list[list[dict[str, str]]],
) -> None:
    progress = progress_of(traces)
    touched = {
        place for trace in traces for entry in trace for kind, place in entry.items() if kind != "flow"
    }
    assert progress.current | progress.done | progress.cancelled == touched
    assert not progress.current & progress.done and not progress.current & progress.cancelled
    assert not progress.done & progress.cancelled


@given(TRACES)
def test_how_a_record_is_cut_into_steps_changes_no_state(traces: list[list[dict[str, str]]]) -> None:
    whole = [[entry for trace in traces for entry in trace]]
    one, many = progress_of(whole), progress_of(traces)
    assert (one.current, one.done, one.cancelled, one.flows) == (
        many.current,
        many.done,
        many.cancelled,
        many.flows,
    )
    assert [stay.place for stay in one.passages] == [stay.place for stay in many.passages]


@given(TRACES)
def test_a_stay_ends_no_earlier_than_it_began(traces: list[list[dict[str, str]]]) -> None:
    for stay in progress_of(traces).passages:
        assert stay.left is None or 1 <= stay.entered <= stay.left <= len(traces)
