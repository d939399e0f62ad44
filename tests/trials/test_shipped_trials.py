"""Every process ships with recorded trials: they go through the real forms, and together they leave nothing out."""

from __future__ import annotations

import pytest

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
