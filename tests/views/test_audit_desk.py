"""The auditor's desk: searching by what happened, keeping searches, noting findings, verifying the record."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from app.checkpoints import take_over
from app.jobs.sealing import Seal, seal_log
from storage.models import Checkpoint, Event, Finding, Officer, Party, Run, SavedQuery, Task
from tests.actions.test_verifying import rechain, rows_of
from tests.support.lived import INSPECTOR, NAMES, XINING, Lived
from tests.support.tampering import writing_past_the_triggers

AUDITOR, OTHER, RECORD_KEEPER = "tj.office.auditor", "xn.office.auditor", "tj.office.audit_admin"
OURS = ("filed", "open", "sealed")


def found(lived: Lived, who: str = AUDITOR, **conditions: str) -> set[str]:
    """Return the names of the cases that a search finds."""
    answer = lived.client(who).client.get("/audit/search", query_string=conditions)
    assert answer.status_code == 200, answer.text
    text = BeautifulSoup(answer.text, "html.parser").select("tbody tr")
    numbers = {lived.case(name).case_no: name for name in NAMES}
    return {name for number, name in numbers.items() if any(number in row.text for row in text)}


def said(answer: TestResponse) -> str:
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_without_conditions_all_cases_of_the_district_are_listed(lived: Lived) -> None:
    assert found(lived) == set(OURS)
    assert found(lived, OTHER) == {"finished"}


def test_cases_are_found_by_person_and_by_number(lived: Lived) -> None:
    assert found(lived, q=lived.case("open").case_no) == {"open"}
    with lived.session() as session:
        employer = session.scalars(
            select(Party.name).where(Party.case_id == lived.cases["finished"], Party.place == "employer")
        ).one()
    assert found(lived, OTHER, q=employer) == {"finished"}
    assert found(lived, q="没有这家公司") == set()


def test_cases_are_found_by_step_event_outcome_and_time(lived: Lived) -> None:
    with lived.session() as session:
        event = session.scalars(
            select(Event).where(Event.chain == lived.cases["finished"], Event.kind == "timer_fired").limit(1)
        ).first()
        outcome = session.scalars(
            select(Run.outcome).where(Run.case_id == lived.cases["finished"], Run.outcome.is_not(None))
        ).first()
        task = session.scalars(select(Task).where(Task.case_id == lived.cases["finished"]).limit(1)).one()
        opened = lived.case("finished").opened_at.date()
        mine = select(Event).where(Event.chain == lived.cases["finished"], Event.run_id == task.run_id)
        trace = [entry for event in session.scalars(mine) for entry in event.facts.get("trace", ())]
        at_tasks = set(session.scalars(select(Task.element_id)))
    ends = {entry["enter"].rpartition("/")[2] for entry in trace if "enter" in entry} - at_tasks
    assert found(lived, OTHER, step=f"{task.process_key}:{task.element_id}") == {"finished"}
    assert found(lived, OTHER, step=f"{task.process_key}:no_such_step") == set()
    assert ends, "gateways and events, at which nobody has a task"
    for passed in sorted(ends)[:3]:
        assert found(lived, OTHER, step=f"{task.process_key}:~{passed}") == {"finished"}
    assert found(lived, OTHER, step=f"{task.process_key}:~no_such_gateway") == set()
    assert found(lived, OTHER, outcome=str(outcome)) == {"finished"}
    assert found(lived, OTHER, outcome="没有这种结果") == set()
    assert found(lived, OTHER, since=str(opened), until=str(opened)) == {"finished"}
    assert found(lived, OTHER, until="2020-01-01") == set()
    assert found(lived, OTHER, kind="case_opened") == {"finished"}
    assert bool(event) == (found(lived, OTHER, kind="timer_fired") == {"finished"})
    assert found(lived, OTHER, kind="case_opened", until="2020-01-01") == set()
    assert found(lived, since="gestern", until="3025-99-99") == set(OURS), "what makes no sense is left out"


def test_cases_are_found_by_unit_and_by_who_acted(lived: Lived) -> None:
    assert found(lived, unit="tj_ftz.labour") == set(OURS)
    assert found(lived, unit="tj_ftz.finance") == set()
    with lived.session() as session:
        actor = session.scalars(
            select(Officer)
            .join(Event, Event.actor_id == Officer.id)
            .where(Event.chain == lived.cases["open"])
        ).first()
    assert actor is not None
    assert "open" in found(lived, officer=actor.name) and "open" in found(lived, officer=actor.sign_in_name)
    answer = lived.client(AUDITOR).get("/audit/search?officer=无此人")
    assert "没有这位经办人" in said(answer)


def test_a_search_is_kept_used_again_and_removed(lived: Lived) -> None:
    desk = lived.client(AUDITOR)
    kept = desk.post("/audit/search/kept", {"name": "经人社的", "unit": "tj_ftz.labour", "after": "x"})
    assert kept.status_code == 302 and kept.location == "/audit/search?unit=tj_ftz.labour"
    page = BeautifulSoup(desk.get("/audit").text, "html.parser")
    (link,) = [link for link in page.select("main a") if link.text == "经人社的"]
    assert link["href"] == "/audit/search?unit=tj_ftz.labour"
    with lived.session() as session:
        query = session.scalars(select(SavedQuery)).one()
    assert lived.client(OTHER).post(f"/audit/search/kept/{query.id}/remove").status_code == 404
    assert desk.post(f"/audit/search/kept/{query.id}/remove").status_code == 302
    with lived.session() as session:
        assert not session.scalars(select(SavedQuery)).all()
        kinds = session.scalars(select(Event.kind).order_by(Event.id.desc()).limit(20)).all()
    assert {"query_saved", "query_removed"} <= set(kinds)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"name": "", "unit": "tj_ftz.labour"}, "起一个"),
        ({"name": "空"}, "没有任何条件"),
        ({"name": "电话", "q": "138 0013 8000"}, "不保存在检索里"),
    ],
)
def test_a_search_without_name_or_conditions_or_with_a_number_of_a_person_is_not_kept(
    lived: Lived, form: dict[str, str], why: str
) -> None:
    before = lived.events()
    lived.client(AUDITOR)
    answer = lived.client(AUDITOR).post("/audit/search/kept", form)
    assert answer.status_code == 422 and why in said(answer)
    assert lived.events() <= before + 1, "only the sign-in was recorded"


def note(lived: Lived, who: str = AUDITOR, name: str = "open", **form: str) -> TestResponse:
    given = {"text": "立案超过法定期限，没有说明理由。", "severity": "grave", "step": "3", **form}
    return lived.client(who).post(f"/audit/cases/{lived.cases[name]}/findings", given)


def test_a_finding_is_a_record_of_its_own_and_leaves_the_case_as_it_was(lived: Lived) -> None:
    before = lived.case("open")
    answer = note(lived)
    assert answer.status_code == 302 and "at=3" in str(answer.location)
    after = lived.case("open")
    assert (after.event_seq, after.event_hash) == (before.event_seq, before.event_hash)
    with lived.session() as session:
        made = session.scalars(select(Finding)).one()
        event = session.scalars(select(Event).where(Event.kind == "finding_made")).one()
    assert event.chain == "system" and event.facts["finding"] == made.id and event.facts["step"] == 3
    assert made.text not in str(event.facts) and len(event.facts["text_sha256"]) == 64
    page = said(lived.client(AUDITOR).get(f"/audit/cases/{lived.cases['open']}"))
    assert "立案超过法定期限" in page and "发现 1" in page
    assert "立案超过法定期限" in said(lived.client(AUDITOR).get("/audit/findings?state=open&severity=grave"))
    assert "立案超过法定期限" not in said(lived.client(AUDITOR).get("/audit/findings?state=settled"))
    assert "立案超过法定期限" not in said(lived.client(OTHER).get("/audit/findings"))


def test_a_finding_is_settled_once_with_a_remark(lived: Lived) -> None:
    note(lived)
    with lived.session() as session:
        address = f"/audit/findings/{session.scalars(select(Finding)).one().id}/settle"
    desk = lived.client(AUDITOR)
    assert desk.post(address, {"remark": ""}).status_code == 422
    assert lived.client(OTHER).post(address, {"remark": "已补正"}).status_code == 404
    assert desk.post(address, {"remark": "已书面说明理由。", "next": "https://example.org/"}).location == "/"
    assert desk.post(address, {"remark": "再来一次"}).status_code == 409
    told = said(desk.get("/audit/findings"))
    assert "已了结" in told and "已书面说明理由" in told


@pytest.mark.parametrize(
    "form", [{"text": " "}, {"severity": "fatal"}, {"step": "99999"}, {"text": "字" * 2001}]
)
def test_a_finding_that_is_unclear_is_refused(lived: Lived, form: dict[str, str]) -> None:
    assert note(lived, **form).status_code == 422
    with lived.session() as session:
        assert not session.scalars(select(Finding)).all()


def test_findings_are_for_auditors_of_the_district(lived: Lived) -> None:
    assert note(lived, INSPECTOR).status_code == 403
    assert note(lived, OTHER).status_code == 404
    for path in ("/audit", "/audit/search", "/audit/findings"):
        assert lived.client(XINING).get(path).status_code == 403


def test_the_record_is_verified_from_the_desk_and_who_did_it_is_told(lived: Lived) -> None:
    for who in (AUDITOR, RECORD_KEEPER):
        desk = lived.client(who)
        assert "还没有" in said(desk.get("/audit"))
        assert desk.post("/audit/verify").status_code == 302
        told = said(desk.get("/audit"))
        assert "条记录完整" in told and "最近校验" in told and "没有库外的检查点可比" in told
        with lived.session() as session:
            event = session.scalars(
                select(Event).where(Event.kind == "log_verified").order_by(Event.id.desc())
            ).first()
            assert event is not None and event.facts["faults"] == 0 and event.facts["events"] == event.id - 1
    assert lived.client(RECORD_KEEPER).get("/audit/search").status_code == 403


def test_what_was_rewritten_together_with_its_checkpoints_is_named_at_the_desk_by_the_witness(
    lived: Lived, tmp_path: Path
) -> None:
    lived.app(CHECKPOINTS=str(tmp_path / "own"), WITNESS=str(tmp_path / "kept"))
    with lived.session() as session:
        size = seal_log(session, Seal(tmp_path / "own"), at_once=True)
    take_over(tmp_path / "own", tmp_path / "kept")
    desk = lived.client(AUDITOR)
    desk.post("/audit/verify")
    told = said(desk.get("/audit"))
    assert f"库外 2 处保存的检查点逐条比对了前 {size} 条" in told and "条记录完整" in told
    with writing_past_the_triggers(lived.database) as session:
        row = rows_of(session)[20]
        rechain(session, row, random.Random(1))
        session.execute(delete(Checkpoint))
    desk.post("/audit/verify")
    told = said(desk.get("/audit"))
    assert f"（编号 {row['id']}）" in told and "有误" in told
