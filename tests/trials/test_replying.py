"""Designers answer external tasks in trials as a worker would; recorded, the trial is played without one."""

from __future__ import annotations

import pytest

from app.actions.designing import begin_draft
from app.actions.trying_apart import run_recorded
from app.trials.commands import BadCommand, Reply, command_from_json, command_to_json
from storage.trials import recorded_trials, trials_of_draft
from storage.versions import files_of_version, newest_version
from tests.support.tiny import Tiny
from tests.support.working_outside import CODE, checking
from tests.trials.test_trying import read, send

BEGIN = {"unit": "tj_ftz.labour", "day": "2025-09-26", "way": "hand", "case": "empty", "name": "查信用",
         "var.code": "911", "_seen": "var.code"}  # fmt: skip


@pytest.fixture
def draft(tiny: Tiny) -> str:
    """A draft of the process of a credit check."""
    tiny.publish("checking", checking(), {"begin": CODE})
    with tiny.session() as session:
        version = newest_version(session, "checking")
        assert version is not None
        return begin_draft(session, version.id, by=tiny.actor("designer")).id


def test_a_worker_is_stood_in_for_and_the_trial_is_recorded(tiny: Tiny, draft: str) -> None:
    designer = tiny.client("designer")
    place = send(designer, f"/designer/drafts/{draft}/trials", **BEGIN)
    assert read(designer, place).select_one("#externals-title") is not None
    external = f"{place}/external"
    send(designer, external, 422, place="1", how="done", data='code = "912"')
    send(designer, external, 422, place="1", how="error", code="late")
    send(designer, external, 422, place="2", how="done")
    send(designer, external, place="1", how="failed")
    assert "办理失败" in read(designer, place).get_text()
    send(designer, external, place="1", how="error", code="gone")
    with tiny.session() as session:
        (trial,) = trials_of_draft(session, draft)
        assert [each["do"] for each in trial.commands] == ["begin", "reply", "reply"]
    send(designer, f"{place}/back", to="2")
    send(designer, external, place="1", how="done", data='standing = "good"')
    send(designer, f"{place}/record", name="信用良好")
    with tiny.session() as session:
        version = newest_version(session, "checking")
        assert version is not None
        (kept,) = recorded_trials(session, "checking")
        found = run_recorded(session, "checking", files_of_version(session, version.id))
    assert kept.expected[2]["way"] == ["close"]
    assert [each.differences for each in found.verdicts] == [()]
    assert ("checking", "check") in found.reached


def test_a_reply_is_told_as_json_and_back() -> None:
    told = Reply("check", "pay", "1", "error", {"standing": "x"}, "gone", "why")
    assert command_from_json(command_to_json(told)) == told
    assert command_to_json(Reply("check")) == {"do": "reply", "element": "check", "how": "done"}
    with pytest.raises(BadCommand):
        command_from_json({"do": "reply", "element": "check", "worker": "x"})
