"""Event logs are taken by an auditor for his districts, or by the command line for all, and never without a purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from storage.events import count_events
from tests.support.exports import taken
from tests.support.lived import CLERK, NAMES, Lived

AUDITOR = "tj.office.auditor"
TRACE = "{http://www.xes-standard.org/}trace"


def test_an_auditor_takes_the_log_of_his_district_only(lived: Lived) -> None:
    asked = {"form": "xes", "personal": "masked", "purpose": "流程分析"}
    answer = taken(lived, AUDITOR, "/logs", asked)
    assert answer.status_code == 200
    names = [trace[0].get("value") for trace in etree.fromstring(answer.data).iter(TRACE)]
    assert sorted(names) == sorted(lived.case(name).case_no for name in NAMES if name != "finished")


def test_whoever_works_on_cases_takes_no_log(lived: Lived) -> None:
    assert lived.client(CLERK).get("/logs").status_code == 403
    assert lived.client(CLERK).post("/logs", {"form": "xes", "purpose": "看看"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"purpose": ""}, 422), ({"form": "csv"}, 409), ({"personal": "everything"}, 409)],
)
def test_a_log_without_purpose_or_in_clear_is_refused_and_leaves_no_event(
    lived: Lived, asked: dict[str, str], status: int
) -> None:
    client = lived.client(AUDITOR)
    with lived.session() as session:
        before = count_events(session)
    answer = client.post("/logs", {"form": "ocel", "personal": "masked", "purpose": "流程分析", **asked})
    assert answer.status_code == status
    with lived.session() as session:
        assert count_events(session) == before


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_the_command_line_writes_the_log_of_all_cases(lived: Lived, tmp_path: Path, form: str) -> None:
    place = tmp_path / "log"
    asked = ["audit", "log", "--format", form, "--to", str(place), "--purpose", "流程分析"]
    done = lived.app().test_cli_runner().invoke(args=asked)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["cases"] == len(NAMES) and place.stat().st_size > 1000
    if form == "ocel":
        read = json.loads(place.read_bytes())
        assert len(read["events"]) == told["events"]
        known = {each["id"] for each in read["objects"]}
        named = {link["objectId"] for each in read["events"] for link in each["relationships"]}
        assert named == known and len(known) == len(read["objects"])
