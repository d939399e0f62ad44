"""Designers try drafts on made-up cases: nothing real is touched, and what is recorded binds every later draft."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.errands import replayed
from app.actions.trial_play import fill_trial_case
from app.actions.trial_recording import Record, TrialUnclear, record_trial, remove_recorded_trial
from app.actions.trying_apart import CannotTry, run_recorded
from app.refusals import NotAllowed
from storage.designs import files_of_draft
from storage.errands import latest_errand
from storage.models import Base, Event, Trial
from storage.trials import recorded_trials, trials_of_draft
from storage.versions import files_of_version, newest_version
from tests.engine.diagrams import chain, diagram, end, start, timer
from tests.support.errands import run_errands
from tests.support.tiny import Tiny, form, lane, step

KEY = "review"
DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
BEGIN = {"unit": "tj_ftz.labour", "day": "2025-09-26", "way": "hand", "case": "empty", "name": "先走一遍"}
OPINION = {"var.opinion": "情况属实", "_seen": "var.opinion"}


def drawn(days: int = 5) -> bytes:
    """A step, some days of waiting, and another step."""
    nodes = [start(), step("examine"), timer("rest", f'duration("P{days}D")'), step("decide"), end()]
    return diagram(
        KEY, nodes, chain("begin", "examine", "rest", "decide", "done"), lanes=lane("examine", "decide")
    )


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """An office with a process of two steps, and a real case of it."""
    tiny.publish(KEY, drawn(), {"examine": form("examine", ("opinion", "text"))})
    tiny.begin(KEY)
    return tiny


@pytest.fixture
def draft(desk: Tiny) -> str:
    """A draft of it."""
    with desk.session() as session:
        version = newest_version(session, KEY)
        assert version is not None
        return begin_draft(session, version.id, by=desk.actor("designer")).id


@pytest.fixture
def designer(desk: Tiny) -> FlaskClient:
    """The designer at her browser."""
    return desk.client("designer")


def fingerprints(desk: Tiny) -> dict[str, str]:
    """What every table holds, by its name."""
    with desk.session() as session:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, session.execute(select(table))))).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
        }


def read(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def send(client: FlaskClient, address: str, status: int = 302, **fields: str) -> str:
    page = client.get("/designer").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = client.post(address, data={"csrf_token": token[1], **fields})
    assert answer.status_code == status, notices(answer.text)
    return str(answer.headers.get("Location", ""))


def notices(text: str) -> list[str]:
    """What a page says went wrong."""
    return [
        each.get_text(" ", strip=True)
        for each in BeautifulSoup(text, "html.parser").select(".notice, .faults")
    ]


def begun(client: FlaskClient, draft: str) -> str:
    """Begin a trial and return its address."""
    return send(client, f"/designer/drafts/{draft}/trials", **BEGIN)


def played(client: FlaskClient, draft: str) -> str:
    """Play a trial to its end and return its address."""
    place = begun(client, draft)
    at = read(client, place).select_one("#task-form [name=at]")
    assert at is not None
    send(client, f"{place}/steps", at=str(at["value"]), **OPINION)
    send(client, f"{place}/time", by="next")
    at = read(client, place).select_one("#task-form [name=at]")
    assert at is not None
    send(client, f"{place}/steps", at=str(at["value"]))
    return place


def test_a_trial_is_played_to_its_end_with_the_clock_moved(designer: FlaskClient, draft: str) -> None:
    place = begun(designer, draft)
    page = read(designer, place)
    assert "examine" in page.select_one(".trial-steps").text  # type: ignore[union-attr]
    assert page.select_one("#task-form [name='var.opinion']") is not None, "the real form"
    at = str(page.select_one("#task-form [name=at]")["value"])  # type: ignore[index]
    refused = designer.post(f"{place}/steps", data={"csrf_token": "x"})
    assert refused.status_code in (400, 403)
    send(designer, f"{place}/steps", 422, at=at, _seen="var.opinion")
    send(designer, f"{place}/steps", at=at, **OPINION)
    waiting = read(designer, place)
    assert "2025-10-02" in waiting.text, "the fifth day is whole"
    send(designer, f"{place}/time", by="days", count="3")
    assert read(designer, place).select_one(".trial-steps") is None, "two days are left"
    send(designer, f"{place}/time", by="next")
    at = str(read(designer, place).select_one("#task-form [name=at]")["value"])  # type: ignore[index]
    send(designer, f"{place}/steps", at=at)
    ended = read(designer, place)
    assert "已走到结束" in ended.text
    assert "100%" in ended.select_one("#coverage-title").find_parent("section").text  # type: ignore[union-attr]
    send(designer, f"{place}/back", to="2")
    assert "已走到结束" not in read(designer, place).text


def test_examples_are_filled_in_and_completed_with(designer: FlaskClient, draft: str) -> None:
    place = begun(designer, draft)
    at = str(read(designer, place).select_one("#task-form [name=at]")["value"])  # type: ignore[index]
    token = re.search(r'name="csrf_token" value="([^"]+)"', designer.get(place).text)
    assert token is not None
    answer = designer.post(f"{place}/steps", data={"csrf_token": token[1], "at": at, "example": "1"})
    filled = BeautifulSoup(answer.text, "html.parser").select_one("#task-form [name='var.opinion']")
    assert filled is not None and filled["value"]
    send(designer, f"{place}/steps", at=at, auto="1")
    assert "等待" in read(designer, place).text or "rest" in read(designer, place).text


def test_a_trial_leaves_everything_real_as_it_was(desk: Tiny, designer: FlaskClient, draft: str) -> None:
    designer.get(f"/designer/drafts/{draft}/trials")
    before = fingerprints(desk)
    played(designer, draft)
    after = fingerprints(desk)
    assert {name for name in after if after[name] != before[name]} == {"trial"}


def test_what_is_recorded_binds_every_later_draft(desk: Tiny, designer: FlaskClient, draft: str) -> None:
    place = played(designer, draft)
    send(designer, f"{place}/record", name="五天后决定")
    with desk.session() as session:
        kinds = session.scalars(select(Event.kind).where(Event.kind.like("trial_%"))).all()
        assert kinds == ["trial_recorded"]
    before = fingerprints(desk)
    told = run_all(desk, designer, draft)
    assert "1/1 通过" in told and "五天后决定" in told
    assert {name for name, each in fingerprints(desk).items() if each != before[name]} == {"desk_errand"}
    with desk.session() as session:
        save_file(
            session,
            draft,
            DIAGRAM,
            drawn()
            .replace(b'id="decide"', b'id="settle"')
            .replace(b'Ref="decide"', b'Ref="settle"')
            .replace(b"Ref>decide<", b"Ref>settle<"),
            1,
            by=desk.actor("designer"),
        )
        save_file(session, draft, f"forms/{KEY}/settle.form", form("settle"), 0, by=desk.actor("designer"))
    assert "结果可能已过时" in designer.get(f"/designer/drafts/{draft}/trials/recorded").text
    assert "0/1 通过" in run_all(desk, designer, draft)
    with desk.session() as session:
        errand = latest_errand(session, draft, "replay")
        assert errand is not None
        first = replayed(errand).verdicts[0].differences[0]
    assert (first.step, first.what, first.expected, first.actual) == (3, "way", "decide", "settle")


def run_all(office: Tiny, client: FlaskClient, draft: str) -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/designer").text)
    assert token is not None
    answer = client.post(f"/designer/drafts/{draft}/trials/recorded/run", data={"csrf_token": token[1]})
    assert "正在后台逐个运行" in client.get(answer.headers["Location"]).text
    assert run_errands(office.housed()) == 1
    return client.get(answer.headers["Location"]).text


def test_a_recorded_trial_is_replaced_by_its_name_and_removed(
    desk: Tiny, designer: FlaskClient, draft: str
) -> None:
    place = played(designer, draft)
    send(designer, f"{place}/record", name="五天后决定")
    send(designer, f"{place}/record", name="五天后决定")
    with desk.session() as session:
        (row,) = recorded_trials(session, KEY)
        remove_recorded_trial(session, row.id, by=desk.actor("designer"))
        assert recorded_trials(session, KEY) == []
        kinds = session.scalars(select(Event.kind).where(Event.kind.like("trial_%")).order_by(Event.id)).all()
    assert kinds == ["trial_recorded", "trial_changed", "trial_removed"]


@pytest.mark.parametrize(
    "told",
    [
        Record(" ", [], []),
        Record("空", [], []),
        Record("没有开始", [{"do": "wait", "days": 1}], [{}]),
        Record("看不懂", [{"do": "shell"}], [{}]),
        Record(
            "没有时区", [{"do": "begin", "district": "tj_ftz", "unit": "labour", "at": "2025-09-26"}], [{}]
        ),
        Record("太久", [{"do": "wait", "days": 10**9}], [{}]),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_with_a_sentence(desk: Tiny, told: Record) -> None:
    with desk.session() as session, pytest.raises(TrialUnclear) as refused:
        record_trial(session, KEY, told, by=desk.actor("designer"))
    assert refused.value.zh and str(refused.value)


def test_files_that_the_gate_refuses_are_not_tried(desk: Tiny, designer: FlaskClient, draft: str) -> None:
    with desk.session() as session:
        save_file(
            session, draft, DIAGRAM, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", 1, by=desk.actor("designer")
        )
        with pytest.raises(CannotTry):
            run_recorded(session, KEY, files_of_draft(session, draft))
    assert "还不能试运行" in designer.get(f"/designer/drafts/{draft}/trials").text


def test_only_designers_try(desk: Tiny, draft: str) -> None:
    for name in ("inspector", "auditor", "admin"):
        assert desk.client(name).get(f"/designer/drafts/{draft}/trials").status_code in (403, 404)


def test_who_builds_on_an_old_state_is_told(designer: FlaskClient, draft: str, desk: Tiny) -> None:
    place = begun(designer, draft)
    at = str(read(designer, place).select_one("#task-form [name=at]")["value"])  # type: ignore[index]
    send(designer, f"{place}/steps", at=at, revision="1", **OPINION)
    send(designer, f"{place}/time", 409, by="next", revision="1")
    with desk.session() as session:
        (trial,) = trials_of_draft(session, draft)
        assert isinstance(trial, Trial) and trial.revision == 2


def test_what_only_trials_do_is_refused_in_the_real_house(desk: Tiny) -> None:
    with desk.session() as session, pytest.raises(NotAllowed):
        fill_trial_case(session, "0" * 26, {"case.employer": {"name": "x"}}, by=desk.actor("inspector"))


def test_the_pages_of_trials_know_no_real_person(desk: Tiny, designer: FlaskClient, draft: str) -> None:
    """The real case was begun by an officer, who stands on no page of a trial."""
    place = played(designer, draft)
    for address in (f"/designer/drafts/{draft}/trials", place, f"/designer/drafts/{draft}/trials/coverage"):
        text = read(designer, address).text
        assert "监察员甲" not in text, address


def test_shipped_trials_are_loaded_once(
    desk: Tiny, tmp_path: object, draft: str, designer: FlaskClient
) -> None:
    from pathlib import Path

    from app.actions.trial_recording import NoNewTrials, load_shipped_trials

    place = played(designer, draft)
    with desk.session() as session:
        (trial,) = trials_of_draft(session, draft)
        folder = Path(str(tmp_path)) / "processes" / KEY / "trials"
        folder.mkdir(parents=True)
        tree = {"name": "随附", "commands": trial.commands, "expected": [{} for _ in trial.commands]}
        (folder / "01.json").write_text(json.dumps(tree), encoding="utf-8")
        assert load_shipped_trials(session, Path(str(tmp_path))) == [f"{KEY}: 随附"]
        with pytest.raises(NoNewTrials):
            load_shipped_trials(session, Path(str(tmp_path)))
        assert place and files_of_version(session, newest_version(session, KEY).id)  # type: ignore[union-attr]
