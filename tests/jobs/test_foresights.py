"""Before a draft is published, what it would do to every case is worked out in the background, part by part."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions import foresights
from app.actions.completing import complete_task
from app.actions.designing import begin_draft
from app.actions.designing_files import save_file
from app.actions.foresights import ask_foresight, cancel_foresight
from app.actions.trying_apart import CannotTry
from app.jobs.foresights import foresee
from app.refusals import NotAllowed, NotReady
from storage.foresights import counts_of_foresight, gone_on, items_of_foresight, parts_by_state
from storage.models import Event, Foresight, ForesightItem, ForesightPart, ProcessVersion
from tests.actions.test_migrating import KEY, tale
from tests.jobs.workers import Crew, wait_until
from tests.support.errands import run_errands
from tests.support.tiny import Tiny, form, step

DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
ALL = ("stays", "moves", "maps", "cannot", "same", "parts")


def drafted(office: Tiny, drawn: bytes, *forms: str) -> str:
    """A draft of the newest version with another diagram, and forms for its new steps."""
    with office.session() as session:
        version = session.scalars(select(ProcessVersion).where(ProcessVersion.process_key == KEY)).one()
        draft = begin_draft(session, version.id, by=office.actor("designer")).id
        save_file(session, draft, DIAGRAM, drawn, 1, by=office.actor("designer"))
        for name in forms:
            save_file(session, draft, f"forms/{KEY}/{name}.form", form(name), 0, by=office.actor("designer"))
        return draft


def at_step(office: Tiny, done: str) -> str:
    case_id = office.begin(KEY)
    for element in done:
        with office.session() as session:
            complete_task(session, office.open_task(case_id, element).id, {}, by=office.actor("inspector"))
    return case_id


def ask(office: Tiny, draft: str, mapping: dict[str, str] | None = None) -> str:
    with office.session() as session:
        return ask_foresight(session, draft, mapping, by=office.actor("designer")).id


def worked_out(office: Tiny, foresight_id: str) -> dict[str, int]:
    """Do the parts of a foresight as workers do, each twice, and return the outcomes."""
    with office.session() as session:
        for part in session.query(ForesightPart).where(ForesightPart.state == "waiting"):
            part.state = "queued"
        session.commit()
        parts = session.scalars(select(ForesightPart).where(ForesightPart.foresight_id == foresight_id)).all()
    for part in parts:
        for _ in range(2):
            foresee(office.housed(), f"{foresight_id}:{part.number}")
    return outcomes(office, foresight_id)


def outcomes(office: Tiny, foresight_id: str) -> dict[str, int]:
    with office.session() as session:
        return counts_of_foresight(session, foresight_id)


@pytest.fixture
def desk(tiny: Tiny) -> Tiny:
    """An office with cases at three places, and one that ended."""
    tiny.publish(KEY, tale(step("a"), step("b"), step("c")))
    for done in ("", "a", "ab", "abc"):
        at_step(tiny, done)
    return tiny


CHANGED = tale(step("a"), step("new"), step("check"), step("c"))


def test_every_run_is_told_apart_and_what_is_known_is_not_worked_out_again(
    desk: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foresights, "PART", 1)
    events = desk.events()
    draft = drafted(desk, CHANGED, "new", "check")
    first = ask(desk, draft)
    assert worked_out(desk, first) == {"moves": 1, "cannot": 1, "stays": 1, "parts": 1}
    with desk.session() as session:
        (refused,) = items_of_foresight(session, first, {"cannot"})
        assert refused.places == [f"{KEY}/b"] and refused.reasons[0][:2] == ["b", "removed"]
        (parted,) = items_of_foresight(session, first, {"parts"})
        assert (parted.was, parted.would_be) == ("b", "new")
    second = ask(desk, draft, {"b": "new"})
    with desk.session() as session:
        assert parts_by_state(session, second) == {"waiting": 1}, "only the run at b is concerned"
    assert worked_out(desk, second) == {"moves": 1, "maps": 1, "stays": 1, "parts": 1}
    kinds = Counter(event.kind for event in desk.rows(Event)[events:])
    assert kinds["foresight_begun"] == 2 and "run_migrated" not in kinds


def test_it_says_when_the_draft_or_the_cases_have_gone_on(desk: Tiny) -> None:
    draft = drafted(desk, CHANGED, "new", "check")
    found = ask(desk, draft)
    worked_out(desk, found)
    browser = desk.client("designer")
    address = f"/designer/drafts/{draft}/foresight"
    assert "可能已过时" not in browser.get(address).text
    at_step(desk, "a")
    with desk.session() as session:
        foresight = session.get(Foresight, found)
        assert foresight is not None and gone_on(session, foresight) == 1
        save_file(
            session, draft, f"forms/{KEY}/new.form", form("new", ("x", "text")), 1, by=desk.actor("designer")
        )
    text = browser.get(address).text
    assert "分析之后草稿有改动" in text and "1 个流程有进展或新开始" in text


def test_the_page_tells_counts_reasons_and_runs_and_takes_a_mapping(desk: Tiny) -> None:
    draft = drafted(desk, CHANGED, "new", "check")
    browser, address = desk.client("designer"), f"/designer/drafts/{draft}/foresight"
    page = BeautifulSoup(browser.get(address).text, "html.parser")
    token = page.select_one("form[action$=foresight] input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": token["value"]}
    assert browser.post(address, data=sent).status_code == 302
    assert "正在后台检查草稿能否运行" in browser.get(address).text and not desk.rows(Foresight)
    assert browser.post(address, data=sent).status_code == 409
    assert run_errands(desk.housed()) == 1
    found = desk.rows(Foresight)[-1].id
    assert "正在分析" in browser.get(address).text
    worked_out(desk, found)
    page = BeautifulSoup(browser.get(f"{address}?outcome=cannot").text, "html.parser")
    rows = [row.get_text(" ", strip=True) for row in page.select("#runs ~ * tbody tr, .card-table tbody tr")]
    assert len(rows) == 1 and "不能迁移" in rows[0]
    assert page.select_one('select[name="map.b"] option[value=new]')
    browser.post(address, data={**sent, "mapped": "1", "map.b": "new"})
    run_errands(desk.housed())
    assert worked_out(desk, desk.rows(Foresight)[-1].id)["maps"] == 1
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{address}/runs.xlsx").data)) as book:
        assert "按对应关系可迁移" in book.read("xl/sharedStrings.xml").decode()


def test_what_cannot_run_is_not_foreseen_and_a_second_time_waits_for_the_first(desk: Tiny) -> None:
    broken = drafted(desk, b"<html/>")
    events = desk.events()
    with pytest.raises(CannotTry):
        ask(desk, broken)
    with desk.session() as session, pytest.raises(NotAllowed):
        ask_foresight(session, drafted(desk, CHANGED, "new", "check"), None, by=desk.actor("auditor"))
    draft = drafted(desk, CHANGED, "new", "check")
    found = ask(desk, draft)
    with pytest.raises(NotReady):
        ask(desk, draft)
    with desk.session() as session:
        cancel_foresight(session, found, by=desk.actor("designer2"))
        with pytest.raises(NotReady):
            cancel_foresight(session, found, by=desk.actor("designer2"))
    assert worked_out(desk, found) == {}, "nothing is worked out any more"
    assert desk.events() > events
    ask(desk, draft)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_no_run_out_and_tells_none_twice(
    tiny: Tiny, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foresights, "PART", 2)
    tiny.publish(KEY, tale(step("a"), step("b"), step("c")))
    number = 60
    for _ in range(number):
        tiny.begin(KEY)
    found = ask(tiny, drafted(tiny, CHANGED, "new", "check"))
    victim = crew.start()
    wait_until(lambda: sum(outcomes(tiny, found).values()) >= 4, "the first runs to be told")
    crew.kill(victim)
    heirs = [crew.start(), crew.start()]
    wait_until(lambda: tiny.rows(Foresight)[0].state == "done", "the foresight to be done")
    assert [crew.stop(each) for each in heirs] == [0, 0]
    assert outcomes(tiny, found) == {"moves": number}
    with tiny.session() as session:
        assert parts_by_state(session, found) == {"done": number // 2}
        assert session.query(ForesightItem).count() == number
