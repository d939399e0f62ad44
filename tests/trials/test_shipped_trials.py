"""Every process ships with recorded trials: they go through the real forms, and together they leave nothing out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis.strategies import DataObject, data, integers, sampled_from

from tests.processes.shipped import KEYS
from tests.trials.shipped import recorded, workshop


@pytest.mark.parametrize("key", KEYS)
def test_recorded_trials_go_as_recorded_and_come_through_everything(key: str) -> None:
    trials = recorded(key)
    verdicts, covered = workshop(key).judge(trials)
    told = [(verdict.name, verdict.differences[:2]) for verdict in verdicts if not verdict.passed]
    assert told == []
    assert covered.of(key).missed == [], "no recorded trial comes through these elements and flows"


def test_the_names_of_trials_are_their_own() -> None:
    for key in KEYS:
        names = [each.name for each in recorded(key)]
        assert len(names) == len(set(names)), f"two trials of {key} have one name"


@settings(max_examples=12, deadline=None, derandomize=True)
@given(data())
def test_a_trial_stands_where_its_commands_lead_however_often_it_is_played(drawing: DataObject) -> None:
    """Any trial stopped anywhere, played twice and gone on with in between, brings the same."""
    key = drawing.draw(sampled_from(["hand_over", "approval", "transfer", "payment_follow_up"]))
    trial = drawing.draw(sampled_from(recorded(key)))
    stop = drawing.draw(integers(1, len(trial.commands)))
    first, second = (workshop(key).player(trial.commands) for _ in range(2))
    try:
        once = list(first.play(trial.commands[:stop]))
        again = list(second.play(trial.commands))
        assert once == again[:stop] == list(trial.expected[:stop])
        assert [*first.play(trial.commands[stop:])] == again
    finally:
        first.room.close()
        second.room.close()
