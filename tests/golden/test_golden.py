"""What earlier releases recorded is taken again by this one, step for step: same states, same ways, same decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from app.actions.replaying import MIGRATED, take_step
from app.actions.steps import trace_of
from app.clock import LOCAL
from app.deadlines import working_day_functions
from app.engine import Command, Definition, migrate
from app.values import from_json
from app.versions import compile_files
from tests.golden import history, keep, names
from tests.support.office import house


def definitions(told: Any) -> dict[str, Definition]:
    """The compiled process versions of a history, by id."""
    return {
        key: compile_files(each["key"], {path: text.encode() for path, text in each["files"].items()})[0]
        for key, each in told["versions"].items()
    }


def take_again(run: Any, known: dict[str, Definition]) -> int:
    """Take every step of a run again and compare; return how many there were."""
    lent = working_day_functions(lambda: house().calendars[run["district"]])
    state, version = b"", run["version"]
    for number, event in enumerate(run["steps"], start=1):
        facts, at = event["facts"], datetime.fromisoformat(event["at"]).astimezone(LOCAL)
        command = Command(at, from_json(event["given"]), f"{run['id']}:{number}", lent)
        if event["kind"] == MIGRATED:
            new = known[facts["to_version"]]
            step = migrate(known[version], new, state, facts["mapping"], command).step
            version = facts["to_version"]
        else:
            step = take_step(event["kind"], known[version], state, facts, command)
        where = (run["id"], number, event["kind"], facts.get("element"))
        assert trace_of(step) == facts["trace"], where
        assert step.digest == facts["digest"], where
        state = step.state
    return len(run["steps"])


@pytest.mark.parametrize("name", names())
def test_a_history_of_an_earlier_release_happens_again(name: str) -> None:
    told = history(name)
    known = definitions(told)
    assert sum(take_again(run, known) for run in told["runs"]) > 100


def test_there_is_a_history_and_none_is_ever_changed() -> None:
    assert names()
    with pytest.raises(FileExistsError):
        keep(names()[0], {})
